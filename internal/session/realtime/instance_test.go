//go:build linux

package realtime

import (
	"path/filepath"
	"testing"
	"time"
)

// pairs is how often two applications are started at once.
const pairs = 5

// TestOfTwoStartsOneRefreshes starts the application twice at once, where there is no session bus, with one
// stored token: one of them uses it, and the other raises that one's window and is gone.
func TestOfTwoStartsOneRefreshes(t *testing.T) {
	t.Parallel()
	w := startWorkOS(t, time.Second)
	dir := shortDir(t)
	with := applicationStart{API: w.address.String(), Ring: filepath.Join(dir, "ring"), Lock: dir, Name: "the one before"}
	storeSession(t, with)
	for range pairs {
		before := w.counts(t)
		a, b := startPair(t, with)
		if n := a.count(holds) + b.count(holds); n != 1 {
			t.Fatalf("%d of two applications hold the lock", n)
		}
		first, other := a, b
		if b.count(holds) > 0 {
			first, other = b, a
		}
		<-other.ended
		if other.err != nil || other.count(second) != 1 || len(other.all) > 0 {
			t.Errorf("the second start ends with %v, after %+v and %+v: %s", other.err, other.events, other.all, &other.complaints)
		}
		first.expectEvent(t, raised, 1)
		if !first.awaitSession(t) {
			t.Fatalf("the first start is signed out: %+v", first.snapshot())
		}
		first.expectRefreshes(t, 1) // it goes on ahead of each expiry
		after := w.counts(t)
		if after.By[first.name] <= before.By[first.name] || after.By[other.name] != before.By[other.name] {
			t.Errorf("refreshes went from %v to %v; %s holds the lock", before.By, after.By, first.name)
		}
		if after.InvalidGrants+after.Refused+after.Replays > 0 {
			t.Errorf("a token was sent twice: %+v", after)
		}
		first.finish(t)
	}
}

// TestTwoStartsWithoutTheLock shows that the test above is able to fail: without the lock, both applications use
// the one token.
func TestTwoStartsWithoutTheLock(t *testing.T) {
	t.Parallel()
	w := startWorkOS(t, time.Second)
	with := applicationStart{API: w.address.String(), Ring: filepath.Join(shortDir(t), "ring")}
	storeSession(t, with)
	a, b := startPair(t, with)
	for _, each := range []*application{a, b} {
		each.awaitSession(t)
	}
	if c := w.counts(t); c.By[a.name] == 0 || c.By[b.name] == 0 {
		t.Errorf("two applications with one token, and WorkOS did not see both: %+v", c)
	}
}

// storeSession signs in and quits.
func storeSession(t *testing.T, with applicationStart) {
	t.Helper()
	with.SignIn = true
	a := startApplication(t, nil, with)
	if !a.awaitSession(t) {
		t.Fatalf("the sign-in fails: %+v", a.snapshot())
	}
	a.finish(t)
}

// startPair starts two applications at once and waits until both know what they are.
func startPair(t *testing.T, with applicationStart) (a, b *application) {
	t.Helper()
	with.Name = "one"
	a = startApplication(t, nil, with)
	with.Name = "another"
	b = startApplication(t, nil, with)
	if with.Lock != "" {
		for _, each := range []*application{a, b} {
			each.await(t, "the first or the second", func() bool { return each.count(holds)+each.count(second) > 0 })
		}
	}
	return a, b
}
