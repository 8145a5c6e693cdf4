package session

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

// state is the state parameter of the sign-in under way.
func (w *world) state() string {
	u, err := url.Parse(w.browser.last())
	if err != nil {
		w.t.Fatal(err)
	}
	return u.Query().Get("state")
}

func TestBadCallbacksEndNothing(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		state := w.state()
		for _, c := range []struct {
			name    string
			query   url.Values
			want    func(error) bool
			problem bool
		}{
			{"a wrong state", url.Values{"state": {"wrong"}, "code": {"x"}}, is(authkit.ErrState), false},
			{"no state", url.Values{"code": {"x"}}, is(authkit.ErrState), false},
			{"a foreign refusal", url.Values{"state": {"wrong"}, "error": {"access_denied"}}, is(authkit.ErrState), false},
			{"a refusal", url.Values{"state": {state}, "error": {"access_denied"}}, refused("access_denied"), true},
			{"no code", url.Values{"state": {state}}, is(authkit.ErrNoCode), true},
			{"nothing", url.Values{}, is(authkit.ErrState), true},
		} {
			if err := w.browser.bring(c.query); !c.want(err) {
				t.Errorf("%s: %v", c.name, err)
			}
			w.settle()
			s := w.expect(SigningIn)
			if s.SignIn.Step != WaitingForBrowser || (s.SignIn.Problem != nil) != c.problem {
				t.Errorf("%s: step %q, problem %v", c.name, s.SignIn.Step, s.SignIn.Problem)
			}
		}
		go w.browser.signIn(w.browser.last(), zoe)
		w.settle()
		w.expect(SignedIn)
	})
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func refused(code string) func(error) bool {
	return func(err error) bool {
		var e *authkit.Error
		return errors.As(err, &e) && e.Code == code
	}
}

func TestCallbackTwice(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.browser.person = nobody
		w.signIn(nobody)
		address := w.browser.last()
		w.line.always(slow)
		go w.browser.signIn(address, zoe)
		time.Sleep(time.Second)
		if s := w.expect(SigningIn); s.SignIn.Step != Exchanging {
			t.Fatalf("step %q", s.SignIn.Step)
		}
		if err := w.browser.bring(url.Values{"state": {w.state()}, "code": {"another"}}); err != nil {
			t.Logf("the second callback: %v", err)
		}
		time.Sleep(5 * time.Second)
		w.settle()
		w.expect(SignedIn)
	})
}

func TestThePageIsToldWhereTheBrowserComesBackTo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if s := w.signIn(nobody); s.SignIn.RedirectURI != redirectURI {
			t.Errorf("while the browser is waited for: %q", s.SignIn.RedirectURI)
		}
		go w.browser.signIn(w.browser.last(), zoeAsked)
		w.settle()
		if s := w.expect(SigningIn); s.SignIn.Step != ChoosingOrganization || s.SignIn.RedirectURI != "" {
			t.Errorf("at the step %q: %q", s.SignIn.Step, s.SignIn.RedirectURI)
		}
	})
}

func TestPastedCallback(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		var p *Problem
		if err := w.session.PasteCallback(t.Context(), redirectURI+"?code=x&state=wrong"); !errors.As(err, &p) {
			t.Errorf("another sign-in's address: %v", err)
		}
		w.expect(SigningIn)
	})
	inWorld(t, func(t *testing.T, w *world) {
		var p *Problem
		if err := w.session.PasteCallback(t.Context(), redirectURI); !errors.As(err, &p) {
			t.Errorf("without a sign-in: %v", err)
		}
	})
}

func TestSignInGivesUp(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(nobody)
		if got := time.UnixMilli(s.SignIn.GivesUpAt).Sub(time.UnixMilli(s.SignIn.StartedAt)); got != 10*time.Minute {
			t.Errorf("gives up after %s", got)
		}
		time.Sleep(10*time.Minute - 5*time.Second)
		w.expect(SigningIn)
		time.Sleep(5 * time.Second)
		if w.expect(SignedOut).problemWith(codeSignInTimeout) == nil {
			t.Error("nothing says why")
		}
		if outcome, closed := w.browser.end(); closed != 1 || outcome != "failed" {
			t.Errorf("listener closed %d times, page says %q", closed, outcome)
		}
	})
}

func TestCancelledSignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if s := w.expect(SignedOut); len(s.Problems) != 0 {
			t.Errorf("problems %v", s.Problems)
		}
		if _, closed := w.browser.end(); closed != 1 {
			t.Errorf("listener closed %d times", closed)
		}
		w.signIn(zoe)
		w.expect(SignedIn)
	})
}

func TestCancelWhileExchanging(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.line.always(slow)
		w.signIn(zoe)
		if s := w.expect(SigningIn); s.SignIn.Step != Exchanging {
			t.Fatalf("step %q", s.SignIn.Step)
		}
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.expect(SignedOut)
		if w.ring.stored(w.account) != "" {
			t.Error("a cancelled sign-in was stored")
		}
	})
}

