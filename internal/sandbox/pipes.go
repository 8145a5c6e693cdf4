package sandbox

import (
	"slices"
	"time"
)

// integrationsSince is when the environment's integrations were set up.
var integrationsSince = time.Date(2025, 2, 11, 9, 30, 0, 0, time.UTC)

// myDataIntegrations answers MyDataIntegrations: what the caller may connect for themselves, and has.
func myDataIntegrations(c *call) (any, error) {
	data := []any{}
	for _, i := range integrations {
		if i.Shared {
			continue
		}
		o := integrationObject(i)
		accounts := []any{}
		for _, n := range c.connections(i.Slug) {
			accounts = append(accounts, connectionObject(n, "connected_account"))
			o["installation"] = connectionObject(n, "data_installation")
		}
		o["connected_accounts"] = accounts
		data = append(data, o)
	}
	return map[string]any{"data": data}, nil
}

// connections are the caller's own, in the organization of their token.
func (c *call) connections(slug string) []*connection {
	var own []*connection
	for _, n := range c.state.connections {
		if n.Integration == slug && n.UserID == c.user.ID && n.OrganizationID == c.organization {
			own = append(own, n)
		}
	}
	return own
}

func integrationObject(i integration) map[string]any {
	ownership := "userland_user"
	if i.Shared {
		ownership = "organization"
	}
	return map[string]any{
		"object": "data_integration", "id": seedID("data_integration", i.Slug), "name": i.Name, "description": i.Description,
		"slug": i.Slug, "integrationType": i.Type, "iconSlug": i.Type, "ownership": ownership, "credentialsType": "shared",
		"authMethods": i.AuthMethods, "scopes": i.Scopes, "configFields": []any{}, "config": map[string]any{},
		"createdAt": timestamp(integrationsSince), "updatedAt": timestamp(integrationsSince), "installation": nil,
	}
}

func connectionObject(n *connection, object string) map[string]any {
	return map[string]any{
		"object": object, "id": n.ID, "user_id": orNull(n.UserID), "organization_id": orNull(n.OrganizationID),
		"userlandUserId": orNull(n.UserID), "organizationId": orNull(n.OrganizationID),
		"scopes": n.Scopes, "auth_method": n.AuthMethod, "api_key_last_4": orNull(n.APIKeyLast4), "state": n.State,
		"created_at": timestamp(n.CreatedAt), "updated_at": timestamp(n.UpdatedAt),
		"createdAt": timestamp(n.CreatedAt), "updatedAt": timestamp(n.UpdatedAt),
	}
}

// sharedDataConnections answers SharedDataConnections: what the organization has connected for its members.
func sharedDataConnections(c *call) (any, error) {
	data := []any{}
	for _, i := range integrations {
		accounts := []any{}
		for _, n := range c.state.connections {
			if n.Integration == i.Slug && n.UserID == "" && c.organization != "" && n.OrganizationID == c.organization {
				accounts = append(accounts, sharedConnectionObject(n))
			}
		}
		if !i.Shared || len(accounts) == 0 {
			continue
		}
		data = append(data, map[string]any{
			"object": "data_integration", "id": seedID("data_integration", i.Slug), "name": i.Name, "description": i.Description,
			"slug": i.Slug, "iconSlug": i.Type, "ownership": "organization", "connected_accounts": accounts,
		})
	}
	return map[string]any{"data": data}, nil
}

func sharedConnectionObject(n *connection) map[string]any {
	availability := "available"
	if n.State != "connected" {
		availability = "needs_admin_attention"
	}
	return map[string]any{
		"object": "connected_account", "id": n.ID, "state": n.State, "availability": availability,
		"created_at": timestamp(n.CreatedAt), "updated_at": timestamp(n.UpdatedAt),
	}
}

// deleteDataInstallation answers DeleteDataInstallation.
func deleteDataInstallation(c *call) (any, error) {
	id := c.request.PathValue("installation")
	at := slices.IndexFunc(c.state.connections, func(n *connection) bool {
		return n.ID == id && n.UserID == c.user.ID && n.OrganizationID == c.organization
	})
	if at < 0 {
		return nil, notFound("Installation")
	}
	c.state.connections = slices.Delete(c.state.connections, at, at+1)
	return success(), nil
}

// settings answers Settings.
func settings(c *call) (any, error) {
	return map[string]any{
		"object": "settings", "authkitOrigin": "http://" + c.request.Host, "teamName": "WorkOS sandbox",
		"logoDarkIconPath": nil, "logoDarkPath": nil, "logoLightIconPath": nil, "logoLightPath": nil,
	}, nil
}
