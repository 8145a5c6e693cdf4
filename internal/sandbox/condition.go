package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What follows is for developers: to see what an application makes of a WorkOS that is not as it should be, and of
// people who may more, or less. The panel in the application and the sandbox's own pages change the same state.

// Person is who is signed in to the application that asks. The zero value is nobody.
type Person struct {
	UserID, OrganizationID, SessionID string
}

// Condition is how a sandbox differs from how it was started, and what there is to choose from.
type Condition struct {
	// Normal says that it does not differ.
	Normal bool `json:"normal"`
	// Offline says that it answers nothing but its own pages: connections break.
	Offline bool `json:"offline"`
	// Latency is how long every operation of the widgets takes, in milliseconds.
	Latency int64 `json:"latency"`
	// Rules are those beside the latency, as ParseRule has them.
	Rules []string `json:"rules"`
	// Access is what the person may do in their organization; nil for nobody, and without an organization.
	Access *Access `json:"access"`
	// Session is the person's; nil for nobody.
	Session *SessionCondition `json:"session"`
}

// Access is what a person may do in an organization, from their next tokens on.
type Access struct {
	Role        string   `json:"role"`
	Permissions []string `json:"permissions"`
	// Usual says that nothing is tried out.
	Usual bool `json:"usual"`
	// Roles and Known are the roles and permissions that there are.
	Roles []RoleName `json:"roles"`
	Known []string   `json:"known"`
}

// RoleName is a role to choose.
type RoleName struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// SessionCondition is how a session stands at WorkOS, whatever the application knows of it.
type SessionCondition struct {
	// Ended says that its next refresh is refused with invalid_grant.
	Ended bool `json:"ended"`
	// TokensExpiredAt is when its person's tokens were last made to expire: milliseconds since 1970, 0 for never.
	TokensExpiredAt int64 `json:"tokensExpiredAt"`
}

// trial is what a member tries out in the place of their role, until it is taken back.
type trial struct {
	Role        string   `json:"role"` // the one before
	Permissions []string `json:"permissions"`
}

// permissions are what a member may do.
func (m *membership) permissions() []string {
	if m.Trial != nil {
		return m.Trial.Permissions
	}
	r, _ := roleBySlug(m.Role)
	return r.Permissions
}

// assign gives a member a role for good.
func (m *membership) assign(slug string) { m.Role, m.Trial = slug, nil }

// try has a member try out a role and permissions. Those they had before end the trial.
func (m *membership) try(r role, permissions []string) {
	before := m.Role
	if m.Trial != nil {
		before = m.Trial.Role
	}
	m.Role, m.Trial = r.Slug, &trial{Role: before, Permissions: permissions}
	if r.Slug == before && slices.Equal(permissions, r.Permissions) {
		m.Trial = nil
	}
}

func (m *membership) endTrial() {
	if m.Trial != nil {
		m.assign(m.Trial.Role)
	}
}

// TryRole gives a person another role, with its permissions, until Normalize takes it back.
func (s *Server) TryRole(p Person, slug string) error {
	r, ok := roleBySlug(slug)
	if !ok {
		return fmt.Errorf("sandbox: there is no role %q", slug)
	}
	return s.try(p, func(*membership) (role, []string) { return r, r.Permissions })
}

// TryPermissions gives a person these permissions of the widgets and no others, until Normalize takes them back.
func (s *Server) TryPermissions(p Person, permissions []string) error {
	for _, one := range permissions {
		if !slices.Contains(widgetPermissions, one) {
			return fmt.Errorf("sandbox: there is no permission %q", one)
		}
	}
	ordered := slices.DeleteFunc(slices.Clone(widgetPermissions), func(one string) bool { return !slices.Contains(permissions, one) })
	return s.try(p, func(m *membership) (role, []string) {
		r, _ := roleBySlug(m.Role)
		return r, ordered
	})
}

func (s *Server) try(p Person, what func(*membership) (role, []string)) error {
	return s.update(func() error {
		m, err := s.state.theMember(p.UserID, p.OrganizationID)
		if err == nil {
			m.try(what(m))
			s.state.keep(m)
		}
		return err
	})
}

// SetOffline has the sandbox answer nothing but its own pages, or everything again.
func (s *Server) SetOffline(offline bool) { s.offline.Store(offline) }

// away reports whether the sandbox does not answer for a path.
func (s *Server) away(path string) bool {
	return s.offline.Load() && !strings.HasPrefix(path, "/sandbox/")
}

