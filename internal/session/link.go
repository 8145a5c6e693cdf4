package session

import "time"

// linkPause is how long after a sign-in that a link began the next one can be begun by a link, unless somebody has
// signed in meanwhile: a web page that opens links without end opens the browser once.
const linkPause = signInPatience

// invitation is a link's wish for a sign-in, kept until it is known whether somebody is signed in.
type invitation struct {
	open bool
	// followed is when one was followed last; nil when none was since the last sign-in.
	followed *moment
	// notBefore is when the browser has had the time to go through WorkOS's logout page.
	notBefore moment
}

// SignInForLink begins a sign-in because a deep link asks for one: somebody has begun it at their identity provider,
// or in WorkOS's dashboard. Every web page can open such a link. So it does nothing while somebody is signed in,
// or anything is under way in the browser, and not again and again. What it begins is a sign-in like any other.
func (s *Session) SignInForLink() {
	s.post(func() { s.invitation.open = s.o.Misconfigured == nil && !s.closing })
}

// follow begins the sign-in that a link has asked for, or forgets it.
func (i *invitation) follow(s *Session) {
	now := s.moment()
	if !i.open || !s.restored || !i.notBefore.passed(now) {
		return
	}
	i.open = false
	switch {
	case s.unread, s.held != nil, s.incoming != nil, s.signIn != nil, s.logout.busy, s.logout.then != nil:
		return
	case s.logout.session != "", s.reported(codeSignOut): // the browser would sign in again who has just signed out
		s.o.Log.Info("a link asks for a sign-in, and the browser may still be signed in; it is left to the person")
		return
	case i.followed != nil && i.followed.steadily(now) < linkPause:
		s.o.Log.Info("a link asks for a sign-in once more; it is left to the person")
		return
	}
	i.followed = &now
	s.beginSignIn("", nil)
}

func (i *invitation) untilDue(s *Session) time.Duration {
	if !i.open || !s.restored {
		return lookAgain
	}
	return -i.notBefore.since(s.moment())
}
