package session

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/sandbox"
)

// reopen closes the application that Zoë is signed in to, and starts it again with an organization to be opened with.
func (w *world) reopen(organization string) {
	w.t.Helper()
	w.stop()
	w.openWith(organization)
	w.start()
}

func (w *world) openWith(organization string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opens[sandbox.Zoe] = organization
}

func TestOpenWith(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		w.line.always(slow)
		requests, refreshes := w.line.count(), w.workos.Counts().Refreshes
		w.reopen(sandbox.Globex)
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme || s.SwitchingTo != sandbox.Globex {
			t.Errorf("in %q, switching to %q", s.Organization, s.SwitchingTo)
		}
		if _, err := w.token(); !errors.Is(err, ErrStale) { // a widget is quicker than WorkOS
			t.Errorf("a token for the organization before: %v", err)
		}
		s := w.expect(SignedIn)
		if s.Organization != sandbox.Globex || s.Role != "member" || s.SwitchingTo != "" || s.Session != before.Session || len(s.Problems) != 0 {
			t.Errorf("snapshot %+v", s)
		}
		if _, err := w.token(); err != nil {
			t.Error(err)
		}
		if n, m := w.line.count()-requests, w.workos.Counts().Refreshes-refreshes; n != 1 || m != 1 {
			t.Errorf("%d requests, %d refreshes, want one", n, m)
		}
		w.line.always(none)
		if err := w.session.Switch(t.Context(), sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * life) // it was for the start, and only once
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme {
			t.Errorf("later in %q", s.Organization)
		}
		w.reopen("") // and now where the person was last
		w.settle()
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme {
			t.Errorf("after another start in %q", s.Organization)
		}
	})
}

func TestOpenWithWhereThePersonIs(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		before := w.workos.Counts().Refreshes
		w.reopen(sandbox.Acme)
		if s := w.expect(SignedIn); s.SwitchingTo != "" {
			t.Errorf("switching to %q", s.SwitchingTo)
		}
		w.settle()
		if n := w.workos.Counts().Refreshes - before; n != 1 || w.snapshot().Organization != sandbox.Acme {
			t.Errorf("%d refreshes, in %q", n, w.snapshot().Organization)
		}
	})
}

func TestOpenWithARefusal(t *testing.T) {
	for name, c := range map[string]struct {
		organization, message, advice string
	}{
		"a sign-in of its own":      {sandbox.Initech, "asks for a sign-in of its own", "Switch to the other one"},
		"an organization of others": {"org_of_somebody_else", "does not let you into", "in the settings"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				requests, opened := w.line.count(), len(w.browser.addresses())
				w.reopen(c.organization)
				if _, err := w.token(); err != nil { // whoever waits is not told of a refusal that was none of theirs
					t.Errorf("no token for the organization they are still in: %v", err)
				}
				s := w.expect(SignedIn)
				if s.Organization != sandbox.Acme || s.SwitchingTo != "" || s.SignIn != nil || len(s.Problems) != 1 {
					t.Errorf("snapshot %+v", s)
				}
				p := s.problemWith(codeOpenWith)
				if p == nil || !strings.Contains(p.Message, c.message) || !strings.Contains(p.Advice, c.advice) || p.Details == "" {
					t.Errorf("the window says %+v", p)
				}
				if n := w.line.count() - requests; n != 2 {
					t.Errorf("%d requests, want the refused one and one more", n)
				}
				if n := len(w.browser.addresses()) - opened; n != 0 {
					t.Errorf("the browser was opened %d times unasked", n)
				}
				time.Sleep(3 * life) // it is not asked for again, nor forgotten before it is read
				if s := w.expect(SignedIn); s.problemWith(codeOpenWith) == nil || s.Organization != sandbox.Acme {
					t.Errorf("later: %+v", s)
				}
				w.session.DismissProblem(codeOpenWith)
				w.settle()
				if s := w.snapshot(); len(s.Problems) != 0 {
					t.Errorf("dismissed, and yet: %v", s.Problems)
				}
			})
		})
	}
}

