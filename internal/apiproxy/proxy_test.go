package apiproxy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/authkit"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/widget/widgettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noKey is what there is in a shipped binary.
type noKey struct{ widget.Minter }

func (noKey) HasKey() bool { return false }

func zoe(organization string) *session.Identity {
	return &session.Identity{Session: "session_1", SID: "session_1", User: "user_zoe", Organization: organization, Role: "admin", Permissions: []string{"widgets:sso:manage"}}
}

// rig is a page, a proxy and a WorkOS.
type rig struct {
	t       testing.TB
	session *widgettest.Session
	network *outbound.Network // the way out, where there is no transport
	tokens  *widget.Tokens
	proxy   *apiproxy.Proxy
	handler http.Handler
	standIn string
	log     *syncBuffer
	// calls counts the requests that reached WorkOS.
	calls atomic.Int64
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// newRig has WorkOS's part played by workos, over real sockets.
func newRig(t testing.TB, workos http.HandlerFunc) *rig {
	t.Helper()
	r := &rig{t: t}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.calls.Add(1)
		workos(w, req)
	}))
	t.Cleanup(server.Close)
	r.start(server.URL, nil, noKey{})
	return r
}

func (r *rig) start(api string, transport http.RoundTripper, minter widget.Minter) {
	r.t.Helper()
	u, err := url.Parse(api)
	if err != nil {
		r.t.Fatal(err)
	}
	r.session = widgettest.NewSession(zoe("org_acme"))
	r.tokens = widget.NewTokens(r.session, minter, time.Now)
	r.log = &syncBuffer{}
	r.proxy = apiproxy.New(apiproxy.Options{
		API: u, Tokens: r.tokens, Transport: transport, Network: r.network,
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	r.t.Cleanup(r.proxy.Close)
	r.handler = r.proxy.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot) // the asset server
	}))
	if r.standIn, err = r.tokens.StandIn("user-profile"); err != nil {
		r.t.Fatal(err)
	}
}

// request is one as Wails makes it: with no length.
func (r *rig) request(method, target, body string) *http.Request {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.ContentLength = -1
	req.Header.Set("Authorization", "Bearer "+r.standIn)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("WorkOS-Widgets-Type", "user-profile")
	req.Header.Set("WorkOS-Widgets-Version", "1")
	return req
}

// reply is what the page gets.
type reply struct {
	status        int
	header        http.Header
	body          string
	code, message string
}

func (r *rig) send(req *http.Request) reply {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	res := w.Result()
	got := reply{status: res.StatusCode, header: res.Header, body: w.Body.String()}
	var e struct{ Code, Message string }
	if json.Unmarshal(w.Body.Bytes(), &e) == nil {
		got.code, got.message = e.Code, e.Message
	}
	return got
}

func (r *rig) do(method, target, body string) reply {
	r.t.Helper()
	return r.send(r.request(method, target, body))
}

// fails checks an answer of the proxy's own.
func (r *rig) fails(got reply, status int, code string) {
	r.t.Helper()
	if got.status != status || got.code != code {
		r.t.Errorf("answered %d %q, want %d %q", got.status, got.code, status, code)
	}
	if got.message == "" || got.header.Get("Content-Type") != "application/json" || got.header.Get("Cache-Control") != "no-store" {
		r.t.Errorf("not in the shape of WorkOS's errors: %v %s", got.header, got.body)
	}
}

func answerJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

func ok(w http.ResponseWriter, _ *http.Request) { answerJSON(w, http.StatusOK, `{"ok":true}`) }

// operations are those of the widgets package, with something in place of each identifier.
func operations(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func TestEveryOperationOfTheWidgetsPackagePasses(t *testing.T) {
	var seen string
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		seen = req.Method + " " + req.RequestURI
		ok(w, req)
	})
	identifier := regexp.MustCompile(`\{\w+\}`)
	all := append(operations(t), "POST /client/graphql")
	for _, operation := range all {
		operation = identifier.ReplaceAllString(operation, "id_01EHZNVPK3SFK441A1RGBFSHRT")
		method, path, _ := strings.Cut(operation, " ")
		if got := r.do(method, path, "{}"); got.status != http.StatusOK || seen != operation {
			t.Errorf("%s: HTTP %d, WorkOS saw %s", operation, got.status, seen)
		}
	}
	if len(all) != 63 {
		t.Errorf("%d operations", len(all))
	}
}

