//go:build linux

package realtime

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// killing is a moment of a refresh at which the application is killed.
type killing struct {
	name string
	wait func(t *testing.T, d *desk, w *workos)
	// mend is done once the application is dead. Optional.
	mend func(t *testing.T, d *desk)
	// replayed is set where WorkOS has acted and its answer cannot have arrived: the next start has to have
	// it again. Fresh is set where WorkOS cannot have acted.
	replayed, fresh bool
}

// held is how long WorkOS takes while the application is killed.
const held = 2 * time.Second

var killings = []killing{
	{name: "before WorkOS acts", fresh: true, wait: func(t *testing.T, _ *desk, w *workos) {
		w.catch(t, fault{Delay: held})
		within(held / 4)
	}},
	{name: "while WorkOS works", replayed: true, wait: func(t *testing.T, _ *desk, w *workos) {
		for acted := w.catch(t, fault{Hold: held}); ; {
			if c := w.counts(t); c.Rotations+c.Replays > acted {
				break
			}
		}
		within(held / 4)
	}},
	{name: "between answer and write", wait: func(t *testing.T, _ *desk, w *workos) {
		w.awaitAnswer(t)
		within(3 * time.Millisecond)
	}},
	{name: "during the write", wait: func(t *testing.T, d *desk, _ *workos) {
		select {
		case <-d.writes:
		case <-time.After(patience):
			t.Fatal("no entry is written")
		}
		within(3 * time.Millisecond)
	}},
	{name: "while the keyring hangs", wait: func(t *testing.T, d *desk, _ *workos) {
		// A refresh takes a few milliseconds, so that there is one in this time whose token can't be written.
		// Its access token may be used, and its refresh token must not be. After keychain.CallTimeout it may,
		// and the person is told that the session won't outlive the application: that is another test.
		d.signalKeyring(t, syscall.SIGSTOP)
		time.Sleep(700 * time.Millisecond)
		within(time.Second)
	}, mend: func(t *testing.T, d *desk) { d.signalKeyring(t, syscall.SIGCONT) }},
	{name: "whenever", wait: func(*testing.T, *desk, *workos) { within(300 * time.Millisecond) }},
}

// within sleeps for a random time.
func within(limit time.Duration) { time.Sleep(rand.N(limit)) }

// tally counts what came of the killings of each name.
type tally struct {
	mu                      sync.Mutex
	killed, replayed, fresh map[string]int
}

func (y *tally) add(name string, replays int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.killed[name]++
	if replays > 0 {
		y.replayed[name]++
	} else {
		y.fresh[name]++
	}
}

func (y *tally) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "killed and still signed in:\n  %-28s %6s %22s %22s\n", "", "times", "stored token was good", "answer had again")
	for _, k := range killings {
		fmt.Fprintf(&b, "  %-28s %6d %22d %22d\n", k.name, y.killed[k.name], y.fresh[k.name], y.replayed[k.name])
	}
	return b.String()
}

// TestKilledAndStillSignedIn kills the application at random moments of a refresh and starts it again within
// ten seconds. All starts share one keyring.
func TestKilledAndStillSignedIn(t *testing.T) {
	needKeyring(t)
	total := &tally{killed: map[string]int{}, replayed: map[string]int{}, fresh: map[string]int{}}
	lives := min(10, (*kills+3)/4) // each with a keyring and a WorkOS of its own
	t.Run("lives", func(t *testing.T) {
		for life := range lives {
			t.Run(fmt.Sprint(life), func(t *testing.T) {
				t.Parallel()
				d := startDesk(t)
				d.startKeyring(t)
				l := &lifetime{desk: d, workos: startWorkOS(t, 2*time.Second), with: applicationStart{Busy: true}}
				for n := life; n < *kills; n += lives {
					l.round(t, killings[n%len(killings)], total)
				}
				l.end(t)
			})
		}
	})
	t.Log(total.table())
}

// TestKilledWithoutTheWrite shows that the test above is able to fail: an application that does not write what
// it was given is signed out.
func TestKilledWithoutTheWrite(t *testing.T) {
	t.Parallel()
	d := startDesk(t)
	d.startKeyring(t)
	l := &lifetime{desk: d, workos: startWorkOS(t, 2*time.Second), with: applicationStart{Busy: true, Forgetful: true}}
	a := l.start(t, true)
	for range 3 {
		l.workos.awaitAnswer(t)
	}
	a.kill()
	a = l.start(t, false)
	if a.awaitSession(t) {
		t.Fatal("it is still signed in with a refresh token from before the last ones")
	}
	expectWords(t, a.problem("ended"), "ended while this application was closed")
}

// lifetime is one session's life over many lives of the application.
type lifetime struct {
	desk   *desk
	workos *workos
	with   applicationStart
	app    *application
}

func (l *lifetime) start(t *testing.T, signIn bool) *application {
	t.Helper()
	l.with.API, l.with.SignIn = l.workos.address.String(), signIn
	return startApplication(t, l.desk, l.with)
}

// round kills the application at one moment, and expects it signed in after the next start.
func (l *lifetime) round(t *testing.T, k killing, total *tally) {
	t.Helper()
	if l.app == nil {
		l.app = l.start(t, true)
		if !l.app.awaitSession(t) {
			t.Fatalf("the sign-in fails: %+v", l.app.snapshot())
		}
	}
	k.wait(t, l.desk, l.workos)
	l.app.kill()
	if k.mend != nil {
		k.mend(t, l.desk)
	}
	before := l.workos.counts(t)
	within(min(*killPause, 9*time.Second))
	l.app = l.start(t, false)
	if !l.app.awaitSession(t) {
		t.Fatalf("killed %s, it is signed out: %+v", k.name, l.app.snapshot())
	}
	after := l.workos.counts(t)
	replays := after.Replays - before.Replays
	total.add(k.name, replays)
	switch {
	case after.InvalidGrants+after.Refused > 0 || after.SignIns != 1:
		t.Fatalf("killed %s: WorkOS says %+v", k.name, after)
	case k.replayed && replays != 1, k.fresh && replays != 0:
		t.Errorf("killed %s: %d answers were had again", k.name, replays)
	}
}

// end lets the last application end in good order.
func (l *lifetime) end(t *testing.T) {
	t.Helper()
	l.app.finish(t)
}
