package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// configuration is what an organization has set for an integration.
type configuration struct {
	OrganizationID    string            `json:"organizationId"`
	Integration       string            `json:"integration"`
	Enabled           *bool             `json:"enabled"` // nil: as the environment has it, enabled
	Scopes            *[]string         `json:"scopes"`  // nil: as the environment has them
	ClientID          string            `json:"clientId"`
	ClientSecretLast4 string            `json:"clientSecretLast4"`
	Config            map[string]string `json:"config"`
	UpdatedAt         time.Time         `json:"updatedAt"`
}

// configurationOf is the organization's, or an empty one that is not kept.
func (st *state) configurationOf(i integration, organizationID string) *configuration {
	for _, n := range st.Configurations {
		if n.Integration == i.Slug && n.OrganizationID == organizationID {
			return n
		}
	}
	return &configuration{OrganizationID: organizationID, Integration: i.Slug, UpdatedAt: integrationsSince}
}

func (n *configuration) enabled() bool { return n.Enabled == nil || *n.Enabled }

// configured says that nothing is missing to connect with OAuth.
func (n *configuration) configured(i integration) bool { return !i.OwnClient || n.ClientID != "" }

func (n *configuration) scopes(i integration) []string {
	if n.Scopes != nil {
		return *n.Scopes
	}
	return defaultScopes(i)
}

func defaultScopes(i integration) []string { return append([]string{}, i.Scopes...) }

// available says that the organization's people can connect the integration.
func (st *state) available(i integration, organizationID string) bool {
	n := st.configurationOf(i, organizationID)
	return n.enabled() && n.configured(i)
}

func credentialsObject(c *call, i integration, n *configuration) map[string]any {
	return map[string]any{
		"credentialsType": i.credentialsType(), "hasCredentials": !i.OwnClient || n.ClientID != "", "client_id": orNull(n.ClientID),
		"redactedClientSecret": orNull(n.ClientSecretLast4), "redirectUri": "http://" + c.request.Host + "/pipes/" + i.Slug + "/callback",
	}
}

// listConfigurations answers ListDataIntegrationConfigurations: what each member may connect for themselves.
func listConfigurations(c *call) (any, error) {
	data := []any{}
	for _, i := range integrations {
		if !i.Shared {
			data = append(data, c.configurationObject(i))
		}
	}
	return map[string]any{"data": data}, nil
}

func (c *call) configurationObject(i integration) map[string]any {
	n := c.state.configurationOf(i, c.organization)
	return map[string]any{
		"object": "data_integration_configuration", "id": seedID("data_integration_configuration", c.organization+i.Slug),
		"name": i.Name, "description": orNull(i.Description), "slug": i.Slug, "integrationType": i.Type, "ownership": i.ownership(),
		"enabled": n.enabled(), "scopes": n.scopes(i), "defaultScopes": defaultScopes(i), "availableScopes": append([]string{}, i.Available...),
		"credentials": credentialsObject(c, i, n), "authMethods": i.AuthMethods, "configFields": i.fieldObjects(), "config": configObject(n.Config),
		"createdAt": timestamp(integrationsSince), "updatedAt": timestamp(n.UpdatedAt),
	}
}

// configureIntegration answers UpsertDataIntegrationConfiguration.
func configureIntegration(c *call) (any, error) {
	i, err := c.configure(false)
	if err != nil {
		return nil, err
	}
	return c.configurationObject(i), nil
}

// configureSharedIntegration answers UpsertOrganizationDataIntegrationConfiguration.
func configureSharedIntegration(c *call) (any, error) {
	i, err := c.configure(true)
	if err != nil {
		return nil, err
	}
	return c.sharedObject(i), nil
}

