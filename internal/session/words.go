package session

import (
	"errors"
	"fmt"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
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

// explained gives the words an error brings along for the person, if it does: the rooms that know best what
// went wrong say it themselves.
func explained(err error) (message, mend string, ok bool) {
	var e interface {
		error
		Message() string
		Mend() string
	}
	if errors.As(err, &e) {
		return e.Message(), e.Mend(), true
	}
	return "", "", false
}

func problemOffline(s *Session, e *authkit.Error) *Problem {
	const safe = "Your session is safe; we keep trying."
	switch {
	case e.Status == 429:
		return s.problem(codeOffline, "WorkOS asks us to slow down. "+safe, "There is nothing to do but wait a moment.", e)
	case e.Status >= 500:
		return s.problem(codeOffline, "WorkOS has trouble answering. "+safe, "WorkOS's status page may say more.", e)
	case e.Status != 0:
		return s.problem(codeOffline, "Something between here and WorkOS answers in its place. "+safe,
			"If this network has a sign-in page of its own, open it in a browser first.", e)
	}
	if message, advice, ok := explained(e); ok { // such as a proxy that wants a password
		return s.problem(codeOffline, message+" "+safe, advice, e)
	}
	return s.problem(codeOffline, "WorkOS can't be reached. "+safe, "Check the network connection.", e)
}

func problemEnded(s *Session, e *authkit.Error) *Problem {
	switch x := &s.exchange; {
	case x.idled:
		return s.problem(codeEnded, "Your session ran out while it was not used.",
			fmt.Sprintf("This application was set to let that happen after %s. Sign in again to go on.", s.o.IdleAfter), e)
	case x.lost != nil:
		return s.problem(codeEnded, "Your session could not be carried on after the connection to WorkOS was lost.", "Sign in again to go on.", e)
	case s.held.access == "":
		return s.problem(codeEnded, "Your session ended while this application was closed.",
			"It may have run out, was ended elsewhere, or the application was cut off while it renewed it. Sign in again to go on.", e)
	}
	return s.problem(codeEnded, "WorkOS has ended your session.",
		"It may have run out, or was ended elsewhere: in another application, by you, or by an administrator. Sign in again to go on.", e)
}

func (s *Session) signedOutProblem() *Problem {
	return s.problem(codeSignedOut, "Nobody is signed in.", "Sign in first.", nil)
}

func problemReauthenticate(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeReauthenticate, "Your organization asks you to sign in again.",
		"Sign out and in again, or switch to another organization.", e)
}

func problemRefused(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeRefused, "WorkOS does not accept this application's request to renew your session.",
		"Try again; if it stays so, show the details to whoever set the application up.", e)
}

func problemChooseAgain(s *Session, cause error) *Problem {
	return s.problem(codeChoose, "WorkOS wants to know which organization you want to work in.", "Choose one to go on.", cause)
}

func problemMembershipGone(s *Session) *Problem {
	return s.problem(codeMembership, "You are no longer a member of the organization you were in.",
		"You now see what is left. If that is a mistake, ask an administrator of that organization.", nil)
}

func problemNoOrganizationNamed(s *Session) *Problem {
	return s.problem(codeSwitch, "No organization was named to switch to.", "Choose one from the list.", nil)
}

func problemOtherOrganization(s *Session) *Problem {
	return s.problem(codeSwitch, "WorkOS answered for another organization than the one you chose.", "Try again.", nil)
}

func problemSwitchRefused(s *Session, e *authkit.Error) *Problem {
	return s.problem(codeSwitch, "WorkOS does not let you into that organization.",
		"You are still where you were. If you should be a member there, ask one of its administrators.", e)
}

func problemOpenWith(s *Session, e *authkit.Error) *Problem {
	const here = "You are in the organization you were in last. "
	if e.Kind == authkit.Reauthenticate {
		return s.problem(codeOpenWith, "The organization you open this application with asks for a sign-in of its own.",
			here+"Switch to the other one to sign in there.", e)
	}
	return s.problem(codeOpenWith, "WorkOS does not let you into the organization you open this application with.",
		here+"Choose another one in the settings; if you should be a member there, ask one of its administrators.", e)
}

func problemOpenedElsewhere(s *Session) *Problem {
	return s.problem(codeOpenWith, "WorkOS answered for another organization than the one you open this application with.",
		"Switch to it to try again.", nil)
}

