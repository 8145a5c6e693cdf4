package sandbox

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"workos-widgets/internal/authkit"
)

func TestSignInWithPKCE(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	c := g.Claims
	if c.Subject != Zoe || c.Organization != Acme || c.Role != "admin" || !slices.Equal(c.Permissions, widgetPermissions) {
		t.Errorf("claims %+v", c)
	}
	if c.Life() != 5*time.Minute || !c.IssuedAt.Equal(f.clock.Now()) {
		t.Errorf("the token lives %v from %v", c.Life(), c.IssuedAt)
	}
	if g.User.ID != Zoe || g.User.Email != "zoe@acme.example" || g.User.FirstName != "Zoë" || g.User.LastName != "Ångström" {
		t.Errorf("user %+v", g.User)
	}
}

func TestAccessTokenVerifiesAgainstTheJWKS(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken.Reveal()
	keys := f.send(httptest.NewRequest(http.MethodGet, "/sso/jwks/"+ClientID, nil)).want(t, http.StatusOK)
	raw, err := json.Marshal(at(t, keys, "keys", 0))
	if err != nil {
		t.Fatal(err)
	}
	var key struct{ Kid, Kty, Alg, N, E string }
	if err := json.Unmarshal(raw, &key); err != nil {
		t.Fatal(err)
	}
	public := rsaKey(t, key.N, key.E)
	var claims jwt.MapClaims = map[string]any{}
	parsed, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return public, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(f.clock.Now))
	if err != nil || parsed.Header["kid"] != key.Kid {
		t.Fatalf("kid %v, want %v: %v", parsed.Header["kid"], key.Kid, err)
	}
	for _, name := range []string{"iss", "sub", "sid", "org_id", "role", "permissions", "exp", "iat", "jti"} {
		if claims[name] == nil {
			t.Errorf("the claim %s is missing", name)
		}
	}
	f.send(httptest.NewRequest(http.MethodGet, "/sso/jwks/client_other", nil)).want(t, http.StatusNotFound)
}

func TestPeopleWithoutAnOrganizationGetATokenWithoutOne(t *testing.T) {
	f := newFixture(t, Options{})
	c := f.signIn(Nia, "").Claims
	if c.Subject != Nia || c.Session == "" || c.Organization != "" || c.Role != "" || c.Permissions != nil {
		t.Errorf("claims %+v", c)
	}
}

func TestPlainMembersHaveAnEmptyListOfPermissions(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Globex)
	if g.Claims.Role != "member" || g.Claims.Permissions == nil || len(g.Claims.Permissions) != 0 {
		t.Errorf("role %q, permissions %#v; widgets tell an empty list from none", g.Claims.Role, g.Claims.Permissions)
	}
}

func TestOrganizationIsAskedForWhenNoneWasChosen(t *testing.T) {
	f := newFixture(t, Options{})
	a, code := f.code(Zoe, "")
	_, err := f.client.Exchange(t.Context(), code, a)
	e := authError(t, err)
	want := []authkit.Organization{{ID: Acme, Name: "Acme Corp"}, {ID: Globex, Name: "Globex"}, {ID: Initech, Name: "Initech"}}
	if e.Kind != authkit.ChooseOrganization || e.Status != http.StatusForbidden || !slices.Equal(e.Organizations, want) {
		t.Fatalf("%v, organizations %v", e, e.Organizations)
	}

	// A wrong choice leaves the pending token good for another one.
	_, err = f.client.SelectOrganization(t.Context(), e.PendingToken, "org_unknown")
	if got := authError(t, err); got.Kind != authkit.Refused {
		t.Errorf("an unknown organization: %v", got)
	}
	_, err = f.client.SelectOrganization(t.Context(), e.PendingToken, Initech)
	if got := authError(t, err); got.Kind != authkit.Reauthenticate || got.Code != "sso_required" {
		t.Errorf("an organization with SSO: %v", got)
	}
	g, err := f.client.SelectOrganization(t.Context(), e.PendingToken, Globex)
	if err != nil || g.Claims.Organization != Globex || g.User == nil {
		t.Fatalf("%+v, %v", g.Claims, err)
	}
	_, err = f.client.SelectOrganization(t.Context(), e.PendingToken, Globex)
	if got := authError(t, err); got.Code != "invalid_pending_authentication_token" {
		t.Errorf("the pending token a second time: %v", got)
	}
}

