package session

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

func TestAnswerLostAtTheEndOfAnOutageIsReplayed(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		n := 0
		w.line.use(func(string) fault {
			n++
			switch {
			case n <= 10:
				return unreachable
			case n == 11:
				return lostAfter
			}
			return none
		})
		time.Sleep(time.Hour)
		w.expect(SignedIn)
	})
}

func TestSecondLostAnswerIsReplayedToo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		n := 0
		w.line.use(func(string) fault {
			n++
			switch {
			case n == 1:
				return unavailable // 503: Lost, though never acted on
			case n <= 10:
				return unreachable
			case n == 11:
				return lostAfter
			}
			return none
		})
		time.Sleep(time.Hour)
		w.expect(SignedIn)
	})
}

// latency gives each request 100 ms, so that a hot loop takes time.
func (w *world) latency(d time.Duration, f fault) {
	w.line.use(func(string) fault { return f })
	w.line.wrap(func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(d)
			h.ServeHTTP(rw, r)
		})
	})
}

func TestWishForAnOrganizationThatIsGoneIsRefusedOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.latency(100*time.Millisecond, none)
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(10 * time.Millisecond)
		if err := w.workos.RemoveMembership(s.User.ID, sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := w.session.Switch(ctx, sandbox.Acme)
		if n := w.workos.Counts().Refreshes; n > 5 {
			t.Errorf("%d refreshes in a minute; Switch: %v", n, err)
		}
	})
}

func TestRefusalAfterALostAnswerIsNotHammered(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.latency(100*time.Millisecond, none)
		w.line.next(unavailable)
		if err := w.workos.RemoveMembership(s.User.ID, sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(time.Minute)
		if n := w.line.count(); n > 6 {
			t.Errorf("%d requests in a minute", n)
		}
	})
}

func TestQuittingReplaysALostAnswer(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(lostAfter)
		go func() { _ = w.session.Refresh(context.WithoutCancel(t.Context())) }()
		time.Sleep(100 * time.Millisecond)
		w.stop()
		time.Sleep(time.Hour)
		w.start()
		time.Sleep(time.Minute)
		w.expect(SignedIn)
	})
}

func TestQuittingWaitsForARefresh(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.wrap(func(h http.Handler) http.Handler { return slowAnswer{h} })
		go func() { _ = w.session.Refresh(context.WithoutCancel(t.Context())) }()
		time.Sleep(time.Second)
		w.stop()
		w.line.wrap(func(h http.Handler) http.Handler { return h.(slowAnswer).h })
		time.Sleep(time.Hour)
		w.start()
		time.Sleep(time.Minute)
		w.expect(SignedIn)
	})
}

type slowAnswer struct{ h http.Handler }

func (s slowAnswer) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	s.h.ServeHTTP(rw, r)
	select {
	case <-time.After(5 * time.Second):
	case <-r.Context().Done():
	}
}

func TestQuittingDeletesWhatTheKeychainWouldNotLetGoOf(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.fail(errors.New("locked"))
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.ring.fail(nil) // unlocked before the application quits, even
		w.stop()
		w.start()
		w.settle()
		w.expect(SignedOut)
	})
}

func TestQuittingWritesWhatTheKeychainWouldNotTake(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.fail(errors.New("locked"))
		if err := w.session.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.ring.fail(nil) // unlocked; the next try is up to a minute away
		w.stop()
		time.Sleep(time.Hour)
		w.start()
		time.Sleep(time.Minute)
		w.expect(SignedIn)
	})
}

func TestSlowKeychainResurrectsNobody(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.ring.slow(8 * time.Second)
		w.start()
		w.signIn(okafor)
		w.expect(SignedIn)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.expect(SignedOut)
	})
}

func TestCallersAreToldThatWorkOSCannotBeReached(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		time.Sleep(2 * life)
		_, err := w.token()
		var e *authkit.Error
		if !errors.As(err, &e) {
			t.Errorf("AccessToken: %T %v", err, err)
		}
	})
}

func TestCallersAreToldThatTheSessionHasEnded(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		if err := w.workos.EndSession(s.Session); err != nil {
			t.Fatal(err)
		}
		w.turnClock(life)
		_, err := w.token()
		var e *authkit.Error
		if !errors.As(err, &e) && !errors.Is(err, ErrSignedOut) {
			t.Errorf("AccessToken: %T %v", err, err)
		}
	})
}

