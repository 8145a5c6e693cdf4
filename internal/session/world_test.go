package session

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/sandbox"
)

const (
	redirectURI = "http://127.0.0.1:4711/callback"
)

// world is everything around one session, in a bubble of virtual time: the sandbox as WorkOS, a keychain, a
// browser, and a person in front of it.
type world struct {
	t       *testing.T
	workos  *sandbox.Server
	line    *line
	ring    *ring
	browser *browser
	account string
	clock   time.Duration // what the wall clock is off by
	session *Session
	stop    func()
	asleep  time.Duration // how long the machine has slept so far
	looked  time.Time     // when the session last looked at the clock
	looks   int           // at how many moments it did
	idle    time.Duration
	mu      sync.Mutex
	mark    string            // the session that was signed out while the keychain would not let go
	last    map[string]string // the organization each user was in last
	opens   map[string]string // the organization each user wants to open the application with
	seen    []Snapshot
	raised  int
}

// inWorld runs a test in a bubble, with a session that has been started on an empty keychain.
func inWorld(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start()
		defer func() {
			w.stop()
			time.Sleep(time.Minute) // a keychain's call that nobody waits for any more may still be under way
		}()
		f(t, w)
	})
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, account: "test", last: map[string]string{}, opens: map[string]string{}}
	workos, err := sandbox.New(sandbox.Options{CheapSigning: true, Now: func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return time.Now().Add(w.asleep)
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.workos = workos
	w.line = &line{handler: workos}
	w.ring = &ring{entries: map[string]string{}}
	w.browser = &browser{world: w, port: make(chan struct{}, 1)}
	return w
}

// start starts the application, as if for the first time on this machine or again.
func (w *world) start() {
	w.t.Helper()
	api := &url.URL{Scheme: "https", Host: "api.workos.test"}
	w.session = New(Options{
		WorkOS:               authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIURL: api, Transport: w.line}),
		Keychain:             keychain.New(w.account, w.ring),
		Open:                 w.browser.open,
		Listen:               w.browser.listen,
		MarkSignedOut:        func(id string) { w.mu.Lock(); defer w.mu.Unlock(); w.mark = id },
		MarkedSignedOut:      func(id string) bool { w.mu.Lock(); defer w.mu.Unlock(); return w.mark == id },
		LastOrganization:     func(user string) string { w.mu.Lock(); defer w.mu.Unlock(); return w.last[user] },
		RememberOrganization: func(user, organization string) { w.mu.Lock(); defer w.mu.Unlock(); w.last[user] = organization },
		OpenWith:             func(user string) string { w.mu.Lock(); defer w.mu.Unlock(); return w.opens[user] },
		IdleAfter:            w.idle,
		Raise:                func() { w.mu.Lock(); w.raised++; w.mu.Unlock() },
		Publish:              func(s Snapshot) { w.mu.Lock(); w.seen = append(w.seen, s); w.mu.Unlock() },
		Now:                  w.now,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { w.session.Run(ctx); close(done) }()
	w.stop = func() { cancel(); <-done }
	synctest.Wait()
}

// now is the wall clock, which counts the moments at which the session looks at it.
func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if !now.Equal(w.looked) {
		w.looked = now
		w.looks++
	}
	return now.Add(w.clock)
}

// lookedAtClock is at how many moments the session has looked at it.
func (w *world) lookedAtClock() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.looks
}

// turnClock sets the wall clock, as a person or a time server does.
func (w *world) turnClock(by time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock += by
}

// sleepMachine has the machine sleep: the wall goes on, WorkOS too, and nothing here moves.
func (w *world) sleepMachine(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock += d
	w.asleep += d
}

// signIn has somebody sign in.
func (w *world) signIn(p person) Snapshot {
	w.t.Helper()
	w.browser.setPerson(p)
	if err := w.session.SignIn(w.t.Context()); err != nil {
		w.t.Fatalf("SignIn: %v", err)
	}
	w.settle()
	return w.snapshot()
}

// settle lets everything that happens by itself within a second happen.
func (w *world) settle() { time.Sleep(time.Second); synctest.Wait() }

func (w *world) snapshot() Snapshot { return w.session.Snapshot() }

// expect fails the test unless the session is in a status.
func (w *world) expect(status Status) Snapshot {
	w.t.Helper()
	s := w.snapshot()
	if s.Status != status {
		w.t.Fatalf("status is %q, want %q; problems: %v", s.Status, status, s.Problems)
	}
	return s
}