func problemSignIn(s *Session, err error) *Problem {
	var e *authkit.Error
	switch {
	case !errors.As(err, &e):
		return s.problem(codeSignIn, "The sign-in could not be finished.", "Try again.", err)
	case e.Kind == authkit.Transient:
		return s.problem(codeSignIn, "The sign-in could not be finished because WorkOS can't be reached.", "Check the network connection, then sign in again.", e)
	case e.Kind == authkit.Ended:
		return s.problem(codeSignIn, "WorkOS no longer accepts this sign-in.", "Its code is used up or too old. Sign in again.", e)
	case e.Kind == authkit.Reauthenticate:
		return s.problem(codeSignIn, "WorkOS asks for one more step before you can sign in.", "Sign in again, and finish what the browser's page asks for.", e)
	}
	return s.problem(codeSignIn, "WorkOS does not accept the sign-in.",
		"Sign in again; if it stays so, show the details to whoever set the application up.", e)
}

func problemChoice(s *Session, err error) *Problem {
	if authkit.KindOf(err) == authkit.Transient {
		return s.problem(codeSignIn, "WorkOS can't be reached.", "Check the network connection, then choose again.", err)
	}
	return s.problem(codeSignIn, "WorkOS does not let you into that organization.", "Choose another one, or cancel and sign in again.", err)
}

func problemTimedOut(s *Session, step SignInStep) *Problem {
	if step != WaitingForBrowser {
		return s.problem(codeSignInTimeout, "The sign-in was given up because it was not finished in time.", "Sign in again.", nil)
	}
	return s.problem(codeSignInTimeout, fmt.Sprintf("The browser did not come back within %d minutes.", int(signInPatience.Minutes())), "Sign in again.", nil)
}

func problemCancelled(s *Session) *Problem {
	return s.problem(codeCancelled, "The sign-in was cancelled.", "", nil)
}

func problemNoSignIn(s *Session) *Problem {
	return s.problem(codeSignIn, "There is no sign-in under way.", "Begin with Sign in.", nil)
}

func problemListen(s *Session, err error) *Problem {
	if message, advice, ok := explained(err); ok {
		return s.problem(codeSignIn, message, advice, err)
	}
	return s.problem(codeSignIn, "This computer does not let the application listen for the browser's answer.",
		"A firewall or security program may be in the way.", err)
}

func problemBrowser(s *Session, err error) *Problem {
	if message, advice, ok := explained(err); ok {
		return s.problem(codeBrowser, message, advice, err)
	}
	return s.problem(codeBrowser, "The browser could not be opened.", "Copy the link and open it in a browser yourself.", err)
}

func problemLogout(s *Session, err error) *Problem {
	return s.problem(codeSignOut, "You are signed out here, but the browser could not be opened to sign you out of WorkOS as well.",
		"The browser may still be signed in: sign out there too if others use this computer.", err)
}

func problemLogoutLater(s *Session, err error) *Problem {
	return s.problem(codeSignOut, "You are signed out here. WorkOS can't be reached to sign you out there as well; that is done as soon as it can be.",
		"Until then the browser may still be signed in.", err)
}

func problemCallback(s *Session, err error) *Problem {
	var e *authkit.Error
	switch {
	case errors.As(err, &e) && e.Code == "access_denied":
		return s.problem(codeCallback, "The sign-in was refused in the browser.", "Open the browser again to have another try, or cancel.", err)
	case errors.Is(err, authkit.ErrNoCode):
		return s.problem(codeCallback, "The browser came back without an answer from WorkOS.", "Open the browser again.", err)
	}
	return s.problem(codeCallback, "The browser came back with an error from WorkOS.", "Open the browser again to have another try.", err)
}

func problemPasted(s *Session, err error) *Problem {
	switch message, advice, ok := explained(err); {
	case ok:
		return s.problem(codeCallback, message, advice, err)
	case errors.Is(err, authkit.ErrState):
		return s.problem(codeCallback, "This address belongs to another sign-in.", "Copy the address of the page that the last link led to.", err)
	}
	return problemCallback(s, err)
}

func problemKeychain(s *Session, call string, err error) *Problem {
	message := "The keychain does not keep your session, so you will have to sign in again after a restart."
	switch call {
	case "load":
		message = "The keychain can't be read, so it isn't known whether you were signed in."
	case "delete":
		message = "You are signed out, but the keychain has not let go of the old session yet. We keep trying."
	}
	if _, advice, ok := explained(err); ok {
		return s.problem(codeKeychain, message, advice, err)
	}
	return s.problem(codeKeychain, message, "Unlock the keychain, or start its service; the application tries again by itself.", err)
}

func problemDamaged(s *Session, err *keychain.DamagedError) *Problem {
	return s.problem(codeDamaged, "What the keychain holds for this application can't be used, so you are signed out.",
		"Signing in replaces it.", err)
}
