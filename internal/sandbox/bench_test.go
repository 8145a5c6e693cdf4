package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"workos-widgets/internal/authkit"
)

// BenchmarkMembers is what one request of the members' list takes among a hundred thousand: a page, a search
// that finds nobody, and an invitation, which looks for the address.
func BenchmarkMembers(b *testing.B) {
	s, err := New(Options{Members: 100_000, CheapSigning: true})
	if err != nil {
		b.Fatal(err)
	}
	c := newClient(s)
	a := authkit.NewAttempt()
	address, err := c.AuthorizationURL(a, authkit.AuthorizationRequest{RedirectURI: redirectURI})
	if err != nil {
		b.Fatal(err)
	}
	callback, err := s.SignIn(address, Zoe, Acme)
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, callback, nil)
	g, err := c.Exchange(b.Context(), authkit.Secret(r.URL.Query().Get("code")), a)
	if err != nil {
		b.Fatal(err)
	}
	for name, query := range map[string]string{
		"page": "limit=10", "last page": "limit=10&after=" + seedID("user", "crowd99999"), "search for one": "search=07777", "search for nobody": "search=nobody-at-all", "role of few": "role=admin&limit=100",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/_widgets/UserManagement/members?"+query, nil)
				r.Header.Set("WorkOS-Widgets-Version", "1")
				r.Header.Set("WorkOS-Widgets-Type", "user-management")
				r.Header.Set("Authorization", "Bearer "+g.AccessToken.Reveal())
				w := httptest.NewRecorder()
				if s.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
			}
		})
	}
}
