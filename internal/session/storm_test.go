package session

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/sandbox"
)

var (
	stormSeeds = flag.Int("storm.seeds", 10, "storms of -storm.days each")
	stormDays  = flag.Int("storm.days", 1, "virtual days of each storm")
	stormLong  = flag.Int("storm.long", 0, "storms of 30 virtual days")
)

// TestStorm has seeded storms of faults over a session in virtual time: nobody may be signed out unless WorkOS
// said so, no refresh token may be sent that is known to be retired, and no two refreshes may be under way.
func TestStorm(t *testing.T) {
	storms(t, *stormSeeds, time.Duration(*stormDays)*24*time.Hour)
}

// TestLongStorm is for what takes longer than a day to go wrong.
func TestLongStorm(t *testing.T) {
	if *stormLong == 0 {
		t.Skip("a virtual month takes a while: -storm.long=2 asks for two")
	}
	storms(t, *stormLong, 30*24*time.Hour)
}

func storms(t *testing.T, seeds int, length time.Duration) {
	total := &figures{faults: map[fault]int{}}
	t.Run("seeds", func(t *testing.T) {
		for seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					total.add(newStorm(t, uint64(seed), length).run())
				})
			})
		}
	})
	t.Log(total.table(seeds, length))
}

// figures are what storms did.
type figures struct {
	mu                                          sync.Mutex
	requests, refreshes, rotations, replays     int
	switches, switched, superseded, stepUps     int
	tokens, tokensGiven, outages, jumps, sleeps int
	signIns, endedAfterLoss, worst              int
	restarts, opened, letGo                     int
	offline                                     time.Duration
	faults                                      map[fault]int
}

func (f *figures) add(g *figures) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests += g.requests
	f.refreshes += g.refreshes
	f.rotations += g.rotations
	f.replays += g.replays
	f.switches += g.switches
	f.switched += g.switched
	f.superseded += g.superseded
	f.stepUps += g.stepUps
	f.tokens += g.tokens
	f.tokensGiven += g.tokensGiven
	f.outages += g.outages
	f.jumps += g.jumps
	f.sleeps += g.sleeps
	f.signIns += g.signIns
	f.endedAfterLoss += g.endedAfterLoss
	f.restarts += g.restarts
	f.opened += g.opened
	f.letGo += g.letGo
	f.worst = max(f.worst, g.worst)
	f.offline += g.offline
	for k, n := range g.faults {
		f.faults[k] += n
	}
}

func (f *figures) table(seeds int, length time.Duration) string {
	var b strings.Builder
	line := func(name string, value any) { fmt.Fprintf(&b, "  %-46s %10v\n", name, value) }
	fmt.Fprintf(&b, "%d storms of %s:\n", seeds, length)
	line("requests to the token endpoint", f.requests)
	line("refreshes that reached WorkOS", f.refreshes)
	line("  of these rotated", f.rotations)
	line("  of these replayed in the window", f.replays)
	for _, k := range slices.Sorted(maps.Keys(f.faults)) {
		line("fault: "+faultNames[k], f.faults[k])
	}
	line("hours offline", int(f.offline.Hours()))
	line("keychain outages", f.outages)
	line("clock jumps", f.jumps)
	line("times asleep", f.sleeps)
	line("tokens asked for", f.tokens)
	line("  of these given", f.tokensGiven)
	line("switches asked for", f.switches)
	line("  of these reached", f.switched)
	line("  of these given up for a later wish", f.superseded)
	line("step-ups in the browser", f.stepUps)
	line("restarts", f.restarts)
	line("  of these opened with another organization", f.opened)
	line("sign-ins", f.signIns)
	line("sessions ended after a lost reply", f.endedAfterLoss)
	line("  of these found out after they were not used", f.letGo)
	line("sessions ended out of the blue", 0)
	line("retired refresh tokens sent", 0)
	line("most refreshes under way at once", f.worst)
	return b.String()
}

var faultNames = map[fault]string{
	unreachable: "network unreachable", lostBefore: "request lost", lostAfter: "answer lost", unavailable: "503",
	tooMany: "429", portal: "captive portal", slow: "slow", hanging: "time-out after WorkOS acted",
}

// storm is one seeded storm: weather on the line and in the keychain, and a person in front of it.
type storm struct {
	*world
	figures
	rand   *rand.Rand // of the person's goroutine; the line has its own
	length time.Duration
	// closedIdle says that the session was left to run out, unused, when the application was last closed.
	closedIdle bool

	lineMu  sync.Mutex
	weather weather
	chance  *rand.Rand
	known   map[string]bool // refresh tokens that a delivered answer has retired
	latest  string          // the refresh token that the client was given last
	doubt   int             // refreshes that WorkOS has seen since, and that were not answered
}