// TestOperationsMatchTheWidgetsPackage notices operations that an update of the package brings or drops.
func TestOperationsMatchTheWidgetsPackage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "frontend", "node_modules", "@workos-inc", "widgets", "dist", "esm", "api", "endpoint.js"))
	if err != nil {
		t.Skip("the page's packages are not installed")
	}
	var found []string
	for _, m := range regexp.MustCompile("url: `([^`]*)`,\\s*method: \"([A-Z]+)\"").FindAllSubmatch(text, -1) {
		found = append(found, string(m[2])+" "+strings.ReplaceAll(string(m[1]), "${", "{"))
	}
	slices.Sort(found)
	if found = slices.Compact(found); !slices.Equal(found, operations(t)) {
		t.Errorf("testdata/operations.txt should be:\n%s", strings.Join(found, "\n"))
	}
}

func TestRequestReachesWorkOSWithTheRealTokenAndOnlyListedHeaders(t *testing.T) {
	var got *http.Request
	var body string
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		b, _ := io.ReadAll(req.Body)
		got, body = req, string(b)
		if own := fmt.Sprint(req.Context().Value(http.LocalAddrContextKey)); req.Host != own {
			t.Errorf("WorkOS at %s was asked for %s", own, req.Host)
		}
		ok(w, req)
	})
	req := r.request(http.MethodPost, "/_widgets/UserProfile/me?q=Z%C3%B6e&limit=10", `{"firstName":"Zoë"}`)
	req.Host, req.URL.Host, req.URL.Scheme = "evil.example", "evil.example", "http"
	req.Header.Set("Accept", "*/*")
	req.Header.Add("Accept", "not wanted")
	req.Header.Set("Accept-Language", "pl")
	req.Header.Set("User-Agent", "not wanted")
	req.Header.Set("x-elevated-access-token", "stepped-up")
	for _, name := range []string{
		"Cookie", "Origin", "Referer", "If-None-Match", "If-Modified-Since", "If-Match", "If-Range", "Range", "X-Wails-Window-Id",
		"X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Proxy-Authorization", "X-Http-Method-Override", "Connection", "Te",
		"Sec-Fetch-Site", "X-Api-Key", "Transfer-Encoding", "Expect", "Upgrade",
	} {
		req.Header.Set(name, "not wanted")
	}
	if a := r.send(req); a.status != http.StatusOK || a.body != `{"ok":true}` {
		t.Fatalf("HTTP %d %s", a.status, a.body)
	}
	token, err := r.session.AccessToken(t.Context(), "session_1", "org_acme", "")
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{
		"Accept": {"*/*"}, "Accept-Language": {"pl"}, "Content-Type": {"application/json"}, "X-Elevated-Access-Token": {"stepped-up"},
		"Workos-Widgets-Type": {"user-profile"}, "Workos-Widgets-Version": {"1"}, "User-Agent": {"workos-widgets"},
		"Authorization": {"Bearer " + token.Reveal()},
		// These are the transport's.
		"Accept-Encoding": {"gzip"}, "Content-Length": {fmt.Sprint(len(body))},
	}
	for name, v := range got.Header {
		if !slices.Equal(v, want[name]) {
			t.Errorf("WorkOS got %s: %q, want %q", name, v, want[name])
		}
	}
	for name := range want {
		if got.Header.Get(name) == "" {
			t.Errorf("WorkOS did not get %s", name)
		}
	}
	if body != `{"firstName":"Zoë"}` || got.URL.RawQuery != "q=Z%C3%B6e&limit=10" {
		t.Errorf("WorkOS got %q with the query %q", body, got.URL.RawQuery)
	}
}

