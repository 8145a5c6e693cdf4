package session

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

// secrets are the credentials that pass between the session and WorkOS.
type secrets struct {
	mu  sync.Mutex
	all map[string]string // what it is, by its value
}

// overhear notes every credential on the line.
func (s *secrets) overhear(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent []byte
		if r.Body != nil {
			sent, _ = io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(sent))
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		s.note(sent)
		s.note(answer.Body.Bytes())
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

func (s *secrets) note(body []byte) {
	var fields map[string]any
	_ = json.Unmarshal(body, &fields)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range []string{"code", "code_verifier", "refresh_token", "access_token", "pending_authentication_token"} {
		if value, _ := fields[name].(string); len(value) > 20 { // an error has a short code
			s.all[value] = name
		}
	}
}

// kinds are the names of what was overheard.
func (s *secrets) kinds() map[string]bool {
	kinds := map[string]bool{}
	for _, name := range s.all {
		kinds[name] = true
	}
	return kinds
}

// TestPageIsToldNoCredentialAttack takes down every snapshot that the page gets while a session lives through what
// sessions do, and looks for each credential in each of them.
func TestPageIsToldNoCredentialAttack(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := &secrets{all: map[string]string{}}
		w.line.wrap(s.overhear)
		w.signIn(zoe)
		w.expect(SignedIn)
		for _, f := range []fault{lostAfter, portal, unavailable, tooMany, lostBefore, unreachable, none} {
			w.line.next(f, f)
			_ = w.session.Refresh(t.Context())
			time.Sleep(time.Minute)
			w.settle()
		}
		_ = w.session.Switch(t.Context(), sandbox.Globex)
		w.settle()
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Error(err)
		}
		w.settle()
		w.signIn(zoe)
		w.ring.fail(io.ErrClosedPipe)
		_ = w.session.Refresh(t.Context())
		w.settle()
		w.ring.fail(nil)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Error(err)
		}
		w.last = map[string]string{} // so that WorkOS's question is the person's
		w.signIn(zoeAsked)
		w.line.next(unreachable)
		_ = w.session.ChooseOrganization(t.Context(), sandbox.Globex)
		if s := w.expect(SigningIn); s.SignIn.Step != ChoosingOrganization {
			t.Errorf("at the step %q", s.SignIn.Step)
		}
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Globex); err != nil {
			t.Error(err)
		}
		w.settle()

		for _, kind := range []string{"code", "code_verifier", "refresh_token", "access_token", "pending_authentication_token"} {
			if !s.kinds()[kind] {
				t.Errorf("no %s was overheard: the attack looks for nothing", kind)
			}
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.seen) < 20 {
			t.Errorf("the page got %d snapshots only", len(w.seen))
		}
		for _, snapshot := range w.seen {
			told, err := json.Marshal(snapshot)
			if err != nil {
				t.Fatal(err)
			}
			for value, what := range s.all {
				if strings.Contains(string(told), value) {
					t.Errorf("revision %d tells the page the %s", snapshot.Revision, what)
				}
			}
		}
	})
}
