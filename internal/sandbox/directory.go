package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// directory is a directory that is synchronized into the organization.
type directory struct {
	ID             string     `json:"id"`
	OrganizationID string     `json:"organizationId"`
	Name           string     `json:"name"`
	Type           string     `json:"type"`
	State          string     `json:"state"`
	ActiveUsers    int        `json:"activeUsers"`
	InactiveUsers  int        `json:"inactiveUsers"`
	Groups         int        `json:"groups"`
	CreatedAt      time.Time  `json:"createdAt"`
	UpdatedAt      time.Time  `json:"updatedAt"`
	LastSyncAt     *time.Time `json:"lastSyncAt"`
}

// The states of a directory that the sandbox has.
const (
	directoryLinked     = "linked"
	directoryValidating = "validating"
	directoryInvalid    = "invalid_credentials"
	directoryUnlinked   = "unlinked"
)

func directoryObject(d *directory) map[string]any {
	return map[string]any{
		"id": d.ID, "name": d.Name, "type": d.Type, "state": d.State, "createdAt": timestamp(d.CreatedAt), "updatedAt": timestamp(d.UpdatedAt),
		"lastSyncRunAt": timeOrNull(d.LastSyncAt),
		"metadata":      map[string]any{"users": map[string]any{"active": d.ActiveUsers, "inactive": d.InactiveUsers}, "groups": d.Groups},
	}
}

func (st *state) directoriesOf(organizationID string) (of []*directory) {
	for _, d := range st.Directories {
		if d.OrganizationID == organizationID {
			of = append(of, d)
		}
	}
	return of
}

// listDirectories answers ListDirectories, with a fresh link to the Admin Portal.
func listDirectories(c *call) (any, error) {
	data := []any{}
	for _, d := range c.state.directoriesOf(c.organization) {
		data = append(data, directoryObject(d))
	}
	return map[string]any{"data": data, "link": c.portalLink("dsync")}, nil
}

// getDirectory answers GetDirectory.
func getDirectory(c *call) (any, error) {
	for _, d := range c.state.directoriesOf(c.organization) {
		if d.ID == c.request.PathValue("directory") {
			return directoryObject(d), nil
		}
	}
	return nil, &apiError{status: http.StatusNotFound, message: "Directory not found"}
}

// directoryPortal is the Admin Portal's page for directories.
var directoryPortal = portalIntent{
	Heading: "Directory sync", Permission: manageDirectories,
	describe: func(st *state, organizationID string, _ time.Time) portalView {
		of := st.directoriesOf(organizationID)
		if len(of) == 0 {
			return portalView{Text: "No directory is connected.", Buttons: []portalButton{{"Connect Okta", "connect", "okta"}, {"Connect Google Workspace", "connect", "google"}}}
		}
		d := of[0]
		v := portalView{Facts: []portalFact{{"Directory", d.Name}, {"State", d.State}}}
		switch d.State {
		case directoryUnlinked:
			v.Buttons = append(v.Buttons, portalButton{"Finish the setup", "validate", d.ID})
		case directoryValidating, directoryInvalid:
			v.Buttons = append(v.Buttons, portalButton{"Accept the credentials", "link", d.ID})
		case directoryLinked:
			v.Buttons = append(v.Buttons, portalButton{"Sync now", "sync", d.ID}, portalButton{"Invalidate the credentials", "invalidate", d.ID})
		}
		v.Buttons = append(v.Buttons, portalButton{"Disconnect", "disconnect", d.ID})
		return v
	},
	act: actOnDirectory,
}

func actOnDirectory(s *Server, organizationID, action, value string, now time.Time) (string, error) {
	of := s.state.directoriesOf(organizationID)
	if action == "connect" && len(of) == 0 {
		d := &directory{ID: "directory_" + s.newULID(), OrganizationID: organizationID, Name: "Okta", Type: "okta scim v2.0", State: directoryUnlinked, CreatedAt: now, UpdatedAt: now}
		if value == "google" {
			d.Name, d.Type = "Google Workspace", "gsuite directory"
		}
		s.state.Directories = append(s.state.Directories, d)
		return d.Name + " is being set up.", nil
	}
	at := slices.IndexFunc(of, func(d *directory) bool { return d.ID == value })
	if at < 0 {
		return "", errPortalAction
	}
	d := of[at]
	d.UpdatedAt = now
	switch action {
	case "validate":
		d.State = directoryValidating
		return "The directory is being looked at.", nil
	case "link", "sync":
		d.State, d.LastSyncAt = directoryLinked, &now
		d.ActiveUsers, d.Groups = max(d.ActiveUsers, 18), max(d.Groups, 4)
		return "The directory is in sync.", nil
	case "invalidate":
		d.State = directoryInvalid
		return "The directory no longer accepts the credentials.", nil
	case "disconnect":
		s.state.Directories = slices.DeleteFunc(s.state.Directories, func(other *directory) bool { return other == d })
		return "The directory is disconnected.", nil
	}
	return "", errPortalAction
}
