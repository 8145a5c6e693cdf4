//go:build linux

package realtime

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/handoff"
	"workos-widgets/internal/instance"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/session"
)

const account = "realtime"

// applicationStart is what an application is started with: everything of ours but the window.
type applicationStart struct {
	API string
	// SignIn has it sign in when nobody is.
	SignIn bool
	// Busy has it refresh over and over.
	Busy bool
	// Ring is the file that stands in for a keychain; "" is the system's.
	Ring string
	// Forgetful leaves out every write to the keychain but the first.
	Forgetful bool
	// Lock is the directory of the lock that main takes; "" takes none.
	Lock string
	// Name is what it tells WorkOS that it is called; "" tells nothing.
	Name string
}

// applicationSays is one line that an application prints.
type applicationSays struct {
	Snapshot *session.Snapshot
	// Event is one of those below.
	Event string
	// After is how long it took from the making of the session.
	After time.Duration
}

const (
	holds     = "holds"     // it holds the lock
	raised    = "raised"    // a second start asked for its window
	second    = "second"    // it is a second start
	usable    = "usable"    // it has an access token for the first time
	refreshed = "refreshed" // it has done as it was told
	refused   = "refused"   // or could not
)

// runApplication is an application until its standard input ends. A line there says refresh or sign-in.
func runApplication(with applicationStart) error {
	if err := live(with); err != nil {
		return err
	}
	// go-keyring's connection to the bus is for life.
	const bus = "github.com/godbus/dbus/v5."
	return goleak.Find(goleak.IgnoreAnyFunction(bus+"(*Conn).inWorker"), goleak.IgnoreAnyFunction(bus+"newConn.func1"))
}

func live(with applicationStart) error {
	if with.Lock != "" {
		lock, err := instance.Claim(context.Background(), with.Lock, account, "")
		if errors.Is(err, instance.ErrRunning) {
			say(applicationSays{Event: second})
			return nil
		}
		if err != nil {
			return err
		}
		defer lock.Release()
		if err := lock.Serve(instance.Handler{Raise: func() { say(applicationSays{Event: raised}) }}); err != nil {
			return err
		}
		say(applicationSays{Event: holds})
	}
	api, err := url.Parse(with.API)
	if err != nil {
		return err
	}
	a := &running{with: with, api: api, signedIn: make(chan struct{})}
	a.run()
	return nil
}

// running is an application on its own side.
type running struct {
	with     applicationStart
	api      *url.URL
	session  *session.Session
	work     sync.WaitGroup
	known    sync.Once
	signedIn chan struct{} // closed once somebody is
	offered  bool          // the sign-in; belongs to the session's goroutine
}

func (a *running) run() {
	ctx, stop := context.WithCancel(context.Background())
	log := logging.New(os.Stderr, slog.LevelInfo)
	began := time.Now()
	a.session = session.New(session.Options{
		WorkOS: authkit.New(a.workos()), Keychain: keychain.New(account, a.ring()), Log: log, Publish: a.publish,
		Open:   func(ctx context.Context, address string) error { return browse(ctx, a.api, address) },
		Listen: listen,
	})
	a.work.Go(func() { a.session.Run(ctx) })
	a.work.Go(func() { a.use(ctx, began) })
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		a.obey(ctx, s.Text())
	}
	stop()
	a.work.Wait()
}

// listen waits for the browser as the application does.
func listen(ctx context.Context, accept func(url.Values) error) (session.Callback, error) {
	redirect := config.Redirect{Host: "127.0.0.1", Path: "/callback"}
	return handoff.NewListener(redirect, slog.New(slog.DiscardHandler)).Listen(ctx, accept)
}

func (a *running) workos() authkit.Options {
	o := authkit.Options{ClientID: sandbox.ClientID, APIURL: a.api}
	if a.with.Name != "" {
		o.Transport = named(a.with.Name)
	}
	return o
}

// named is a way to WorkOS that says who asks.
type named string

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(byHeader, string(n))
	return once.Transport.RoundTrip(r)
}

func (a *running) ring() keychain.Ring {
	switch {
	case a.with.Ring != "":
		return fileRing(a.with.Ring)
	case a.with.Forgetful:
		return &forgetfulRing{}
	}
	return nil
}

func (a *running) publish(s session.Snapshot) {
	say(applicationSays{Snapshot: &s})
	switch {
	case s.Status == session.SignedIn:
		a.known.Do(func() { close(a.signedIn) })
	case s.Status == session.SignedOut && a.with.SignIn && !a.offered:
		a.offered = true
		a.work.Go(func() { _ = a.session.SignIn(context.Background()) }) // the snapshots say what came of it
	}
}

