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
		if i.Shared || !c.state.available(i, c.organization) {
			continue
		}
		o := c.integrationObject(i)
		accounts := []any{}
		if n := c.connection(i.Slug, c.user.ID); n != nil {
			accounts = append(accounts, connectionObject(n, "connected_account"))
			o["installation"] = connectionObject(n, "data_installation")
		}
		o["connected_accounts"] = accounts
		data = append(data, o)
	}
	return map[string]any{"data": data}, nil
}

// connection is a user's own, in the organization of the token; with "" for the user, the organization's.
func (c *call) connection(slug, userID string) *connection {
	return c.state.connectionOf(slug, userID, c.organization)
}

func (st *state) connectionOf(slug, userID, organizationID string) *connection {
	at := slices.IndexFunc(st.connections, func(n *connection) bool {
		return n.Integration == slug && n.UserID == userID && n.OrganizationID == organizationID
	})
	if at < 0 {
		return nil
	}
	return st.connections[at]
}

// integrationObject has no installation; whoever knows of one puts it in.
func (c *call) integrationObject(i integration) map[string]any {
	settings := c.state.configurationOf(i, c.organization)
	return map[string]any{
		"object": "data_integration", "id": i.id(), "name": i.Name, "description": orNull(i.Description),
		"slug": i.Slug, "integrationType": i.Type, "iconSlug": i.Type, "ownership": i.ownership(), "credentialsType": i.credentialsType(),
		"authMethods": i.AuthMethods, "scopes": settings.scopes(i), "configFields": i.fieldObjects(), "config": configObject(settings.Config),
		"createdAt": timestamp(integrationsSince), "updatedAt": timestamp(integrationsSince), "installation": nil,
	}
}

func configObject(config map[string]string) map[string]any {
	o := map[string]any{}
	for key, value := range config {
		o[key] = value
	}
	return o
}

func connectionObject(n *connection, object string) map[string]any {
	scopes := n.Scopes
	if scopes == nil {
		scopes = []string{}
	}
	return map[string]any{
		"object": object, "id": n.ID, "user_id": orNull(n.UserID), "organization_id": orNull(n.OrganizationID),
		"userlandUserId": orNull(n.UserID), "organizationId": orNull(n.OrganizationID),
		"scopes": scopes, "auth_method": n.AuthMethod, "api_key_last_4": orNull(n.APIKeyLast4), "state": n.State,
		"client_id": orNull(n.ClientID), "client_secret_last_4": orNull(n.ClientSecretLast4), "config": configObject(n.Config),
		"created_at": timestamp(n.CreatedAt), "updated_at": timestamp(n.UpdatedAt),
		"createdAt": timestamp(n.CreatedAt), "updatedAt": timestamp(n.UpdatedAt),
	}
}

// sharedDataConnections answers SharedDataConnections: what the organization has connected for its members.
func sharedDataConnections(c *call) (any, error) {
	data := []any{}
	for _, i := range integrations {
		if !i.Shared || c.organization == "" || !c.state.available(i, c.organization) {
			continue
		}
		n := c.connection(i.Slug, "")
		if n == nil {
			continue
		}
		data = append(data, map[string]any{
			"object": "data_integration", "id": i.id(), "name": i.Name, "description": orNull(i.Description),
			"slug": i.Slug, "iconSlug": i.Type, "ownership": "organization", "connected_accounts": []any{sharedConnectionObject(n)},
		})
	}
	return map[string]any{"data": data}, nil
}

func sharedConnectionObject(n *connection) map[string]any {
	availability := "available"
	if n.State != stateConnected {
		availability = "needs_admin_attention"
	}
	return map[string]any{
		"object": "connected_account", "id": n.ID, "state": n.State, "availability": availability,
		"created_at": timestamp(n.CreatedAt), "updated_at": timestamp(n.UpdatedAt),
	}
}

// deleteDataInstallation answers DeleteDataInstallation.
func deleteDataInstallation(c *call) (any, error) { return c.disconnect(c.user.ID) }

// deleteOrganizationInstallation answers DeleteOrganizationDataInstallation.
func deleteOrganizationInstallation(c *call) (any, error) { return c.disconnect("") }

func (c *call) disconnect(userID string) (any, error) {
	id := c.request.PathValue("installation")
	before := len(c.state.connections)
	c.state.connections = slices.DeleteFunc(c.state.connections, func(n *connection) bool {
		return n.ID == id && n.UserID == userID && n.OrganizationID == c.organization
	})
	if len(c.state.connections) == before {
		return nil, notFound("Installation")
	}
	return success(), nil
}

// settings answers Settings.
func settings(c *call) (any, error) {
	return map[string]any{
		"object": "settings", "authkitOrigin": "http://" + c.request.Host, "teamName": "WorkOS sandbox",
		"logoDarkIconPath": nil, "logoDarkPath": nil, "logoLightIconPath": nil, "logoLightPath": nil,
	}, nil
}
