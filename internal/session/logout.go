package session

import (
	"context"
	"time"
)

// logoutTime is how long the browser is given to go through WorkOS's logout page before it is asked for the
// next thing. The page is a redirect, and nothing comes back from it.
const logoutTime = 3 * time.Second

// logout is the sessions that are over here and still have to be ended at WorkOS, in the browser. The last one
// counts: there is one browser.
type logout struct {
	session string // "" when there is none
	// then runs once the browser has had time to go through the page; nil when nothing follows.
	then     func()
	busy     bool
	failures int
	retryAt  moment
}

// begin opens WorkOS's logout page for a session as soon as WorkOS can be reached; then, if it is not nil, runs
// once the browser has had time to go through it, or could not be opened.
func (l *logout) begin(s *Session, sessionID string, then func()) {
	*l = logout{session: sessionID, then: then, busy: l.busy}
	if sessionID == "" {
		l.done(s, nil)
		return
	}
	l.try(s)
}

func (l *logout) try(s *Session) {
	if l.busy || l.session == "" {
		return
	}
	session, followed := l.session, l.then != nil
	address, err := s.o.WorkOS.LogoutURL(session)
	if err != nil {
		l.done(s, err)
		return
	}
	l.busy = true
	s.start(func(ctx context.Context) func() {
		if err := s.o.WorkOS.Reachable(ctx); err != nil {
			return func() { l.later(s, session, err) }
		}
		err := s.o.Open(ctx, address)
		if err == nil && followed {
			pause(ctx, logoutTime)
		}
		return func() {
			l.busy = false
			if l.session != session {
				l.try(s)
				return
			}
			l.done(s, err)
		}
	})
}

// later puts the page off: the browser would show an error, and stay signed in.
func (l *logout) later(s *Session, session string, err error) {
	l.busy = false
	if l.session != session {
		l.try(s)
		return
	}
	l.failures++
	l.retryAt = s.moment().add(pauseAfter(l.failures + patience))
	if s.held == nil {
		s.report(problemLogoutLater(s, err))
	}
}

func (l *logout) done(s *Session, err error) {
	then := l.then
	*l = logout{busy: l.busy}
	s.former = ""
	s.withdraw(codeSignOut)
	s.invitation.notBefore = s.moment().add(logoutTime)
	if err != nil {
		s.report(problemLogout(s, err))
	}
	if then != nil {
		then()
	}
}

func (l *logout) untilDue(s *Session) time.Duration {
	if l.session == "" || l.busy {
		return lookAgain
	}
	return -l.retryAt.since(s.moment())
}

func (l *logout) retry(s *Session) {
	if l.retryAt.passed(s.moment()) {
		l.try(s)
	}
}

// hurry has a page that was put off tried again at once.
func (l *logout) hurry(s *Session) {
	if l.failures > 0 {
		l.retryAt = s.moment()
	}
}

// pause sleeps, unless the application closes.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
