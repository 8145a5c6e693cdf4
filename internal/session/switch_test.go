package session

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

func TestSwitch(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		id, _ := w.session.Identity()
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		s := w.expect(SignedIn)
		if s.Organization != sandbox.Globex || s.Role != "member" || len(s.Permissions) != 0 || s.Session != before.Session || s.SwitchingTo != "" {
			t.Errorf("snapshot %+v", s)
		}
		if _, err := w.session.AccessToken(t.Context(), id.Session, id.Organization, ""); !errors.Is(err, ErrStale) {
			t.Errorf("a token for the organization before: %v", err)
		}
		time.Sleep(2 * life) // the refreshes that follow stay where the person is
		if s := w.expect(SignedIn); s.Organization != sandbox.Globex {
			t.Errorf("a refresh went to %q", s.Organization)
		}
	})
}

func TestSwitchDuringARefreshIsNotDropped(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(slow)
		go func() { _ = w.session.Refresh(t.Context()) }()
		time.Sleep(time.Second)
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Fatal(err)
		}
		if w.snapshot().Organization != sandbox.Globex || w.line.worst != 1 {
			t.Errorf("organization %q, %d requests at once", w.snapshot().Organization, w.line.worst)
		}
	})
}

func TestLastWishWins(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(slow)
		first := make(chan error, 1)
		go func() { first <- w.session.Switch(t.Context(), sandbox.Globex) }()
		time.Sleep(time.Second)
		if s := w.snapshot(); s.SwitchingTo != sandbox.Globex || s.Organization != sandbox.Acme {
			t.Errorf("switching to %q, in %q", s.SwitchingTo, s.Organization)
		}
		if err := w.session.Switch(t.Context(), sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		if err := <-first; !errors.Is(err, ErrSuperseded) {
			t.Errorf("the first wish: %v", err)
		}
		if s := w.expect(SignedIn); s.Organization != sandbox.Acme {
			t.Errorf("ended in %q", s.Organization)
		}
	})
}

func TestFailedSwitchChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		organization string
		fault        fault
	}{
		"offline":                   {sandbox.Globex, unreachable},
		"an organization of others": {"org_of_somebody_else", none},
		"WorkOS unavailable":        {sandbox.Globex, unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, w *world) {
				before := w.signIn(zoe)
				w.line.always(c.fault)
				var p *Problem
				if err := w.session.Switch(t.Context(), c.organization); !errors.As(err, &p) {
					t.Fatalf("Switch: %v", err)
				}
				after := w.expect(SignedIn)
				if after.Organization != before.Organization || after.SwitchingTo != "" || after.Session != before.Session {
					t.Errorf("snapshot %+v", after)
				}
				if _, err := w.token(); err != nil {
					t.Errorf("no token for the organization they are still in: %v", err)
				}
				w.line.always(none)
				time.Sleep(2 * life)
				if s := w.expect(SignedIn); s.Organization != before.Organization || len(s.Problems) != 0 {
					t.Errorf("later: %+v", s)
				}
			})
		})
	}
}

func TestSwitchWithStepUp(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		w.browser.person = person{sandbox.Zoe, sandbox.Initech}
		if err := w.session.Switch(t.Context(), sandbox.Initech); err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse(w.browser.last())
		if got := u.Query().Get("organization_id"); got != sandbox.Initech {
			t.Errorf("the browser was opened for %q", got)
		}
		if strings.Contains(w.browser.last(), "@") || strings.Contains(w.browser.last(), "%40") {
			t.Error("the address holds an e-mail address")
		}
		s := w.expect(SignedIn)
		if s.Organization != sandbox.Initech || s.User.ID != before.User.ID {
			t.Errorf("snapshot %+v", s)
		}
		time.Sleep(2 * life)
		w.expect(SignedIn)
	})
}

func TestCancelledStepUpLeavesThePersonWhereTheyWere(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		w.browser.person = nobody
		done := make(chan error, 1)
		go func() { done <- w.session.Switch(t.Context(), sandbox.Initech) }()
		w.settle()
		s := w.expect(SignedIn)
		if s.SignIn == nil || s.SignIn.Organization != sandbox.Initech || s.Organization != sandbox.Acme {
			t.Fatalf("snapshot %+v", s)
		}
		time.Sleep(9 * time.Minute) // the session is kept fresh meanwhile
		if _, err := w.token(); err != nil {
			t.Error(err)
		}
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		var p *Problem
		if err := <-done; !errors.As(err, &p) || p.Code != codeCancelled {
			t.Errorf("Switch: %v", err)
		}
		if s := w.expect(SignedIn); s.SignIn != nil || s.Organization != before.Organization {
			t.Errorf("snapshot %+v", s)
		}
	})
}

// stepUpAsSomebodyElse has Max asked to sign in anew, and Zoë do it.
func (w *world) stepUpAsSomebodyElse() (done chan error) {
	w.t.Helper()
	w.browser.person = person{sandbox.Zoe, sandbox.Initech}
	done = make(chan error, 1)
	w.session.post(func() {
		w.session.stepUp(&wish{organization: sandbox.Initech, answers: []func(error){func(err error) { done <- err }}})
	})
	w.settle()
	s := w.expect(SignedIn)
	if s.User.ID != sandbox.Max || s.SignIn == nil || s.SignIn.Step != ConfirmingUser || s.SignIn.User == nil || s.SignIn.User.ID != sandbox.Zoe {
		w.t.Fatalf("snapshot %+v", s)
	}
	if outcome, closed := w.browser.end(); outcome != "continue in the window" || closed != 2 {
		w.t.Errorf("page says %q, listeners closed %d", outcome, closed)
	}
	return done
}

func TestStepUpAsSomebodyElseIsDeclined(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(okafor)
		done := w.stepUpAsSomebodyElse()
		if err := w.session.CancelSignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err == nil {
			t.Error("the switch succeeded")
		}
		time.Sleep(2 * life)
		if s := w.expect(SignedIn); s.User.ID != before.User.ID || s.Session != before.Session || s.SignIn != nil || len(s.Problems) != 0 {
			t.Errorf("snapshot %+v", s)
		}
	})
}

func TestStepUpAsSomebodyElseIsMeant(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(okafor)
		done := w.stepUpAsSomebodyElse()
		if err := w.session.ReplaceSession(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Errorf("the switch: %v", err)
		}
		time.Sleep(2 * life)
		if s := w.expect(SignedIn); s.User.ID != sandbox.Zoe || s.Organization != sandbox.Initech || s.SignIn != nil {
			t.Errorf("snapshot %+v", s)
		}
		var p *Problem
		if err := w.session.ReplaceSession(t.Context()); !errors.As(err, &p) {
			t.Errorf("once more: %v", err)
		}
	})
}

func TestMembershipTakenAway(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		before := w.signIn(zoe)
		if err := w.workos.RemoveMembership(before.User.ID, sandbox.Acme); err != nil {
			t.Fatal(err)
		}
		time.Sleep(life)
		s := w.expect(SignedIn)
		if s.Organization == sandbox.Acme || s.problemWith(codeMembership) == nil || len(s.Permissions) != 0 {
			t.Errorf("snapshot %+v", s)
		}
		if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
			t.Errorf("the organizations that are left: %v", err)
		}
	})
}
