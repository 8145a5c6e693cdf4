package session

import (
	"context"
	"slices"

	"workos-widgets/internal/authkit"
)

// choosing reports whether a signed-in person is being asked which organization to go on in.
func (s *Session) choosing() bool { return s.signIn != nil && s.signIn.unhurried }

// ChooseOrganization answers WorkOS's question which organization to sign in to, and returns once signed in.
func (s *Session) ChooseOrganization(ctx context.Context, organizationID string) error {
	return s.ask(ctx, func(answer func(error)) {
		in := s.signIn
		if in == nil || in.step != ChoosingOrganization {
			answer(problemNoSignIn(s))
			return
		}
		s.selectOrganization(in, organizationID, answer)
	})
}

func (s *Session) selectOrganization(in *signIn, organizationID string, answer func(error)) {
	in.step, in.problem = Exchanging, nil
	pending := in.pending
	s.start(func(context.Context) func() {
		grant, err := s.o.WorkOS.SelectOrganization(in.ctx, pending, organizationID)
		return func() {
			if s.signIn != in {
				answer(problemCancelled(s))
				return
			}
			s.chosen(in, organizationID, grant, err, answer)
		}
	})
}

// ReplaceSession says that the person meant to come back from the browser as somebody else: that session takes
// the place of the one before it. CancelSignIn says that they did not.
func (s *Session) ReplaceSession(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		in := s.signIn
		if in == nil || in.newcomer == nil {
			answer(problemNoSignIn(s))
			return
		}
		in.answers = append(in.answers, answer)
		s.signedIn(in, *in.newcomer)
	})
}

func (s *Session) chosen(in *signIn, organizationID string, grant authkit.Grant, err error, answer func(error)) {
	switch authkit.KindOf(err) {
	case 0:
		if err == nil {
			in.answers = append(in.answers, answer)
			s.signedIn(in, grant)
			return
		}
		fallthrough
	case authkit.Transient, authkit.Refused:
		// The question stands; another answer, or the same later, is welcome.
		in.step, in.problem = ChoosingOrganization, problemChoice(s, err)
		s.leaveToWindow(in)
		answer(in.problem)
	case authkit.Reauthenticate:
		// That organization wants its own sign-in: the browser goes there.
		answers := append(in.answers, answer)
		in.answers = nil
		s.leaveToWindow(in)
		s.beginSignIn(organizationID, answers)
	default:
		answer(problemSignIn(s, err))
		s.failSignIn(in, problemSignIn(s, err))
	}
}

func (s *Session) choose(in *signIn, e *authkit.Error) {
	in.step, in.pending, in.organizations = ChoosingOrganization, e.PendingToken, nil
	for _, o := range e.Organizations {
		in.organizations = append(in.organizations, Organization(o))
	}
}

// chooseKnown answers WorkOS's question with the organization that the user opens the application with, or was
// in last, now that it is known who that is. If WorkOS does not agree, the question is the person's.
func (s *Session) chooseKnown(in *signIn, userID string) bool {
	for _, known := range []func(string) string{s.o.OpenWith, s.o.LastOrganization} {
		id := known(userID)
		if slices.ContainsFunc(in.organizations, func(o Organization) bool { return o.ID == id }) {
			s.selectOrganization(in, id, func(error) {})
			return true
		}
	}
	return false
}

// leaveToWindow has the browser's page, if it still waits, say that the rest is done in the window.
func (s *Session) leaveToWindow(in *signIn) {
	if in.callback == nil {
		return
	}
	in.callback.Continue()
	s.closeCallback(in)
	s.o.Raise()
}

// chooseWhileSignedIn passes on WorkOS's question when it comes in answer to a refresh.
func (s *Session) chooseWhileSignedIn(e *authkit.Error) {
	p := problemChooseAgain(s, e)
	s.report(p)
	s.exchange.fail(because(p, e))
	s.endSignIn(problemCancelled(s))
	ctx, stop := context.WithCancel(s.ctx)
	s.signIn = &signIn{started: s.moment(), unhurried: true, ctx: ctx, stop: stop}
	s.choose(s.signIn, e)
}
