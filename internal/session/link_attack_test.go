package session

import (
	"errors"
	"net/url"
	"testing"
	"time"
)

// linked has a deep link ask for a sign-in, as every web page can have one do.
func (w *world) linked(p person) Snapshot {
	w.t.Helper()
	w.browser.setPerson(p)
	w.session.SignInForLink()
	w.settle()
	return w.snapshot()
}

func TestALinkBeginsAnOrdinarySignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if s := w.linked(zoe); s.Status != SignedIn {
			t.Fatalf("status %q, problems %v", s.Status, s.Problems)
		}
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if s := w.linked(zoe); s.Status != SignedOut {
			t.Errorf("while the browser goes through the logout page: %q", s.Status)
		}
		time.Sleep(logoutTime)
		w.settle()
		if s := w.snapshot(); s.Status != SignedIn { // the one before was finished
			t.Errorf("and again: %q", s.Status)
		}
	})
}

func TestALinkThatComesBeforeTheKeychainWaitsForIt(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.ring.slow(5 * time.Second)
		opened := len(w.browser.addresses())
		w.start()
		w.linked(zoe)
		w.expect(Restoring)
		time.Sleep(10 * time.Second)
		w.expect(SignedIn)
		if n := len(w.browser.addresses()); n != opened {
			t.Errorf("the browser was opened %d times", n-opened)
		}
	})
	inWorld(t, func(t *testing.T, w *world) {
		w.stop()
		w.ring.slow(5 * time.Second)
		w.start()
		w.linked(nobody)
		w.expect(Restoring)
		time.Sleep(10 * time.Second)
		w.expect(SigningIn)
	})
	inWorld(t, func(t *testing.T, w *world) {
		w.stop()
		w.ring.fail(errors.New("locked"))
		w.start()
		w.linked(nobody)
		w.ring.fail(nil)
		time.Sleep(time.Minute)
		w.expect(SignedOut) // it was not known then whether somebody is signed in
	})
}

// TestALinkSignsNobodyOutAttack has a foreign page open links while somebody is signed in, and while they sign in.
func TestALinkSignsNobodyOutAttack(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		opened := len(w.browser.addresses())
		for range 100 {
			w.session.SignInForLink()
		}
		w.linked(okafor)
		after := w.expect(SignedIn)
		if n := len(w.browser.addresses()); n != opened || after.Session != before.Session || after.User.ID != before.User.ID || len(after.Problems) != 0 {
			t.Errorf("the browser was opened %d times; %+v", n-opened, after)
		}
	})
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		state, opened := w.state(), len(w.browser.addresses())
		w.linked(nobody)
		if s := w.expect(SigningIn); w.state() != state || len(w.browser.addresses()) != opened || s.SignIn.Problem != nil {
			t.Errorf("another sign-in, or the same again: %+v", s.SignIn)
		}
		go w.browser.signIn(w.browser.last(), zoe)
		w.settle()
		w.expect(SignedIn)
	})
	inWorld(t, func(t *testing.T, w *world) {
		w.ring.slow(5 * time.Second)
		w.signIn(zoe) // granted, and on its way to the keychain
		opened := len(w.browser.addresses())
		w.linked(okafor)
		time.Sleep(10 * time.Second)
		if s := w.expect(SignedIn); len(w.browser.addresses()) != opened || s.User.Email != "zoe@acme.example" {
			t.Errorf("the browser was opened once more, or another is signed in: %+v", s.User)
		}
	})
}

// TestLinksDoNotOpenTheBrowserInALoopAttack has a foreign page open links without end while nobody is signed in.
func TestLinksDoNotOpenTheBrowserInALoopAttack(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.linked(nobody)
		w.expect(SigningIn)
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 100 {
			w.linked(nobody)
		}
		time.Sleep(8 * time.Minute) // not yet ten
		w.linked(nobody)
		if n := len(w.browser.addresses()); n != 1 || w.snapshot().Status != SignedOut {
			t.Errorf("the browser was opened %d times, status %q", n, w.snapshot().Status)
		}
		w.signIn(nobody) // the person can
		w.expect(SigningIn)
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		w.linked(nobody)
		w.expect(SigningIn)
		if n := len(w.browser.addresses()); n != 3 {
			t.Errorf("the browser was opened %d times", n)
		}
	})
}

// TestALinkUndoesNoSignOutAttack has a foreign page open a link while WorkOS's logout page could not be opened yet, or at
// all: the browser would come back at once with who has just signed out.
func TestALinkUndoesNoSignOutAttack(t *testing.T) {
	for name, hinder := range map[string]func(*world){
		"offline":           func(w *world) { w.line.always(unreachable) },
		"without a browser": func(w *world) { w.browser.fail(errors.New("no browser")) },
	} {
		inWorld(t, func(t *testing.T, w *world) {
			w.signIn(zoe)
			hinder(w)
			if err := w.session.SignOut(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.settle()
			w.line.always(none)
			w.browser.fail(nil)
			if s := w.linked(zoe); s.Status != SignedOut || s.problemWith(codeSignOut) == nil {
				t.Errorf("%s: status %q, problems %v", name, s.Status, s.Problems)
			}
			time.Sleep(logoutTime) // for as long a link waits for the browser
			w.settle()
			w.expect(SignedOut)
		})
	}
	// The problem is gone with a sign-in that was begun and given up, and the page is still to be opened.
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.signIn(nobody)
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.line.always(none)
		w.linked(zoe)
		w.expect(SignedOut)
	})
}

// TestACodeIsNeverTakenUnaskedAttack brings codes, of an identity provider, of the dashboard, or of somebody else, to
// a session that has not asked for any: after a sign-in, and before one.
func TestACodeIsNeverTakenUnaskedAttack(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		state := w.state()
		for _, q := range []url.Values{{"code": {"foreign"}}, {"code": {"foreign"}, "state": {""}}, {"code": {"foreign"}, "state": {"guess"}}} {
			if err := w.browser.bring(q); err == nil {
				t.Errorf("%v was taken", q)
			}
		}
		before := w.line.count()
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		_ = w.browser.bring(url.Values{"code": {"late"}, "state": {state}})
		w.settle()
		w.expect(SignedOut)
		if w.line.count() != before {
			t.Error("WorkOS was asked about one")
		}
	})
}
