package sandbox

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"workos-widgets/internal/brand"
)

// maxQuery is far above any authorization request.
const maxQuery = 8 << 10

// codeLife is how long an authorization code can be exchanged.
const codeLife = 10 * time.Minute

// The page's own links are the authorization request again with these parameters added: what the person
// has decided so far. The page keeps nothing on the server, so that going back, reloading and restarting
// the sandbox are all harmless.
const (
	paramUser         = "sandbox_user"
	paramOrganization = "sandbox_organization"
	paramSSO          = "sandbox_sso"
	paramRefuse       = "sandbox_refuse"

	// askLater is the organization of somebody who leaves the choice to the application.
	askLater = "ask"
)

// authorization is an authorization request that has been found to be right (RFC 6749 section 4.1.1,
// RFC 7636 section 4.3, https://workos.com/docs/reference/authkit/authentication/get-authorization-url).
type authorization struct {
	query        url.Values // as it came, without the parameters of our own
	redirect     *url.URL
	state        string
	challenge    string
	organization *organization // the one asked for; nil leaves it to the person
	loginHint    string
}

// requestProblem is why an authorization request cannot be answered. It is shown to the person and never
// redirected anywhere, since it may be the address that is wrong.
type requestProblem struct {
	Title, Problem, Mend string
	// Parameter and Value say what was found; they come from the request.
	Parameter, Value string
}

func parseAuthorization(query url.Values) (*authorization, *requestProblem) {
	a := &authorization{query: url.Values{}, state: query.Get("state"), loginHint: query.Get("login_hint")}
	for name, values := range query {
		if strings.HasPrefix(name, "sandbox_") {
			continue
		}
		if len(values) > 1 {
			return nil, &requestProblem{
				Title: "This sign-in request is ambiguous", Problem: "One of its parameters is there more than once.",
				Mend: "The application has to send each parameter once (RFC 6749, section 3.1).", Parameter: name,
			}
		}
		a.query[name] = values
	}
	for _, check := range []func(*authorization) *requestProblem{checkClient, checkRedirect, checkResponse, checkChallenge, checkOrganization} {
		if p := check(a); p != nil {
			return nil, p
		}
	}
	return a, nil
}

func checkClient(a *authorization) *requestProblem {
	if id := a.query.Get("client_id"); id != ClientID {
		return &requestProblem{
			Title: "This application is not known here", Problem: "The client ID is not that of the sandbox’s environment.",
			Mend: "Use " + ClientID + " with this sandbox.", Parameter: "client_id", Value: id,
		}
	}
	return nil
}

func checkRedirect(a *authorization) *requestProblem {
	address := a.query.Get("redirect_uri")
	u, err := parseRedirect(address)
	if err != nil {
		return &requestProblem{
			Title:   "The way back to the application is not registered",
			Problem: "The redirect URI " + err.Error() + ".",
			Mend:    "This environment registers http://127.0.0.1:*/… and http://localhost:*/… (a loopback address on any port: RFC 8252, section 7.3), and " + brand.Current().Scheme + "://… (a deep link to the application: section 7.1).", Parameter: "redirect_uri", Value: address,
		}
	}
	a.redirect = u
	return nil
}

// parseRedirect lets loopback addresses through, on any port and with any path, and deep links of the application's
// scheme.
func parseRedirect(address string) (*url.URL, error) {
	if address == "" {
		return nil, fmt.Errorf("is missing")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("is not an address")
	case u.Scheme != "http" && u.Scheme != brand.Current().Scheme:
		return nil, fmt.Errorf("does not begin with http:// or %s://", brand.Current().Scheme)
	case u.User != nil:
		return nil, fmt.Errorf("holds a user name")
	case u.Fragment != "" || strings.Contains(address, "#"):
		return nil, fmt.Errorf("has a fragment")
	case u.Host == "":
		return nil, fmt.Errorf("has no host")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("does not lead to this computer")
	}
	return u, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Zone() == "" && (a == netip.MustParseAddr("127.0.0.1") || a == netip.IPv6Loopback())
}

func checkResponse(a *authorization) *requestProblem {
	if v := a.query.Get("response_type"); v != "code" {
		return &requestProblem{
			Title: "This kind of sign-in is not offered", Problem: "The application asked for something other than an authorization code.",
			Mend: "WorkOS answers response_type=code only.", Parameter: "response_type", Value: v,
		}
	}
	if v := a.query.Get("provider"); v != "authkit" {
		return &requestProblem{
			Title: "This kind of sign-in is not offered", Problem: "The application asked for a provider that the sandbox does not have.",
			Mend: "The sandbox knows provider=authkit only.", Parameter: "provider", Value: v,
		}
	}
	return nil
}

func checkChallenge(a *authorization) *requestProblem {
	method, challenge := a.query.Get("code_challenge_method"), a.query.Get("code_challenge")
	if method != "S256" {
		return &requestProblem{
			Title: "This sign-in request is not protected", Problem: "A public client has to send a code challenge made with S256.",
			Mend: "Send code_challenge and code_challenge_method=S256 (RFC 7636, section 4.3).", Parameter: "code_challenge_method", Value: method,
		}
	}
	if sum, err := base64.RawURLEncoding.DecodeString(challenge); err != nil || len(sum) != 32 {
		return &requestProblem{
			Title: "This sign-in request is not protected", Problem: "The code challenge is not a SHA-256 sum in base64url.",
			Mend: "It is the 43 letters of BASE64URL(SHA256(code_verifier)) (RFC 7636, section 4.2).", Parameter: "code_challenge", Value: challenge,
		}
	}
	a.challenge = challenge
	return nil
}

