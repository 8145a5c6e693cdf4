package session

import (
	"context"

	"workos-widgets/internal/authkit"
)

// SignOut forgets the session, here at once and in the keychain, and opens WorkOS's logout page, which ends
// it there and in the browser (https://workos.com/docs/user-management/sessions). It always succeeds here;
// what could not be done besides is told as a problem.
func (s *Session) SignOut(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		if s.held == nil && s.incoming == nil {
			s.endSignIn(problemCancelled(s))
			s.logout.then = nil
			answer(nil)
			return
		}
		id := s.sessionID()
		s.problems = nil
		s.endSignIn(ErrSignedOut)
		s.forget(ErrSignedOut)
		s.logout.begin(s, id, nil)
		answer(nil)
	})
}

// UseAnotherAccount signs out and then in again, as somebody else: the browser's session is ended first, since
// it would sign the same person in without a question.
func (s *Session) UseAnotherAccount(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		answer(nil)
		s.endSignIn(problemCancelled(s))
		id := s.former
		if id == "" {
			id = s.logout.session // one that was put off, or is still on its way
		}
		if s.held != nil || s.incoming != nil {
			id = s.sessionID()
			s.forget(ErrSignedOut)
		}
		s.problems = nil
		s.logout.begin(s, id, func() {
			if s.held == nil && s.incoming == nil && s.signIn == nil {
				s.beginSignIn("", nil)
			}
		})
	})
}

func (s *Session) sessionID() string {
	if s.incoming != nil {
		return s.incoming.held.entry.Session
	}
	return s.held.entry.Session
}

// end is the session's end by WorkOS's word. A sign-in in the browser goes on: it is what is wanted now.
func (s *Session) end(p *Problem, e *authkit.Error) {
	s.o.Log.Warn("session ended", "problem", p.Code, "details", p.Details)
	s.problems = nil
	s.former = s.sessionID()
	switch in := s.signIn; {
	case in == nil:
	case s.choosing():
		s.endSignIn(because(p, e))
	default:
		in.organization = ""
	}
	s.forget(because(p, e))
	s.report(p)
}

// forget drops the session, here at once and in the keychain as soon as that can be done; why is for those
// who still wait for something.
func (s *Session) forget(why error) {
	id := s.sessionID()
	s.exchange.drop(why)
	s.decideStored()
	s.held, s.incoming = nil, nil
	s.see()
	s.vault.forget(s, id)
}
