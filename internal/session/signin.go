package session

import (
	"context"
	"errors"
	"net/url"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

const (
	// signInPatience is how long a sign-in waits for the browser.
	signInPatience = 10 * time.Minute
	// codeTries is how often a code is sent when the network fails: it is good once, but only once used.
	codeTries = 3
	codePause = time.Second
)

// signIn is a sign-in under way: an ordinary one, or one that an organization asks a signed-in person for.
type signIn struct {
	attempt authkit.Attempt
	// organization is the one that asked; "" for an ordinary sign-in.
	organization string
	step         SignInStep
	started      moment
	// unhurried means that no browser is waited for: a question stands until it is answered.
	unhurried bool
	ctx       context.Context
	stop      context.CancelFunc
	callback  Callback
	// deaf is closed once nobody listens for it any more.
	deaf    chan struct{}
	address string
	// pending and organizations are WorkOS's question which organization to sign in to.
	pending       authkit.Secret
	organizations []Organization
	problem       *Problem
	// newcomer is what somebody else's sign-in brought, until the person has said whether they meant it.
	newcomer *authkit.Grant
	// answers are those who wait for the end: a switch that became a step-up.
	answers []func(error)
}

func (in *signIn) untilDue(s *Session) time.Duration {
	if in == nil || in.unhurried {
		return lookAgain
	}
	return signInPatience - in.started.steadily(s.moment())
}

// steppingUpFor reports whether the browser is being waited for, for an organization.
func (s *Session) steppingUpFor(organization string) bool {
	in := s.signIn
	return in != nil && in.organization == organization && in.step == WaitingForBrowser
}

// SignIn begins a sign-in and returns at once; with one under way already it opens the browser again. For a
// signed-in person whose organization asks for it, it is a sign-in to that organization.
func (s *Session) SignIn(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		switch {
		case s.signIn != nil && s.signIn.step == WaitingForBrowser:
			s.openSignIn(s.signIn, answer)
		case s.signIn != nil:
			answer(nil)
		case s.held != nil && s.reported(codeReauthenticate):
			s.beginSignIn(s.held.entry.Organization, nil)
			answer(nil)
		case s.held != nil:
			answer(nil)
		default:
			s.beginSignIn("", nil)
			answer(nil)
		}
	})
}

// CancelSignIn ends the sign-in under way; whoever was signed in stays so.
func (s *Session) CancelSignIn(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		s.endSignIn(problemCancelled(s))
		s.logout.then = nil // nor does one begin later
		answer(nil)
	})
}

// OpenAgain opens the browser once more for the sign-in under way, and returns once it is open.
func (s *Session) OpenAgain(ctx context.Context) error {
	return s.ask(ctx, func(answer func(error)) {
		if in := s.signIn; in != nil && in.step == WaitingForBrowser {
			s.openSignIn(in, answer)
			return
		}
		answer(problemNoSignIn(s))
	})
}

