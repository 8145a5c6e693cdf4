// Package authkit talks to WorkOS User Management (AuthKit) through workos-go, as a public client:
// authorization code with PKCE, refresh, logout address, and widget tokens where there is an API key.
// It decides, in one place, what a failure means for the session; see Error.
package authkit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/workos/workos-go/v4/pkg/usermanagement"
	"github.com/workos/workos-go/v4/pkg/widgets"
	"golang.org/x/oauth2"

	"workos-widgets/internal/outbound"
)

// RequestTimeout bounds one request to WorkOS, from dialing to the last byte of the answer.
const RequestTimeout = 10 * time.Second

// Options say which WorkOS environment a Client talks to.
type Options struct {
	// ClientID is the environment's client ID. Required.
	ClientID string
	// APIKey is used for widget tokens only; sign-in and refresh are those of a public client.
	APIKey Secret
	// APIURL is the API's address without a path, such as https://api.workos.com. Required.
	APIURL *url.URL
	// Transport carries the requests; nil means one that keeps no connection, see newTransport.
	Transport http.RoundTripper
	// Network is the way out when there is no Transport; nil means the environment's.
	Network *outbound.Network
}

// Client is a WorkOS environment as this application sees it. It is safe for concurrent use.
type Client struct {
	clientID string
	hasKey   bool
	users    *usermanagement.Client
	widgets  *widgets.Client
	http     *http.Client
	endpoint string
}

// New returns a Client. It sends nothing.
func New(o Options) *Client {
	endpoint := strings.TrimSuffix(o.APIURL.String(), "/")
	h := newHTTPClient(o.Transport, o.Network)
	// The key stays out of the user-management client: with one, it would be sent along with every
	// code and refresh token, and the public-client way would never be exercised by developers.
	users := usermanagement.NewClient("")
	users.Endpoint = endpoint
	users.HTTPClient = h
	return &Client{
		clientID: o.ClientID,
		hasKey:   o.APIKey != "",
		users:    users,
		widgets:  &widgets.Client{APIKey: o.APIKey.Reveal(), HTTPClient: h, Endpoint: endpoint},
		http:     h,
		endpoint: endpoint,
	}
}

// Attempt is what the client must remember between the authorization request and the code: the state
// that proves the callback is an answer to it, and the code verifier of RFC 7636.
type Attempt struct {
	State    string
	Verifier Secret
}

// NewAttempt returns an Attempt that nobody can guess.
func NewAttempt() Attempt {
	// GenerateVerifier gives 32 octets from crypto/rand: as good for a state as for a verifier.
	return Attempt{State: oauth2.GenerateVerifier(), Verifier: Secret(oauth2.GenerateVerifier())}
}

// AuthorizationRequest narrows what AuthKit's page offers.
type AuthorizationRequest struct {
	// RedirectURI is where the browser brings the code.
	RedirectURI string
	// OrganizationID asks for exactly this organization, under its sign-in rules.
	OrganizationID string
	// LoginHint is an e-mail address to fill in.
	LoginHint string
}

// AuthorizationURL is the address of AuthKit's sign-in page for one attempt (RFC 6749 section 4.1.1,
// RFC 7636 section 4.3).
func (c *Client) AuthorizationURL(a Attempt, r AuthorizationRequest) (string, error) {
	u, err := c.users.GetAuthorizationURL(usermanagement.GetAuthorizationURLOpts{
		ClientID:            c.clientID,
		RedirectURI:         r.RedirectURI,
		Provider:            "authkit",
		State:               a.State,
		CodeChallenge:       oauth2.S256ChallengeFromVerifier(a.Verifier.Reveal()),
		CodeChallengeMethod: "S256",
		OrganizationID:      r.OrganizationID,
		LoginHint:           r.LoginHint,
	})
	if err != nil {
		return "", fmt.Errorf("authkit: authorization address: %w", err)
	}
	return u.String(), nil
}

var errOtherUser = errors.New("the answer's user is not the access token's")

