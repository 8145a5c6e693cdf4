package session

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

const life = sandbox.DefaultTokenLife

func TestSignInFillsTheSnapshot(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if s := w.expect(SignedOut); len(s.Problems) != 0 {
			t.Errorf("the first start has problems: %v", s.Problems)
		}
		s := w.signIn(zoe)
		w.expect(SignedIn)
		switch {
		case s.User == nil || s.User.FirstName != "Zoë":
			t.Errorf("user is %+v", s.User)
		case s.Organization != sandbox.Acme || s.Role != "admin" || s.Session == "":
			t.Errorf("organization %q, role %q, session %q", s.Organization, s.Role, s.Session)
		case len(s.Permissions) == 0:
			t.Error("an admin has no permissions")
		case s.SignIn != nil:
			t.Errorf("the sign-in is still there: %+v", s.SignIn)
		case s.ExpiresAt != time.Now().Add(life-time.Second).UnixMilli():
			t.Errorf("expires at %s", time.UnixMilli(s.ExpiresAt))
		}
		if outcome, closed := w.browser.end(); outcome != "signed in" || closed != 1 || w.raised != 1 {
			t.Errorf("page says %q, listener closed %d times, window raised %d times", outcome, closed, w.raised)
		}
	})
}

func TestAuthorizationRequest(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		u, err := url.Parse(w.browser.last())
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{
			"provider": "authkit", "response_type": "code", "code_challenge_method": "S256",
			"redirect_uri": redirectURI, "client_id": sandbox.ClientID,
		} {
			if got := u.Query().Get(name); got != want {
				t.Errorf("%s = %q, want %q", name, got, want)
			}
		}
		for _, name := range []string{"state", "code_challenge"} {
			if len(u.Query().Get(name)) < 32 {
				t.Errorf("%s is too short to be unguessable", name)
			}
		}
	})
}

func TestSnapshotsGrowInRevision(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		last := int64(0)
		for _, s := range w.seen {
			if s.Revision <= last {
				t.Fatalf("revision %d follows %d", s.Revision, last)
			}
			last = s.Revision
		}
		if last != w.snapshot().Revision {
			t.Errorf("the last published is %d, the current one %d", last, w.snapshot().Revision)
		}
	})
}

func TestRestart(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		w.stop()
		time.Sleep(48 * time.Hour)
		w.start()
		after := w.expect(SignedIn)
		if after.User == nil || *after.User != *before.User || after.Session != before.Session || after.Organization != before.Organization {
			t.Errorf("restored %+v, was %+v", after, before)
		}
		w.settle()
		if _, err := w.token(); err != nil {
			t.Errorf("no token after a restart: %v", err)
		}
		if n := len(w.browser.addresses()); n != 1 {
			t.Errorf("the browser was opened %d times, want once", n)
		}
	})
}

func TestRestartOffline(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.line.always(unreachable)
		w.start()
		if s := w.expect(SignedIn); s.ExpiresAt != 0 {
			t.Error("a token that was never received expires some day")
		}
		time.Sleep(time.Minute)
		if w.expect(SignedIn).problemWith(codeOffline) == nil {
			t.Error("nothing says that WorkOS can't be reached")
		}
		w.line.always(none)
		time.Sleep(lastPause)
		if w.expect(SignedIn).problemWith(codeOffline) != nil {
			t.Error("the problem outlives its cause")
		}
	})
}

func TestRefreshAheadOfExpiry(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		for range 500 {
			time.Sleep(7 * time.Second)
			synctest.Wait()
			v := w.session.view.Load()
			if v.freshUntil.passed(w.session.moment()) {
				t.Fatal("the token at hand is too old to use")
			}
		}
		c := w.workos.Counts()
		if least, most := int(500*7*time.Second/(life*8/10)), int(500*7*time.Second/(life*7/10))+1; c.Refreshes < least || c.Refreshes > most {
			t.Errorf("%d refreshes, want %d to %d", c.Refreshes, least, most)
		}
	})
}

func TestManyCallersCostOneRefresh(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		time.Sleep(2 * life)
		w.line.always(slow)
		time.Sleep(lastPause) // whatever pause was running is over, and its refresh too
		time.Sleep(2 * life)
		before := w.workos.Counts().Refreshes
		w.turnClock(life) // every token at hand is too old now
		const callers = 1000
		errs := make(chan error, callers)
		for range callers {
			go func() { _, err := w.token(); errs <- err }()
		}
		for range callers {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		if n := w.workos.Counts().Refreshes - before; n != 1 {
			t.Errorf("%d refreshes for %d callers", n, callers)
		}
		if w.line.worst != 1 {
			t.Errorf("%d refreshes at once", w.line.worst)
		}
	})
}

