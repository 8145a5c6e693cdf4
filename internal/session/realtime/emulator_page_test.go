//go:build linux

package realtime

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
)

type noKey struct{ widget.Minter }

func (noKey) HasKey() bool { return false }

// TestAPageAtWorkOSsEmulator has a page in front of a WorkOS that takes no token for widgets and gives the session
// another ID at each refresh: it asks for its data whenever the session is another one.
func TestAPageAtWorkOSsEmulator(t *testing.T) {
	s := newSeat(t, startEmulator(t))
	s.begin(t)
	s.signIn(t)
	tokens := widget.NewTokens(s.session, noKey{}, time.Now)
	proxy := apiproxy.New(apiproxy.Options{API: s.api, Tokens: tokens})
	defer proxy.Close()
	handler := proxy.Middleware(http.NotFoundHandler())

	var mounted struct{ user, session, organization string }
	asked := 0
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		now := s.session.Snapshot()
		if now.Status != session.SignedIn {
			t.Fatalf("%+v", now)
		}
		if scope := (struct{ user, session, organization string }{now.User.ID, now.Session, now.Organization}); scope != mounted {
			mounted = scope
			asked++
			standIn, err := tokens.StandIn("user-profile")
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodGet, "/_widgets/UserProfile/me", nil)
			r.Header.Set("Authorization", "Bearer "+standIn)
			r.Header.Set("WorkOS-Widgets-Type", "user-profile")
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, r)
			if answer.Code != http.StatusUnauthorized {
				t.Errorf("the emulator answers widgets with HTTP %d %s", answer.Code, answer.Body)
			}
		}
	}
	if is, _ := s.session.Identity(); is.SID == is.Session {
		t.Error("the emulator left the session's ID as it was: this test shows nothing any more")
	}
	if asked != 1 {
		t.Errorf("the page has asked %d times in three seconds, want once", asked)
	}
}
