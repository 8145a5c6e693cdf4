package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"workos-widgets/internal/authkit"
)

const (
	// replayWindow is how long WorkOS answers a retired refresh token with the pair that replaced it.
	replayWindow = 30 * time.Second
	// replayBy is how long after a request whose answer was lost the next one leaves, at the latest: well
	// inside the window, since the network may take its time.
	replayBy = 20 * time.Second
	// replayPause is the longest pause inside the first window of an outage: the session hangs on it.
	replayPause = 2 * time.Second
	// patience is how many failures in a row callers wait through before they are told.
	patience = 3
	// firstPause and lastPause bound the time between tries; it doubles from one to the other.
	firstPause = 500 * time.Millisecond
	lastPause  = time.Minute
	// demandPause keeps a page full of widgets from asking a WorkOS that fails more often than this.
	demandPause = time.Second
	// stuckPause is the time between tries when WorkOS refuses and only a person can help.
	stuckPause = 5 * time.Minute
	// rejectionPause is the least time between two tokens that are asked for because WorkOS's API rejected the
	// one before: an API that rejects them all must not have the session refreshed at each request.
	rejectionPause = 10 * time.Second
	// writeWait is how long callers of a new access token wait for its refresh token to be stored.
	writeWait = 500 * time.Millisecond
)

// exchange is the queue for WorkOS's token endpoint: one request at a time, whoever asked.
type exchange struct {
	running bool
	// epoch tells the answers of this session from those of one that is over.
	epoch  int
	cancel context.CancelFunc
	// waiters want a new access token, of whatever organization is current by then. Those in after want one
	// that was asked for after they did, and the request under way was not.
	waiters, after []func(error)
	wish           *wish
	// opening is the organization the application is to be opened with: it is asked for in place of the one
	// the person is in, until WorkOS has answered or they have chosen another one. "" when there is none.
	opening string
	// failures counts those in a row; the next try is not before notBefore.
	failures  int
	failedAt  moment
	notBefore moment
	lastErr   *authkit.Error
	// mustWait is set when notBefore is WorkOS's own wish (Retry-After).
	mustWait bool
	// lost is the latest request whose answer did not arrive although WorkOS may have acted on it; firstLost
	// is when the first one of this outage left.
	lost      *lostReply
	firstLost moment
	// anywhere leaves the organization to WorkOS, since it has refused the current one.
	anywhere bool
	// stuck means that only a person can help: nothing is tried again by itself for a good while.
	stuck bool
	// idled means that a refresh was left out because nobody used the session.
	idled bool
	// rejected means that somebody waits for a token because the one held was rejected.
	rejected bool
}

// wish is the organization somebody wants to be in.
type wish struct {
	organization string
	answers      []func(error)
}

func (w *wish) answer(err error) {
	for _, answer := range w.answers {
		answer(err)
	}
}

type lostReply struct {
	organization string
	sent         moment
}

// ErrSuperseded means that another organization was asked for before this one was reached.
var ErrSuperseded = errors.New("session: another organization was chosen meanwhile")

// Switch moves the session to another organization and returns once it is there. The last wish wins; on a
// failure everything stays as it was. Where the organization asks for a sign-in of its own, the browser
// opens for it, and Switch returns when that is over.
func (s *Session) Switch(ctx context.Context, organizationID string) error {
	s.use()
	return s.ask(ctx, func(answer func(error)) {
		x := &s.exchange
		switch {
		case s.held == nil:
			answer(s.signedOutProblem())
		case organizationID == "":
			answer(problemNoOrganizationNamed(s))
		case s.steppingUpFor(organizationID):
			s.signIn.answers = append(s.signIn.answers, answer)
			s.openSignIn(s.signIn, func(error) {})
		case x.mustWait && !x.notBefore.passed(s.moment()):
			answer(x.failure(s))
		default:
			s.endStepUp(ErrSuperseded)
			x.wishFor(s, organizationID, answer)
		}
	})
}

func (x *exchange) wishFor(s *Session, organizationID string, answer func(error)) {
	x.opening = ""
	if w := x.wish; w != nil && w.organization == organizationID {
		w.answers = append(w.answers, answer)
		return
	} else if w != nil {
		x.wish = nil
		w.answer(ErrSuperseded)
	}
	if s.held.entry.Organization == organizationID && !x.running && s.incoming == nil {
		answer(nil)
		return
	}
	x.wish = &wish{organization: organizationID, answers: []func(error){answer}}
	x.hurry(s)
}

// demand asks for a new access token now.
func (x *exchange) demand(s *Session, answer func(error)) {
	switch {
	case s.choosing():
		answer(problemChooseAgain(s, nil))
		return
	case x.mustWait && !x.notBefore.passed(s.moment()):
		answer(x.failure(s))
		return
	}
	x.waiters = append(x.waiters, answer)
	x.hurry(s)
}

// failure is the last one, for somebody who asks while nothing can be done.
func (x *exchange) failure(s *Session) error {
	return because(problemOffline(s, x.lastErr), x.lastErr)
}

// hurry shortens a pause that only our own caution has set.
func (x *exchange) hurry(s *Session) {
	if x.failures == 0 || x.mustWait {
		return
	}
	if soon := x.failedAt.add(demandPause); soon.steady.Before(x.notBefore.steady) {
		x.notBefore = soon
	}
}