func TestRejectedTokenIsReplaced(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		first, err := w.token()
		if err != nil {
			t.Fatal(err)
		}
		id, _ := w.session.Identity()
		second, err := w.session.AccessToken(t.Context(), id.Session, id.Organization, first)
		if err != nil || second == first {
			t.Errorf("got the rejected token back, or %v", err)
		}
		if again, _ := w.session.Identity(); again != id {
			t.Error("the identity changed although nothing about it did")
		}
		if _, err := w.session.AccessToken(t.Context(), id.Session, sandbox.Globex, ""); !errors.Is(err, ErrStale) {
			t.Errorf("a token for another organization: %v", err)
		}
	})
}

func TestTransientFailuresEndNothing(t *testing.T) {
	for name, f := range map[string]fault{
		"network unreachable":       unreachable,
		"request lost on the way":   lostBefore,
		"WorkOS unavailable":        unavailable,
		"too many requests":         tooMany,
		"a captive portal's page":   portal,
		"answers lost on their way": lostAfter,
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				started := time.Now()
				if f == lostAfter {
					w.line.next(f, f, f) // more than that would outlast the replay window, and be WorkOS's word
				} else {
					w.line.always(f)
				}
				for time.Since(started) < 3*time.Hour {
					time.Sleep(time.Minute)
					w.expect(SignedIn)
				}
				w.line.always(none)
				time.Sleep(lastPause + time.Second)
				if s := w.expect(SignedIn); len(s.Problems) != 0 {
					t.Errorf("problems remain: %v", s.Problems)
				}
				if _, err := w.token(); err != nil {
					t.Errorf("no token: %v", err)
				}
			})
		})
	}
}

func TestRetryAfterIsHonored(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(tooMany)
		err := w.session.Refresh(t.Context())
		var p *Problem
		if !errors.As(err, &p) || p.Code != codeOffline {
			t.Fatalf("Refresh: %v", err)
		}
		before := w.line.count()
		if err := w.session.Refresh(t.Context()); err == nil {
			t.Error("a second try succeeded at once")
		}
		time.Sleep(19 * time.Second)
		if n := w.line.count() - before; n != 0 {
			t.Errorf("%d requests while WorkOS asked for none", n)
		}
		time.Sleep(2 * time.Second)
		if err := w.session.Refresh(t.Context()); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestLostAnswerIsReplayedFirst(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(lostAfter)
		done := make(chan error, 1)
		go func() { done <- w.session.Refresh(t.Context()) }()
		time.Sleep(100 * time.Millisecond) // the answer is lost by now, and the pause runs
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatalf("Switch: %v", err)
		}
		if err := <-done; err != nil {
			t.Fatalf("Refresh: %v", err)
		}
		c := w.workos.Counts()
		if c.Replays != 1 || c.InvalidGrants != 0 || w.snapshot().Organization != sandbox.Globex {
			t.Errorf("%+v, organization %s", c, w.snapshot().Organization)
		}
	})
}

func TestEndedByWorkOS(t *testing.T) {
	for name, c := range map[string]struct {
		lost bool
		want string
	}{
		"out of the blue":     {want: "WorkOS has ended your session."},
		"after a lost answer": {lost: true, want: "connection to WorkOS was lost"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				s := w.signIn(zoe)
				if c.lost {
					lost := false
					w.line.use(func(string) fault {
						if !lost {
							lost = true
							return lostAfter
						}
						return unreachable // for longer than the replay window
					})
					time.AfterFunc(life+time.Minute, func() { w.line.always(none) })
				} else if err := w.workos.EndSession(s.Session); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * life)
				p := w.expect(SignedOut).problemWith(codeEnded)
				if p == nil || !strings.Contains(p.Message, c.want) {
					t.Fatalf("the window says %+v", p)
				}
				if w.ring.stored(w.account) != "" {
					t.Error("the keychain still holds the session")
				}
				if _, ok := w.session.Identity(); ok {
					t.Error("there is still somebody to act for")
				}
				w.signIn(zoe)
				if s := w.expect(SignedIn); len(s.Problems) != 0 {
					t.Errorf("problems outlive the next sign-in: %v", s.Problems)
				}
			})
		})
	}
}

func TestWallClock(t *testing.T) {
	for name, jump := range map[string]time.Duration{"a day ahead": 24 * time.Hour, "a day back": -24 * time.Hour, "an hour of sleep": time.Hour} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.signIn(zoe)
				w.turnClock(jump)
				for range 100 {
					time.Sleep(10 * time.Second)
					if _, err := w.token(); err != nil {
						t.Fatal(err)
					}
				}
				w.expect(SignedIn)
				if n := w.workos.Counts().Refreshes; n > 7 {
					t.Errorf("%d refreshes in 1000 s", n)
				}
			})
		})
	}
}