// configure takes what an organization sets; what is left out stays. Scopes of null are the environment's.
func (c *call) configure(shared bool) (integration, error) {
	i, err := c.namedIntegration(shared)
	if err != nil {
		return i, err
	}
	var in struct {
		Enabled      *bool
		Scopes       *[]string
		ClientID     *string `json:"client_id"`
		ClientSecret *string `json:"client_secret"`
		Config       map[string]string
	}
	var given map[string]any
	if c.decode(&in) != nil || c.decode(&given) != nil {
		return i, badRequest("The body is not what an integration is configured with.")
	}
	n := c.state.configurationOf(i, c.organization)
	next := *n
	if in.Enabled != nil {
		next.Enabled = in.Enabled
	}
	if _, said := given["scopes"]; said {
		if problem := unknownScope(i, in.Scopes); problem != "" {
			return i, unprocessable(problem)
		}
		next.Scopes = in.Scopes
	}
	if in.ClientID != nil || in.ClientSecret != nil {
		id, secret := strings.TrimSpace(text(in.ClientID)), strings.TrimSpace(text(in.ClientSecret))
		switch {
		case !i.OwnClient:
			return i, badRequest(i.Name + " uses the environment’s OAuth client.")
		case id == "" || secret == "":
			return i, unprocessable("The client ID and the client secret are needed together.")
		}
		next.ClientID, next.ClientSecretLast4 = id, last4(secret)
	}
	if in.Config != nil {
		if err := i.checkConfig(in.Config, true); err != nil {
			return i, unprocessable(err.Error() + ".")
		}
		next.Config = in.Config
	}
	next.UpdatedAt = c.now
	if *n = next; !slices.Contains(c.state.Configurations, n) {
		c.state.Configurations = append(c.state.Configurations, n)
	}
	return i, nil
}

func unknownScope(i integration, scopes *[]string) string {
	if scopes == nil {
		return ""
	}
	for _, s := range *scopes {
		if !slices.Contains(i.Scopes, s) && !slices.Contains(i.Available, s) {
			return i.Name + " has no scope " + s + "."
		}
	}
	return ""
}

func unprocessable(message string) *apiError {
	return &apiError{status: http.StatusUnprocessableEntity, message: message}
}

// last4 are the letters of a secret that may be shown again.
func last4(secret string) string {
	letters := []rune(secret)
	return string(letters[max(0, len(letters)-4):])
}

// organizationIntegrations answers OrganizationDataIntegrations: what the organization connects for everybody.
func organizationIntegrations(c *call) (any, error) {
	data := []any{}
	for _, i := range integrations {
		if i.Shared {
			data = append(data, c.sharedObject(i))
		}
	}
	return map[string]any{"data": data}, nil
}

func (c *call) sharedObject(i integration) map[string]any {
	n, connected := c.state.configurationOf(i, c.organization), c.connection(i.Slug, "")
	o := c.integrationObject(i)
	accounts := []any{}
	if connected != nil {
		accounts = append(accounts, connectionObject(connected, "connected_account"))
		o["installation"] = connectionObject(connected, "data_installation")
	}
	o["connected_accounts"] = accounts
	var disabledSource, override any
	if n.Enabled != nil {
		override = *n.Enabled
	}
	if !n.enabled() {
		disabledSource = "organization"
	}
	o["configuration"] = map[string]any{
		"hasOverride": n.Enabled != nil || n.Scopes != nil || n.ClientID != "" || n.Config != nil, "rootEnabled": true, "overrideEnabled": override,
		"enabled": n.enabled(), "disabledSource": disabledSource, "scopes": n.scopes(i), "defaultScopes": defaultScopes(i),
		"availableScopes": append([]string{}, i.Available...), "credentials": credentialsObject(c, i, n), "configured": n.configured(i),
		"configFields": i.fieldObjects(), "config": configObject(n.Config),
	}
	usable := n.enabled() && n.configured(i)
	o["capabilities"] = map[string]any{
		"canConfigure": true, "canConnect": usable && connected == nil,
		"canUpdateCredentials": usable && connected != nil && connected.AuthMethod != withOAuth,
		"canReauthorize":       usable && connected != nil && connected.AuthMethod == withOAuth,
		"canDisconnect":        connected != nil,
	}
	return o
}