func checkOrganization(a *authorization) *requestProblem {
	id := a.query.Get("organization_id")
	if id == "" {
		return nil
	}
	o, ok := organizationByID(id)
	if !ok {
		return &requestProblem{
			Title: "This organization does not exist", Problem: "The application asked to sign in to an organization that the environment does not have.",
			Mend: "Leave organization_id out, or use that of an organization of the sandbox.", Parameter: "organization_id", Value: id,
		}
	}
	a.organization = &o
	return nil
}

// link is the same request with what the person decides by following it.
func (a *authorization) link(decisions ...string) string {
	q := url.Values{}
	for name, values := range a.query {
		q[name] = values
	}
	for i := 0; i < len(decisions); i += 2 {
		q.Set(decisions[i], decisions[i+1])
	}
	return "?" + q.Encode()
}

// callback is the redirect URI with the answer added to whatever query it has.
func (a *authorization) callback(answer url.Values) string {
	u := *a.redirect
	q := u.Query()
	for name, values := range answer {
		q[name] = values
	}
	if a.state != "" {
		q.Set("state", a.state)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// authorize is AuthKit's hosted page.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > maxQuery {
		problemPage(w, &requestProblem{
			Title: "This sign-in request is too long", Problem: "Its address is longer than any that an application has reason to send.",
			Mend: "Begin the sign-in again from the application.",
		})
		return
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		problemPage(w, &requestProblem{
			Title: "This sign-in request is damaged", Problem: "Its address cannot be read.",
			Mend: "Begin the sign-in again from the application.",
		})
		return
	}
	a, problem := parseAuthorization(query)
	if problem != nil {
		s.log.Info("sandbox: authorization request refused", "parameter", problem.Parameter)
		problemPage(w, problem)
		return
	}
	step := s.decide(a, decisions{
		user: query.Get(paramUser), organization: query.Get(paramOrganization),
		sso: query.Get(paramSSO) != "", refuse: query.Get(paramRefuse) != "",
		userAgent: r.UserAgent(), address: host(r.RemoteAddr),
	})
	if step.callback != "" {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		http.Redirect(w, r, step.callback, http.StatusFound)
		return
	}
	step.page(w)
}

func host(remote string) string {
	h, _, err := net.SplitHostPort(remote)
	if err != nil {
		return ""
	}
	return h
}

// decisions are what the person has decided so far, and how they came.
type decisions struct {
	user, organization string
	sso, refuse        bool
	userAgent, address string
}

// step is what follows: the browser goes back to the application, or shows another page.
type step struct {
	callback string
	page     func(http.ResponseWriter)
}

// decide asks for what is still missing and, once nothing is, issues the code.
func (s *Server) decide(a *authorization, d decisions) step {
	var next step
	_ = s.update(func() error {
		next = s.nextStep(a, d)
		return nil
	})
	return next
}

func (s *Server) nextStep(a *authorization, d decisions) step {
	if d.refuse {
		return step{callback: a.callback(url.Values{
			"error": {"access_denied"}, "error_description": {"The user refused to sign in."},
		})}
	}
	u := s.state.users[d.user]
	if u == nil {
		return step{page: s.peoplePage(a)}
	}
	chosen, next := s.chooseOrganization(a, d, u)
	if next != nil {
		return *next
	}
	signIn := signIn{UserID: u.ID, Method: byPassword, UserAgent: d.userAgent, IPAddress: d.address}
	if chosen != nil && chosen.Connection != "" {
		if !d.sso {
			return step{page: ssoPage(a, u, *chosen)}
		}
		signIn.Method, signIn.Connection = bySSO, chosen.Connection
	}
	return step{callback: a.callback(url.Values{"code": {s.issueCode(a, chosen, signIn)}})}
}

// chooseOrganization returns the organization to sign in to, nil for none or for a choice that is left to
// the application, or the page that has to come first.
func (s *Server) chooseOrganization(a *authorization, d decisions, u *user) (*organization, *step) {
	of := s.state.organizationsOf(u.ID)
	if a.organization != nil {
		if s.state.activeMember(u.ID, a.organization.ID) == nil {
			return nil, &step{page: notMemberPage(a, u)}
		}
		return a.organization, nil
	}
	switch {
	case len(of) == 0 || d.organization == askLater:
		return nil, nil
	case len(of) == 1:
		return &of[0], nil
	}
	for _, o := range of {
		if o.ID == d.organization {
			return &o, nil
		}
	}
	return nil, &step{page: organizationsPage(a, u, of)}
}

func (s *Server) issueCode(a *authorization, o *organization, signIn signIn) string {
	now := s.now()
	s.state.forget(now)
	c := &authorizationCode{Code: newSecret(), Challenge: a.challenge, ExpiresAt: now.Add(codeLife), SignIn: signIn}
	if o != nil {
		c.OrganizationID = o.ID
	}
	s.state.codes[c.Code] = c
	return c.Code
}
