// Package session is the session itself: who is signed in, in which organization, with which tokens. One
// goroutine owns all of it; refresh, switch, sign-in and sign-out pass through it in order, so that nothing
// runs twice and nothing is dropped. What the page may know leaves as snapshots.
package session

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

// Callback is the place the browser brings the authorization code to, for one sign-in.
type Callback interface {
	// RedirectURI is its address, as WorkOS has to be told.
	RedirectURI() string
	// Paste takes its address as a person copied it out of the browser.
	Paste(address string) error
	// Succeed, Continue and Fail complete the browser's page: signed in, go on in the window, or neither.
	Succeed()
	Continue()
	Fail()
	Close() error
}

// Options are the rooms a session stands on. All are required unless they say otherwise.
type Options struct {
	WorkOS   *authkit.Client
	Keychain *keychain.Store
	// Open opens an address in the system browser.
	Open func(ctx context.Context, address string) error
	// Listen begins to listen for callbacks. Accept is called with each one's query; an error of its is
	// what the browser's page explains.
	Listen func(ctx context.Context, accept func(url.Values) error) (Callback, error)
	// Raise asks for the application's window to come to the front. Optional.
	Raise func()
	// Publish is given each new snapshot, in order, on the session's goroutine: it must not block. Optional.
	Publish func(Snapshot)
	// MarkSignedOut and MarkedSignedOut keep, outside the keychain, that a session was signed out whose entry
	// the keychain would not delete; "" takes the mark away. Optional, together.
	MarkSignedOut   func(sessionID string)
	MarkedSignedOut func(sessionID string) bool
	// LastOrganization and RememberOrganization keep which organization a user was in last; "" when that is
	// not known. Optional, together. They must not block for long.
	LastOrganization     func(userID string) string
	RememberOrganization func(userID, organizationID string)
	// OpenWith is the organization a user wants to open the application with, "" for the one they were in
	// last: the first refresh after a start asks for it, and at sign-in it answers WorkOS's question which
	// organization. Optional. It must not block for long.
	OpenWith func(userID string) string
	// IdleAfter stops the refreshing in the background once the session has not been used for so long, so
	// that an environment's inactivity time-out keeps its meaning; 0 goes on for ever.
	IdleAfter time.Duration
	// Log is optional.
	Log *slog.Logger
	// Now is the wall clock; nil means the system's.
	Now func() time.Time
	// Misconfigured says why there can be no session at all; nil when there can.
	Misconfigured *Problem
}

// Session is one person's session with WorkOS. Run owns it; every other method may be called from anywhere.
type Session struct {
	o     Options
	inbox chan func()
	ended chan struct{}
	work  sync.WaitGroup

	snapshot atomic.Pointer[Snapshot]
	view     atomic.Pointer[view]
	// used is when the person last did something with the session: nanoseconds since 1970.
	used atomic.Int64

	// What follows belongs to Run's goroutine.

	ctx      context.Context
	revision int64
	// restored is set once it is known whether there is a stored session; shelved is one that was found
	// while somebody was signing in.
	// unread means that the keychain could not be read yet, and is tried again.
	restored bool
	unread   bool
	shelved  *keychain.Entry
	closing  bool
	held     *held
	exchange exchange
	vault    vault
	// incoming has replaced held at WorkOS and is on its way to the keychain; see adopt.
	incoming *incoming
	signIn   *signIn
	// invitation is a deep link's.
	invitation invitation
	// deaf is closed once nobody listens any more for the last sign-in.
	deaf   chan struct{}
	logout logout
	// former is the ID of a session that WorkOS has ended; the browser's may still be alive.
	former   string
	problems []Problem
	// answers wait for the snapshot that goes with them.
	answers []func()
}

// view is what may be read of the session without asking its goroutine.
type view struct {
	identity *Identity
	access   authkit.Secret
	// freshUntil is when the access token is to be renewed before it is used.
	freshUntil moment
}

// held is the session in hand.
type held struct {
	entry    keychain.Entry
	identity *Identity
	// access is "" until WorkOS has answered a stored refresh token.
	access authkit.Secret
	life   time.Duration
	// received is when access arrived: its life is counted from there, since WorkOS's clock need not be ours.
	received moment
	// renewAfter is how long after received it is renewed ahead of its expiry.
	renewAfter time.Duration
	// replacesRejected says that access was asked for because the one before it was rejected.
	replacesRejected bool
}

// New returns a Session that does nothing until Run is called.
func New(o Options) *Session {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Raise == nil {
		o.Raise = func() {}
	}
	if o.Publish == nil {
		o.Publish = func(Snapshot) {}
	}
	if o.MarkSignedOut == nil {
		o.MarkSignedOut = func(string) {}
	}
	if o.MarkedSignedOut == nil {
		o.MarkedSignedOut = func(string) bool { return false }
	}
	if o.LastOrganization == nil {
		o.LastOrganization = func(string) string { return "" }
	}
	if o.RememberOrganization == nil {
		o.RememberOrganization = func(string, string) {}
	}
	if o.OpenWith == nil {
		o.OpenWith = func(string) string { return "" }
	}
	s := &Session{o: o, inbox: make(chan func()), ended: make(chan struct{}), deaf: make(chan struct{})}
	close(s.deaf)
	s.snapshot.Store(s.describe())
	return s
}

