package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The states of a connection.
const (
	stateConnected            = "connected"
	stateNeedsReauthorization = "needs_reauthorization"
)

// pipesAuthorization is an attempt to connect an account with OAuth: from the moment that the widget asks
// where to go until the provider's page has been answered.
type pipesAuthorization struct {
	// State is in the address of the provider's page. It opens nothing by itself: the page waits for the
	// tokens, which come as a message from the page that opened it.
	State          string `json:"state"`
	HandoffToken   string `json:"handoffToken"` // "" when none was asked for
	RedirectToken  string `json:"redirectToken"`
	Integration    string `json:"integration"`
	UserID         string `json:"userId"`
	OrganizationID string `json:"organizationId"`
	// Shared says that the connection is to be the organization's.
	Shared    bool              `json:"shared"`
	Config    map[string]string `json:"config"`
	Opened    bool              `json:"opened"` // the tokens have come
	Outcome   string            `json:"outcome"`
	ExpiresAt time.Time         `json:"expiresAt"`
}

// The outcomes of an authorization; "" while it has none.
const (
	outcomeConnected = "connected"
	outcomeRefused   = "refused"
	// outcomeImpossible means that it was approved when it could no longer be done.
	outcomeImpossible = "impossible"
)

// authorizationLife is how long somebody may take on the provider's page.
const authorizationLife = 10 * time.Minute

func (a *pipesAuthorization) pending(now time.Time) bool {
	return a.Outcome == "" && now.Before(a.ExpiresAt)
}

// owner is whose the connection is to be; "" for the organization's.
func (a *pipesAuthorization) owner() string {
	if a.Shared {
		return ""
	}
	return a.UserID
}

// namedIntegration finds the integration that the path names, of one kind of ownership.
func (c *call) namedIntegration(shared bool) (integration, error) {
	i, ok := integrationBySlug(c.request.PathValue("slug"))
	if !ok || i.Shared != shared {
		return i, notFound("Integration")
	}
	return i, nil
}

// connectable is like namedIntegration, for one that can be connected in this way.
func (c *call) connectable(shared bool, method string) (integration, error) {
	i, err := c.namedIntegration(shared)
	switch {
	case err != nil:
		return i, err
	case !i.takes(method):
		return i, badRequest(i.Name + " cannot be connected in this way.")
	case !c.state.available(i, c.organization):
		return i, forbidden(i.Name + " is not available in this organization.")
	}
	return i, nil
}

// authorizeDataIntegration answers GetDataIntegrationAuthorizeUrl and AuthorizeDataIntegration.
func authorizeDataIntegration(c *call) (any, error) {
	in := struct {
		RequireHandoff bool
		Config         map[string]string
	}{RequireHandoff: c.request.URL.Query().Get("requireHandoff") == "true"}
	if c.request.Method != http.MethodGet {
		if err := c.decode(&in); err != nil {
			return nil, err
		}
	}
	return c.authorizeIntegration(false, in.RequireHandoff, in.Config)
}