// token asks for an access token as apiproxy does.
func (w *world) token() (authkit.Secret, error) {
	id, ok := w.session.Identity()
	if !ok {
		return "", ErrSignedOut
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	return w.session.AccessToken(ctx, id.Session, id.Organization, "")
}

func (s Snapshot) problemWith(code string) *Problem {
	for _, p := range s.Problems {
		if p.Code == code {
			return &p
		}
	}
	return nil
}

// line is the network between the session and WorkOS.
type line struct {
	handler http.Handler
	mu      sync.Mutex
	// fault decides what happens to a request for tokens; nil lets it through.
	fault func(grantType string) fault
	// inFlight and worst count refresh requests under way at once.
	inFlight, worst int
	requests        int
	// watch sees each request, first without its answer and then, if it is delivered, with it. Optional.
	watch func(*http.Request, *http.Response)
}

type fault int

const (
	none fault = iota
	unreachable
	lostBefore  // the request is sent and WorkOS never sees it
	lostAfter   // WorkOS acts and its answer is lost
	unavailable // 503
	tooMany     // 429 with Retry-After: 20
	portal      // a captive portal's page
	slow        // WorkOS takes five seconds
	hanging     // WorkOS acts, and its answer takes longer than anybody waits
)

func (l *line) use(f func(grantType string) fault) { l.mu.Lock(); defer l.mu.Unlock(); l.fault = f }

// always has every request for tokens fail in one way.
func (l *line) always(f fault) { l.use(func(string) fault { return f }) }

// next has the next requests for tokens fail in these ways, one after the other, and then none.
func (l *line) next(faults ...fault) {
	l.use(func(string) fault {
		if len(faults) == 0 {
			return none
		}
		f := faults[0]
		faults = faults[1:]
		return f
	})
}

func (l *line) count() int { l.mu.Lock(); defer l.mu.Unlock(); return l.requests }

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	f := l.begin(r)
	if isRefresh(r) {
		defer func() { l.mu.Lock(); l.inFlight--; l.mu.Unlock() }()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	lose := func() (*http.Response, error) {
		_, _ = io.Copy(io.Discard, r.Body) // it has left this machine
		return nil, errors.New("connection reset by peer")
	}
	switch f {
	case unreachable:
		if r.GetBody != nil {
			_, _ = r.GetBody() // what was read along has not left
		}
		return nil, errors.New("network is unreachable")
	case lostBefore:
		return lose()
	case unavailable:
		return reply(r, http.StatusServiceUnavailable, "", nil), nil
	case tooMany:
		return reply(r, http.StatusTooManyRequests, "", http.Header{"Retry-After": {"20"}}), nil
	case portal:
		return reply(r, http.StatusOK, "<html>Welcome to our hotel</html>", nil), nil
	case slow:
		select {
		case <-time.After(5 * time.Second):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	l.see(r, nil)
	recorder := httptest.NewRecorder()
	l.workos().ServeHTTP(recorder, r)
	if f == lostAfter {
		return lose()
	}
	if f == hanging {
		<-r.Context().Done()
		return lose()
	}
	res := recorder.Result()
	res.Request = r
	l.see(r, res)
	return res, nil
}

// wrap puts something between the line and WorkOS.
func (l *line) wrap(f func(http.Handler) http.Handler) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.handler = f(l.handler)
}

func (l *line) workos() http.Handler { l.mu.Lock(); defer l.mu.Unlock(); return l.handler }

func (l *line) see(r *http.Request, res *http.Response) {
	if l.watch != nil {
		l.watch(r, res)
	}
}

func isRefresh(r *http.Request) bool { return refreshTokenOf(r.GetBody) != "" }

// refreshTokenOf is the refresh token in the body of a request or an answer; "" when there is none.
func refreshTokenOf(body func() (io.ReadCloser, error)) string {
	if body == nil {
		return ""
	}
	b, err := body()
	if err != nil {
		return ""
	}
	defer b.Close()
	var fields struct {
		RefreshToken string `json:"refresh_token"`
	}
	_ = json.NewDecoder(b).Decode(&fields)
	return fields.RefreshToken
}

func (l *line) begin(r *http.Request) fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	if isRefresh(r) {
		l.inFlight++
		l.worst = max(l.worst, l.inFlight)
	}
	l.requests++
	if l.fault == nil {
		return none
	}
	return l.fault(r.URL.Path)
}

func reply(r *http.Request, status int, body string, header http.Header) *http.Response {
	recorder := httptest.NewRecorder()
	for name, values := range header {
		recorder.Header()[name] = values
	}
	recorder.WriteHeader(status)
	recorder.WriteString(body)
	res := recorder.Result()
	res.Request = r
	return res
}

// ring is a keychain that can fail in every way a keychain can.
type ring struct {
	mu      sync.Mutex
	entries map[string]string
	err     error         // what every call fails with
	delay   time.Duration // what every call takes
	sets    int
}

func (r *ring) enter() error {
	r.mu.Lock()
	delay, err := r.delay, r.err
	r.mu.Unlock()
	time.Sleep(delay)
	return err
}

func (r *ring) fail(err error)       { r.mu.Lock(); defer r.mu.Unlock(); r.err = err }
func (r *ring) slow(d time.Duration) { r.mu.Lock(); defer r.mu.Unlock(); r.delay = d }
func (r *ring) stored(account string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries[account]
}

func (r *ring) Set(_, user, password string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sets++
	r.entries[user] = password
	return nil
}

func (r *ring) Get(_, user string) (string, error) {
	if err := r.enter(); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.entries[user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return v, nil
}

func (r *ring) Delete(_, user string) error {
	if err := r.enter(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.entries[user]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.entries, user)
	return nil
}

// person is who sits in front of the browser, and which organization they choose in it.
type person struct {
	user, organization string
}

var (
	nobody   = person{} // looks at the page and does nothing
	zoe      = person{sandbox.Zoe, sandbox.Acme}
	zoeAsked = person{sandbox.Zoe, ""} // lets the application ask
	okafor   = person{sandbox.Max, sandbox.Acme}
	nia      = person{sandbox.Nia, ""}
)

// browser is the system browser and the person in front of it.
type browser struct {
	world  *world
	person person
	mu     sync.Mutex
	opened []string
	err    error
	// port is one that only one listener at a time can have, as a fixed one is; deaf is what listening fails with.
	port   chan struct{}
	deaf   error
	accept func(url.Values) error
	// outcome is what the browser's page said in the end.
	outcome string
	closed  int
}

func (b *browser) setPerson(p person) { b.mu.Lock(); defer b.mu.Unlock(); b.person = p }

func (b *browser) fail(err error) { b.mu.Lock(); defer b.mu.Unlock(); b.err = err }

// end is what became of the last sign-in: what the page said, and how many listeners were closed so far.
func (b *browser) end() (outcome string, closed int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.outcome, b.closed
}

func (b *browser) addresses() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.opened...)
}