// quitGrace is how long a refresh or a write under way may still take once the application closes: a rotated
// refresh token that is dropped now would sign the person out at the next start. The window is gone by then.
const quitGrace = 12 * time.Second

// closingLook is how often the closing session looks whether a replay is due.
const closingLook = 100 * time.Millisecond

// Run restores the stored session and serves it until ctx ends. It returns once everything it started has
// stopped; a keychain that never answers is not waited for.
func (s *Session) Run(ctx context.Context) {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.ctx = working
	s.touch()
	if s.o.Misconfigured == nil {
		s.vault.load(s)
	}
	timer := time.NewTimer(s.settle())
	defer timer.Stop()
	for ctx.Err() == nil {
		select {
		case f := <-s.inbox:
			f()
		case <-timer.C:
			s.onTime()
		case <-ctx.Done():
		}
		timer.Reset(s.settle())
	}
	s.closeDown()
	stop()
	close(s.ended)
	s.work.Wait()
}

// closeDown lets what must not be lost come to its end: a refresh, an answer that can still be had again, what
// the keychain has not taken yet, and a logout page that is being opened.
func (s *Session) closeDown() {
	s.closing = true
	s.endSignIn(ErrClosing)
	s.exchange.fail(ErrClosing)
	s.vault.hurry(s)
	s.vault.retry(s)
	grace := time.NewTimer(quitGrace)
	defer grace.Stop()
	for s.unfinished() {
		s.answer()
		look := time.NewTimer(closingLook)
		select {
		case f := <-s.inbox:
			f()
		case <-look.C:
		case <-grace.C:
			s.o.Log.Warn("closing with something unfinished", "refresh", s.exchange.running, "keychain", s.vault.busy)
			s.answer()
			return
		}
		look.Stop()
	}
	s.answer()
}

// unfinished takes the closing session one step further, and reports whether there is another.
func (s *Session) unfinished() bool {
	if s.exchange.replayable(s.moment()) {
		s.advance()
		return true
	}
	return s.exchange.running || s.vault.busy || s.logout.busy
}

// settle brings the state to rest after an event: starts what is due, publishes what has changed, and says
// when to look again.
func (s *Session) settle() time.Duration {
	s.invitation.follow(s)
	s.advance()
	s.publish()
	s.answer()
	return s.untilDue()
}

// answer gives the answers that are due: after the snapshot, so that whoever asked finds it as it was promised.
func (s *Session) answer() {
	for _, give := range s.answers {
		give()
	}
	s.answers = nil
}

// lookAgain bounds how long a sleeping machine or a clock that was set can go unnoticed while nothing else has the
// session look: a request that needs another token does, and the window as it comes to the front (Wake). Until then
// Snapshot.EndsAt may lag behind. Each look wakes a process that would sleep.
const lookAgain = 2 * time.Minute

func (s *Session) untilDue() time.Duration {
	wait := lookAgain
	for _, due := range []time.Duration{s.exchange.untilDue(s), s.vault.untilDue(s), s.signIn.untilDue(s), s.logout.untilDue(s), s.invitation.untilDue(s)} {
		wait = min(wait, max(due, 0))
	}
	return wait
}

func (s *Session) onTime() {
	if s.signIn != nil && s.signIn.untilDue(s) <= 0 {
		s.giveUpSignIn()
	}
	s.vault.retry(s)
	s.logout.retry(s)
}

// post hands f to the session's goroutine. It reports false when that has ended.
func (s *Session) post(f func()) bool {
	select {
	case s.inbox <- f:
		return true
	case <-s.ended:
		return false
	}
}

// start runs work beside the session's goroutine; what it returns then runs on that goroutine.
func (s *Session) start(work func(ctx context.Context) (then func())) {
	ctx := s.ctx
	s.work.Go(func() {
		if then := work(ctx); then != nil {
			s.post(then)
		}
	})
}

// ErrClosing is what callers get once the application closes.
var ErrClosing = errors.New("session: the application is closing")

// ask runs f on the session's goroutine and waits for the answer f gives, at once or later, once.
func (s *Session) ask(ctx context.Context, f func(answer func(error))) error {
	answered := make(chan error, 1)
	answer := func(err error) {
		s.answers = append(s.answers, func() {
			select {
			case answered <- err:
			default:
			}
		})
	}
	run := func() {
		switch {
		case s.o.Misconfigured != nil:
			answer(s.o.Misconfigured)
		case s.closing:
			answer(ErrClosing)
		default:
			f(answer)
		}
	}
	select {
	case s.inbox <- run:
	case <-s.ended:
		return ErrClosing
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-answered:
		return err
	case <-s.ended:
		return ErrClosing
	case <-ctx.Done():
		return ctx.Err()
	}
}