func TestOpenWithIsNoProblemOnceThePersonHasGoneElsewhere(t *testing.T) {
	for name, organization := range map[string]string{"with a step-up": sandbox.Initech, "by a switch": sandbox.Globex} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.reopen(sandbox.Initech)
				w.settle()
				if w.expect(SignedIn).problemWith(codeOpenWith) == nil {
					t.Fatal("no problem")
				}
				w.browser.setPerson(person{sandbox.Zoe, organization})
				if err := w.session.Switch(t.Context(), organization); err != nil {
					t.Fatal(err)
				}
				if s := w.expect(SignedIn); s.Organization != organization || len(s.Problems) != 0 {
					t.Errorf("in %q, problems %v", s.Organization, s.Problems)
				}
			})
		})
	}
}

func TestOpenWithOutlastsTheNetwork(t *testing.T) {
	for name, f := range map[string]fault{"unreachable": unreachable, "unavailable": unavailable, "too many requests": tooMany, "a captive portal": portal} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.line.always(f)
				w.reopen(sandbox.Globex)
				time.Sleep(time.Hour)
				if s := w.expect(SignedIn); s.problemWith(codeOffline) == nil || s.SwitchingTo != "" || s.Organization != sandbox.Acme {
					t.Errorf("offline: %+v", s)
				}
				w.line.always(none)
				if _, err := w.token(); err == nil { // a widget has it tried at once, and is not given what it asked for
					t.Error("a token for the organization before")
				}
				time.Sleep(lastPause + time.Second)
				if s := w.expect(SignedIn); s.Organization != sandbox.Globex || len(s.Problems) != 0 {
					t.Errorf("in %q, problems %v", s.Organization, s.Problems)
				}
			})
		})
	}
}

func TestOpenWithAnAnswerThatWasLostIsReplayed(t *testing.T) {
	for name, f := range map[string]fault{"lost": lostAfter, "late": hanging} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.line.next(f)
				w.reopen(sandbox.Globex)
				time.Sleep(time.Minute)
				if s := w.expect(SignedIn); s.Organization != sandbox.Globex {
					t.Errorf("in %q", s.Organization)
				}
				if c := w.workos.Counts(); c.Replays != 1 || c.InvalidGrants != 0 {
					t.Errorf("%+v", c)
				}
			})
		})
	}
}

func TestOpenWithAndQuitAtOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(lostAfter)
		w.reopen(sandbox.Globex)
		w.reopen(sandbox.Globex)
		time.Sleep(time.Minute)
		if s := w.expect(SignedIn); s.Organization != sandbox.Globex {
			t.Errorf("in %q", s.Organization)
		}
		if c := w.workos.Counts(); c.InvalidGrants != 0 {
			t.Errorf("%+v", c)
		}
	})
}

func TestSwitchIsWorthMoreThanOpenWith(t *testing.T) {
	for name, c := range map[string]struct {
		first fault
		to    string
		// requests is what the start and the switch may cost together.
		requests int
	}{
		"to where the person was":                   {slow, sandbox.Acme, 2},
		"to where they would be":                    {slow, sandbox.Globex, 2},
		"to where they were, after a lost answer":   {lostAfter, sandbox.Acme, 3},
		"to where they would be, it being lost":     {lostAfter, sandbox.Globex, 2},
		"to where they were, the network being off": {unreachable, sandbox.Acme, 3}, // it can't be told from a lost answer
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.line.next(c.first)
				requests := w.line.count()
				w.reopen(sandbox.Globex)
				time.Sleep(100 * time.Millisecond)
				if err := w.session.Switch(t.Context(), c.to); err != nil {
					t.Fatal(err)
				}
				if s := w.expect(SignedIn); s.Organization != c.to || s.SwitchingTo != "" {
					t.Errorf("in %q, switching to %q", s.Organization, s.SwitchingTo)
				}
				w.settle()
				w.settle()
				if _, err := w.token(); err != nil {
					t.Error(err)
				}
				if n := w.line.count() - requests; n > c.requests {
					t.Errorf("%d requests, want at most %d", n, c.requests)
				}
				time.Sleep(3 * life)
				if s := w.expect(SignedIn); s.Organization != c.to || len(s.Problems) != 0 {
					t.Errorf("later in %q, problems %v", s.Organization, s.Problems)
				}
				if n := w.workos.Counts().InvalidGrants; n != 0 {
					t.Errorf("%d retired tokens", n)
				}
			})
		})
	}
}