// Exchange trades an authorization code for tokens (RFC 6749 section 4.1.3). The code can be used once.
func (c *Client) Exchange(ctx context.Context, code Secret, a Attempt) (Grant, error) {
	return c.authenticate(ctx, "exchange", func(ctx context.Context) (usermanagement.AuthenticateResponse, error) {
		return c.users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeOpts{
			ClientID: c.clientID, Code: code.Reveal(), CodeVerifier: a.Verifier.Reveal(),
		})
	})
}

// SelectOrganization finishes an exchange that WorkOS answered with ChooseOrganization.
// Pending is that Error's PendingToken.
func (c *Client) SelectOrganization(ctx context.Context, pending Secret, organizationID string) (Grant, error) {
	return c.authenticate(ctx, "select organization", func(ctx context.Context) (usermanagement.AuthenticateResponse, error) {
		return c.users.AuthenticateWithOrganizationSelection(ctx, usermanagement.AuthenticateWithOrganizationSelectionOpts{
			ClientID: c.clientID, PendingAuthenticationToken: pending.Reveal(), OrganizationID: organizationID,
		})
	})
}

func (c *Client) authenticate(ctx context.Context, op string, call func(context.Context) (usermanagement.AuthenticateResponse, error)) (Grant, error) {
	ctx, seen := observe(ctx)
	res, err := call(ctx)
	if err != nil {
		return Grant{}, classify(op, err, seen)
	}
	g, err := newGrant(res.AccessToken, res.RefreshToken)
	if err != nil {
		return Grant{}, unreadable(op, err, seen)
	}
	if res.User.ID != g.Claims.Subject {
		return Grant{}, unreadable(op, errOtherUser, seen)
	}
	g.User = &User{
		ID: res.User.ID, Email: res.User.Email, FirstName: res.User.FirstName,
		LastName: res.User.LastName, PictureURL: res.User.ProfilePictureURL,
	}
	if res.Impersonator != nil {
		g.Impersonator = &Impersonator{Email: res.Impersonator.Email, Reason: res.Impersonator.Reason}
	}
	return g, nil
}

// Refresh trades a refresh token for new tokens (RFC 6749 section 6). The token is retired by it, but for
// 30 seconds WorkOS answers the same token with the same new pair. An organizationID that differs from
// the session's switches organization; "" leaves the choice to WorkOS.
func (c *Client) Refresh(ctx context.Context, refreshToken Secret, organizationID string) (Grant, error) {
	const op = "refresh"
	ctx, seen := observe(ctx)
	res, err := c.users.AuthenticateWithRefreshToken(ctx, usermanagement.AuthenticateWithRefreshTokenOpts{
		ClientID: c.clientID, RefreshToken: refreshToken.Reveal(), OrganizationID: organizationID,
	})
	if err != nil {
		return Grant{}, classify(op, err, seen)
	}
	g, err := newGrant(res.AccessToken, res.RefreshToken)
	if err != nil {
		return Grant{}, unreadable(op, err, seen)
	}
	return g, nil
}

// LogoutURL is the address that ends the session in WorkOS and in the browser when a browser opens it.
func (c *Client) LogoutURL(sessionID string) (string, error) {
	u, err := c.users.GetLogoutURL(usermanagement.GetLogoutURLOpts{SessionID: sessionID})
	if err != nil {
		return "", fmt.Errorf("authkit: logout address: %w", err)
	}
	return u.String(), nil
}

// Reachable asks whether WorkOS answers at all. Any answer but a server error will do.
func (c *Client) Reachable(ctx context.Context) error {
	ctx, seen := observe(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.endpoint+"/sso/jwks/"+url.PathEscape(c.clientID), nil)
	if err != nil {
		return fmt.Errorf("authkit: reach WorkOS: %w", err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return classify("reach WorkOS", err, seen)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusInternalServerError {
		return &Error{Op: "reach WorkOS", Kind: Transient, Status: res.StatusCode}
	}
	return nil
}