// SignInLink is the address that the browser shows for the sign-in under way. It holds no credential.
func (s *Session) SignInLink(ctx context.Context) (string, error) {
	var link string // not to be looked at after a failure: the answer may still be on its way
	err := s.ask(ctx, func(answer func(error)) {
		if in := s.signIn; in != nil && in.address != "" {
			link = in.address
			answer(nil)
			return
		}
		answer(problemNoSignIn(s))
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

// PasteCallback takes the address the browser ended up on, for a browser that could not reach us.
func (s *Session) PasteCallback(ctx context.Context, address string) error {
	return s.ask(ctx, func(answer func(error)) {
		in := s.signIn
		if in == nil || in.callback == nil {
			answer(problemNoSignIn(s))
			return
		}
		// Beside our goroutine, since the callback is accepted on it.
		callback := in.callback
		s.start(func(context.Context) func() {
			err := callback.Paste(address)
			return func() {
				if err != nil {
					answer(problemPasted(s, err))
					return
				}
				answer(nil)
			}
		})
	})
}

// stepUp signs a person in anew for an organization that asks for it; the session they have goes on.
func (s *Session) stepUp(w *wish) { s.beginSignIn(w.organization, w.answers) }

func (s *Session) beginSignIn(organization string, answers []func(error)) {
	found := s.shelved
	s.shelved = nil // it is for when the last sign-in has come to nothing
	s.endSignIn(problemCancelled(s))
	s.shelved = found
	s.withdraw(codeEnded, codeSignIn, codeSignInTimeout, codeSignOut, codeDamaged)
	ctx, stop := context.WithCancel(s.ctx)
	in := &signIn{
		attempt: authkit.NewAttempt(), organization: organization, answers: answers,
		step: WaitingForBrowser, started: s.moment(), ctx: ctx, stop: stop, deaf: make(chan struct{}),
	}
	s.signIn = in
	before := s.deaf
	s.deaf = in.deaf
	s.start(func(all context.Context) func() {
		select {
		case <-before: // a fixed port is free again only then
		case <-all.Done():
		}
		callback, err := s.o.Listen(ctx, func(q url.Values) error { return s.accept(in, q) })
		return func() { s.listening(in, callback, err) }
	})
}

// listening opens the browser, now that there is somebody to answer it.
func (s *Session) listening(in *signIn, callback Callback, err error) {
	if err != nil {
		close(in.deaf)
		if s.signIn == in {
			s.failSignIn(in, problemListen(s, err))
		}
		return
	}
	in.callback = callback
	if s.signIn != in {
		s.closeCallback(in)
		return
	}
	// No login hint: the address goes through a command line, and an e-mail address is nobody else's business.
	in.address, err = s.o.WorkOS.AuthorizationURL(in.attempt, authkit.AuthorizationRequest{
		RedirectURI: callback.RedirectURI(), OrganizationID: in.organization,
	})
	if err != nil {
		s.failSignIn(in, problemSignIn(s, err))
		return
	}
	s.openSignIn(in, func(error) {})
}

// openSignIn opens the browser. That it could not be opened ends nothing: the link can still be copied.
func (s *Session) openSignIn(in *signIn, answer func(error)) {
	if in.address == "" {
		answer(nil) // it is about to be opened for the first time
		return
	}
	address := in.address
	s.start(func(context.Context) func() {
		err := s.o.Open(in.ctx, address)
		return func() {
			if in.problem != nil && in.problem.Code == codeBrowser {
				in.problem = nil // not what a callback has brought meanwhile
			}
			if err != nil && in.ctx.Err() == nil {
				in.problem = problemBrowser(s, err)
				answer(in.problem)
				return
			}
			answer(nil)
		}
	})
}

// accept looks at one callback, on the listener's goroutine. What it refuses ends nothing.
func (s *Session) accept(in *signIn, q url.Values) error {
	code, err := in.attempt.Code(q)
	if err == nil {
		s.post(func() { s.exchangeCode(in, code) })
		return nil
	}
	// Anybody can send a wrong state; only an answer to our own question is worth a word in the window.
	if !errors.Is(err, authkit.ErrState) {
		s.post(func() {
			if s.signIn == in && in.step == WaitingForBrowser {
				in.problem = problemCallback(s, err)
			}
		})
	}
	return err
}

func (s *Session) exchangeCode(in *signIn, code authkit.Secret) {
	if s.signIn != in || in.step != WaitingForBrowser {
		return
	}
	in.step, in.problem = Exchanging, nil
	s.start(func(context.Context) func() {
		grant, err := s.sendCode(in, code)
		return func() {
			if s.signIn == in {
				s.exchanged(in, grant, err)
			}
		}
	})
}

// sendCode trades the code, again if the network failed. When an answer was lost the code may be used up,
// but asking costs nothing.
func (s *Session) sendCode(in *signIn, code authkit.Secret) (grant authkit.Grant, err error) {
	for range codeTries {
		grant, err = s.o.WorkOS.Exchange(in.ctx, code, in.attempt)
		if authkit.KindOf(err) != authkit.Transient {
			return grant, err
		}
		if pause(in.ctx, codePause); in.ctx.Err() != nil {
			return grant, err
		}
	}
	return grant, err
}

func (s *Session) exchanged(in *signIn, grant authkit.Grant, err error) {
	var e *authkit.Error
	switch {
	case err == nil:
		s.signedIn(in, grant)
	case errors.As(err, &e) && e.Kind == authkit.ChooseOrganization:
		s.choose(in, e)
		if !s.chooseKnown(in, e.User) {
			s.leaveToWindow(in)
		}
	default:
		s.failSignIn(in, problemSignIn(s, err))
		s.o.Raise()
	}
}

// signedIn takes over what a sign-in brought.
func (s *Session) signedIn(in *signIn, g authkit.Grant) {
	if s.held != nil && s.held.entry.User.ID != g.Claims.Subject && in.newcomer == nil {
		// A step-up that came back as somebody else changes nobody's session unasked.
		in.step, in.newcomer = ConfirmingUser, &g
		s.leaveToWindow(in)
		return
	}
	if in.callback != nil {
		in.callback.Succeed()
	}
	entry := keychain.Entry{
		RefreshToken: g.RefreshToken, Session: g.Claims.Session, User: *g.User, Impersonator: g.Impersonator,
		Organization: g.Claims.Organization, Role: g.Claims.Role, Permissions: g.Claims.Permissions,
	}
	if g.Impersonator != nil {
		entry.Began = s.o.Now()
	}
	answers := in.answers
	in.answers, s.shelved = nil, nil
	s.invitation.followed = nil
	s.endSignIn(nil)
	// A refresh of the session before this one is nobody's business any more.
	s.exchange.drop(ErrStale)
	s.incoming = nil
	s.withdraw(codeEnded, codeSignIn, codeChoose, codeMembership, codeOpenWith)
	s.touch()
	s.adopt(entry, g, g.Claims.Session)
	s.exchange.waiters = append(s.exchange.waiters, answers...)
	s.o.Raise()
}

// failSignIn ends a sign-in that went wrong and says why.
func (s *Session) failSignIn(in *signIn, p *Problem) {
	s.o.Log.Warn("sign-in failed", "problem", p.Code, "details", p.Details)
	if in.callback != nil {
		in.callback.Fail()
	}
	s.endSignIn(p)
	s.report(p)
}

func (s *Session) giveUpSignIn() {
	s.failSignIn(s.signIn, problemTimedOut(s, s.signIn.step))
}

func (s *Session) endStepUp(err error) {
	if s.held != nil {
		s.endSignIn(err)
	}
}

// endSignIn ends the sign-in under way, if there is one; err is for whoever waits for it.
func (s *Session) endSignIn(err error) {
	in := s.signIn
	if in == nil {
		return
	}
	s.signIn = nil
	in.stop()
	s.closeCallback(in)
	for _, answer := range in.answers {
		answer(err)
	}
	if e := s.shelved; e != nil && s.held == nil && s.incoming == nil && !s.closing {
		s.restore(*e)
	}
}

// closeCallback stops listening. Not on our goroutine: the listener may be waiting for it.
func (s *Session) closeCallback(in *signIn) {
	callback := in.callback
	if callback == nil {
		return
	}
	in.callback = nil
	s.start(func(context.Context) func() {
		defer close(in.deaf)
		if err := callback.Close(); err != nil {
			s.o.Log.Warn("closing the callback's listener failed", "error", err)
		}
		return nil
	})
}
