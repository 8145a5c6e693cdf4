// Package embedded starts the sandbox inside the application. Only builds with the tag dev or sandbox carry
// it; in any other build it is a stub that links nothing of the sandbox.
package embedded

import (
	"errors"
	"net/http"
	"strings"
)

// ErrNotCarried is what Start says in a build that does not carry the sandbox.
var ErrNotCarried = errors.New("this build does not carry the sandbox; use one made with the build tag sandbox, or set WORKOS_CLIENT_ID to use WorkOS itself")

// Person is who is signed in to the application, by the IDs that WorkOS has for them. The zero value is nobody.
type Person struct {
	UserID, OrganizationID, SessionID string
}

// panelPrefix is where the page's panel for the sandbox asks.
const panelPrefix = "/_sandbox/"

// middleware answers what is under panelPrefix with panel, and leaves everything else to the next.
func middleware(panel http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, panelPrefix) {
				panel.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