func TestPendingTokenExpires(t *testing.T) {
	f := newFixture(t, Options{})
	a, code := f.code(Zoe, "")
	_, err := f.client.Exchange(t.Context(), code, a)
	pending := authError(t, err).PendingToken
	f.clock.advance(pendingLife)
	_, err = f.client.SelectOrganization(t.Context(), pending, Acme)
	if got := authError(t, err); got.Code != "invalid_pending_authentication_token" {
		t.Error(got)
	}
}

func TestCodeIsGoodOnceAndForTenMinutes(t *testing.T) {
	for name, c := range map[string]struct {
		wait   time.Duration
		before func(*fixture, authkit.Attempt, authkit.Secret) authkit.Attempt
		fails  bool
	}{
		"at once":                 {},
		"just in time":            {wait: codeLife - time.Millisecond},
		"too late":                {wait: codeLife, fails: true},
		"after it was used":       {fails: true, before: exchangeBefore},
		"after a wrong verifier":  {fails: true, before: exchangeWrongly},
		"with the wrong verifier": {fails: true, before: func(*fixture, authkit.Attempt, authkit.Secret) authkit.Attempt { return authkit.NewAttempt() }},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			a, code := f.code(Max, Acme)
			if c.before != nil {
				a = c.before(f, a, code)
			}
			f.clock.advance(c.wait)
			_, err := f.client.Exchange(t.Context(), code, a)
			if !c.fails {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if e := authError(t, err); e.Code != "invalid_grant" || e.Kind != authkit.Ended {
				t.Error(e)
			}
		})
	}
}

func exchangeBefore(f *fixture, a authkit.Attempt, code authkit.Secret) authkit.Attempt {
	if _, err := f.client.Exchange(f.t.Context(), code, a); err != nil {
		f.t.Fatal(err)
	}
	return a
}

func exchangeWrongly(f *fixture, a authkit.Attempt, code authkit.Secret) authkit.Attempt {
	if _, err := f.client.Exchange(f.t.Context(), code, authkit.NewAttempt()); err == nil {
		f.t.Fatal("a wrong code_verifier was accepted")
	}
	return a
}

func TestCodeForAnOrganizationThatWasLeftMeanwhile(t *testing.T) {
	f := newFixture(t, Options{})
	a, code := f.code(Zoe, Globex)
	if err := f.RemoveMembership(Zoe, Globex); err != nil {
		t.Fatal(err)
	}
	_, err := f.client.Exchange(t.Context(), code, a)
	if e := authError(t, err); e.Code != "organization_membership_not_found" {
		t.Error(e)
	}
}

// browser follows AuthKit's pages link by link.
type browser struct {
	t    *testing.T
	s    *Server
	page string
	path string
	// status and location are those of the last answer.
	status   int
	location string
}

func (b *browser) open(address string) *browser {
	b.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.path = u.Path
	r := httptest.NewRequest(http.MethodGet, u.RequestURI(), nil)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0")
	w := httptest.NewRecorder()
	b.s.ServeHTTP(w, r)
	b.page, b.status, b.location = w.Body.String(), w.Code, w.Header().Get("Location")
	if strings.Contains(b.page, "<script") {
		b.t.Error("the page holds a script")
	}
	return b
}

func (b *browser) click(text string) *browser {
	b.t.Helper()
	for _, m := range regexp.MustCompile(`<a[^>]* href="([^"]*)"[^>]*>([^<]*)</a>|<a href="([^"]*)"[^>]*>([^<]*)</a>`).FindAllStringSubmatch(b.page, -1) {
		if m[2] == text || m[4] == text {
			return b.open(b.path + html.UnescapeString(m[1]+m[3]))
		}
	}
	b.t.Fatalf("no link %q on the page:\n%s", text, b.page)
	return nil
}

