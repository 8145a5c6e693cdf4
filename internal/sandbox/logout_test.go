package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"workos-widgets/internal/authkit"
)

func newTestServer(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

func TestLogoutEndsTheSession(t *testing.T) {
	for name, c := range map[string]struct {
		options  Options
		returnTo string
		status   int
		says     string
		location string
	}{
		"to the default":          {status: http.StatusOK, says: "Signed out"},
		"without a default":       {options: Options{NoLogoutRedirect: true}, status: http.StatusBadRequest, says: "no default Logout URI"},
		"to a registered address": {options: Options{NoLogoutRedirect: true}, returnTo: "http://127.0.0.1:7/bye", status: http.StatusFound, location: "http://127.0.0.1:7/bye"},
		"to another address":      {returnTo: "https://evil.example/", status: http.StatusBadRequest, says: "not registered"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, c.options)
			g := f.signIn(Zoe, Acme)
			address, err := f.client.LogoutURL(g.Claims.Session)
			if err != nil {
				t.Fatal(err)
			}
			if c.returnTo != "" {
				address += "&return_to=" + url.QueryEscape(c.returnTo)
			}
			b := (&browser{t: t, s: f.Server}).open(address)
			if b.status != c.status || b.location != c.location || !strings.Contains(b.page, c.says) {
				t.Errorf("status %d, location %q:\n%s", b.status, b.location, b.page)
			}
			_, err = f.client.Refresh(t.Context(), g.RefreshToken, "")
			if e := authError(t, err); e.Kind != authkit.Ended {
				t.Errorf("%v", e)
			}
			// Once more, as when the page is reloaded.
			if b.open(address); b.status != c.status {
				t.Errorf("a second time: status %d", b.status)
			}
		})
	}
}

func TestLogoutWithoutASessionSaysSo(t *testing.T) {
	f := newFixture(t, Options{})
	b := (&browser{t: t, s: f.Server}).open("/user_management/sessions/logout")
	if b.status != http.StatusBadRequest || !strings.Contains(b.page, "session_id") {
		t.Errorf("status %d:\n%s", b.status, b.page)
	}
}