func TestSupersededSwitchIsNeverShown(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.latency(100*time.Millisecond, none)
		go func() { _ = w.session.Switch(t.Context(), sandbox.Globex) }()
		time.Sleep(50 * time.Millisecond)
		if err := w.session.Switch(t.Context(), sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		for _, s := range w.seen {
			if s.Organization == sandbox.Globex {
				t.Fatal("the window was in Globex, which nobody wanted any more")
			}
		}
	})
}

func TestSecondClickOnAStepUpKeepsTheFirst(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.browser.setPerson(nobody)
		first := make(chan error, 1)
		go func() { first <- w.session.Switch(t.Context(), sandbox.Initech) }()
		w.settle()
		address := w.browser.last()
		go func() { _ = w.session.Switch(t.Context(), sandbox.Initech) }()
		w.settle()
		select {
		case err := <-first:
			t.Errorf("first click: %v", err)
		default:
		}
		if w.browser.last() != address {
			t.Error("the page that the person is signing in on belongs to no sign-in any more")
		}
		_ = w.session.CancelSignIn(t.Context())
	})
}

func TestSwitchDuringRetryAfterIsToldSo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(tooMany)
		_ = w.session.Refresh(t.Context())
		begun := time.Now()
		var p *Problem
		if err := w.session.Switch(t.Context(), sandbox.Globex); !errors.As(err, &p) || time.Since(begun) > 5*time.Second {
			t.Errorf("told %v after %s", err, time.Since(begun))
		}
	})
}

func TestRefreshDuringRetryAfterIsToldSo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.next(tooMany)
		_ = w.session.Refresh(t.Context())
		err := w.session.Refresh(t.Context())
		var p *Problem
		if !errors.As(err, &p) {
			t.Errorf("the window says %q", err)
		}
	})
}

func TestOpenerThatEndsLateWipesNothing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		open := w.session.o.Open
		w.session.o.Open = func(ctx context.Context, a string) error {
			err := open(ctx, a)
			time.Sleep(5 * time.Second)
			return err
		}
		w.signIn(nobody)
		_ = w.browser.bring(map[string][]string{"state": {w.state()}, "error": {"access_denied"}})
		w.settle()
		if w.expect(SigningIn).SignIn.Problem == nil {
			t.Fatal("setup")
		}
		time.Sleep(6 * time.Second)
		if w.expect(SigningIn).SignIn.Problem == nil {
			t.Error("the refusal was wiped")
		}
	})
}

// refuseRefresh answers refreshes with a code of WorkOS's after 100 ms.
func (w *world) refuseRefresh(body string) (stop func()) {
	var off atomic.Bool
	w.line.wrap(func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			raw, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(raw))
			time.Sleep(100 * time.Millisecond)
			if !off.Load() && strings.Contains(string(raw), `"refresh_token"`) {
				rw.Header().Set("Content-Type", "application/json")
				rw.WriteHeader(403)
				_, _ = rw.Write([]byte(body))
				return
			}
			h.ServeHTTP(rw, r)
		})
	})
	return func() { off.Store(true) }
}

func TestRefusalIsNotHammeredByWidgets(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.refuseRefresh(`{"code":"sso_required","message":"x"}`)
		time.Sleep(2 * life)
		before := w.line.count()
		end := time.Now().Add(10 * time.Second)
		for time.Now().Before(end) {
			_, _ = w.token()
		}
		if n := w.line.count() - before; n > 12 {
			t.Errorf("%d requests in 10 s", n)
		}
	})
}

func TestQuestionIsWithdrawnOnceAnswered(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		stop := w.refuseRefresh(`{"code":"organization_selection_required","message":"x","pending_authentication_token":"p","organizations":[{"id":"` + sandbox.Globex + `","name":"Globex"}]}`)
		time.Sleep(2 * life)
		stop()
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		if p := w.expect(SignedIn).problemWith(codeChoose); p != nil {
			t.Errorf("still there: %v", p)
		}
	})
}

func TestQuestionStandsUntilItIsAnswered(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.refuseRefresh(`{"code":"organization_selection_required","message":"x","pending_authentication_token":"p","organizations":[{"id":"` + sandbox.Globex + `","name":"Globex"}]}`)
		time.Sleep(20 * time.Minute)
		s := w.snapshot()
		if s.SignIn == nil {
			t.Errorf("no way to choose is left, and the window says: %v", s.Problems)
		}
	})
}

