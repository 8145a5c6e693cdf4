package sandbox

import (
	"fmt"
	"net/url"
)

// What follows is for tests: to do what happens behind the application's back, and to see what it did.

// Counts are what a sandbox was asked for since it began.
type Counts struct {
	// SignIns are sessions begun.
	SignIns int
	// Refreshes are requests to exchange a refresh token, whatever came of them: a new pair (Rotations), the
	// same pair again (Replays), or a refusal that ends a session (InvalidGrants) or does not (the rest).
	Refreshes, Rotations, Replays, InvalidGrants int
	// Switches are the rotations that changed the session's organization.
	Switches int
	// WidgetTokens are those given out by /widgets/token.
	WidgetTokens int
}

// Counts returns the counts so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// RemoveMembership takes a user out of an organization, as an administrator at the dashboard would.
func (s *Server) RemoveMembership(userID, organizationID string) error {
	return s.update(func() error {
		m, err := s.state.theMember(userID, organizationID)
		if err == nil {
			s.state.remove(m)
		}
		return err
	})
}

// SetRole gives a member another role, by its slug: admin, user-manager or member.
func (s *Server) SetRole(userID, organizationID, slug string) error {
	return s.update(func() error {
		m, err := s.state.theMember(userID, organizationID)
		if err != nil {
			return err
		}
		if _, ok := roleBySlug(slug); !ok {
			return fmt.Errorf("sandbox: there is no role %q", slug)
		}
		m.assign(slug)
		s.state.keep(m)
		return nil
	})
}

func (st *state) theMember(userID, organizationID string) (*membership, error) {
	if m := st.activeMember(userID, organizationID); m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("sandbox: %s is not a member of %s", userID, organizationID)
}

// EndSession ends a session by its ID (claim sid), as "Revoke session" at the dashboard does.
func (s *Server) EndSession(sessionID string) error {
	return s.update(func() error {
		a := s.state.sessions[sessionID]
		if a == nil {
			return fmt.Errorf("sandbox: there is no session %q", sessionID)
		}
		s.state.end(a, s.now())
		return nil
	})
}

// SignIn answers an authorization request as a person does who follows AuthKit's links: who they are, and
// which organization they choose, "" to let the application ask. It returns the callback's address.
func (s *Server) SignIn(authorizationURL, userID, organizationID string) (callback string, err error) {
	u, err := url.Parse(authorizationURL)
	if err != nil {
		return "", fmt.Errorf("sandbox: sign in: %w", err)
	}
	a, problem := parseAuthorization(u.Query())
	if problem != nil {
		return "", fmt.Errorf("sandbox: sign in: %s (%s)", problem.Problem, problem.Parameter)
	}
	if organizationID == "" {
		organizationID = askLater
	}
	next := s.decide(a, decisions{user: userID, organization: organizationID, sso: true, userAgent: "sandbox", address: "127.0.0.1"})
	if next.callback == "" {
		return "", fmt.Errorf("sandbox: sign in: %s cannot sign in to %s", userID, organizationID)
	}
	return next.callback, nil
}
