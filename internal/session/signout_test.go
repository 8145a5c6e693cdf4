package session

import (
	"errors"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

func TestSignOut(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if got := w.expect(SignedOut); len(got.Problems) != 0 || got.User != nil || got.Session != "" {
			t.Errorf("snapshot %+v", got)
		}
		if w.ring.stored(w.account) != "" {
			t.Error("the keychain still holds the session")
		}
		if a := w.browser.last(); !strings.Contains(a, "/user_management/sessions/logout") || !strings.Contains(a, s.Session) {
			t.Error("WorkOS's logout address was not opened")
		}
		w.stop()
		w.start()
		w.expect(SignedOut)
	})
}

func TestSignOutOffline(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.line.always(unreachable)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if w.expect(SignedOut).problemWith(codeSignOut) == nil {
			t.Error("nothing says that the browser may still be signed in")
		}
		if w.ring.stored(w.account) != "" {
			t.Error("the keychain still holds the session")
		}
		if n := len(w.browser.addresses()); n != 1 {
			t.Errorf("the browser was sent to a page that can't be reached")
		}
		w.line.always(none)
		time.Sleep(2 * lastPause)
		if a := w.browser.last(); !strings.Contains(a, "/logout") || !strings.Contains(a, s.Session) {
			t.Error("WorkOS's logout page was not opened once it could be reached")
		}
		if got := w.expect(SignedOut); len(got.Problems) != 0 {
			t.Errorf("problems %v", got.Problems)
		}
	})
}

func TestSignOutWithoutABrowser(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.browser.fail(errors.New("no browser"))
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if w.expect(SignedOut).problemWith(codeSignOut) == nil {
			t.Error("nothing says that the browser may still be signed in")
		}
	})
}

func TestUseAnotherAccount(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		w.browser.person = okafor
		if err := w.session.UseAnotherAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.expect(SignedOut)
		if a := w.browser.last(); !strings.Contains(a, "/logout") || !strings.Contains(a, s.Session) {
			t.Error("the browser's session was not ended first")
		}
		time.Sleep(logoutTime)
		w.settle()
		if s := w.expect(SignedIn); s.User.ID != sandbox.Max {
			t.Errorf("signed in as %s", s.User.ID)
		}
	})
}

func TestUseAnotherAccountAfterWorkOSEndedTheSession(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoe)
		if err := w.workos.EndSession(s.Session); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * life)
		w.expect(SignedOut)
		w.browser.person = okafor
		if err := w.session.UseAnotherAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if a := w.browser.last(); !strings.Contains(a, "/logout") || !strings.Contains(a, s.Session) {
			t.Error("the browser's session was not ended first")
		}
		time.Sleep(2 * logoutTime)
		w.expect(SignedIn)
	})
}

func TestRefreshInFlightDoesNotResurrectASession(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(slow)
		done := make(chan error, 1)
		go func() { done <- w.session.Refresh(t.Context()) }()
		time.Sleep(4900 * time.Millisecond)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, ErrSignedOut) {
			t.Errorf("Refresh: %v", err)
		}
		time.Sleep(time.Hour)
		w.expect(SignedOut)
		if w.ring.stored(w.account) != "" {
			t.Error("the keychain holds a session again")
		}
	})
}

func TestSignOutWhileTheKeychainIsSlow(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.slow(8 * time.Second)
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(time.Second) // the write of the rotated token is under way
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.expect(SignedOut)
		time.Sleep(30 * time.Second)
		if w.ring.stored(w.account) != "" {
			t.Error("the write overtook the deletion")
		}
	})
}

func TestSignOutIsRememberedByAStubbornKeychain(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.fail(errors.New("locked"))
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if w.expect(SignedOut).problemWith(codeKeychain) == nil {
			t.Error("nothing says that the keychain still holds the session")
		}
		if w.mark == "" {
			t.Error("no mark says that the session is over")
		}
		w.ring.fail(nil)
		time.Sleep(2 * lastPause)
		if s := w.expect(SignedOut); s.problemWith(codeKeychain) != nil || w.ring.stored(w.account) != "" || w.mark != "" {
			t.Errorf("problems %v, mark %q", s.Problems, w.mark)
		}
	})
}