func TestStoredSessionPushesNobodyAside(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.ring.fail(errors.New("locked"))
		w.start()
		w.settle()
		w.expect(SignedOut)
		w.ring.fail(nil)
		w.line.always(slow)
		w.signIn(okafor) // through the browser; the code is being exchanged
		if s := w.expect(SigningIn); s.SignIn.Step != Exchanging {
			t.Fatal("setup")
		}
		time.Sleep(time.Minute)
		if s := w.expect(SignedIn); s.User.ID != sandbox.Max {
			outcome, _ := w.browser.end()
			t.Errorf("signed in as %s; browser's page: %q", s.User.FirstName, outcome)
		}
	})
}

func TestSetClockEndsNoSignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		w.turnClock(24 * time.Hour)
		time.Sleep(lookAgain + time.Second)
		w.expect(SigningIn)
	})
}

func TestRefreshIsNotAnsweredByAnOlderOne(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.line.wrap(func(h http.Handler) http.Handler { return slowAnswer{h} })
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(time.Second) // WorkOS has acted; the answer is on its way
		if err := w.workos.RemoveMembership(s.User.ID, sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		if err := w.session.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.snapshot().Organization == sandbox.Acme {
			t.Error("Refresh came back with what was true before it was asked")
		}
	})
}

func TestNoSignInBeginsWhileClosing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.slow(2 * time.Second)
		go func() { _ = w.session.Refresh(context.WithoutCancel(t.Context())) }()
		time.Sleep(time.Second)
		n := len(w.browser.addresses())
		go w.stop() // which takes as long as the keychain
		time.Sleep(100 * time.Millisecond)
		if err := w.session.SignIn(context.WithoutCancel(t.Context())); !errors.Is(err, ErrClosing) {
			t.Errorf("SignIn: %v", err)
		}
		time.Sleep(5 * time.Second)
		if m := len(w.browser.addresses()); m != n {
			t.Errorf("%d pages were opened while closing", m-n)
		}
		w.stop = func() {}
	})
}

func TestQuittingRightAfterSigningOutStillEndsTheBrowsersSession(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(slow)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.stop()
		if !strings.Contains(w.browser.last(), "/logout") {
			t.Error("the logout page was not opened")
		}
	})
}

func TestRetryAfterDoesNotOutlastTheReplayWindow(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		n := 0
		w.line.wrap(func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				n++
				if n == 2 {
					rw.Header().Set("Retry-After", "60")
					rw.WriteHeader(429)
					return
				}
				h.ServeHTTP(rw, r)
			})
		})
		w.line.next(lostAfter)
		time.Sleep(10 * time.Minute)
		w.expect(SignedIn)
	})
}

func TestChoiceUnderWayIsNotCancelledByWidgets(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.refuseRefresh(`{"code":"organization_selection_required","message":"x","pending_authentication_token":"p","organizations":[{"id":"` + sandbox.Globex + `","name":"Globex"}]}`)
		time.Sleep(2 * life)
		w.line.wrap(func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				raw, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(bytes.NewReader(raw))
				if strings.Contains(string(raw), "pending_authentication_token") {
					time.Sleep(3 * time.Second)
				}
				h.ServeHTTP(rw, r)
			})
		})
		done := make(chan error, 1)
		go func() { done <- w.session.ChooseOrganization(t.Context(), sandbox.Globex) }()
		time.Sleep(time.Second)
		go func() { _, _ = w.token() }()
		err := <-done
		var p *Problem
		if errors.As(err, &p) && p.Code == codeCancelled {
			t.Errorf("nobody cancelled, and yet: %v", err)
		}
	})
}

func TestQuestionAfterALostAnswerIsNotHammered(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.refuseRefresh(`{"code":"sso_required","message":"x"}`)
		w.line.next(unavailable)
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(time.Minute)
		if n := w.line.count(); n > 6 {
			t.Errorf("%d requests in a minute", n)
		}
	})
}

func TestStepUpOutlivesTheSessionItWasFor(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.browser.setPerson(nobody)
		go func() { _ = w.session.Switch(t.Context(), sandbox.Initech) }()
		w.settle()
		if err := w.workos.EndSession(s.Session); err != nil {
			t.Fatal(err)
		}
		time.Sleep(life)
		if w.snapshot().Status != SigningIn {
			t.Errorf("the sign-in in the browser was thrown away: %s", w.snapshot().Status)
		}
	})
}

func TestRefusalThatPassesMendsItself(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		stop := w.refuseRefresh(`{"code":"invalid_client","message":"x"}`)
		time.Sleep(life)
		stop()
		time.Sleep(24 * time.Hour)
		if s := w.expect(SignedIn); len(s.Problems) != 0 {
			t.Errorf("a day after the cause is gone: %v, %d requests", s.Problems[0].Code, w.line.count())
		}
	})
}

