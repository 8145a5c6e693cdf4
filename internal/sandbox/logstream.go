package sandbox

import (
	"slices"
	"time"
)

// logStream is where an organization's audit log goes.
type logStream struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organizationId"`
	Type           string `json:"type"`
	State          string `json:"state"`
	ErrorMessage   string `json:"errorMessage"`
	// LastEventID is a bare ULID: the widget reads the time of the last delivery from it.
	LastEventID string `json:"lastEventId"`
}

// The states of a stream that the sandbox has.
const (
	streamActive   = "Active"
	streamInactive = "Inactive"
	streamError    = "Error"
)

// auditLogStream answers GetAuditLogStream: an empty object without one.
func auditLogStream(c *call) (any, error) {
	n := c.state.streamOf(c.organization)
	if n == nil {
		return map[string]any{}, nil
	}
	return map[string]any{
		"id": n.ID, "state": n.State, "type": n.Type, "errorMessage": orNull(n.ErrorMessage),
		"lastSyncedEventId": orNull(n.LastEventID), "auditLogTrailId": seedID("audit_log_trail", n.OrganizationID),
	}, nil
}

func (st *state) streamOf(organizationID string) *logStream {
	at := slices.IndexFunc(st.Streams, func(n *logStream) bool { return n.OrganizationID == organizationID })
	if at < 0 {
		return nil
	}
	return st.Streams[at]
}

var streamTypes = []string{"Datadog", "Splunk", "S3", "GoogleCloudStorage", "GenericHttps", "AzureSentinel", "Snowflake"}

// streamPortal is the Admin Portal's page for audit-log streams.
var streamPortal = portalIntent{
	Heading: "Log streams", Permission: manageLogStreams,
	describe: func(st *state, organizationID string, _ time.Time) portalView {
		n := st.streamOf(organizationID)
		if n == nil {
			v := portalView{Text: "The audit log is streamed nowhere."}
			for _, kind := range streamTypes {
				v.Buttons = append(v.Buttons, portalButton{"Stream to " + kind, "connect", kind})
			}
			return v
		}
		v := portalView{Facts: []portalFact{{"Destination", n.Type}, {"State", n.State}}}
		if n.State != streamActive {
			v.Buttons = append(v.Buttons, portalButton{"Start streaming", "start", ""})
		} else {
			v.Buttons = append(v.Buttons, portalButton{"Let the credentials fail", "break", ""})
		}
		v.Buttons = append(v.Buttons, portalButton{"Remove the stream", "remove", ""})
		return v
	},
	act: actOnStream,
}

func actOnStream(s *Server, organizationID, action, value string, _ time.Time) (string, error) {
	n := s.state.streamOf(organizationID)
	switch {
	case action == "connect" && n == nil && slices.Contains(streamTypes, value):
		s.state.Streams = append(s.state.Streams, &logStream{ID: "audit_log_stream_" + s.newULID(), OrganizationID: organizationID, Type: value, State: streamInactive})
		return "The stream to " + value + " is being set up. Start it to finish.", nil
	case n == nil:
		return "", errPortalAction
	case action == "start":
		n.State, n.ErrorMessage, n.LastEventID = streamActive, "", s.newULID()
		return "The audit log is being streamed.", nil
	case action == "break":
		n.State, n.ErrorMessage = streamError, "The destination refused the credentials."
		return "The destination refuses the credentials.", nil
	case action == "remove":
		s.state.Streams = slices.DeleteFunc(s.state.Streams, func(other *logStream) bool { return other == n })
		return "The stream was removed.", nil
	}
	return "", errPortalAction
}
