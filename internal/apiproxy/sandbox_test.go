package apiproxy_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
)

// live is a session with the sandbox that renews its token only when somebody has rejected it.
type live struct {
	workos *authkit.Client

	mu    sync.Mutex
	grant authkit.Grant
}

func (l *live) Identity() (*session.Identity, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.grant.Claims
	return &session.Identity{Session: c.Session, SID: c.Session, User: c.Subject, Organization: c.Organization, Role: c.Role, Permissions: c.Permissions}, true
}

func (l *live) AccessToken(ctx context.Context, sessionID, organizationID string, rejected authkit.Secret) (authkit.Secret, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.grant.Claims; c.Session != sessionID || c.Organization != organizationID {
		return "", session.ErrStale
	}
	if rejected == l.grant.AccessToken {
		next, err := l.workos.Refresh(ctx, l.grant.RefreshToken, organizationID)
		if err != nil {
			return "", err
		}
		l.grant = next
	}
	return l.grant.AccessToken, nil
}

// signIn puts a page, the proxy and somebody's session in front of a new sandbox.
func signIn(t *testing.T, user, organization string, key authkit.Secret) (*rig, *sandbox.Server) {
	t.Helper()
	world, err := sandbox.New(sandbox.Options{CheapSigning: true})
	if err != nil {
		t.Fatal(err)
	}
	api := &url.URL{Scheme: "https", Host: "api.workos.example"}
	client := authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIKey: key, APIURL: api, Transport: world.Transport()})
	attempt := authkit.NewAttempt()
	address, err := client.AuthorizationURL(attempt, authkit.AuthorizationRequest{RedirectURI: "http://127.0.0.1:1/callback", OrganizationID: organization})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := world.SignIn(address, user, organization)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	code, err := attempt.Code(back.Query())
	if err != nil {
		t.Fatal(err)
	}
	grant, err := client.Exchange(t.Context(), code, attempt)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, log: &syncBuffer{}}
	r.tokens = widget.NewTokens(&live{workos: client, grant: grant}, client, time.Now)
	r.proxy = apiproxy.New(apiproxy.Options{
		API: api, Tokens: r.tokens, Transport: world.Transport(), Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	t.Cleanup(r.proxy.Close)
	r.handler = r.proxy.Middleware(http.NotFoundHandler())
	if r.standIn, err = r.tokens.StandIn("user-profile"); err != nil {
		t.Fatal(err)
	}
	return r, world
}

// ask is one request of one widget.
func (r *rig) ask(widget, method, target, body string) reply {
	r.t.Helper()
	req := r.request(method, target, body)
	req.Header.Set("WorkOS-Widgets-Type", widget)
	return r.send(req)
}

func TestSandboxThirteenWidgetsAfterAnExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, world := signIn(t, sandbox.Zoe, sandbox.Acme, "")
		for round := range 3 {
			time.Sleep(sandbox.DefaultTokenLife + time.Second)
			var wg sync.WaitGroup
			for _, w := range widget.Catalogue() {
				wg.Go(func() {
					if got := r.ask(w.ID, http.MethodGet, "/_widgets/UserProfile/me", ""); got.status != http.StatusOK || !strings.Contains(got.body, "Ångström") {
						t.Errorf("%s: HTTP %d %s", w.ID, got.status, got.body)
					}
				})
			}
			wg.Wait()
			if n := world.Counts().Refreshes; n != round+1 {
				t.Errorf("%d refreshes after %d expiries", n, round+1)
			}
		}
	})
}

func TestSandboxEditIsMadeOnceThroughAnExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, world := signIn(t, sandbox.Zoe, sandbox.Acme, "")
		time.Sleep(sandbox.DefaultTokenLife + time.Second)
		got := r.ask("user-profile", http.MethodPost, "/_widgets/UserProfile/me", `{"firstName":"Zoe"}`)
		if got.status != http.StatusOK || world.Counts().Refreshes != 1 {
			t.Errorf("HTTP %d %s, %d refreshes", got.status, got.body, world.Counts().Refreshes)
		}
		if me := r.ask("user-profile", http.MethodGet, "/_widgets/UserProfile/me", ""); !strings.Contains(me.body, `"Zoe"`) {
			t.Errorf("afterwards: %s", me.body)
		}
	})
}

func TestSandboxLostReplyIsToldAndNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, world := signIn(t, sandbox.Zoe, sandbox.Acme, "")
		var sent int
		world.Fail(func(req *http.Request) *sandbox.Fault {
			if req.Method != http.MethodPost {
				return nil
			}
			sent++
			return &sandbox.Fault{Loss: sandbox.LostReply}
		})
		got := r.ask("user-profile", http.MethodPost, "/_widgets/UserProfile/me", `{"firstName":"Zoe"}`)
		r.fails(got, http.StatusBadGateway, "answer_lost")
		if sent != 1 || !strings.Contains(got.message, mayHaveBeenMade) {
			t.Errorf("sent %d times; the person reads: %s", sent, got.message)
		}
		if me := r.ask("user-profile", http.MethodGet, "/_widgets/UserProfile/me", ""); !strings.Contains(me.body, `"Zoe"`) {
			t.Errorf("it had been made, and now: %s", me.body)
		}
	})
}

func TestSandboxMissingPermissionPassesAsWorkOSSaysIt(t *testing.T) {
	r, world := signIn(t, sandbox.Zoe, sandbox.Globex, "")
	got := r.ask("user-management", http.MethodGet, "/_widgets/UserManagement/members", "")
	if got.status != http.StatusForbidden || !strings.Contains(got.message, "widgets:users-table:manage") || world.Counts().Refreshes != 0 {
		t.Errorf("HTTP %d %s, %d refreshes", got.status, got.body, world.Counts().Refreshes)
	}
}

func TestSandboxSessionEndedByWorkOSIsSaid(t *testing.T) {
	r, world := signIn(t, sandbox.Zoe, sandbox.Acme, "")
	claims, err := authkit.ParseClaims(authkit.Secret(r.standIn)) // any reader of JWTs can read it
	if err != nil {
		t.Fatal(err)
	}
	if err := world.EndSession(claims.Session); err != nil {
		t.Fatal(err)
	}
	r.fails(r.ask("user-profile", http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusUnauthorized, "signed_out")
}

func TestSandboxWithAnAPIKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, world := signIn(t, sandbox.Zoe, sandbox.Acme, sandbox.APIKey)
		for range 5 {
			if got := r.ask("user-management", http.MethodGet, "/_widgets/UserManagement/members", ""); got.status != http.StatusOK {
				t.Fatalf("HTTP %d %s", got.status, got.body)
			}
		}
		if n := world.Counts().WidgetTokens; n != 1 {
			t.Errorf("%d widget tokens for five requests", n)
		}
		if got := r.ask("user-sessions", http.MethodGet, "/_widgets/UserProfile/sessions", ""); got.status != http.StatusOK || world.Counts().WidgetTokens != 1 {
			t.Errorf("sessions: HTTP %d %s, %d widget tokens", got.status, got.body, world.Counts().WidgetTokens)
		}
		time.Sleep(time.Hour)
		if got := r.ask("user-management", http.MethodGet, "/_widgets/UserManagement/members", ""); got.status != http.StatusOK || world.Counts().WidgetTokens != 2 {
			t.Errorf("an hour later: HTTP %d %s, %d widget tokens", got.status, got.body, world.Counts().WidgetTokens)
		}
		if n := world.Counts().Refreshes; n != 0 {
			t.Errorf("%d refreshes", n)
		}

		if err := world.SetRole(sandbox.Zoe, sandbox.Acme, "member"); err != nil {
			t.Fatal(err)
		}
		got := r.ask("admin-portal-sso-connection", http.MethodGet, "/_widgets/admin-portal/sso-connections", "")
		r.fails(got, http.StatusForbidden, "permission_missing")
		if !strings.Contains(got.message, "widgets:sso:manage") {
			t.Errorf("the person reads: %s", got.message)
		}
	})
}

func TestSandboxPersonWithoutAnOrganizationNeedsNoWidgetToken(t *testing.T) {
	r, world := signIn(t, sandbox.Nia, "", sandbox.APIKey)
	for _, w := range []string{"user-profile", "user-sessions", "pipes"} {
		if got := r.ask(w, http.MethodGet, "/_widgets/UserProfile/me", ""); got.status != http.StatusOK {
			t.Errorf("%s: HTTP %d %s", w, got.status, got.body)
		}
	}
	if n := world.Counts().WidgetTokens; n != 0 {
		t.Errorf("%d widget tokens", n)
	}
}

// TestSandboxWithTheWrongAPIKey names the variable instead of signing the person out.
func TestSandboxWithTheWrongAPIKey(t *testing.T) {
	r, _ := signIn(t, sandbox.Zoe, sandbox.Acme, "sk_of_another_environment")
	got := r.ask("user-profile", http.MethodGet, "/_widgets/UserProfile/me", "")
	r.fails(got, http.StatusBadGateway, "api_key_refused")
	if slices.ContainsFunc([]string{got.message, r.log.String()}, func(s string) bool { return strings.Contains(s, "sk_of") }) {
		t.Errorf("the key is quoted: %s / %s", got.message, r.log.String())
	}
}
