package session

import (
	"errors"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/words"
)

// The codes of problems, by which the page knows them.
const (
	codeOffline        = "offline"
	codeRefused        = "refused"
	codeReauthenticate = "sign-in-required"
	codeChoose         = "choose-organization"
	codeMembership     = "membership-gone"
	codeEnded          = "ended"
	codeSignedOut      = "signed-out"
	codeSignIn         = "sign-in-failed"
	codeSignInTimeout  = "sign-in-timeout"
	codeSignOut        = "logout-page"
	codeCancelled      = "cancelled"
	codeBrowser        = "browser"
	codeCallback       = "callback"
	codeSwitch         = "switch"
	codeOpenWith       = "open-with"
	codeKeychain       = "keychain"
	codeDamaged        = "keychain-damaged"
)

func (s *Session) problem(code, message, advice string, cause error) *Problem {
	p := &Problem{Code: code, Message: message, Advice: advice, Since: s.o.Now().UnixMilli()}
	if cause != nil {
		p.Details = cause.Error()
	}
	return p
}

// failed is a problem as an error, with the cause that the page is not told.
type failed struct {
	problem *Problem
	cause   error
}

func because(p *Problem, cause error) error { return &failed{problem: p, cause: cause} }

func (f *failed) Error() string   { return f.problem.Error() }
func (f *failed) Unwrap() []error { return []error{f.problem, f.cause} }

func problemOffline(s *Session, e *authkit.Error) *Problem {
	const safe = "Your session is safe; we keep trying."
	switch {
	case s.idle() && !s.exchange.replayable(s.moment()):
		// It stays a problem of this kind: without one the page takes WorkOS for reachable and looks again, and
		// that would be a use of a session which is to run out unused.
		return s.problem(codeOffline, words.T("WorkOS could not be reached, and we have stopped trying: your session was not used for long."),
			words.T("Try again to go on; you may have to sign in."), e)
	case e.Status == 429:
		return s.problem(codeOffline, words.T("WorkOS asks us to slow down. "+safe), words.T("There is nothing to do but wait a moment."), e)
	case e.Status >= 500:
		return s.problem(codeOffline, words.T("WorkOS has trouble answering. "+safe), words.T("WorkOS's status page may say more."), e)
	case e.Status != 0:
		return s.problem(codeOffline, words.T("Something between here and WorkOS answers in its place. "+safe),
			words.T("If this network has a sign-in page of its own, open it in a browser first."), e)
	}
	if message, advice, ok := words.Explained(e); ok { // such as a proxy that wants a password
		return s.problem(codeOffline, message+" "+words.T(safe), advice, e)
	}
	return s.problem(codeOffline, words.T("WorkOS can't be reached. "+safe), words.T("Check the network connection."), e)
}

func problemEnded(s *Session, e *authkit.Error) *Problem {
	switch x := &s.exchange; {
	case x.idled:
		return s.problem(codeEnded, words.T("Your session ran out while it was not used."),
			words.T("This application was set to let that happen after %s. Sign in again to go on.", s.o.IdleAfter), e)
	case x.lost != nil:
		return s.problem(codeEnded, words.T("Your session could not be carried on after the connection to WorkOS was lost."), words.T("Sign in again to go on."), e)
	case s.held.access == "":
		return s.problem(codeEnded, words.T("Your session ended while this application was closed."),
			words.T("It may have run out, was ended elsewhere, or the application was cut off while it renewed it. Sign in again to go on."), e)
	}
	return s.problem(codeEnded, words.T("WorkOS has ended your session."),
		words.T("It may have run out, or was ended elsewhere: in another application, by you, or by an administrator. Sign in again to go on."), e)
}

func (s *Session) signedOutProblem() *Problem {
	return s.problem(codeSignedOut, words.T("Nobody is signed in."), words.T("Sign in first."), nil)
}

func problemReauthenticate(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeReauthenticate, words.T("Your organization asks you to sign in again."),
		words.T("Sign out and in again, or switch to another organization."), e)
}

func problemRefused(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeRefused, words.T("WorkOS does not accept this application's request to renew your session."),
		words.T("Try again; if it stays so, show the details to whoever set the application up."), e)
}

func problemChooseAgain(s *Session, cause error) *Problem {
	return s.problem(codeChoose, words.T("WorkOS wants to know which organization you want to work in."), words.T("Choose one to go on."), cause)
}

func problemMembershipGone(s *Session) *Problem {
	return s.problem(codeMembership, words.T("You are no longer a member of the organization you were in."),
		words.T("You now see what is left. If that is a mistake, ask an administrator of that organization."), nil)
}

func problemNoOrganizationNamed(s *Session) *Problem {
	return s.problem(codeSwitch, words.T("No organization was named to switch to."), words.T("Choose one from the list."), nil)
}

func problemOtherOrganization(s *Session) *Problem {
	return s.problem(codeSwitch, words.T("WorkOS answered for another organization than the one you chose."), words.T("Try again."), nil)
}

func problemSwitchRefused(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeSwitch, words.T("WorkOS does not let you into that organization."),
		words.T("You are still where you were. If you should be a member there, ask one of its administrators."), e)
}

func problemOpenWith(s *Session, e *authkit.Error) *Problem {
	const here = "You are in the organization you were in last. "
	if e.Kind == authkit.Reauthenticate {
		return s.problem(codeOpenWith, words.T("The organization you open this application with asks for a sign-in of its own."),
			words.T(here+"Switch to the other one to sign in there."), e)
	}
	return s.problem(codeOpenWith, words.T("WorkOS does not let you into the organization you open this application with."),
		words.T(here+"Choose another one in the settings; if you should be a member there, ask one of its administrators."), e)
}

