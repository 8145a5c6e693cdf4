package session

import "context"

// SignOut forgets the session, here at once and in the keychain, and opens WorkOS's logout page, which ends
// it there and in the browser (https://workos.com/docs/user-management/sessions). It always succeeds here;
// what could not be done besides is told as a problem.
func (s *Session) SignOut(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		if s.held == nil && s.incoming == nil {
			s.endSignIn(problemCancelled(s))
			answer(nil)
			return
		}
		id := s.sessionID()
		s.problems = nil
		s.forget(ErrSignedOut)
		s.openLogout(id)
		answer(nil)
	})
}

func (s *Session) sessionID() string {
	if s.incoming != nil {
		return s.incoming.held.entry.Session
	}
	return s.held.entry.Session
}

// openLogout ends the session at WorkOS in the browser, where it may still be signed in.
func (s *Session) openLogout(sessionID string) {
	if sessionID == "" {
		return
	}
	address, err := s.o.WorkOS.LogoutURL(sessionID)
	if err != nil {
		s.report(problemLogout(s, err))
		return
	}
	s.start(func(ctx context.Context) func() {
		err := s.o.Open(ctx, address)
		return func() {
			if err != nil {
				s.report(problemLogout(s, err))
			}
		}
	})
}

// end is the session's end by WorkOS's word.
func (s *Session) end(p *Problem) {
	s.o.Log.Warn("session ended", "problem", p.Code, "details", p.Details)
	s.problems = nil
	s.forget(p)
	s.report(p)
}

// forget drops the session, here at once and in the keychain as soon as that can be done; why is for those
// who still wait for something.
func (s *Session) forget(why error) {
	s.endSignIn(why)
	s.exchange.drop(why)
	s.held, s.incoming = nil, nil
	s.see()
	s.vault.forget(s)
}
