package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is a sandbox on a clock of the test's, and the real client of it.
type fixture struct {
	t     *testing.T
	clock *clock
	*Server
	client *authkit.Client
}

const redirectURI = "http://127.0.0.1:51234/callback"

func newFixture(t *testing.T, o Options) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: newClock()}
	o.Now = f.clock.Now
	f.Server = start(t, o)
	f.client = newClient(f.Server)
	return f
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newClient(s *Server) *authkit.Client {
	return authkit.New(authkit.Options{
		ClientID: ClientID, APIKey: APIKey, APIURL: &url.URL{Scheme: "http", Host: "sandbox.test"}, Transport: s.Transport(),
	})
}

// authorizationURL begins an attempt.
func (f *fixture) authorizationURL(r authkit.AuthorizationRequest) (authkit.Attempt, string) {
	f.t.Helper()
	a := authkit.NewAttempt()
	r.RedirectURI = redirectURI
	address, err := f.client.AuthorizationURL(a, r)
	if err != nil {
		f.t.Fatal(err)
	}
	return a, address
}

// code signs somebody in as far as the callback.
func (f *fixture) code(userID, organizationID string) (authkit.Attempt, authkit.Secret) {
	f.t.Helper()
	a, address := f.authorizationURL(authkit.AuthorizationRequest{})
	callback, err := f.SignIn(address, userID, organizationID)
	if err != nil {
		f.t.Fatal(err)
	}
	return a, codeOf(f.t, callback, a)
}

func codeOf(t *testing.T, callback string, a authkit.Attempt) authkit.Secret {
	t.Helper()
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(callback, redirectURI+"?") || u.Query().Get("state") != a.State {
		t.Fatalf("the callback is not to the redirect URI with the state: %s", callback)
	}
	return authkit.Secret(u.Query().Get("code"))
}

// signIn signs somebody in, tokens and all.
func (f *fixture) signIn(userID, organizationID string) authkit.Grant {
	f.t.Helper()
	a, code := f.code(userID, organizationID)
	g, err := f.client.Exchange(f.t.Context(), code, a)
	if err != nil {
		f.t.Fatal(err)
	}
	return g
}

// result is an answer of the API.
type result struct {
	status int
	body   map[string]any
	raw    string
}

func (f *fixture) send(r *http.Request) result {
	f.t.Helper()
	return send(f.t, f.Server, r)
}

func send(t *testing.T, h http.Handler, r *http.Request) result {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	out := result{status: w.Code, raw: w.Body.String()}
	// Lists without an object around them, and pages, leave body nil.
	_ = json.Unmarshal(w.Body.Bytes(), &out.body)
	checkAnswer(t, r, out)
	return out
}

// call is one call of a widget.
func (f *fixture) call(token authkit.Secret, method, path string, body any) result {
	f.t.Helper()
	return f.send(widgetRequest(f.t, token.Reveal(), method, path, body))
}

func widgetRequest(t *testing.T, token, method, path string, body any) *http.Request {
	t.Helper()
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, "/_widgets/"+path, reader)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("WorkOS-Widgets-Version", "1")
	r.Header.Set("WorkOS-Widgets-Type", "user-management")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

// want fails the test unless the answer has the status, and returns its body.
func (r result) want(t *testing.T, status int) map[string]any {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.raw)
	}
	return r.body
}

// at follows keys and indices into a decoded JSON value.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %q, but %T", path, key, v)
			}
			v = m[key]
		case int:
			l, ok := v.([]any)
			if !ok || key >= len(l) {
				t.Fatalf("%v: no element %d in %T", path, key, v)
			}
			v = l[key]
		}
	}
	return v
}

func authError(t *testing.T, err error) *authkit.Error {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	e, ok := err.(*authkit.Error)
	if !ok {
		t.Fatalf("%T is not an *authkit.Error: %v", err, err)
	}
	return e
}