func TestPagesLeadToTheCode(t *testing.T) {
	for name, c := range map[string]struct {
		request      authkit.AuthorizationRequest
		clicks       []string
		organization string
		asks         bool
	}{
		"one organization":                       {clicks: []string{"Max Okafor"}, organization: Acme},
		"none":                                   {clicks: []string{"Nia Novak"}},
		"several, one chosen":                    {clicks: []string{"Zoë Ångström", "Globex"}, organization: Globex},
		"several, left to the application":       {clicks: []string{"Zoë Ångström", "Let the application ask"}, asks: true},
		"SSO, chosen":                            {clicks: []string{"Zoë Ångström", "Initech", "Continue with Initech SSO"}, organization: Initech},
		"SSO, asked for":                         {request: authkit.AuthorizationRequest{OrganizationID: Initech}, clicks: []string{"Zoë Ångström", "Continue with Initech SSO"}, organization: Initech},
		"asked for":                              {request: authkit.AuthorizationRequest{OrganizationID: Globex}, clicks: []string{"Zoë Ångström"}, organization: Globex},
		"after a change of mind":                 {clicks: []string{"Zoë Ångström", "Use another account", "Max Okafor"}, organization: Acme},
		"after the wrong account":                {request: authkit.AuthorizationRequest{OrganizationID: Globex}, clicks: []string{"Max Okafor", "Use another account", "Zoë Ångström"}, organization: Globex},
		"somebody else, by a hint in other case": {request: authkit.AuthorizationRequest{LoginHint: "Milton.Waddams@initech.example"}, clicks: []string{"Milton Waddams", "Continue with Initech SSO"}, organization: Initech},
		"a hint at nobody":                       {request: authkit.AuthorizationRequest{LoginHint: "<b>@nowhere"}, clicks: []string{"Max Okafor"}, organization: Acme},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			a, address := f.authorizationURL(c.request)
			b := (&browser{t: t, s: f.Server}).open(address)
			for _, link := range c.clicks {
				b.click(link)
			}
			if b.status != http.StatusFound {
				t.Fatalf("status %d after the last link:\n%s", b.status, b.page)
			}
			g, err := f.client.Exchange(t.Context(), codeOf(t, b.location, a), a)
			if c.asks {
				if e := authError(t, err); e.Kind != authkit.ChooseOrganization {
					t.Error(e)
				}
				return
			}
			if err != nil || g.Claims.Organization != c.organization {
				t.Errorf("organization %q, want %q: %v", g.Claims.Organization, c.organization, err)
			}
		})
	}
}

func TestRefusingGoesBackWithAccessDenied(t *testing.T) {
	f := newFixture(t, Options{})
	a, address := f.authorizationURL(authkit.AuthorizationRequest{})
	for _, clicks := range [][]string{{"Refuse"}, {"Zoë Ångström", "Refuse"}, {"Zoë Ångström", "Initech", "Refuse"}} {
		b := (&browser{t: t, s: f.Server}).open(address)
		for _, link := range clicks {
			b.click(link)
		}
		u, err := url.Parse(b.location)
		if err != nil || b.status != http.StatusFound {
			t.Fatal(b.status, err)
		}
		if q := u.Query(); q.Get("error") != "access_denied" || q.Get("state") != a.State || q.Has("code") {
			t.Errorf("%v: callback %s", clicks, b.location)
		}
	}
}