// authorizeSharedIntegration answers AuthorizeOrganizationDataIntegration. It has no handoff token.
func authorizeSharedIntegration(c *call) (any, error) {
	var in struct{ Config map[string]string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	return c.authorizeIntegration(true, false, in.Config)
}

func (c *call) authorizeIntegration(shared, handoff bool, config map[string]string) (any, error) {
	i, err := c.connectable(shared, withOAuth)
	if err != nil {
		return nil, err
	}
	n := c.connection(i.Slug, c.owner(shared))
	if n != nil && n.AuthMethod != withOAuth {
		return nil, badRequest(connectedOtherwise(i)) // the widgets know no 409 of this operation
	}
	if len(config) == 0 && n != nil {
		config = n.Config // the widget leaves it out to authorize again
	}
	if err := i.checkConfig(config, false); err != nil {
		return nil, badRequest(err.Error() + ".")
	}
	a := &pipesAuthorization{
		State: newSecret(), RedirectToken: newSecret(), Integration: i.Slug, UserID: c.user.ID, OrganizationID: c.organization,
		Shared: shared, Config: config, ExpiresAt: c.now.Add(authorizationLife),
	}
	answer := map[string]any{
		"url":           "http://" + c.request.Host + pipesPath + "?" + url.Values{"state": {a.State}}.Encode(),
		"redirectToken": a.RedirectToken,
	}
	if handoff {
		a.HandoffToken = newSecret()
		answer["handoffToken"] = a.HandoffToken
	}
	st := c.state
	st.Authorizations = slices.DeleteFunc(st.Authorizations, func(a *pipesAuthorization) bool { return a.ExpiresAt.Add(time.Hour).Before(c.now) })
	st.Authorizations = append(st.Authorizations, a)
	return answer, nil
}

// owner is whose a connection is.
func (c *call) owner(shared bool) string {
	if shared {
		return ""
	}
	return c.user.ID
}

// authorizationStatus answers GetDataInstallationAuthorizationStatus: whether the attempt is still under way.
// What came of it shows in the list of accounts. It takes the integration's ID or its slug.
func authorizationStatus(c *call) (any, error) {
	for _, a := range c.state.Authorizations {
		i, _ := integrationBySlug(a.Integration)
		named := c.request.PathValue("integration")
		mine := a.UserID == c.user.ID && a.OrganizationID == c.organization
		if mine && a.State == c.request.PathValue("state") && (named == i.id() || named == i.Slug) {
			return map[string]any{"isConnecting": a.pending(c.now)}, nil
		}
	}
	return nil, notFound("Authorization")
}

// connectWithAPIKey answers UpsertDataIntegrationApiKey.
func connectWithAPIKey(c *call) (any, error) { return c.upsertAPIKey(false) }

// connectSharedWithAPIKey answers UpsertOrganizationDataIntegrationApiKey.
func connectSharedWithAPIKey(c *call) (any, error) { return c.upsertAPIKey(true) }

// minCredential is how short a key can be for a provider to take it. A shorter one shows what a refusal looks like.
const minCredential = 8

func (c *call) upsertAPIKey(shared bool) (any, error) {
	i, err := c.connectable(shared, withAPIKey)
	if err != nil {
		return nil, err
	}
	var in struct{ Secret string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if secret := strings.TrimSpace(in.Secret); len(secret) < minCredential {
		return nil, badRequest(i.Name + " did not accept the API key.")
	} else {
		in.Secret = secret
	}
	n, err := c.upsertConnection(i, withAPIKey)
	if err != nil {
		return nil, err
	}
	n.APIKeyLast4 = last4(in.Secret)
	return connectionObject(n, "data_installation"), nil
}

// connectWithClientCredentials answers UpsertDataIntegrationClientCredentials.
func connectWithClientCredentials(c *call) (any, error) { return c.upsertClientCredentials(false) }

// connectSharedWithClientCredentials answers UpsertOrganizationDataIntegrationClientCredentials.
func connectSharedWithClientCredentials(c *call) (any, error) {
	return c.upsertClientCredentials(true)
}

func (c *call) upsertClientCredentials(shared bool) (any, error) {
	i, err := c.connectable(shared, withClientCredentials)
	if err != nil {
		return nil, err
	}
	var in struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		Config       map[string]string
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Config == nil {
		if n := c.connection(i.Slug, c.owner(shared)); n != nil {
			in.Config = n.Config
		}
	}
	if err := i.checkConfig(in.Config, false); err != nil {
		return nil, badRequest(err.Error() + ".")
	}
	id, secret := strings.TrimSpace(in.ClientID), strings.TrimSpace(in.ClientSecret)
	if id == "" || len(secret) < minCredential {
		return nil, badRequest(i.Name + " did not accept the client credentials.")
	}
	n, err := c.upsertConnection(i, withClientCredentials)
	if err != nil {
		return nil, err
	}
	n.ClientID, n.ClientSecretLast4, n.Config = id, last4(secret), in.Config
	return connectionObject(n, "data_installation"), nil
}

// upsertConnection finds or makes the connection. One that was made in another way has to be taken away first.
func (c *call) upsertConnection(i integration, method string) (*connection, error) {
	n := c.connection(i.Slug, c.owner(i.Shared))
	if n != nil && n.AuthMethod != method {
		return nil, &apiError{status: http.StatusConflict, message: connectedOtherwise(i)}
	}
	return c.server.keepConnection(n, i, c.owner(i.Shared), c.organization, method), nil
}

func connectedOtherwise(i integration) string {
	return i.Name + " is connected in another way. Disconnect it first."
}

// keepConnection makes the connection if there is none (n is nil), and has it connected.
func (s *Server) keepConnection(n *connection, i integration, userID, organizationID, method string) *connection {
	now := s.now()
	if n == nil {
		n = &connection{ID: "data_installation_" + s.newULID(), Integration: i.Slug, UserID: userID, OrganizationID: organizationID, CreatedAt: now}
		s.state.connections = append(s.state.connections, n)
	}
	n.AuthMethod, n.State, n.UpdatedAt = method, stateConnected, now
	if method == withOAuth {
		n.Scopes = s.state.configurationOf(i, organizationID).scopes(i)
	}
	return n
}