func TestAnswerReachesThePageWithOnlyListedHeaders(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		for _, name := range []string{
			"Set-Cookie", "Etag", "Last-Modified", "Access-Control-Allow-Origin", "Location", "Server", "Clear-Site-Data",
			"Content-Security-Policy", "Refresh", "Link", "X-Anything", "Www-Authenticate",
		} {
			w.Header().Set(name, "not wanted")
		}
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("X-Request-Id", "req_1")
		w.Header().Set("Retry-After", "7")
		answerJSON(w, http.StatusTooManyRequests, `{"message":"Slow down","code":"rate_limited"}`)
	})
	got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")
	want := http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "X-Request-Id": {"req_1"}, "Retry-After": {"7"}, "Cache-Control": {"no-store"},
		"X-Content-Type-Options": {"nosniff"}, "Content-Length": {fmt.Sprint(len(got.body))},
	}
	if got.status != http.StatusTooManyRequests || got.message != "Slow down" || fmt.Sprint(got.header) != fmt.Sprint(want) {
		t.Errorf("HTTP %d %s, headers %v, want %v", got.status, got.body, got.header, want)
	}
}

func TestCompressedAnswersArriveReadable(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "application/json")
		w.Write(zipped(t, strings.NewReader(`{"ok":true}`)))
	})
	if got := r.do(http.MethodGet, "/_widgets/settings", ""); got.body != `{"ok":true}` {
		t.Errorf("HTTP %d %q", got.status, got.body)
	}
}

func TestOtherPathsGoToTheAssetServer(t *testing.T) {
	r := newRig(t, ok)
	for _, path := range []string{
		"/", "/index.html", "/_widgets", "/_Widgets/UserProfile/me", "//_widgets/me", "/x/../_widgets/me", "/x/_widgets/me",
		"/client/graphql/", "/client/graphqlx", "/client", "/wails/runtime.js", "/user_management/authenticate", "/_widgetsx/me",
	} {
		req := r.request(http.MethodGet, "/", "")
		req.URL.Path = path
		if got := r.send(req); got.status != http.StatusTeapot {
			t.Errorf("%s: HTTP %d", path, got.status)
		}
	}
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d of them", r.calls.Load())
	}
}

func TestCraftedAddressesAreRefused(t *testing.T) {
	r := newRig(t, ok)
	for _, target := range []string{
		"/_widgets/", "/_widgets/../user_management/users", "/_widgets/./me", "/_widgets/UserProfile/..", "/_widgets//me",
		"/_widgets/UserProfile/", "/_widgets/..%2fuser_management", "/_widgets/%2e%2e/users", "/_widgets/a%5cb", "/_widgets/a%00b",
		"/_widgets/a%252fb", "/%5fwidgets/me", "/_widgets%2fme", "/_widgets/a;b=c", "/_widgets/a%20b", "/_widgets/a%0d%0ab",
		"/client%2fgraphql", "/_widgets/" + strings.Repeat("a", 9000), "/_widgets/me?" + strings.Repeat("a", 9000), "/_widgets/caf%C3%A9",
		"/_widgets/a!b", "/_widgets/a$b", "/_widgets/a&b", "/_widgets/a'b", "/_widgets/a(b", "/_widgets/a)b", "/_widgets/a*b", "/_widgets/a[b", "/_widgets/a]b",
	} {
		u, err := url.Parse("http://wails.localhost" + target)
		if err != nil {
			t.Fatal(err)
		}
		req := r.request(http.MethodGet, "/", "")
		req.URL = u
		r.fails(r.send(req), http.StatusNotFound, "not_found")
	}
	// What url.Parse would not have let through, had the request come over a socket.
	for _, query := range []string{"a b", "a\r\nX: y", "a#b", "a\x7f", "zö"} {
		req := r.request(http.MethodGet, "/_widgets/me", "")
		req.URL.RawQuery = query
		r.fails(r.send(req), http.StatusNotFound, "not_found")
	}
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d of them", r.calls.Load())
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	r := newRig(t, ok)
	for _, method := range []string{"HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "PROPFIND", "POST "} {
		req := r.request(http.MethodGet, "/_widgets/UserProfile/me", "")
		req.Method = method
		r.fails(r.send(req), http.StatusMethodNotAllowed, "method_not_allowed")
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
		r.fails(r.do(method, "/client/graphql", ""), http.StatusMethodNotAllowed, "method_not_allowed")
	}
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d of them", r.calls.Load())
	}
}