func TestBrowserThatCannotBeOpened(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.browser.fail(errors.New("no browser"))
		s := w.signIn(zoe)
		if s.Status != SigningIn || s.SignIn.Problem == nil || s.SignIn.Problem.Code != codeBrowser {
			t.Fatalf("snapshot %+v", s)
		}
		link, err := w.session.SignInLink(t.Context())
		if err != nil || link != w.browser.last() {
			t.Fatalf("the link can't be copied: %v", err)
		}
		if err := w.session.OpenAgain(t.Context()); err == nil {
			t.Error("opening again failed without a word")
		}
		w.browser.fail(nil)
		if err := w.session.OpenAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.expect(SignedIn)
	})
}

func TestSignInTwiceOpensTheBrowserAgain(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(nobody)
		w.signIn(nobody)
		a := w.browser.addresses()
		if len(a) != 2 || a[0] != a[1] {
			t.Errorf("opened %d addresses", len(a))
		}
	})
}

func TestExchangeSurvivesTheNetwork(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.line.next(unreachable, unavailable)
		w.signIn(zoe)
		time.Sleep(5 * time.Second)
		w.expect(SignedIn)
	})
	inWorld(t, func(t *testing.T, w *world) {
		w.line.always(unreachable)
		w.signIn(zoe)
		time.Sleep(5 * time.Second)
		outcome, _ := w.browser.end()
		if p := w.expect(SignedOut).problemWith(codeSignIn); p == nil || outcome != "failed" {
			t.Errorf("problem %v, page says %q", p, outcome)
		}
	})
}

func TestChoosingAnOrganization(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(zoeAsked)
		if s.Status != SigningIn || s.SignIn.Step != ChoosingOrganization || len(s.SignIn.Organizations) != 3 {
			t.Fatalf("snapshot %+v", s.SignIn)
		}
		if outcome, closed := w.browser.end(); outcome != "continue in the window" || closed != 1 || w.raised != 1 {
			t.Errorf("page says %q, closed %d, raised %d", outcome, closed, w.raised)
		}
		w.line.next(unreachable)
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Globex); err == nil {
			t.Error("a choice that did not arrive succeeded")
		}
		if s := w.expect(SigningIn); s.SignIn.Step != ChoosingOrganization || s.SignIn.Problem == nil {
			t.Errorf("after a failure: %+v", s.SignIn)
		}
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		if s := w.expect(SignedIn); s.Organization != sandbox.Globex || s.Role != "member" {
			t.Errorf("organization %q, role %q", s.Organization, s.Role)
		}
	})
}

func TestChoosingAnOrganizationThatWantsItsOwnSignIn(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoeAsked)
		w.browser.person = person{sandbox.Zoe, sandbox.Initech}
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Initech); err != nil {
			t.Fatal(err)
		}
		if s := w.expect(SignedIn); s.Organization != sandbox.Initech {
			t.Errorf("organization %q", s.Organization)
		}
	})
}

func TestSomebodyWithoutAnOrganization(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		s := w.signIn(nia)
		if s.Status != SignedIn || s.Organization != "" || len(s.Permissions) != 0 {
			t.Fatalf("snapshot %+v", s)
		}
		time.Sleep(2 * life)
		if _, err := w.token(); err != nil {
			t.Error(err)
		}
	})
}

func TestLastOrganizationAnswersWorkOSsQuestion(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(person{sandbox.Zoe, sandbox.Globex})
		if err := w.session.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if s := w.signIn(zoeAsked); s.Status != SignedIn || s.Organization != sandbox.Globex {
			t.Errorf("status %q, organization %q", s.Status, s.Organization)
		}
		if outcome, closed := w.browser.end(); outcome != "signed in" || closed != 2 {
			t.Errorf("page says %q, listeners closed %d", outcome, closed)
		}
	})
}

func TestLastOrganizationIsNeverSentForSomebodyElse(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.last[sandbox.Max] = sandbox.Globex
		if s := w.signIn(zoeAsked); s.Status != SigningIn || s.SignIn.Step != ChoosingOrganization {
			t.Errorf("snapshot %+v", s)
		}
		if u := w.browser.last(); strings.Contains(u, "org_") {
			t.Error("the authorization request names an organization")
		}
	})
}

func TestLastOrganizationThatIsRefusedLeavesTheChoice(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.last[sandbox.Zoe] = sandbox.Globex
		w.line.next(none, unreachable) // the code goes through, the choice does not
		s := w.signIn(zoeAsked)
		if s.Status != SigningIn || s.SignIn.Step != ChoosingOrganization {
			t.Fatalf("snapshot %+v", s)
		}
		if outcome, closed := w.browser.end(); outcome != "continue in the window" || closed != 1 {
			t.Errorf("page says %q, listeners closed %d", outcome, closed)
		}
		if err := w.session.ChooseOrganization(t.Context(), sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		w.expect(SignedIn)
	})
}
