package session

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/words/wordstest"
)

func TestEveryProblemIsSaidInThePersonsLanguage(t *testing.T) {
	wordstest.Pseudo(t)
	s := &Session{o: Options{Now: time.Now, IdleAfter: time.Hour}, held: &held{}}
	broken := errors.New("boom")
	of := func(kind authkit.Kind, status int) *authkit.Error { return &authkit.Error{Kind: kind, Status: status} }
	ended := func(change func()) *Problem {
		s.exchange, s.held = exchange{}, &held{access: "token"}
		change()
		return problemEnded(s, of(authkit.Ended, http.StatusBadRequest))
	}
	unused := problemOffline(s, of(authkit.Transient, 0))
	s.touch()
	problems := []*Problem{
		unused, problemOffline(s, of(authkit.Transient, http.StatusTooManyRequests)), problemOffline(s, of(authkit.Transient, http.StatusBadGateway)),
		problemOffline(s, of(authkit.Transient, http.StatusFound)), problemOffline(s, of(authkit.Transient, 0)),
		ended(func() {}), ended(func() { s.exchange.idled = true }), ended(func() { s.exchange.lost = &lostReply{} }), ended(func() { s.held.access = "" }),
		s.signedOutProblem(), problemReauthenticate(s, of(authkit.Reauthenticate, 403)), problemRefused(s, of(authkit.Refused, 400)),
		problemChooseAgain(s, broken), problemMembershipGone(s), problemNoOrganizationNamed(s), problemOtherOrganization(s),
		problemSwitchRefused(s, of(authkit.Refused, 403)), problemOpenWith(s, of(authkit.Reauthenticate, 403)), problemOpenWith(s, of(authkit.Refused, 403)), problemOpenedElsewhere(s),
		problemSignIn(s, broken), problemSignIn(s, of(authkit.Transient, 0)), problemSignIn(s, of(authkit.Ended, 400)), problemSignIn(s, of(authkit.Reauthenticate, 403)), problemSignIn(s, of(authkit.Refused, 400)),
		problemChoice(s, of(authkit.Transient, 0)), problemChoice(s, broken), problemTimedOut(s, Exchanging), problemTimedOut(s, WaitingForBrowser),
		problemCancelled(s), problemNoSignIn(s), problemListen(s, broken), problemListen(s, outbound.ErrProxyAuthentication),
		problemBrowser(s, broken), problemLogout(s, broken), problemLogoutLater(s, broken),
		problemCallback(s, &authkit.Error{Code: "access_denied"}), problemCallback(s, authkit.ErrNoCode), problemCallback(s, broken), problemPasted(s, authkit.ErrState),
		problemKeychain(s, "load", broken), problemKeychain(s, "delete", broken), problemKeychain(s, "save", &keychain.UnavailableError{Err: broken}), problemDamaged(s, &keychain.DamagedError{}),
	}
	for _, p := range problems {
		if rest := wordstest.Untranslated(p.Message + p.Advice); rest != "" || p.Message == "" {
			t.Errorf("of the problem %s this is not translated: %q", p.Code, rest)
		}
	}
}