func TestSleepOfTheMachineIsNoticedThoughNobodyAsks(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		before := w.workos.Counts().Refreshes
		w.sleepMachine(time.Hour)
		time.Sleep(lookAgain + time.Second)
		if n := w.workos.Counts().Refreshes - before; n != 1 {
			t.Errorf("%d refreshes %s after an hour of sleep", n, lookAgain)
		}
	})
}

func TestProcessOfASessionAtRestIsHardlyWoken(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		before := w.lookedAtClock()
		time.Sleep(time.Hour)
		if n := w.lookedAtClock() - before; n > 60 { // of which the renewals are a third
			t.Errorf("woken %d times in an hour, want 60 at most", n)
		}
	})
}

func TestQuitKeepsARotatedToken(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.slow(time.Second)
		w.line.next(slow)
		go func() { _ = w.session.Refresh(context.WithoutCancel(t.Context())) }()
		time.Sleep(4500 * time.Millisecond) // WorkOS has the request, and answers in half a second
		w.stop()
		w.ring.slow(0)
		time.Sleep(time.Hour)
		w.start()
		time.Sleep(time.Minute)
		w.expect(SignedIn)
	})
}

func TestMisconfigured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := &Problem{Code: "misconfigured", Message: "No client ID."}
		s := New(Options{Misconfigured: why})
		ctx, cancel := context.WithCancel(t.Context())
		go s.Run(ctx)
		if got := s.Snapshot(); got.Status != Misconfigured || len(got.Problems) != 1 {
			t.Errorf("snapshot %+v", got)
		}
		for name, call := range map[string]func() error{
			"SignIn": func() error { return s.SignIn(ctx) }, "SignOut": func() error { return s.SignOut(ctx) },
			"Switch": func() error { return s.Switch(ctx, "org_1") }, "Refresh": func() error { return s.Refresh(ctx) },
		} {
			if err := call(); !errors.Is(err, why) {
				t.Errorf("%s: %v", name, err)
			}
		}
		cancel()
		synctest.Wait()
		if err := s.SignIn(t.Context()); !errors.Is(err, ErrClosing) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestNothingOfASecretIsPublished(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		token, err := w.token()
		if err != nil {
			t.Fatal(err)
		}
		stored := w.ring.stored(w.account)
		for _, s := range w.seen {
			text := s.text()
			if strings.Contains(text, token.Reveal()) || strings.Contains(text, refreshTokenIn(stored)) {
				t.Fatalf("a snapshot holds a credential")
			}
		}
	})
}

func TestIdentityIsNobodyBeforeSignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if _, err := w.session.AccessToken(t.Context(), "session_1", sandbox.Acme, authkit.Secret("")); !errors.Is(err, ErrSignedOut) {
			t.Errorf("AccessToken: %v", err)
		}
		var p *Problem
		if err := w.session.Switch(t.Context(), sandbox.Acme); !errors.As(err, &p) {
			t.Errorf("Switch: %v", err)
		}
		if err := w.session.Refresh(t.Context()); !errors.As(err, &p) {
			t.Errorf("Refresh: %v", err)
		}
	})
}

func TestSessionThatIsNotUsedIsLeftToRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.idle = time.Hour
		w.start()
		defer w.stop()
		s := w.signIn(zoe)
		time.Sleep(50 * time.Minute)
		before := w.workos.Counts().Refreshes
		if before < 10 {
			t.Errorf("%d refreshes in the first 50 minutes", before)
		}
		if _, err := w.token(); err != nil { // somebody uses it
			t.Fatal(err)
		}
		time.Sleep(12 * time.Hour)
		if n := w.workos.Counts().Refreshes - before; n > 20 {
			t.Errorf("%d refreshes in twelve hours, eleven of them without use", n)
		}
		if _, err := w.token(); err != nil {
			t.Errorf("using it again: %v", err)
		}
		time.Sleep(12 * time.Hour)
		if err := w.workos.EndSession(s.Session); err != nil { // the environment's inactivity time-out
			t.Fatal(err)
		}
		w.session.Wake() // the network came back
		w.settle()
		w.expect(SignedIn)
		if _, err := w.token(); err == nil { // and now the person
			t.Error("a session that has run out still gives tokens")
		}
		w.settle()
		if p := w.expect(SignedOut).problemWith(codeEnded); p == nil || !strings.Contains(p.Message, "while it was not used") {
			t.Errorf("the window says %+v", p)
		}
	})
}

func TestWake(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		time.Sleep(3 * time.Hour)
		w.line.always(none)
		w.session.Wake() // the network is back
		w.settle()
		if s := w.expect(SignedIn); len(s.Problems) != 0 {
			t.Errorf("problems %v", s.Problems)
		}
		w.turnClock(time.Hour) // the machine slept
		before := w.workos.Counts().Refreshes
		w.session.Wake()
		w.settle()
		if n := w.workos.Counts().Refreshes - before; n != 1 {
			t.Errorf("%d refreshes after waking up", n)
		}
	})
}