func TestAuthorizationRequestsThatAreWrongAreExplainedAndGoNowhere(t *testing.T) {
	f := newFixture(t, Options{})
	_, address := f.authorizationURL(authkit.AuthorizationRequest{})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(url.Values)
		says   string
	}{
		"no client ID":              {func(q url.Values) { q.Del("client_id") }, "client_id"},
		"another client ID":         {func(q url.Values) { q.Set("client_id", "client_other") }, "client_other"},
		"no redirect URI":           {func(q url.Values) { q.Del("redirect_uri") }, "redirect_uri"},
		"another host":              {func(q url.Values) { q.Set("redirect_uri", "http://evil.example/callback") }, "does not lead to this computer"},
		"a host that looks right":   {func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1.evil.example/callback") }, "does not lead to this computer"},
		"another host as user":      {func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1@evil.example/") }, "user name"},
		"an address on the network": {func(q url.Values) { q.Set("redirect_uri", "http://10.0.0.1/callback") }, "does not lead to this computer"},
		"every interface":           {func(q url.Values) { q.Set("redirect_uri", "http://0.0.0.0:80/callback") }, "does not lead to this computer"},
		"https":                     {func(q url.Values) { q.Set("redirect_uri", "https://127.0.0.1/callback") }, "http://"},
		"another's scheme":          {func(q url.Values) { q.Set("redirect_uri", "evil://callback") }, "workos-widgets://"},
		"a deep link to nowhere":    {func(q url.Values) { q.Set("redirect_uri", "workos-widgets:callback") }, "has no host"},
		"a deep link of a user":     {func(q url.Values) { q.Set("redirect_uri", "workos-widgets://x@callback") }, "user name"},
		"a script":                  {func(q url.Values) { q.Set("redirect_uri", "javascript:alert(1)") }, "http://"},
		"a fragment":                {func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1/#x") }, "fragment"},
		"a line break":              {func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1/\r\nSet-Cookie:x") }, "is not an address"},
		"another response type":     {func(q url.Values) { q.Set("response_type", "token") }, "response_type"},
		"another provider":          {func(q url.Values) { q.Set("provider", "GoogleOAuth") }, "GoogleOAuth"},
		"no provider":               {func(q url.Values) { q.Del("provider") }, "provider"},
		"no challenge":              {func(q url.Values) { q.Del("code_challenge") }, "code_challenge"},
		"a plain challenge":         {func(q url.Values) { q.Set("code_challenge_method", "plain") }, "S256"},
		"a short challenge":         {func(q url.Values) { q.Set("code_challenge", "abc") }, "SHA-256"},
		"an unknown organization":   {func(q url.Values) { q.Set("organization_id", "org_other") }, "org_other"},
		"a parameter twice":         {func(q url.Values) { q.Add("state", "again") }, "more than once"},
		"markup":                    {func(q url.Values) { q.Set("client_id", "<script>alert(1)</script>") }, "&lt;script&gt;"},
		"a megabyte":                {func(q url.Values) { q.Set("state", strings.Repeat("x", 1<<20)) }, "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			q := u.Query()
			c.change(q)
			// Even somebody who is past choosing gets no further.
			q.Set(paramUser, Max)
			b := (&browser{t: t, s: f.Server}).open(u.Path + "?" + q.Encode())
			if b.status != http.StatusBadRequest || b.location != "" {
				t.Fatalf("status %d, location %q", b.status, b.location)
			}
			if !strings.Contains(b.page, c.says) {
				t.Errorf("the page does not say %q:\n%s", c.says, b.page[strings.Index(b.page, "<body>"):])
			}
		})
	}
}

func TestRedirectURIsOfLoopbackAreAccepted(t *testing.T) {
	for _, address := range []string{
		"http://127.0.0.1:1/callback", "http://localhost:65535/", "http://[::1]:8080/callback", "http://127.0.0.1/cb?kept=1",
	} {
		if _, err := parseRedirect(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	f := newFixture(t, Options{})
	_, request := f.authorizationURL(authkit.AuthorizationRequest{})
	request = strings.Replace(request, url.QueryEscape(redirectURI), url.QueryEscape("http://localhost:9/cb?kept=1"), 1)
	b := (&browser{t: t, s: f.Server}).open(request).click("Max Okafor")
	if u, err := url.Parse(b.location); err != nil || u.Query().Get("kept") != "1" || u.Query().Get("code") == "" {
		t.Errorf("callback %s", b.location)
	}
}

func TestADeepLinkIsAcceptedAsRedirectURI(t *testing.T) {
	f := newFixture(t, Options{})
	a, request := f.authorizationURL(authkit.AuthorizationRequest{})
	request = strings.Replace(request, url.QueryEscape(redirectURI), url.QueryEscape("workos-widgets://callback"), 1)
	b := (&browser{t: t, s: f.Server}).open(request).click("Max Okafor")
	u, err := url.Parse(b.location)
	if err != nil || !strings.HasPrefix(b.location, "workos-widgets://callback?") {
		t.Fatalf("callback %s, %v", b.location, err)
	}
	code, err := a.Code(u.Query())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.client.Exchange(t.Context(), code, a); err != nil {
		t.Error(err)
	}
}
