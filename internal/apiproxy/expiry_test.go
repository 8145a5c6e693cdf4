package apiproxy_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// gate is a WorkOS that refuses the tokens that were made before it was shut, in one of the two ways.
type gate struct {
	status int
	// date is WorkOS's clock, as far ahead of ours.
	date time.Duration

	mu     sync.Mutex
	refuse map[string]bool
	bodies []string
}

func (g *gate) serve(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bodies = append(g.bodies, string(body))
	w.Header().Set("Date", time.Now().Add(g.date).UTC().Format(http.TimeFormat))
	if g.refuse[req.Header.Get("Authorization")] {
		answerJSON(w, g.status, `{"message":"Invalid token","code":"unauthorized"}`)
		return
	}
	ok(w, req)
}

// shut makes the gate refuse the session's present token.
func (g *gate) shut(r *rig) {
	r.t.Helper()
	id, _ := r.session.Identity()
	token, err := r.session.AccessToken(context.Background(), id.Session, id.Organization, "")
	if err != nil {
		r.t.Fatal(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refuse = map[string]bool{"Bearer " + token.Reveal(): true}
}

func TestExpiredTokenIsRenewedBehindThePagesBack(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		date   time.Duration
	}{
		{"a 401 says so", http.StatusUnauthorized, 0},
		// This is how WorkOS answers on /_widgets/.
		{"a 403 after its time", http.StatusForbidden, time.Hour},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			t.Run(test.name+" "+method, func(t *testing.T) {
				g := gate{status: test.status, date: test.date}
				r := newRig(t, g.serve)
				g.shut(r)
				body := strings.Repeat(`{"firstName":"Zoë"}`, 1000)
				if method == http.MethodGet {
					body = ""
				}
				if got := r.do(method, "/_widgets/UserProfile/me", body); got.status != http.StatusOK {
					t.Errorf("HTTP %d %s", got.status, got.body)
				}
				if len(g.bodies) != 2 || g.bodies[0] != body || g.bodies[1] != body {
					t.Errorf("WorkOS got %d requests, the last with %d bytes", len(g.bodies), len(g.bodies[len(g.bodies)-1]))
				}
				if n := r.session.Refreshes(); n != 1 {
					t.Errorf("%d refreshes", n)
				}
			})
		}
	}
}

func TestMissingPermissionIsNotTakenForAnExpiry(t *testing.T) {
	g := gate{status: http.StatusForbidden}
	r := newRig(t, g.serve)
	g.shut(r)
	if got := r.do(http.MethodPost, "/_widgets/UserManagement/invite-user", "{}"); got.status != http.StatusForbidden || got.code != "unauthorized" {
		t.Errorf("HTTP %d %s", got.status, got.body)
	}
	if r.session.Refreshes() != 0 || r.calls.Load() != 1 {
		t.Errorf("%d refreshes, %d requests", r.session.Refreshes(), r.calls.Load())
	}
}

func TestTokenThatStaysRefusedIsRenewedOnce(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, http.StatusUnauthorized, `{"message":"No","code":"unauthorized"}`)
	})
	if got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}"); got.status != http.StatusUnauthorized || got.message != "No" {
		t.Errorf("HTTP %d %s", got.status, got.body)
	}
	if r.session.Refreshes() != 1 || r.calls.Load() != 2 {
		t.Errorf("%d refreshes, %d requests", r.session.Refreshes(), r.calls.Load())
	}
}

func TestRequestIsNotSentAgainWithTheTokenThatWasRefused(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, http.StatusUnauthorized, `{"message":"No","code":"unauthorized"}`)
	})
	r.session.Steady = true
	for range 5 {
		if got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}"); got.status != http.StatusUnauthorized || got.message != "No" {
			t.Errorf("HTTP %d %s", got.status, got.body)
		}
	}
	if r.session.Refreshes() != 1 || r.calls.Load() != 6 {
		t.Errorf("%d refreshes, %d requests", r.session.Refreshes(), r.calls.Load())
	}
}

