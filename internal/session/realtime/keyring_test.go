//go:build linux

package realtime

import (
	"testing"
	"time"

	"workos-widgets/internal/session"
)

const (
	unread  = "The keychain can't be read"
	unkept  = "The keychain does not keep your session, so you will have to sign in again after a restart"
	trouble = "keychain" // the problem's code
	// mending is how long the session takes at most to find that a keyring is back: a call that hangs in its
	// prompt for ten seconds, and the pause before the next.
	mending = time.Minute
)

// scenes are what happens to a keyring that a session stands on. The application is never told: it finds out by
// itself.
var scenes = map[string]func(*testing.T, *desk, *workos){
	"locked at the start and unlocked while running": lockedAtTheStart,
	"killed while running and started again":         killedWhileRunning,
	"started after the application":                  startedLate,
	"started after the application, with a session":  startedLateWithASession,
}

func TestOverARealKeyring(t *testing.T) {
	needKeyring(t)
	for name, scene := range scenes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scene(t, startDesk(t), startWorkOS(t, 5*time.Minute))
		})
	}
}

func lockedAtTheStart(t *testing.T, d *desk, w *workos) {
	d.startKeyring(t)
	signInAndQuit(t, d, w)
	d.lock(t)
	a := startApplication(t, d, applicationStart{API: w.address.String()})
	expectTrouble(t, a, session.SignedOut, unread)
	if n := w.counts(t).Refreshes; n > 0 {
		t.Errorf("%d refreshes with a token that could not be read", n)
	}
	d.unlock(t)
	expectMended(t, a)
	if !a.awaitSession(t) {
		t.Errorf("signed out: %+v", a.snapshot())
	}
	expectToLast(t, d, w, a)
}

func killedWhileRunning(t *testing.T, d *desk, w *workos) {
	d.startKeyring(t)
	a := signIn(t, d, w)
	d.killKeyring(t)
	for n := range 3 {
		a.refresh(t, n+1)
	}
	expectTrouble(t, a, session.SignedIn, unkept)
	d.startKeyring(t)
	expectMended(t, a)
	expectToLast(t, d, w, a)
}

func startedLate(t *testing.T, d *desk, w *workos) {
	a := startApplication(t, d, applicationStart{API: w.address.String()})
	expectTrouble(t, a, session.SignedOut, unread)
	a.order(t, "sign-in")
	if !a.awaitSession(t) {
		t.Fatalf("the sign-in fails: %+v", a.snapshot())
	}
	expectTrouble(t, a, session.SignedIn, unkept)
	d.startKeyring(t)
	expectMended(t, a)
	expectToLast(t, d, w, a)
}

func startedLateWithASession(t *testing.T, d *desk, w *workos) {
	d.startKeyring(t)
	signInAndQuit(t, d, w)
	d.killKeyring(t)
	a := startApplication(t, d, applicationStart{API: w.address.String()})
	expectTrouble(t, a, session.SignedOut, unread)
	d.startKeyring(t)
	expectMended(t, a)
	if !a.awaitSession(t) {
		t.Errorf("signed out: %+v", a.snapshot())
	}
	expectToLast(t, d, w, a)
}

func signIn(t *testing.T, d *desk, w *workos) *application {
	t.Helper()
	a := startApplication(t, d, applicationStart{API: w.address.String(), SignIn: true})
	if !a.awaitSession(t) {
		t.Fatalf("the sign-in fails: %+v", a.snapshot())
	}
	return a
}

func signInAndQuit(t *testing.T, d *desk, w *workos) {
	t.Helper()
	signIn(t, d, w).finish(t)
}

// refresh has the application ask for new tokens, for the nth time.
func (a *application) refresh(t *testing.T, n int) {
	t.Helper()
	a.order(t, "refresh")
	a.await(t, "an answer to the refresh", func() bool { return a.count(refreshed)+a.count(refused) >= n })
	if a.count(refused) > 0 {
		t.Errorf("the refresh fails: %+v", a.snapshot())
	}
}

func expectTrouble(t *testing.T, a *application, status session.Status, words string) {
	t.Helper()
	a.await(t, "the trouble is told", func() bool { return a.snapshot().Status == status && a.problem(trouble) != nil })
	expectWords(t, a.problem(trouble), words)
}

// expectMended waits until the session has found its keyring again.
func expectMended(t *testing.T, a *application) {
	t.Helper()
	before := time.Now()
	a.awaitFor(t, mending, "the trouble is over", func() bool { return a.problem(trouble) == nil })
	t.Logf("mended %.1f s after the keyring was back", time.Since(before).Seconds())
}

// expectToLast kills the application and expects that the next start finds its newest token in the keyring.
func expectToLast(t *testing.T, d *desk, w *workos, a *application) {
	t.Helper()
	a.kill()
	before := w.counts(t)
	next := startApplication(t, d, applicationStart{API: w.address.String()})
	if !next.awaitSession(t) {
		t.Errorf("after a restart it is signed out: %+v", next.snapshot())
	}
	after := w.counts(t)
	if after.Rotations != before.Rotations+1 || after.Replays != before.Replays || after.Refused+after.InvalidGrants > 0 {
		t.Errorf("what it found was not the newest token: %+v, then %+v", before, after)
	}
	if p := next.snapshot().Problems; len(p) > 0 {
		t.Errorf("%+v", p)
	}
	next.finish(t)
}
