package sandbox

import (
	"net/url"
	"slices"
	"time"
)

// ReplayWindow is how long a refresh token that was exchanged may be sent again and is answered with the
// same pair, so that a lost reply ends nobody's session.
const ReplayWindow = 30 * time.Second

// exchangeRefreshToken is RFC 6749 section 6. Without an organization it is for the one used last; a refusal
// leaves the token as it was.
func (s *Server) exchangeRefreshToken(f url.Values) (map[string]any, error) {
	s.counts.Refreshes++
	token := f.Get("refresh_token")
	if token == "" {
		return nil, invalidRequest("refresh_token is required.")
	}
	t := s.state.tokens[token]
	if t == nil {
		s.counts.InvalidGrants++
		return nil, invalidGrant("Invalid refresh token.")
	}
	session := s.state.sessions[t.SessionID]
	if session.EndedAt != nil {
		s.counts.InvalidGrants++
		return nil, invalidGrant("Session has already ended.")
	}
	if t.RetiredAt != nil {
		return s.replay(session, t)
	}
	organizationID, err := s.refreshFor(session, f.Get("organization_id"))
	if err != nil {
		return nil, err
	}
	return s.rotate(session, t, organizationID)
}

// replay answers a token that was exchanged before. Which organization the replay names does not matter:
// the exchange has happened.
func (s *Server) replay(session *authSession, t *refreshToken) (map[string]any, error) {
	if s.now().Sub(*t.RetiredAt) >= ReplayWindow {
		s.counts.InvalidGrants++
		return nil, invalidGrant("Refresh token already exchanged.")
	}
	s.counts.Replays++
	return s.answer(session, t.Answer), nil
}

// refreshFor decides which organization the new tokens are for. Somebody who has lost the membership of the
// organization used last, and names none, goes on without an organization: WorkOS does not document this
// case, and ending the session for it would end it for their other organizations as well.
func (s *Server) refreshFor(session *authSession, named string) (string, error) {
	if named == "" {
		if s.admit(session, session.OrganizationID) != nil {
			return "", nil
		}
		return session.OrganizationID, nil
	}
	return named, s.admit(session, named)
}

func (s *Server) rotate(session *authSession, t *refreshToken, organizationID string) (map[string]any, error) {
	if organizationID != session.OrganizationID {
		s.counts.Switches++
	}
	pair, err := s.newTokens(session, organizationID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	t.RetiredAt, t.Answer = &now, pair
	session.LastActivityAt = now
	session.Retired = append(session.Retired, t.Token)
	s.state.forgetRetired(session, now)
	s.counts.Rotations++
	return s.answer(session, pair), nil
}

// forgetRetired drops the session's oldest retired tokens. One that is sent after that is as unknown as
// any other, and refused just the same.
func (st *state) forgetRetired(session *authSession, now time.Time) {
	session.Retired = slices.DeleteFunc(session.Retired, func(token string) bool {
		t := st.tokens[token]
		old := t == nil || now.Sub(*t.RetiredAt) > forgetAfter
		if old {
			delete(st.tokens, token)
		}
		return old
	})
}

// end ends a session, if there is one and it has not ended before.
func (st *state) end(session *authSession, now time.Time) {
	if session != nil && session.EndedAt == nil {
		session.EndedAt = &now
	}
}