func (b *browser) last() string {
	a := b.addresses()
	if len(a) == 0 {
		return ""
	}
	return a[len(a)-1]
}

func (b *browser) open(_ context.Context, address string) error {
	b.mu.Lock()
	b.opened = append(b.opened, address)
	err, p := b.err, b.person
	b.mu.Unlock()
	if err == nil && strings.Contains(address, "/authorize") && p != nobody {
		go b.signIn(address, p)
	}
	return err
}

func (b *browser) listen(_ context.Context, accept func(url.Values) error) (Callback, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.deaf != nil {
		return nil, b.deaf
	}
	select {
	case b.port <- struct{}{}:
	default:
		return nil, errors.New("the port is taken")
	}
	b.accept, b.outcome = accept, ""
	return callback{b}, nil
}

// bring brings the browser to the callback.
func (b *browser) bring(query url.Values) error {
	b.mu.Lock()
	accept := b.accept
	b.mu.Unlock()
	return accept(query)
}

// signIn does what a person does on AuthKit's pages.
func (b *browser) signIn(address string, p person) {
	back, err := b.world.workos.SignIn(address, p.user, p.organization)
	if err != nil {
		b.world.t.Error(err)
		return
	}
	u, err := url.Parse(back)
	if err != nil {
		b.world.t.Error(err)
		return
	}
	_ = b.bring(u.Query())
}

type callback struct{ b *browser }

func (c callback) RedirectURI() string { return redirectURI }
func (c callback) Paste(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return c.b.bring(u.Query())
}
func (c callback) say(outcome string) { c.b.mu.Lock(); defer c.b.mu.Unlock(); c.b.outcome = outcome }
func (c callback) Succeed()           { c.say("signed in") }
func (c callback) Continue()          { c.say("continue in the window") }
func (c callback) Fail()              { c.say("failed") }

func (c callback) Close() error {
	time.Sleep(10 * time.Millisecond) // an answer is under way
	<-c.b.port
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.b.closed++
	return nil
}

// text is everything a snapshot says.
func (s Snapshot) text() string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func refreshTokenIn(stored string) string {
	var e struct {
		RefreshToken string `json:"refresh_token"`
	}
	if err := json.Unmarshal([]byte(stored), &e); err != nil || e.RefreshToken == "" {
		panic("the stored entry holds no refresh token")
	}
	return e.RefreshToken
}
