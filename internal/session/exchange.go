package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

const (
	// replayWindow is how long WorkOS answers a retired refresh token with the pair that replaced it.
	replayWindow = 30 * time.Second
	// patience is how many failures in a row callers wait through before they are told.
	patience = 3
	// firstPause and lastPause bound the time between tries; it doubles from one to the other.
	firstPause = 500 * time.Millisecond
	lastPause  = time.Minute
	// demandPause keeps a page full of widgets from asking an unreachable WorkOS more often than this.
	demandPause = time.Second
	// writeWait is how long callers of a new access token wait for its refresh token to be stored.
	writeWait = 500 * time.Millisecond
)

// exchange is the queue for WorkOS's token endpoint: one request at a time, whoever asked.
type exchange struct {
	running bool
	// epoch tells the answers of this session from those of one that is over.
	epoch  int
	cancel context.CancelFunc
	// waiters want a new access token, of whatever organization is current by then.
	waiters []func(error)
	wish    *wish
	// failures counts those in a row; the next try is not before notBefore.
	failures  int
	failedAt  moment
	notBefore moment
	lastErr   error
	// mustWait is set when notBefore is WorkOS's own wish (Retry-After).
	mustWait bool
	// lost is the first request whose answer did not arrive although WorkOS may have acted on it.
	lost *lostReply
	// anywhere leaves the organization to WorkOS, since it has refused the current one.
	anywhere bool
	// stuck means that only the person can help: nothing is tried again by itself.
	stuck bool
	// idled means that a refresh was left out because nobody used the session.
	idled bool
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

// incoming is a session that WorkOS has granted. It becomes the one held once its refresh token is stored,
// or after writeWait.
type incoming struct {
	held  *held
	since moment
}

// ErrSuperseded means that another organization was asked for before this one was reached.
var ErrSuperseded = errors.New("session: another organization was chosen meanwhile")

// Switch moves the session to another organization and returns once it is there. The last wish wins; on a
// failure everything stays as it was. Where the organization asks for a sign-in of its own, the browser
// opens for it, and Switch returns when that is over.
func (s *Session) Switch(ctx context.Context, organizationID string) error {
	return s.ask(ctx, func(answer func(error)) {
		x := &s.exchange
		switch {
		case s.held == nil:
			answer(s.signedOutProblem())
			return
		case organizationID == "":
			answer(problemNoOrganizationNamed(s))
			return
		}
		s.endStepUp(ErrSuperseded)
		if w := x.wish; w != nil && w.organization == organizationID {
			w.answers = append(w.answers, answer)
			return
		} else if w != nil {
			w.answer(ErrSuperseded)
			x.wish = nil
		}
		if s.held.entry.Organization == organizationID && !x.running && s.incoming == nil {
			answer(nil)
			return
		}
		x.wish = &wish{organization: organizationID, answers: []func(error){answer}}
		x.hurry(s)
	})
}

// demand asks for a new access token now.
func (x *exchange) demand(s *Session, answer func(error)) {
	if x.mustWait && !x.notBefore.passed(s.moment()) {
		answer(x.lastErr)
		return
	}
	x.waiters = append(x.waiters, answer)
	x.stuck = false
	x.hurry(s)
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

// due says what the next request is for. Ok is false when there is nothing to ask.
func (x *exchange) due(s *Session) (organization string, ok bool) {
	h, now := s.held, s.moment()
	switch {
	case x.lost != nil && x.lost.sent.since(now) < replayWindow:
		// First of all the answer that was lost: it is still to be had, and nothing else may be.
		return x.lost.organization, true
	case x.wish != nil:
		return x.wish.organization, true
	case len(x.waiters) > 0:
	case x.stuck || h.access != "" && h.received.since(now) < h.renewAfter:
		return "", false
	case s.idle():
		x.idled = true
		return "", false
	}
	switch {
	case x.anywhere:
		return "", true
	default:
		return h.entry.Organization, true
	}
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
	if x.stuck || x.idled {
		return lookAgain
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

func (s *Session) refreshed(asked string, g authkit.Grant) {
	x, was := &s.exchange, s.held
	if x.anywhere && g.Claims.Organization != was.entry.Organization {
		s.report(problemMembershipGone(s))
	}
	if w := x.wish; w != nil && w.organization == asked && g.Claims.Organization != asked {
		x.wish = nil
		w.answer(problemOtherOrganization(s))
	}
	entry := was.entry
	entry.RefreshToken = g.RefreshToken
	if lost := x.lost; lost != nil && lost.organization == g.Claims.Organization && !s.wants(g.Claims.Organization) {
		// A switch whose answer was lost has happened after all, and nobody wants it any more: the token
		// counts, the organization does not.
		x.recover(s)
		s.await(&held{entry: entry, identity: was.identity, access: was.access, life: was.life, received: was.received, renewAfter: was.renewAfter})
		return
	}
	entry.Session = g.Claims.Session
	entry.Organization, entry.Role, entry.Permissions = g.Claims.Organization, g.Claims.Role, g.Claims.Permissions
	s.adopt(entry, g)
}

// adopt takes over what WorkOS has granted. The write of the refresh token starts at once: the one before
// it is retired already.
func (s *Session) adopt(entry keychain.Entry, g authkit.Grant) {
	s.exchange.recover(s)
	var was *Identity
	if s.held != nil {
		was = s.held.identity
	}
	c := g.Claims
	h := &held{
		entry:    entry,
		identity: identify(was, c.Session, c.Subject, c.Organization, c.Role, c.Permissions),
		access:   g.AccessToken, life: c.Life(), received: s.moment(), renewAfter: renewAfter(c.Life()),
	}
	s.await(h)
}

// await makes h the session held as soon as its refresh token is stored.
func (s *Session) await(h *held) {
	s.incoming = &incoming{held: h, since: s.moment()}
	s.vault.save(s, h.entry)
}

// recover forgets the failures before a success.
func (x *exchange) recover(s *Session) {
	x.failures, x.notBefore, x.mustWait, x.lastErr = 0, moment{}, false, nil
	x.lost, x.anywhere, x.stuck, x.idled = nil, false, false, false
	s.withdraw(codeOffline, codeRefused, codeReauthenticate)
}

// wants reports whether an organization is where the person is, or wishes to be.
func (s *Session) wants(organization string) bool {
	return s.held.entry.Organization == organization || s.exchange.wish != nil && s.exchange.wish.organization == organization
}

// hold makes h the session that everybody sees.
func (s *Session) hold(h *held) {
	x := &s.exchange
	renewed := s.held == nil || s.held.access != h.access
	s.held = h
	s.see()
	s.o.RememberOrganization(h.entry.User.ID, h.entry.Organization)
	if w := x.wish; w != nil && w.organization == h.entry.Organization {
		x.wish = nil
		w.answer(nil)
	}
	if !renewed {
		return
	}
	waiters := x.waiters
	x.waiters = nil
	for _, answer := range waiters {
		answer(nil)
	}
}

func (s *Session) refreshFailed(organization string, sent moment, err error) {
	x := &s.exchange
	var e *authkit.Error
	if !errors.As(err, &e) {
		e = &authkit.Error{Op: "refresh", Kind: authkit.Transient}
	}
	s.o.Log.Warn("refresh failed", "kind", e.Kind.String(), "code", e.Code, "status", e.Status, "request", e.RequestID, "lost", e.Lost, "failures", x.failures+1)
	here := organization == s.held.entry.Organization
	wished := !here && x.wish != nil && x.wish.organization == organization
	switch {
	case e.Kind == authkit.Ended:
		s.end(problemEnded(s, x, e))
	case e.Kind == authkit.Transient:
		s.pause(sent, organization, e)
	case !here && !wished && organization != "":
		// The switch whose answer was lost has not happened, and nobody wants it any more.
		x.lost = nil
	case e.Kind == authkit.ChooseOrganization:
		s.chooseWhileSignedIn(e)
	case e.Kind == authkit.Reauthenticate && wished:
		w := x.wish
		x.wish = nil
		s.stepUp(w)
	case e.Kind == authkit.Reauthenticate:
		s.giveUp(problemReauthenticate(s, e))
	case wished:
		w := x.wish
		x.wish = nil
		w.answer(problemSwitchRefused(s, e))
	case here && organization != "":
		// The person may no longer be a member there: the session is still theirs, elsewhere.
		x.anywhere = true
	default:
		s.giveUp(problemRefused(s, e))
	}
}

// pause waits before the next try, and tells whoever has waited long enough.
func (s *Session) pause(sent moment, organization string, e *authkit.Error) {
	x := &s.exchange
	if e.Lost && x.lost == nil {
		x.lost = &lostReply{organization: organization, sent: sent}
	}
	x.failures++
	x.lastErr = e
	x.failedAt = s.moment()
	x.mustWait = e.RetryAfter > 0
	wait := e.RetryAfter
	if !x.mustWait {
		wait = pauseAfter(x.failures)
	}
	x.notBefore = x.failedAt.add(wait)
	if x.failures >= patience || x.mustWait {
		s.report(problemOffline(s, e))
		x.fail(problemOffline(s, e))
	}
}

// giveUp stops refreshing until the person does something about it. The session stays.
func (s *Session) giveUp(p *Problem) {
	s.exchange.stuck = true
	s.report(p)
	s.exchange.fail(p)
}

// fail answers everybody who waits, without ending anything else.
func (x *exchange) fail(err error) {
	waiters, w := x.waiters, x.wish
	x.waiters, x.wish = nil, nil
	for _, answer := range waiters {
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

// renewAfter is when a token is renewed ahead of its expiry: after three quarters of its life, and up to a
// tenth of it earlier or later, so that a company's machines do not come all at once.
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