func problemOpenedElsewhere(s *Session) *Problem {
	return s.problem(codeOpenWith, words.T("WorkOS answered for another organization than the one you open this application with."),
		words.T("Switch to it to try again."), nil)
}

func problemSignIn(s *Session, err error) *Problem {
	var e *authkit.Error
	switch {
	case !errors.As(err, &e):
		return s.problem(codeSignIn, words.T("The sign-in could not be finished."), words.T("Try again."), err)
	case e.Kind == authkit.Transient:
		return s.problem(codeSignIn, words.T("The sign-in could not be finished because WorkOS can't be reached."), words.T("Check the network connection, then sign in again."), e)
	case e.Kind == authkit.Ended:
		return s.problem(codeSignIn, words.T("WorkOS no longer accepts this sign-in."), words.T("Its code is used up or too old. Sign in again."), e)
	case e.Kind == authkit.Reauthenticate:
		return s.problem(codeSignIn, words.T("WorkOS asks for one more step before you can sign in."), words.T("Sign in again, and finish what the browser's page asks for."), e)
	}
	return s.problem(codeSignIn, words.T("WorkOS does not accept the sign-in."),
		words.T("Sign in again; if it stays so, show the details to whoever set the application up."), e)
}

func problemChoice(s *Session, err error) *Problem {
	if authkit.KindOf(err) == authkit.Transient {
		return s.problem(codeSignIn, words.T("WorkOS can't be reached."), words.T("Check the network connection, then choose again."), err)
	}
	return s.problem(codeSignIn, words.T("WorkOS does not let you into that organization."), words.T("Choose another one, or cancel and sign in again."), err)
}

func problemTimedOut(s *Session, step SignInStep) *Problem {
	if step != WaitingForBrowser {
		return s.problem(codeSignInTimeout, words.T("The sign-in was given up because it was not finished in time."), words.T("Sign in again."), nil)
	}
	return s.problem(codeSignInTimeout, words.T("The browser did not come back within %d minutes.", int(signInPatience.Minutes())), words.T("Sign in again."), nil)
}

func problemCancelled(s *Session) *Problem {
	return s.problem(codeCancelled, words.T("The sign-in was cancelled."), "", nil)
}

func problemNoSignIn(s *Session) *Problem {
	return s.problem(codeSignIn, words.T("There is no sign-in under way."), words.T("Begin with Sign in."), nil)
}

func problemListen(s *Session, err error) *Problem {
	if message, advice, ok := words.Explained(err); ok {
		return s.problem(codeSignIn, message, advice, err)
	}
	return s.problem(codeSignIn, words.T("This computer does not let the application listen for the browser's answer."),
		words.T("A firewall or security program may be in the way."), err)
}

func problemBrowser(s *Session, err error) *Problem {
	if message, advice, ok := words.Explained(err); ok {
		return s.problem(codeBrowser, message, advice, err)
	}
	return s.problem(codeBrowser, words.T("The browser could not be opened."), words.T("Copy the link and open it in a browser yourself."), err)
}

func problemLogout(s *Session, err error) *Problem {
	return s.problem(codeSignOut, words.T("You are signed out here, but the browser could not be opened to sign you out of WorkOS as well."),
		words.T("The browser may still be signed in: sign out there too if others use this computer."), err)
}

func problemLogoutLater(s *Session, err error) *Problem {
	return s.problem(codeSignOut, words.T("You are signed out here. WorkOS can't be reached to sign you out there as well; that is done as soon as it can be."),
		words.T("Until then the browser may still be signed in."), err)
}

func problemCallback(s *Session, err error) *Problem {
	var e *authkit.Error
	switch {
	case errors.As(err, &e) && e.Code == "access_denied":
		return s.problem(codeCallback, words.T("The sign-in was refused in the browser."), words.T("Open the browser again to have another try, or cancel."), err)
	case errors.Is(err, authkit.ErrNoCode):
		return s.problem(codeCallback, words.T("The browser came back without an answer from WorkOS."), words.T("Open the browser again."), err)
	}
	return s.problem(codeCallback, words.T("The browser came back with an error from WorkOS."), words.T("Open the browser again to have another try."), err)
}

func problemPasted(s *Session, err error) *Problem {
	switch message, advice, ok := words.Explained(err); {
	case ok:
		return s.problem(codeCallback, message, advice, err)
	case errors.Is(err, authkit.ErrState):
		return s.problem(codeCallback, words.T("This address belongs to another sign-in."), words.T("Copy the address of the page that the last link led to."), err)
	}
	return problemCallback(s, err)
}

func problemKeychain(s *Session, call string, err error) *Problem {
	message := words.T("The keychain does not keep your session, so you will have to sign in again after a restart.")
	switch call {
	case "load":
		message = words.T("The keychain can't be read, so it isn't known whether you were signed in.")
	case "delete":
		message = words.T("You are signed out, but the keychain has not let go of the old session yet. We keep trying.")
	}
	if _, advice, ok := words.Explained(err); ok {
		return s.problem(codeKeychain, message, advice, err)
	}
	return s.problem(codeKeychain, message, words.T("Unlock the keychain, or start its service; the application tries again by itself."), err)
}

func problemDamaged(s *Session, err *keychain.DamagedError) *Problem {
	return s.problem(codeDamaged, words.T("What the keychain holds for this application can't be used, so you are signed out."),
		words.T("Signing in replaces it."), err)
}
