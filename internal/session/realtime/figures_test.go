//go:build linux

package realtime

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
)

const (
	callers  = 1000 // at once
	expiries = 20
	starts   = 20
)

// TestFigures measures, and prints a table. The keychain is a real gnome-keyring, and WorkOS is the sandbox, a
// process of its own on the loopback interface, with tokens signed by RS256.
func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("make bench-session measures")
	}
	d := startDesk(t)
	d.startKeyring(t)
	w := startWorkOS(t, 5*time.Minute)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", d.address)
	m := &measured{workos: w}
	m.begin(t)
	m.standIn(t)
	m.expiry(t)
	m.stop()
	first := make([]time.Duration, starts)
	for i := range first {
		a := startApplication(t, d, applicationStart{API: w.address.String()})
		first[i] = a.expectEvent(t, usable, 1).After
		a.finish(t)
	}
	row("start-up: from the keychain to the first usable token", "median of %d: %s ms, slowest %s ms", starts, ms(at(first, 0.5)), ms(at(first, 1)))
}

func row(name, format string, values ...any) {
	fmt.Printf("%-58s %s\n", name, fmt.Sprintf(format, values...))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1000) }

// at is the value below which a share of the durations lies.
func at(all []time.Duration, share float64) time.Duration {
	slices.Sort(all)
	return all[min(int(float64(len(all))*share), len(all)-1)]
}

// measured is a session in this process, whose clock can be turned.
type measured struct {
	workos  *workos
	session *session.Session
	clock   atomic.Int64 // what the wall clock is ahead, in nanoseconds
	stop    func()
}

func (m *measured) now() time.Time { return time.Now().Add(time.Duration(m.clock.Load())) }

func (m *measured) begin(t *testing.T) {
	t.Helper()
	m.session = session.New(session.Options{
		WorkOS:   authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIURL: m.workos.address}),
		Keychain: keychain.New(account, nil), Now: m.now, Log: slog.New(slog.DiscardHandler),
		Open:   func(ctx context.Context, address string) error { return browse(ctx, m.workos.address, address) },
		Listen: listen,
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { m.session.Run(ctx); close(ended) }()
	m.stop = func() { cancel(); <-ended }
	t.Cleanup(m.stop)
	if err := m.session.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		if _, ok := m.session.Identity(); ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the sign-in fails: %+v", m.session.Snapshot())
		}
	}
}

func (m *measured) standIn(t *testing.T) {
	tokens := widget.NewTokens(m.session, authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIURL: m.workos.address}), m.now)
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := tokens.StandIn("user-profile"); err != nil {
				b.Fatal(err)
			}
		}
	})
	if r.N == 0 {
		t.Fatal("there is no stand-in")
	}
	row("GetWidgetToken, with a warm session", "%d ns, %d allocations", r.NsPerOp(), r.AllocsPerOp())
}

// expiry has a thousand callers find an access token expired, as after a sleep, several times over.
func (m *measured) expiry(t *testing.T) {
	var all []time.Duration
	before, most := m.workos.counts(t), 0
	for range expiries {
		was := m.workos.counts(t).Refreshes
		m.clock.Add(int64(time.Hour))
		all = append(all, m.ask(t)...)
		most = max(most, m.workos.counts(t).Refreshes-was)
	}
	after := m.workos.counts(t)
	if after.Rotations != after.Refreshes || most == 0 {
		t.Fatalf("WorkOS says %+v", after)
	}
	name := fmt.Sprintf("%d callers at once on an expired token, %d times", callers, expiries)
	row(name, "%d requests to WorkOS (%d each time at most)", after.Refreshes-before.Refreshes, most)
	row("", "p50 %s ms, p99 %s ms, with the write to the keychain", ms(at(all, 0.5)), ms(at(all, 0.99)))
}

// ask has all callers ask for a token at once, and gives how long each has waited.
func (m *measured) ask(t *testing.T) []time.Duration {
	id, ok := m.session.Identity()
	if !ok {
		t.Fatal("signed out")
	}
	took, failed := make([]time.Duration, callers), make([]error, callers)
	gate := make(chan struct{})
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			<-gate
			began := time.Now()
			_, failed[i] = m.session.AccessToken(context.Background(), id.Session, id.Organization, "")
			took[i] = time.Since(began)
		})
	}
	close(gate)
	group.Wait()
	for _, err := range failed {
		if err != nil {
			t.Fatal(err)
		}
	}
	return took
}