type weather int

const (
	fair weather = iota
	patchy
	foul
	offline
)

func newStorm(t *testing.T, seed uint64, length time.Duration) *storm {
	s := &storm{
		world: newWorld(t), rand: rand.New(rand.NewPCG(seed, 1)), chance: rand.New(rand.NewPCG(seed, 2)),
		length: length, known: map[string]bool{},
	}
	s.faults = map[fault]int{}
	if seed%3 == 1 {
		s.idle = 45 * time.Minute
	}
	s.line.watch = s.watch
	s.line.use(s.fault)
	return s
}

func (s *storm) run() *figures {
	s.start()
	s.signInAgain()
	var callers sync.WaitGroup
	for end := time.Now().Add(s.length); time.Now().Before(end) && !s.t.Failed(); {
		time.Sleep(s.between(time.Second, 10*time.Minute))
		s.changeWeather()
		s.act(&callers)
		s.check()
		if s.oneIn(100) {
			s.restart(&callers)
		}
	}
	s.setWeather(fair)
	s.ring.fail(nil)
	s.ring.slow(0)
	time.Sleep(15 * time.Minute) // a step-up may still wait for the browser
	callers.Wait()
	if s.idle > 0 {
		// What was left to run out unused says so, and stops to tell of an outage, when somebody is back.
		s.askForToken()
	}
	s.check()
	if s.snapshot().Status != SignedIn {
		s.signInAgain()
	}
	time.Sleep(3 * time.Minute)
	for _, code := range []string{codeSignInTimeout, codeSignIn, codeOpenWith} { // of a step-up that was not finished
		s.session.DismissProblem(code)
	}
	synctest.Wait()
	if got := s.expect(SignedIn); len(got.Problems) != 0 || got.SwitchingTo != "" {
		s.t.Errorf("fair weather leaves %+v", got)
	}
	if _, err := s.token(); err != nil {
		s.t.Errorf("fair weather, and no token: %v", err)
	}
	s.stop()
	time.Sleep(time.Minute)
	c := s.workos.Counts()
	s.refreshes, s.rotations, s.replays = c.Refreshes, c.Rotations, c.Replays
	s.requests, s.worst = s.line.requests, s.line.worst
	if s.worst > 1 {
		s.t.Errorf("%d refreshes were under way at once", s.worst)
	}
	return &s.figures
}

func (s *storm) between(a, b time.Duration) time.Duration {
	return a + time.Duration(s.rand.Int64N(int64(b-a)))
}

func (s *storm) oneIn(n int) bool { return s.rand.IntN(n) == 0 }

func (s *storm) setWeather(w weather) {
	s.lineMu.Lock()
	defer s.lineMu.Unlock()
	s.weather = w
}

func (s *storm) changeWeather() {
	switch {
	case s.oneIn(8):
		s.setWeather(weather(s.rand.IntN(int(offline))))
	case s.oneIn(100):
		s.setWeather(offline)
		hours := s.between(time.Hour, 5*time.Hour)
		s.offline += hours
		time.Sleep(hours)
		s.setWeather(fair)
	case s.oneIn(60):
		s.outages++
		s.ring.fail(errors.New("locked"))
	case s.oneIn(60):
		s.outages++
		s.ring.slow(s.between(0, 12*time.Second))
	case s.oneIn(15):
		s.ring.fail(nil)
		s.ring.slow(0)
	case s.oneIn(150):
		s.jumps++
		s.turnClock(s.between(-24*time.Hour, 24*time.Hour))
	case s.oneIn(100):
		s.sleeps++
		s.sleepMachine(s.between(time.Minute, 12*time.Hour))
	}
}

// act is what the person, or the page for them, does next. It does not wait for what may take long.
func (s *storm) act(callers *sync.WaitGroup) {
	inBackground := func(limit time.Duration, f func(context.Context)) {
		callers.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), limit)
			defer cancel()
			f(ctx)
		})
	}
	switch {
	case s.oneIn(4):
		widgets := 1 + s.rand.IntN(13)
		for range widgets {
			inBackground(time.Minute, func(context.Context) { s.askForToken() })
		}
	case s.oneIn(8):
		to := []string{sandbox.Acme, sandbox.Globex}[s.rand.IntN(2)]
		inBackground(time.Hour, func(ctx context.Context) { s.wishFor(ctx, to) })
	case s.oneIn(80):
		s.browser.setPerson([]person{nobody, {sandbox.Zoe, sandbox.Initech}}[s.rand.IntN(2)])
		inBackground(time.Hour, func(ctx context.Context) { s.wishFor(ctx, sandbox.Initech) })
		if s.oneIn(2) {
			time.Sleep(s.between(0, time.Minute))
			_ = s.session.CancelSignIn(s.t.Context())
		}
	case s.oneIn(20):
		inBackground(time.Minute, func(ctx context.Context) { _ = s.session.Refresh(ctx) })
	case s.oneIn(20):
		s.session.Wake()
	}
}

