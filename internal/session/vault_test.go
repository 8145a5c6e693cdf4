package session

import (
	"errors"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

func TestKeychainThatCannotBeRead(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.ring.fail(errors.New("locked"))
		w.start()
		w.settle()
		if w.expect(SignedOut).problemWith(codeKeychain) == nil {
			t.Error("nothing says why nobody is signed in")
		}
		w.ring.fail(nil) // the person unlocks it
		time.Sleep(2 * lastPause)
		if s := w.expect(SignedIn); len(s.Problems) != 0 {
			t.Errorf("problems %v", s.Problems)
		}
	})
}

func TestKeychainThatKeepsNothing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.ring.fail(errors.New("read-only"))
		w.signIn(zoe)
		if w.expect(SignedIn).problemWith(codeKeychain) == nil {
			t.Error("nothing says that the session won't survive a restart")
		}
		time.Sleep(5 * life)
		if _, err := w.token(); err != nil {
			t.Errorf("the session does not go on in memory: %v", err)
		}
		w.ring.fail(nil)
		time.Sleep(2 * lastPause)
		if s := w.expect(SignedIn); len(s.Problems) != 0 || w.ring.stored(w.account) == "" {
			t.Errorf("problems %v", s.Problems)
		}
	})
}

func TestSlowKeychain(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.ring.slow(6 * time.Second)
		started := time.Now()
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took != writeWait {
			t.Errorf("the switch waited %s for the keychain", took)
		}
		before := w.workos.Counts().Refreshes
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(5 * time.Second)
		if n := w.workos.Counts().Refreshes - before; n != 0 {
			t.Error("a refresh overtook the write of the token it needs")
		}
		time.Sleep(2 * time.Second)
		if n := w.workos.Counts().Refreshes - before; n != 1 {
			t.Errorf("%d refreshes once it was written", n)
		}
	})
}

func TestSlowKeychainAtStart(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.stop()
		w.ring.slow(5 * time.Second)
		w.start()
		w.expect(Restoring)
		time.Sleep(6 * time.Second)
		w.expect(SignedIn)
	})
}

func TestDamagedEntry(t *testing.T) {
	for name, raw := range map[string]string{"not ours": "a password", "newer": `{"v":99}`, "incomplete": `{"v":1}`} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				w.stop()
				w.ring.entries[w.account] = raw
				w.start()
				if w.expect(SignedOut).problemWith(codeDamaged) == nil {
					t.Error("nothing says so")
				}
				if w.ring.stored(w.account) != raw {
					t.Error("the entry was changed")
				}
				w.signIn(zoe)
				if s := w.expect(SignedIn); len(s.Problems) != 0 {
					t.Errorf("problems %v", s.Problems)
				}
			})
		})
	}
}