func TestThirteenWidgetsOnAnExpiredTokenCostOneRefresh(t *testing.T) {
	const widgets = 13
	var arrived sync.WaitGroup
	arrived.Add(widgets)
	g := gate{status: http.StatusUnauthorized}
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		g.mu.Lock()
		refused := g.refuse[req.Header.Get("Authorization")]
		g.mu.Unlock()
		if refused { // all of them have the old token before any of them is told
			arrived.Done()
			arrived.Wait()
		}
		g.serve(w, req)
	})
	r.session.Delay = 10 * time.Millisecond
	g.shut(r)
	var wg sync.WaitGroup
	for range widgets {
		wg.Go(func() {
			if got := r.do(http.MethodGet, "/_widgets/UserProfile/me", ""); got.status != http.StatusOK {
				t.Errorf("HTTP %d %s", got.status, got.body)
			}
		})
	}
	wg.Wait()
	if n := r.session.Refreshes(); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
}

func TestMutationBegunInOneOrganizationNeverRunsInAnother(t *testing.T) {
	var r *rig
	r = newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		r.session.Become(zoe("org_globex")) // while the request is on its way
		answerJSON(w, http.StatusUnauthorized, `{"message":"Expired"}`)
	})
	r.fails(r.do(http.MethodPost, "/_widgets/UserManagement/invite-user", "{}"), http.StatusUnauthorized, "stale_token")
	if r.calls.Load() != 1 {
		t.Errorf("WorkOS got %d requests", r.calls.Load())
	}
}

func TestRefreshThatFailsIsSaidInWords(t *testing.T) {
	var r *rig
	r = newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		r.session.Fail(&authkit.Error{Op: "refresh", Kind: authkit.Transient})
		answerJSON(w, http.StatusUnauthorized, `{"message":"Expired"}`)
	})
	r.fails(r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}"), http.StatusServiceUnavailable, "session_unavailable")
}

// minter is WorkOS's widget tokens, as authkit gives them.
type minter struct {
	mu    sync.Mutex
	count int
	err   error
}

func (m *minter) HasKey() bool { return true }

func (m *minter) WidgetToken(_ context.Context, user, organization string, scopes []string) (authkit.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	return authkit.Secret(fmt.Sprintf("minted-%d:%s:%s:%s", m.count, user, organization, strings.Join(scopes, ","))), m.err
}

func TestWithAnAPIKeyEachWidgetsRequestsGoWithItsOwnToken(t *testing.T) {
	var got []string
	r := newRig(t, nil)
	r.start("http://workos.invalid", tripper(func(req *http.Request) (*http.Response, error) {
		got = append(got, req.Header.Get("Authorization"))
		return jsonResponse(req, http.StatusOK, "{}"), nil
	}), &minter{})
	for _, w := range []string{"user-profile", "admin-portal-sso-connection", "user-profile"} {
		req := r.request(http.MethodGet, "/_widgets/UserProfile/me", "")
		req.Header.Set("WorkOS-Widgets-Type", w)
		if a := r.send(req); a.status != http.StatusOK {
			t.Fatalf("%s: HTTP %d %s", w, a.status, a.body)
		}
	}
	want := []string{"Bearer minted-1:user_zoe:org_acme:", "Bearer minted-2:user_zoe:org_acme:widgets:sso:manage", "Bearer minted-1:user_zoe:org_acme:"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("WorkOS got %q, want %q", got, want)
	}
}

func TestWithAnAPIKeyRefusalsAreSaidInWords(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    *authkit.Error
		status int
		code   string
		words  string
	}{
		{"a permission", &authkit.Error{Kind: authkit.Refused, Status: 403}, 403, "permission_missing", "widgets:sso:manage"},
		{"the key", &authkit.Error{Kind: authkit.Refused, Status: 401}, 502, "api_key_refused", "WORKOS_API_KEY"},
		{"something else", &authkit.Error{Kind: authkit.Refused, Status: 422}, 502, "token_refused", "administrator"},
		{"the network", &authkit.Error{Kind: authkit.Transient}, 503, "session_unavailable", "can't be reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, ok)
			r.start("http://workos.invalid", tripper(func(*http.Request) (*http.Response, error) {
				t.Error("the request was sent")
				return nil, io.EOF
			}), &minter{err: test.err})
			req := r.request(http.MethodPost, "/_widgets/admin-portal/generate-link", "{}")
			req.Header.Set("WorkOS-Widgets-Type", "admin-portal-sso-connection")
			got := r.send(req)
			r.fails(got, test.status, test.code)
			if !strings.Contains(got.message, test.words) {
				t.Errorf("%q does not name %s", got.message, test.words)
			}
		})
	}
}