// restart closes the application and opens it again, mostly with an organization of its own and in any weather.
// It is closed in fair weather: what a crash may cost is another test's.
func (s *storm) restart(callers *sync.WaitGroup) {
	s.t.Helper()
	s.lineMu.Lock()
	before := s.weather
	s.lineMu.Unlock()
	s.setWeather(fair)
	s.ring.fail(nil)
	s.ring.slow(0)
	time.Sleep(3 * time.Minute)
	s.check()
	s.stop()
	callers.Wait()
	s.closedIdle = s.session.exchange.idled // which the next start can't know
	was := s.snapshot().Organization
	open := []string{"", sandbox.Acme, sandbox.Globex, sandbox.Initech, "org_of_somebody_else"}[s.rand.IntN(5)]
	s.openWith(open)
	s.setWeather(before)
	s.restarts++
	s.start()
	time.Sleep(5 * time.Second)
	s.check()
	if now := s.snapshot().Organization; now == open && now != was {
		s.opened++
	}
}

func (s *storm) askForToken() {
	_, err := s.token()
	s.lineMu.Lock()
	defer s.lineMu.Unlock()
	s.tokens++
	if err == nil {
		s.tokensGiven++
	}
}

func (s *storm) wishFor(ctx context.Context, organization string) {
	err := s.session.Switch(ctx, organization)
	s.lineMu.Lock()
	defer s.lineMu.Unlock()
	s.switches++
	switch {
	case err == nil:
		s.switched++
	case errors.Is(err, ErrSuperseded):
		s.superseded++
	}
	if organization == sandbox.Initech {
		s.stepUps++
	}
}

// check looks whether anybody was signed out, and why.
func (s *storm) check() {
	s.t.Helper()
	synctest.Wait()
	now := s.snapshot()
	if now.Status == SignedIn {
		return
	}
	p := now.problemWith(codeEnded)
	switch {
	case p == nil:
		s.t.Fatalf("signed out although WorkOS did not say so: %+v", now)
	case s.unanswered() == 0:
		s.t.Fatalf("no answer was lost, and yet: %s (%s)", p.Message, p.Details)
	case s.idle > 0 && strings.Contains(p.Message, "while it was not used"),
		s.closedIdle && strings.Contains(p.Message, "while this application was closed"):
		s.letGo++
	case !strings.Contains(p.Message, "connection to WorkOS was lost"):
		s.t.Fatalf("WorkOS ended no session, and yet: %s (%s)", p.Message, p.Details)
	}
	s.endedAfterLoss++
	s.signInAgain()
}

func (s *storm) signInAgain() {
	s.t.Helper()
	s.lineMu.Lock()
	before := s.weather
	s.weather = fair
	s.latest = ""
	s.lineMu.Unlock()
	s.signIns++
	s.signIn(zoe)
	time.Sleep(5 * time.Second)
	s.expect(SignedIn)
	s.setWeather(before)
}

// fault is what the weather does to the next request.
func (s *storm) fault(string) fault {
	s.lineMu.Lock()
	defer s.lineMu.Unlock()
	odds := map[weather]float64{fair: 0, patchy: 0.15, foul: 0.8, offline: 1}[s.weather]
	f := none
	switch {
	case s.weather == offline:
		f = unreachable
	case s.chance.Float64() < odds:
		f = fault(1 + s.chance.IntN(int(hanging)))
	}
	if f != none {
		s.faults[f]++
	}
	return f
}

func (s *storm) unanswered() int { s.lineMu.Lock(); defer s.lineMu.Unlock(); return s.doubt }

// watch reads along: which refresh tokens are sent, and which ones the client has been given.
func (s *storm) watch(r *http.Request, res *http.Response) {
	if !strings.HasSuffix(r.URL.Path, "/authenticate") {
		return
	}
	s.lineMu.Lock()
	defer s.lineMu.Unlock()
	if res == nil {
		if token := refreshTokenOf(r.GetBody); s.known[token] {
			s.t.Errorf("a refresh token was sent that is known to be retired")
		}
		s.doubt++
		return
	}
	s.doubt--
	if res.StatusCode != http.StatusOK {
		return
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Error(err)
	}
	res.Body = io.NopCloser(bytes.NewReader(raw))
	if token := refreshTokenOf(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }); token != "" {
		if s.latest != "" {
			s.known[s.latest] = true
		}
		s.latest, s.doubt = token, 0
	}
}