func TestRefusalIsTriedAgainAsOftenAsItSays(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.refuseRefresh(`{"code":"invalid_client","message":"x"}`)
		time.Sleep(2 * life) // of the first try nothing is known
		before := w.line.count()
		time.Sleep(10 * stuckPause)
		// A try is two requests: the organization may be what is refused.
		if n := w.line.count() - before; n < 18 || n > 20 {
			t.Errorf("%d requests in ten pauses, want two for each", n)
		}
	})
}

func TestSignOutOutlivesALockedKeychain(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.fail(errors.New("locked"))
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.stop() // the keychain stays locked
		w.ring.fail(nil)
		w.start()
		w.settle()
		w.expect(SignedOut)
		if w.ring.stored(w.account) != "" || w.mark != "" {
			t.Error("the entry, or the mark, is still there")
		}
		w.signIn(zoe)
		w.stop()
		w.start()
		w.expect(SignedIn)
	})
}

func TestShelvedSessionIsTakenUpWhenASignInComesToNothing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		w.stop()
		w.ring.fail(errors.New("locked"))
		w.start()
		w.signIn(nobody)
		w.ring.fail(nil)
		time.Sleep(time.Minute)
		w.expect(SigningIn)
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := w.expect(SignedIn); s.Session != before.Session {
			t.Errorf("session %q", s.Session)
		}
	})
}

func TestListenerThatCannotListen(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.browser.deaf = errors.New("taken")
		w.signIn(zoe)
		if w.expect(SignedOut).problemWith(codeSignIn) == nil || len(w.browser.addresses()) != 0 {
			t.Error("nothing says why, or a browser was opened that nobody would have answered")
		}
	})
}

func TestStepUpsOneAfterTheOtherShareAFixedPort(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.browser.setPerson(nobody)
		for range 3 {
			w.session.post(func() { w.session.stepUp(&wish{organization: sandbox.Initech}) })
			time.Sleep(time.Millisecond)
		}
		w.settle()
		if s := w.expect(SignedIn); s.SignIn == nil || s.SignIn.Step != WaitingForBrowser || len(s.Problems) != 0 {
			t.Errorf("snapshot %+v", s)
		}
	})
}

func TestOrganizationThatAsksForASignInGetsOne(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		stop := w.refuseRefresh(`{"code":"sso_required","message":"x"}`)
		time.Sleep(2 * life)
		if w.expect(SignedIn).problemWith(codeReauthenticate) == nil {
			t.Fatal("nothing says so")
		}
		stop()
		if s := w.signIn(zoe); s.Status != SignedIn || len(s.Problems) != 0 || s.SignIn != nil {
			t.Errorf("snapshot %+v", s)
		}
		if _, err := w.token(); err != nil {
			t.Error(err)
		}
	})
}

func TestPutOffSignOutIsNotLostToAnotherAccount(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.line.always(unreachable)
		_ = w.session.SignOut(t.Context())
		w.settle()
		w.browser.setPerson(okafor)
		if err := w.session.UseAnotherAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.line.always(none)
		w.session.Wake()
		time.Sleep(2 * logoutTime)
		if a := strings.Join(w.browser.addresses(), " "); strings.Count(a, "/logout") != 1 || !strings.Contains(a, s.Session) {
			t.Error("the browser's session was never ended")
		}
		if s := w.expect(SignedIn); s.User.ID != sandbox.Max {
			t.Errorf("signed in as %s", s.User.ID)
		}
	})
}

func TestPutOffSignInCanBeCancelled(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		_ = w.session.UseAnotherAccount(t.Context())
		w.settle()
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.line.always(none)
		time.Sleep(5 * time.Minute)
		w.expect(SignedOut)
	})
}

func TestSessionThatEndsWhileAskingWhetherToReplaceIt(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(okafor)
		done := w.stepUpAsSomebodyElse()
		if err := w.workos.EndSession(s.Session); err != nil {
			t.Fatal(err)
		}
		time.Sleep(life)
		if s := w.expect(SigningIn); s.SignIn.Step != ConfirmingUser {
			t.Fatalf("snapshot %+v", s)
		}
		if err := w.session.ReplaceSession(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if s := w.expect(SignedIn); s.User.ID != sandbox.Zoe {
			t.Errorf("signed in as %s", s.User.ID)
		}
	})
}
