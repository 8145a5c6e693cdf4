package apiproxy

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
)

// FuzzAdmit lets nothing in that could mean, to WorkOS, another address or another request than it says.
func FuzzAdmit(f *testing.F) {
	f.Add("GET", "/_widgets/UserProfile/me", "limit=10", "Authorization", "Bearer a.b.c")
	f.Add("POST", "/client/graphql", "", "Content-Type", "application/json")
	f.Add("GET", "/_widgets/..%2f..%2fuser_management", "a b", "Cookie", "a=b")
	f.Add("PATCH", "/_widgets//x", "#", "If-None-Match", "*")
	f.Add("DELETE", "/%5fwidgets/x;y", "\r\n", "X-Elevated-Access-Token", "a\r\nHost: b")
	f.Fuzz(func(t *testing.T, method, target, query, name, value string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader("body"))
		r.Method, r.URL = method, u
		r.URL.RawQuery = query
		r.Header[http.CanonicalHeaderKey(name)] = []string{value}
		q, err := admit(r)
		if err != nil {
			if !isFailure(err) {
				t.Errorf("refused without words: %v", err)
			}
			return
		}
		if !concerns(u.Path) {
			t.Errorf("%q was admitted and is not ours", u.Path)
		}
		if q.path != u.Path || q.path != path.Clean(q.path) || !strings.HasPrefix(q.path, widgetsPrefix) && q.path != graphqlPath {
			t.Errorf("%q was admitted as %q", target, q.path)
		}
		if !slices.Contains(methods, q.method) {
			t.Errorf("method %q was admitted", q.method)
		}
		// What goes out is one request line that reads back as what was meant.
		back, err := url.ParseRequestURI(q.path + "?" + q.query)
		if err != nil || back.EscapedPath() != q.path || back.RawQuery != q.query || strings.ContainsAny(q.query, " \r\n#") {
			t.Errorf("%q?%q reads back as %v (%v)", q.path, q.query, back, err)
		}
		for name := range q.header {
			if name != "User-Agent" && !slices.Contains(passedOn, name) {
				t.Errorf("header %q was admitted", name)
			}
		}
	})
}

// TestHeadersThatPassAreTheseFew: whoever lists one more has to ask what it tells WorkOS of the page, or has a web view do.
func TestHeadersThatPassAreTheseFew(t *testing.T) {
	want := []string{"Accept", "Accept-Language", "Content-Type", "Workos-Widgets-Type", "Workos-Widgets-Version", "X-Elevated-Access-Token"}
	if !slices.Equal(passedOn, want) {
		t.Errorf("to WorkOS pass %q, want %q", passedOn, want)
	}
	if want := []string{"Content-Type", "Retry-After", "X-Request-Id"}; !slices.Equal(passedBack, want) {
		t.Errorf("to the page pass %q, want %q", passedBack, want)
	}
}

// FuzzBearer finds no way to pass more than the one token of the one header.
func FuzzBearer(f *testing.F) {
	f.Add("Bearer a.b.c")
	f.Add("bearer  a.b.c")
	f.Add("Basic Og==")
	f.Add("Bearer a, Bearer b")
	f.Fuzz(func(t *testing.T, value string) {
		token := bearer(http.Header{"Authorization": {value}})
		if token == "" {
			return
		}
		if scheme, ok := strings.CutSuffix(value, " "+token); !ok || !strings.EqualFold(scheme, "bearer") || len(token) > maxTarget {
			t.Errorf("%q was read as %q", value, token)
		}
	})
}