// replayable reports whether there is an answer that was lost and is still to be had.
func (x *exchange) replayable(now moment) bool {
	return x.lost != nil && x.lost.sent.since(now) < replayWindow
}

// due says what the next request is for. Ok is false when there is nothing to ask.
func (x *exchange) due(s *Session) (organization string, ok bool) {
	h, now := s.held, s.moment()
	switch {
	case x.replayable(now):
		// First of all the answer that was lost: until it is here nobody knows which token is good.
		return x.lost.organization, true
	case x.anywhere:
		return "", true
	case x.wish != nil:
		return x.wish.organization, true
	case len(x.waiters) > 0:
		return x.home(h), true
	case x.stuckFor(now) > 0, s.choosing():
		return "", false
	case h.access != "" && h.received.since(now) < h.renewAfter:
		return "", false
	case s.idle():
		x.idled = true
		return "", false
	}
	return x.home(h), true
}

// stuckFor is how much longer nothing is tried by itself because only a person can help; not above 0 when it may be.
func (x *exchange) stuckFor(now moment) time.Duration {
	if !x.stuck {
		return 0
	}
	return stuckPause - x.failedAt.since(now)
}

// home is the organization that a refresh asks for when nobody has wished for another one.
func (x *exchange) home(h *held) string {
	if x.opening != "" {
		return x.opening
	}
	return h.entry.Organization
}

// switchingTo is Snapshot.SwitchingTo. The opening one is not shown while it has to be waited for.
func (x *exchange) switchingTo(s *Session) string {
	switch {
	case x.wish != nil:
		return x.wish.organization
	case x.idled || s.reported(codeOffline):
		return ""
	}
	return x.opening
}

func (x *exchange) untilDue(s *Session) time.Duration {
	now := s.moment()
	switch {
	case s.incoming != nil:
		return writeWait - s.incoming.since.since(now)
	case s.held == nil || x.running || s.vault.busy:
		return lookAgain
	}
	if _, ok := x.due(s); ok {
		return -x.notBefore.since(now)
	}
	if x.idled || s.choosing() {
		return lookAgain
	}
	if left := x.stuckFor(now); left > 0 {
		return left
	}
	return s.held.renewAfter - s.held.received.since(now)
}

// advance takes the queue as far as it can go without waiting.
func (s *Session) advance() {
	x := &s.exchange
	if in := s.incoming; in != nil && (!s.vault.busy || in.since.since(s.moment()) >= writeWait) {
		s.incoming = nil
		s.hold(in.held)
	}
	if s.held != nil && s.reported(codeOffline) {
		// Whether it goes on being tried changes with the use of the session.
		s.report(problemOffline(s, x.lastErr))
	}
	if s.held == nil || s.incoming != nil || x.running || s.vault.busy || !x.notBefore.passed(s.moment()) {
		return
	}
	if organization, ok := x.due(s); ok {
		s.refresh(organization)
	}
}

// refresh sends one refresh request.
func (s *Session) refresh(organization string) {
	x := &s.exchange
	x.running = true
	epoch, sent, token := x.epoch, s.moment(), s.held.entry.RefreshToken
	ctx, cancel := context.WithCancel(s.ctx)
	x.cancel = cancel
	s.start(func(context.Context) func() {
		defer cancel()
		grant, err := s.o.WorkOS.Refresh(ctx, token, organization)
		return func() {
			if epoch != x.epoch {
				return
			}
			x.running = false
			if err != nil {
				s.refreshFailed(organization, sent, err)
				return
			}
			s.refreshed(organization, grant)
		}
	})
}

// recover forgets the failures before a success.
func (x *exchange) recover(s *Session) {
	x.failures, x.notBefore, x.mustWait, x.lastErr = 0, moment{}, false, nil
	x.lost, x.anywhere, x.stuck, x.idled = nil, false, false, false
	x.opening = ""
	s.withdraw(codeOffline, codeRefused, codeReauthenticate, codeChoose)
}

// fail answers everybody who waits, without ending anything else.
func (x *exchange) fail(err error) {
	waiting, w := append(x.waiters, x.after...), x.wish
	x.waiters, x.after, x.wish = nil, nil, nil
	for _, answer := range waiting {
		answer(err)
	}
	if w != nil {
		w.answer(err)
	}
}

// drop forgets the session's requests: an answer still to come is nobody's.
func (x *exchange) drop(err error) {
	if x.cancel != nil {
		x.cancel()
	}
	x.fail(err)
	*x = exchange{epoch: x.epoch + 1}
}

// renewAfter is when a token is renewed ahead of its expiry: after three quarters of its life, give or take a
// twentieth of it, so that a company's machines do not come all at once.
func renewAfter(life time.Duration) time.Duration {
	return time.Duration(float64(life) * (0.7 + 0.1*rand.Float64()))
}

// useMargin is how long before its end a token is no longer handed out: it has to arrive in time.
func useMargin(life time.Duration) time.Duration { return min(10*time.Second, life/10) }

// pauseAfter is the time to wait after so many failures in a row, jittered by a fifth.
func pauseAfter(failures int) time.Duration {
	d := lastPause
	if failures < 8 {
		d = min(lastPause, firstPause<<(failures-1))
	}
	return time.Duration(float64(d) * (0.8 + 0.2*rand.Float64()))
}