// use does what the page does: it asks for a token as soon as somebody is signed in.
func (a *running) use(ctx context.Context, began time.Time) {
	select {
	case <-a.signedIn:
	case <-ctx.Done():
		return
	}
	for ctx.Err() == nil {
		id, ok := a.session.Identity()
		if !ok {
			return
		}
		if _, err := a.session.AccessToken(ctx, id.Session, id.Organization, ""); err == nil {
			break
		}
	}
	say(applicationSays{Event: usable, After: time.Since(began)})
	for a.with.Busy && ctx.Err() == nil {
		if err := a.session.Refresh(ctx); err != nil {
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func (a *running) obey(ctx context.Context, order string) {
	switch order {
	case "sign-in":
		_ = a.session.SignIn(ctx)
	case "refresh":
		event := refreshed
		if err := a.session.Refresh(ctx); err != nil {
			event = refused
		}
		say(applicationSays{Event: event})
	default:
		if crash, ok := crashes[order]; ok {
			crash(ctx, a)
		}
	}
}

// application is a running application as the test sees it.
type application struct {
	*process
	name    string
	changed chan struct{} // holds one token when there is news

	mu     sync.Mutex
	last   session.Snapshot
	all    []session.Snapshot
	events []applicationSays
}

// startApplication starts an application at a desk; a nil desk is a machine without a session bus.
func startApplication(t *testing.T, d *desk, with applicationStart) *application {
	t.Helper()
	var env []string
	if d != nil {
		env = d.env()
	}
	a := &application{name: with.Name, changed: make(chan struct{}, 1)}
	a.process = start(t, ourselves(t, applicationRole, with, env...), lines(a.hear))
	return a
}

func (a *application) hear(s applicationSays) {
	a.mu.Lock()
	if s.Snapshot != nil {
		a.last = *s.Snapshot
		a.all = append(a.all, a.last)
	} else {
		a.events = append(a.events, s)
	}
	a.mu.Unlock()
	select {
	case a.changed <- struct{}{}:
	default:
	}
}

func (a *application) snapshot() session.Snapshot { a.mu.Lock(); defer a.mu.Unlock(); return a.last }

// event is the newest event of a name.
func (a *application) event(name string) (newest applicationSays) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.events {
		if e.Event == name {
			newest = e
		}
	}
	return newest
}

// count is how many events of a name there were.
func (a *application) count(name string) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.events {
		if e.Event == name {
			n++
		}
	}
	return n
}

// order has the application do something; see runApplication.
func (a *application) order(t *testing.T, what string) {
	t.Helper()
	if _, err := fmt.Fprintln(a.stdin, what); err != nil {
		t.Fatal(err)
	}
}

// await waits until the application is as wanted. It fails when the application ends first.
func (a *application) await(t *testing.T, what string, wanted func() bool) {
	t.Helper()
	a.awaitFor(t, patience, what, wanted)
}

func (a *application) awaitFor(t *testing.T, limit time.Duration, what string, wanted func() bool) {
	t.Helper()
	ended := a.ended
	for timeout := time.After(limit); !wanted(); {
		select {
		case <-a.changed:
		case <-ended:
			if ended = nil; !wanted() {
				t.Fatalf("%s: it ended before that (%v): %+v\n%s", what, a.err, a.snapshot(), &a.complaints)
			}
		case <-timeout:
			a.kill()
			t.Fatalf("%s: not after %v: %+v\n%s", what, limit, a.snapshot(), &a.complaints)
		}
	}
}

// awaitSession waits until the application is signed in with a token that works, or has failed to be.
func (a *application) awaitSession(t *testing.T) (signedIn bool) {
	t.Helper()
	a.await(t, "signed in, or told that not", func() bool {
		signedIn = a.count(usable) > 0
		return signedIn || a.problem("ended") != nil
	})
	return signedIn
}

// expectEvent waits for the nth event of a name.
func (a *application) expectEvent(t *testing.T, name string, n int) applicationSays {
	t.Helper()
	a.await(t, name, func() bool { return a.count(name) >= n })
	return a.event(name)
}

// expectRefreshes waits for so many new access tokens, which it gets by itself.
func (a *application) expectRefreshes(t *testing.T, n int) {
	t.Helper()
	for range n {
		was := a.snapshot().ExpiresAt
		a.await(t, "a new access token", func() bool { return a.snapshot().ExpiresAt > was })
	}
}

// problem is one of the snapshot's problems; nil when there is none of that code.
func (a *application) problem(code string) *session.Problem {
	s := a.snapshot()
	if i := slices.IndexFunc(s.Problems, func(p session.Problem) bool { return p.Code == code }); i >= 0 {
		return &s.Problems[i]
	}
	return nil
}

// expectWords fails the test unless a problem says what it should.
func expectWords(t *testing.T, p *session.Problem, words string) {
	t.Helper()
	if p == nil || !strings.Contains(p.Message, words) || p.Advice == "" {
		t.Errorf("the problem is %+v, want %q and advice", p, words)
	}
}
