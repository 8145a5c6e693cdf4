package session

import (
	"reflect"
	"slices"

	"workos-widgets/internal/authkit"
)

// Snapshot returns the session as it is. It does not wait.
func (s *Session) Snapshot() Snapshot { return *s.snapshot.Load() }

// publish tells of the state if anything about it has changed.
func (s *Session) publish() {
	next := s.describe()
	last := s.snapshot.Load()
	next.Revision = last.Revision
	same := *next
	if !s.endMoved(last.EndsAt, next.EndsAt) {
		same.EndsAt = last.EndsAt
	}
	if reflect.DeepEqual(&same, last) {
		return
	}
	next.Revision++
	s.snapshot.Store(next)
	s.o.Publish(*next)
}

func (s *Session) describe() *Snapshot {
	d := &Snapshot{Status: s.status(), Permissions: []string{}, Problems: slices.Clone(s.problems), SignIn: s.signIn.describe()}
	if d.Problems == nil {
		d.Problems = []Problem{}
	}
	if p := s.o.Misconfigured; p != nil {
		d.Problems = []Problem{*p}
	}
	h := s.held
	if h == nil {
		if in := s.incoming; in != nil {
			d.SignIn = &SignIn{Step: Exchanging, StartedAt: in.since.wall.UnixMilli(), Organizations: []Organization{}}
		}
		return d
	}
	e := h.entry
	d.Session, d.Organization, d.Role = h.identity.Session, e.Organization, e.Role
	d.User = describeUser(e.User)
	d.Permissions = append(d.Permissions, e.Permissions...)
	if h.access != "" {
		d.ExpiresAt = h.received.wall.Add(h.life).UnixMilli()
	}
	if e.Impersonator != nil {
		d.Impersonator = &Impersonator{Email: e.Impersonator.Email, Reason: e.Impersonator.Reason}
	}
	d.EndsAt = s.endsAt()
	d.SwitchingTo = s.exchange.switchingTo(s)
	return d
}

func (s *Session) status() Status {
	switch {
	case s.o.Misconfigured != nil:
		return Misconfigured
	case s.held != nil:
		return SignedIn
	case s.signIn != nil || s.incoming != nil:
		return SigningIn
	case !s.restored:
		return Restoring
	default:
		return SignedOut
	}
}

func (in *signIn) describe() *SignIn {
	if in == nil {
		return nil
	}
	d := &SignIn{
		Step: in.step, Organization: in.organization, Organizations: slices.Clone(in.organizations), Problem: in.problem,
		StartedAt: in.started.wall.UnixMilli(),
	}
	if !in.unhurried {
		d.GivesUpAt = in.started.wall.Add(signInPatience).UnixMilli()
	}
	if d.Organizations == nil {
		d.Organizations = []Organization{}
	}
	if in.callback != nil {
		d.RedirectURI = in.callback.RedirectURI()
	}
	if in.newcomer != nil {
		d.User = describeUser(*in.newcomer.User)
	}
	return d
}

func describeUser(u authkit.User) *User {
	return &User{ID: u.ID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, PictureURL: u.PictureURL}
}

// report puts a problem on the snapshot, in place of an earlier one of its kind.
func (s *Session) report(p *Problem) {
	for i, old := range s.problems {
		if old.Code == p.Code {
			kept := *p
			kept.Since = old.Since
			s.problems[i] = kept
			return
		}
	}
	s.problems = append(s.problems, *p)
}

// reported reports whether a problem is on the snapshot.
func (s *Session) reported(code string) bool {
	return slices.ContainsFunc(s.problems, func(p Problem) bool { return p.Code == code })
}

// withdraw takes problems off the snapshot that are none any more.
func (s *Session) withdraw(codes ...string) {
	s.problems = slices.DeleteFunc(s.problems, func(p Problem) bool { return slices.Contains(codes, p.Code) })
}

// DismissProblem takes a problem that has been read off the snapshot.
func (s *Session) DismissProblem(code string) {
	s.post(func() {
		if s.signIn != nil && s.signIn.problem != nil && s.signIn.problem.Code == code {
			s.signIn.problem = nil
		}
		s.withdraw(code)
	})
}