func TestMalformedHeadersAreRefused(t *testing.T) {
	r := newRig(t, ok)
	for _, value := range []string{"a\r\nX-Evil: b", "a\x00", strings.Repeat("a", 9000)} {
		req := r.request(http.MethodGet, "/_widgets/UserProfile/me", "")
		req.Header["X-Elevated-Access-Token"] = []string{value}
		r.fails(r.send(req), http.StatusBadRequest, "invalid_header")
	}
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d of them", r.calls.Load())
	}
}

func TestTokensThatAreNotOursGet401AndNever403(t *testing.T) {
	r := newRig(t, ok)
	for name, value := range map[string][]string{
		"none":         nil,
		"empty":        {""},
		"another":      {"Bearer eyJ.eyJ.x"},
		"basic":        {"Basic " + r.standIn},
		"two":          {"Bearer " + r.standIn, "Bearer " + r.standIn},
		"trailing":     {"Bearer " + r.standIn + " "},
		"no scheme":    {r.standIn},
		"listed":       {"Bearer " + r.standIn + ", Bearer x"},
		"oversized":    {"Bearer " + strings.Repeat("a", 1<<20)},
		"not a letter": {"Bearer \x00"},
	} {
		req := r.request(http.MethodPost, "/_widgets/UserManagement/invite-user", "{}")
		req.Header["Authorization"] = value
		t.Run(name, func(t *testing.T) { r.fails(r.send(req), http.StatusUnauthorized, "stale_token") })
	}
	t.Run("stale", func(t *testing.T) {
		r.session.Become(zoe("org_globex"))
		r.fails(r.do(http.MethodPost, "/_widgets/UserManagement/invite-user", "{}"), http.StatusUnauthorized, "stale_token")
	})
	t.Run("signed out", func(t *testing.T) {
		r.session.Become(nil)
		r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusUnauthorized, "signed_out")
	})
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d of them", r.calls.Load())
	}
}

func TestUnknownWidgetIsRefused(t *testing.T) {
	r := newRig(t, ok)
	for _, value := range []string{"", "undefined", "user-pizza"} {
		req := r.request(http.MethodGet, "/_widgets/UserProfile/me", "")
		req.Header.Set("WorkOS-Widgets-Type", value)
		r.fails(r.send(req), http.StatusBadRequest, "unknown_widget")
	}
}

func TestBearerSchemeIsReadInAnyCase(t *testing.T) {
	r := newRig(t, ok)
	req := r.request(http.MethodGet, "/_widgets/UserProfile/me", "")
	req.Header.Set("Authorization", "bearer "+r.standIn)
	if got := r.send(req); got.status != http.StatusOK {
		t.Errorf("HTTP %d %s", got.status, got.body)
	}
}

func TestErrorsOfTheSessionAreSaidInWords(t *testing.T) {
	r := newRig(t, ok)
	for _, test := range []struct {
		name, code string
		err        error
		status     int
		retryAfter string
	}{
		{"offline", "session_unavailable", &authkit.Error{Kind: authkit.Transient}, 503, ""},
		{"asked to wait", "session_unavailable", &authkit.Error{Kind: authkit.Transient, Status: 429, RetryAfter: 1500 * time.Millisecond}, 503, "2"},
		{"ended by WorkOS", "signed_out", &authkit.Error{Kind: authkit.Ended}, 401, ""},
		{"SSO required", "sign_in_again", &authkit.Error{Kind: authkit.Reauthenticate}, 401, ""},
		{"no organization any more", "sign_in_again", &authkit.Error{Kind: authkit.ChooseOrganization}, 401, ""},
		{"our mistake", "token_refused", &authkit.Error{Kind: authkit.Refused, Status: 400}, 502, ""},
		{"moved on", "stale_token", session.ErrStale, 401, ""},
		{"signed out meanwhile", "signed_out", session.ErrSignedOut, 401, ""},
		{"unheard of", "internal", errors.New("unheard of"), 500, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.session.Fail(test.err)
			got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")
			r.fails(got, test.status, test.code)
			if after := got.header.Get("Retry-After"); after != test.retryAfter {
				t.Errorf("Retry-After is %q, want %q", after, test.retryAfter)
			}
		})
	}
	if r.calls.Load() != 0 {
		t.Errorf("WorkOS got %d requests", r.calls.Load())
	}
}