// SetLatency has every operation of the widgets take d, beside the other rules.
func (s *Server) SetLatency(d time.Duration) error {
	rule, err := Latency(d)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	_, rules := splitLatency(s.Rules())
	if d > 0 {
		rules = append([]Rule{rule}, rules...)
	}
	s.SetRules(rules...)
	return nil
}

// splitLatency tells the rule that SetLatency makes from the others.
func splitLatency(rules []Rule) (time.Duration, []Rule) {
	if len(rules) > 0 && rules[0].Operation == "*" && rules[0].Fault.Status == 0 && rules[0].Fault.Loss == Delivered {
		return rules[0].Fault.Delay, rules[1:]
	}
	return 0, rules
}

// expiry is a moment before which a user's tokens were made to expire.
type expiry struct {
	at time.Time
	// first is not above the ID of any token that is given out from then on.
	first string
}

// ExpireTokens has every token that was given out to the person be refused, as one is whose time is up.
func (s *Server) ExpireTokens(p Person) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.users[p.UserID] == nil {
		return fmt.Errorf("sandbox: there is no user %q", p.UserID)
	}
	now := s.now()
	s.expired[p.UserID] = expiry{at: now, first: ulid(now, [10]byte{})}
	return nil
}

// Normalize takes back whatever makes the Condition differ: a session of the person's that was ended lives again.
func (s *Server) Normalize(p Person) error {
	s.SetOffline(false)
	s.SetRules(s.options.Rules...)
	return s.update(func() error {
		clear(s.expired)
		s.state.endTrials()
		if a := s.state.sessions[p.SessionID]; a != nil {
			a.EndedAt = nil
		}
		return nil
	})
}

// Reset begins anew with the seeds. The person stays signed in, as far as there is still such a person.
func (s *Server) Reset(p Person) error {
	if err := s.Normalize(p); err != nil {
		return err
	}
	return s.update(func() error {
		before, fresh := s.state, newState()
		fresh.key = before.key
		fresh.seed(s.now())
		fresh.seedCrowd(s.options.Members, s.now())
		if a := before.sessions[p.SessionID]; a != nil && fresh.users[a.UserID] != nil {
			fresh.sessions[a.ID] = a
			for text, token := range before.tokens {
				if token.SessionID == a.ID {
					fresh.tokens[text] = token
				}
			}
		}
		s.state = fresh
		return nil
	})
}

// members calls f for every membership until it returns false.
func (st *state) members(f func(*membership) bool) {
	for _, r := range st.memberships {
		for _, m := range r.order {
			if !f(m) {
				return
			}
		}
	}
}

func (st *state) endTrials() {
	st.members(func(m *membership) bool {
		m.endTrial()
		return true
	})
}

func (st *state) anyTrial() (found bool) {
	st.members(func(m *membership) bool {
		found = m.Trial != nil
		return !found
	})
	return found
}

// Condition tells how the sandbox differs, as far as it concerns the person.
func (s *Server) Condition(p Person) Condition {
	rules := s.Rules()
	latency, others := splitLatency(rules)
	c := Condition{Offline: s.offline.Load(), Latency: latency.Milliseconds(), Rules: []string{}}
	for _, r := range others {
		c.Rules = append(c.Rules, r.String())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Normal = !c.Offline && slices.EqualFunc(rules, s.options.Rules, sameRule) && !s.state.anyTrial() && len(s.expired) == 0
	if m := s.state.activeMember(p.UserID, p.OrganizationID); m != nil {
		c.Access = accessOf(m)
	}
	if p.SessionID != "" {
		a := s.state.sessions[p.SessionID]
		c.Session = &SessionCondition{Ended: a == nil || a.EndedAt != nil}
		if e, ok := s.expired[p.UserID]; ok {
			c.Session.TokensExpiredAt = e.at.UnixMilli()
		}
		c.Normal = c.Normal && !c.Session.Ended
	}
	return c
}

func sameRule(a, b Rule) bool { return a.String() == b.String() }

func accessOf(m *membership) *Access {
	a := &Access{Role: m.Role, Permissions: append([]string{}, m.permissions()...), Usual: m.Trial == nil, Known: widgetPermissions}
	for _, r := range roles {
		a.Roles = append(a.Roles, RoleName{Slug: r.Slug, Name: r.Name})
	}
	return a
}
