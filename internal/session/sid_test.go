package session

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

// change has WorkOS give access tokens with other claims: f is told how many it has given, and changes them.
func (w *world) change(f func(n int, claims map[string]any)) {
	n := 0 // requests to the token endpoint come one at a time
	w.line.wrap(func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, r)
			var answer map[string]any
			if !strings.HasSuffix(r.URL.Path, "/authenticate") || recorder.Code != http.StatusOK ||
				json.Unmarshal(recorder.Body.Bytes(), &answer) != nil {
				rw.WriteHeader(recorder.Code)
				_, _ = rw.Write(recorder.Body.Bytes())
				return
			}
			n++
			answer["access_token"] = changed(w.t, answer["access_token"].(string), func(claims map[string]any) { f(n, claims) })
			rw.Header().Set("Content-Type", "application/json")
			if err := json.NewEncoder(rw).Encode(answer); err != nil {
				w.t.Error(err)
			}
		})
	})
}

func changed(t *testing.T, token string, f func(claims map[string]any)) string {
	t.Helper()
	parts := strings.Split(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{}
	numbers := json.NewDecoder(bytes.NewReader(raw))
	numbers.UseNumber()
	if err := numbers.Decode(&claims); err != nil {
		t.Fatal(err)
	}
	f(claims)
	if raw, err = json.Marshal(claims); err != nil {
		t.Fatal(err)
	}
	parts[1] = base64.RawURLEncoding.EncodeToString(raw)
	return strings.Join(parts, ".")
}

// countSessionIDs has WorkOS give the session another ID at each refresh, as its emulator does.
func (w *world) countSessionIDs() {
	w.change(func(n int, claims map[string]any) { claims["sid"] = fmt.Sprintf("session_%03d", n) })
}

func TestSessionIDThatChangesWithARefreshMakesNoOtherSession(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.countSessionIDs()
		begun := w.signIn(zoe)
		if begun.Session != "session_001" {
			t.Fatalf("signed in to %q", begun.Session)
		}
		for range 3 {
			if err := w.session.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		is, _ := w.session.Identity()
		if now := w.expect(SignedIn); now.Session != begun.Session || is.Session != begun.Session {
			t.Errorf("the page is told of the session %q, and widgets of %q", now.Session, is.Session)
		}
		if is.SID != "session_004" {
			t.Errorf("its ID is %q", is.SID)
		}
		if _, err := w.session.AccessToken(t.Context(), begun.Session, begun.Organization, ""); err != nil {
			t.Errorf("what was begun before is refused: %v", err)
		}
		if stored := w.ring.stored(w.account); !strings.Contains(stored, "session_004") {
			t.Error("the keychain holds an ID that is over")
		}
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		if now := w.snapshot(); now.Session != begun.Session || now.Organization != sandbox.Globex {
			t.Errorf("after a switch: %q in %s", now.Session, now.Organization)
		}
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if a := w.browser.last(); !strings.Contains(a, "session_id=session_005") {
			t.Errorf("signed out with %s", a)
		}
		if again := w.signIn(zoe); again.Session != "session_006" {
			t.Errorf("signing in anew goes on with %q", again.Session)
		}
	})
}

func TestSessionIDThatChangesWithARefreshAfterARestart(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.countSessionIDs()
		w.signIn(zoe)
		w.stop()
		w.line.always(unreachable)
		w.start()
		w.settle()
		before := w.expect(SignedIn).Session
		w.line.always(none)
		w.session.Wake()
		w.settle()
		if now := w.expect(SignedIn); now.Session != before || now.ExpiresAt == 0 {
			t.Errorf("the session restored as %q is %q, with a token until %d", before, now.Session, now.ExpiresAt)
		}
	})
}

// TestAPIThatRejectsEveryToken has a page that asks again as soon as it is refused, whatever WorkOS changes with
// each refresh.
func TestAPIThatRejectsEveryToken(t *testing.T) {
	for name, change := range map[string]func(n int, claims map[string]any){
		"and changes nothing":               func(int, map[string]any) {},
		"and the session's ID at a refresh": func(n int, claims map[string]any) { claims["sid"] = fmt.Sprint("session_", n) },
		"and the role at a refresh":         func(n int, claims map[string]any) { claims["role"] = fmt.Sprint("role", n) },
		"and the permissions at a refresh":  func(n int, claims map[string]any) { claims["permissions"] = []string{fmt.Sprint(n)} },
		"and the organization at a refresh": func(n int, claims map[string]any) { claims["org_id"] = fmt.Sprint("org_", n) },
		"and nearly everything at a refresh": func(n int, claims map[string]any) {
			claims["sub"], claims["org_id"] = fmt.Sprint("user_", n), fmt.Sprint(n)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.change(change)
				before, asked := w.workos.Counts().Refreshes, 0
				var rejected authkit.Secret
				for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
					is, _ := w.session.Identity()
					token, err := w.session.AccessToken(t.Context(), is.Session, is.Organization, rejected)
					if err == nil {
						rejected = token
					}
					asked++
				}
				n := w.workos.Counts().Refreshes - before
				// The sandbox refuses an organization that it doesn't know; then WorkOS is asked for any.
				if most := 2 * int(time.Minute/rejectionPause); n > most || n < most/2-1 {
					t.Errorf("%d refreshes in a minute for %d requests, want one in %s", n, asked, rejectionPause)
				}
				w.expect(SignedIn)
			})
		})
	}
}

func TestTokenRejectedLongAfterAnotherIsReplaced(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		is, _ := w.session.Identity()
		token, err := w.token()
		if err != nil {
			t.Fatal(err)
		}
		ask := func() authkit.Secret {
			t.Helper()
			next, err := w.session.AccessToken(t.Context(), is.Session, is.Organization, token)
			if err != nil {
				t.Fatal(err)
			}
			return next
		}
		second := ask()
		if second == token {
			t.Fatal("the first rejection brought no other token")
		}
		token = second
		if ask() != second {
			t.Error("it was renewed again at once")
		}
		if err := w.session.Refresh(t.Context()); err != nil { // "Try again"
			t.Fatal(err)
		}
		if token = ask(); token == second {
			t.Error("what the person asked for is not handed on")
		}
		if token = ask(); token == second {
			t.Error("the token that the person asked for counts as one that replaced a rejected one")
		}
		time.Sleep(rejectionPause)
		if third := token; ask() == third {
			t.Error("a later rejection brings no other token")
		}
	})
}
