package session

import (
	"context"
	"errors"
	"slices"

	"workos-widgets/internal/authkit"
)

// Identity returns who the page acts as, and false when nobody is signed in. It does not wait.
func (s *Session) Identity() (*Identity, bool) {
	v := s.view.Load()
	if v == nil {
		return nil, false
	}
	return v.identity, true
}

// AccessToken returns an access token of the given session and organization, renewed first when it is about
// to expire or is the one that was rejected ("" for none). The rejected one comes back when it has itself
// replaced a rejected one less than rejectionPause ago: what is refused then is not the token's age. It fails
// with ErrSignedOut, with ErrStale when session or organization is no longer the current one, or with why it
// could not be renewed.
func (s *Session) AccessToken(ctx context.Context, sessionID, organizationID string, rejected authkit.Secret) (authkit.Secret, error) {
	s.use()
	for {
		v := s.view.Load()
		switch {
		case v == nil:
			return "", ErrSignedOut
		case v.identity.Session != sessionID || v.identity.Organization != organizationID:
			return "", ErrStale
		case v.access != "" && v.access != rejected && !v.freshUntil.passed(s.moment()):
			return v.access, nil
		}
		err := s.ask(ctx, func(answer func(error)) { s.renew(v, rejected, answer) })
		if errors.Is(err, errRenewedJustNow) {
			return rejected, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// errRenewedJustNow means that a rejected token is too young to be renewed for that.
var errRenewedJustNow = errors.New("session: the rejected token has just replaced another one")

// renew asks for a token other than the one the caller has seen.
func (s *Session) renew(seen *view, rejected authkit.Secret, answer func(error)) {
	h, now := s.held, s.moment()
	isRejected := rejected != "" && rejected == seen.access
	switch {
	case h == nil:
		answer(ErrSignedOut)
	case h.access != seen.access:
		answer(nil)
	case isRejected && h.replacesRejected && h.received.since(now) < rejectionPause && !seen.freshUntil.passed(now):
		answer(errRenewedJustNow)
	default:
		s.exchange.rejected = s.exchange.rejected || isRejected
		s.exchange.demand(s, answer)
	}
}

// Refresh asks WorkOS for new tokens now, for instance after a role was changed, and waits for them.
func (s *Session) Refresh(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		switch x := &s.exchange; {
		case s.held == nil:
			answer(s.signedOutProblem())
		case x.running || s.incoming != nil:
			// WorkOS may have answered that one before what is asked about happened.
			x.after = append(x.after, answer)
		default:
			x.demand(s, answer)
		}
	})
}

// StaySignedIn says that somebody wants the session to go on: it counts as a use of it, and WorkOS is asked for
// new tokens now, unless that is being done already. It fails as Refresh does.
func (s *Session) StaySignedIn(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		if s.held == nil {
			answer(s.signedOutProblem())
			return
		}
		s.touch()
		s.exchange.demand(s, answer)
	})
}

// Wake says that there may be news: the window came to the front, or the network is back. What was put off
// is tried again, and what a sleeping machine has missed is caught up with. It is no use of the session: a
// network comes and goes by itself.
func (s *Session) Wake() {
	s.post(func() {
		s.exchange.hurry(s)
		s.vault.hurry(s)
		s.logout.hurry(s)
		s.onTime()
	})
}

// touch notes that the session is being used, and returns when it was used before.
func (s *Session) touch() (before int64) { return s.used.Swap(s.o.Now().UnixNano()) }

// use is touch from outside the session's goroutine. If the page may be counting down already, it is told at
// once that there is no more need to.
func (s *Session) use() {
	before := s.touch()
	if s.o.IdleAfter > 0 && s.view.Load() != nil && s.near(s.idleEnd(before)) {
		s.post(func() {})
	}
}

// idle reports whether the session has not been used for so long that it is to be left to run out.
func (s *Session) idle() bool {
	return s.o.IdleAfter > 0 && !s.o.Now().Before(s.idleEnd(s.used.Load()))
}

// see makes the state readable to those who do not ask the session's goroutine.
func (s *Session) see() {
	h := s.held
	if h == nil {
		s.view.Store(nil)
		return
	}
	s.view.Store(&view{identity: h.identity, access: h.access, freshUntil: h.received.add(max(h.life-useMargin(h.life), 0))})
}

// identify returns the identity for is: the one there was, if nothing about it has changed.
func identify(was *Identity, is Identity) *Identity {
	if was != nil && was.Session == is.Session && was.SID == is.SID && was.User == is.User &&
		was.Organization == is.Organization && was.Role == is.Role && slices.Equal(was.Permissions, is.Permissions) {
		return was
	}
	is.Permissions = slices.Clone(is.Permissions)
	return &is
}