func TestOpenWithAnAnswerForAnotherOrganization(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.wrap(func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				var fields map[string]any
				if json.NewDecoder(r.Body).Decode(&fields) == nil && fields["organization_id"] == sandbox.Globex {
					fields["organization_id"] = sandbox.Acme
				}
				raw, _ := json.Marshal(fields)
				other, _ := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader(string(raw)))
				other.Header = r.Header
				h.ServeHTTP(rw, other)
			})
		})
		w.reopen(sandbox.Globex)
		w.settle()
		p := w.expect(SignedIn).problemWith(codeOpenWith)
		if p == nil || !strings.Contains(p.Message, "another organization") || w.snapshot().Organization != sandbox.Acme {
			t.Errorf("the window says %+v", p)
		}
		if n := w.workos.Counts().Refreshes; n != 1 {
			t.Errorf("%d refreshes", n)
		}
	})
}

func TestOpenWithOnceTheKeychainIsUnlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.idle = time.Hour
		w.start()
		defer func() { w.stop() }()
		w.signIn(zoe)
		w.stop()
		w.ring.fail(errors.New("locked"))
		w.openWith(sandbox.Globex)
		w.start()
		before := w.line.count()
		time.Sleep(3 * time.Hour) // nobody is there to unlock it
		w.ring.fail(nil)
		time.Sleep(2 * time.Minute)
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme || s.SwitchingTo != "" || w.line.count() != before {
			t.Errorf("%d requests for a session that is not used, in %q, switching to %q", w.line.count()-before, s.Organization, s.SwitchingTo)
		}
		if err := w.session.Refresh(t.Context()); err != nil { // now somebody is
			t.Error(err)
		}
		if s := w.expect(SignedIn); s.Organization != sandbox.Globex || w.line.count() != before+1 {
			t.Errorf("%d requests, in %q", w.line.count()-before, s.Organization)
		}
	})
}

func TestOpenWithAtSignIn(t *testing.T) {
	for name, c := range map[string]struct {
		person         person
		open, last, in string
	}{
		"answers WorkOS's question":                 {zoeAsked, sandbox.Globex, "", sandbox.Globex},
		"before the last organization":              {zoeAsked, sandbox.Globex, sandbox.Acme, sandbox.Globex},
		"unless it is none of those to choose from": {zoeAsked, "org_of_somebody_else", sandbox.Acme, sandbox.Acme},
		"not when there was no question":            {zoe, sandbox.Globex, sandbox.Globex, sandbox.Acme},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.opens[sandbox.Zoe], w.last[sandbox.Zoe] = c.open, c.last
				s := w.signIn(c.person)
				if s.Status != SignedIn || s.Organization != c.in || s.SwitchingTo != "" {
					t.Fatalf("status %q, in %q", s.Status, s.Organization)
				}
				time.Sleep(2 * life)
				if s := w.expect(SignedIn); s.Organization != c.in || len(s.Problems) != 0 {
					t.Errorf("later in %q, problems %v", s.Organization, s.Problems)
				}
			})
		})
	}
}

func TestOpenWithThatIsRefusedAtSignInLeavesTheChoice(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.opens[sandbox.Zoe], w.last[sandbox.Zoe] = sandbox.Globex, sandbox.Acme
		w.line.next(none, unreachable) // the code goes through, the choice does not
		if s := w.signIn(zoeAsked); s.Status != SigningIn || s.SignIn.Step != ChoosingOrganization {
			t.Fatalf("snapshot %+v", s)
		}
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme {
			t.Errorf("in %q", s.Organization)
		}
	})
}
