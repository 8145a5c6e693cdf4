package sandbox

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// signedIn is who a grant was given to, as the application knows them.
func signedIn(g authkit.Grant) Person {
	return Person{UserID: g.Claims.Subject, OrganizationID: g.Claims.Organization, SessionID: g.Claims.Session}
}

// refreshed are the session's next tokens.
func (f *fixture) refreshed(g authkit.Grant) authkit.Grant {
	f.t.Helper()
	next, err := f.client.Refresh(f.t.Context(), g.RefreshToken, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return next
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTriedPermissionsCountFromTheNextTokensOn(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	zoe := signedIn(g)
	must(t, f.TryPermissions(zoe, []string{manageSSO, manageUsers}))
	f.call(g.AccessToken, http.MethodGet, "directory-sync/directories", nil).want(t, http.StatusOK)

	g = f.refreshed(g)
	if want := []string{manageUsers, manageSSO}; !slices.Equal(g.Claims.Permissions, want) || g.Claims.Role != "admin" {
		t.Errorf("the token says %s, %v", g.Claims.Role, g.Claims.Permissions)
	}
	f.call(g.AccessToken, http.MethodGet, "directory-sync/directories", nil).want(t, http.StatusForbidden)
	if _, err := f.mintWidgetToken(Zoe, Acme, []string{manageDirectories}); err == nil {
		t.Error("a widget token has a permission that was taken away")
	}
	if got := f.Condition(zoe); got.Normal || got.Access.Usual || !slices.Equal(got.Access.Permissions, g.Claims.Permissions) {
		t.Errorf("%+v, %+v", got, got.Access)
	}

	must(t, f.Normalize(zoe))
	if g = f.refreshed(g); !slices.Equal(g.Claims.Permissions, widgetPermissions) {
		t.Errorf("the token says %v", g.Claims.Permissions)
	}
}

func TestTriedRoleIsGivenBack(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	zoe := signedIn(g)
	must(t, f.TryRole(zoe, "member"))
	must(t, f.TryPermissions(zoe, []string{manageAPIKeys}))
	must(t, f.TryRole(zoe, "user-manager"))
	if g = f.refreshed(g); g.Claims.Role != "user-manager" || !slices.Equal(g.Claims.Permissions, []string{manageUsers}) {
		t.Errorf("the token says %s, %v", g.Claims.Role, g.Claims.Permissions)
	}
	must(t, f.TryRole(zoe, "admin"))
	if got := f.Condition(zoe); !got.Normal || !got.Access.Usual {
		t.Errorf("back in the old role it is still a trial: %+v", got.Access)
	}
	must(t, f.TryRole(zoe, "member"))
	must(t, f.Normalize(zoe))
	if g = f.refreshed(g); g.Claims.Role != "admin" {
		t.Errorf("the role is %s", g.Claims.Role)
	}
	if f.TryRole(zoe, "emperor") == nil || f.TryPermissions(zoe, []string{"*"}) == nil || f.TryRole(Person{UserID: Nia, OrganizationID: Acme}, "admin") == nil {
		t.Error("what there is not was tried out")
	}
}

func TestTrialOutlivesARestartAndEndsWithARoleForGood(t *testing.T) {
	f := newKeptFixture(t, Options{})
	g := f.signIn(Max, Acme)
	must(t, f.TryPermissions(signedIn(g), []string{manageSSO}))
	f.restart()
	if g = f.refreshed(g); !slices.Equal(g.Claims.Permissions, []string{manageSSO}) {
		t.Errorf("after a restart the token says %v", g.Claims.Permissions)
	}
	f.visit(Zoe, Acme).post("UserManagement/members/"+Max, map[string]any{"roles": []string{"user-manager"}}, http.StatusOK)
	if g = f.refreshed(g); !slices.Equal(g.Claims.Permissions, []string{manageUsers}) {
		t.Errorf("an admin gave another role, and the token says %v", g.Claims.Permissions)
	}
	if got := f.Condition(signedIn(g)); !got.Normal {
		t.Errorf("%+v", got)
	}
}

func TestOfflineBreaksEveryConnectionButThoseToTheSandboxsOwnPages(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	f.SetOffline(true)
	if _, err := f.client.Refresh(t.Context(), g.RefreshToken, ""); err == nil || authError(t, err).Kind != authkit.Transient {
		t.Errorf("the refresh met with %v", err)
	}
	if err := f.client.Reachable(t.Context()); err == nil {
		t.Error("it can be reached")
	}
	r := widgetRequest(t, g.AccessToken.Reveal(), http.MethodGet, "UserProfile/me", nil)
	r.RequestURI = ""
	if res, err := f.Transport().RoundTrip(r); err == nil {
		t.Errorf("an operation was answered with %d", res.StatusCode)
	}
	f.page(MailboxPath).want(t, http.StatusOK)
	f.page(RulesPath).want(t, http.StatusOK)
	f.form(RulesPath, "rules", "", "offline", "yes").want(t, http.StatusOK)
	if !f.Condition(Person{}).Offline {
		t.Error("the page about faults has brought it back")
	}
	f.form(RulesPath, "rules", "").want(t, http.StatusOK)
	if _, err := f.client.Refresh(t.Context(), g.RefreshToken, ""); err != nil {
		t.Errorf("back online: %v", err)
	}
}

func TestLatencyStandsBesideOtherRules(t *testing.T) {
	f := newFixture(t, Options{})
	faults, err := parseRules("Members=503")
	must(t, err)
	f.SetRules(faults...)
	must(t, f.SetLatency(800*time.Millisecond))
	must(t, f.SetLatency(200*time.Millisecond))
	got := f.Condition(Person{})
	if got.Latency != 200 || !slices.Equal(got.Rules, []string{"Members=503"}) || got.Normal {
		t.Errorf("%+v", got)
	}
	if rules := f.Rules(); len(rules) != 2 || rules[0].String() != "*=200ms" {
		t.Errorf("the rules are %v", rules)
	}
	must(t, f.SetLatency(0))
	if rules := f.Rules(); len(rules) != 1 {
		t.Errorf("the rules are %v", rules)
	}
	if f.SetLatency(time.Hour) == nil {
		t.Error("it takes an hour")
	}
}

func TestNormalIsAsItWasStarted(t *testing.T) {
	started, err := parseRules("*=1s\nMembers=503")
	must(t, err)
	f := newFixture(t, Options{Rules: started})
	if got := f.Condition(Person{}); !got.Normal || got.Latency != 1000 {
		t.Errorf("%+v", got)
	}
	must(t, f.SetLatency(0))
	if f.Condition(Person{}).Normal {
		t.Error("it differs, and is called normal")
	}
	must(t, f.Normalize(Person{}))
	if got := f.Condition(Person{}); !got.Normal || len(f.Rules()) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestExpiredTokensAreRefusedAndTheNextOnesAreNot(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	widgetToken, err := f.mintWidgetToken(Zoe, Acme, []string{})
	must(t, err)
	max := f.visit(Max, Acme)
	f.clock.advance(time.Second)
	must(t, f.ExpireTokens(signedIn(g)))
	if at := f.Condition(signedIn(g)).Session.TokensExpiredAt; at != f.clock.Now().UnixMilli() {
		t.Errorf("they expired at %d", at)
	}
	f.call(g.AccessToken, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusUnauthorized)
	f.call(authkit.Secret(widgetToken), http.MethodGet, "UserProfile/me", nil).want(t, http.StatusUnauthorized)
	max.get("UserProfile/me")
	g = f.refreshed(g)
	f.call(g.AccessToken, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK)
	if f.ExpireTokens(Person{}) == nil {
		t.Error("nobody's tokens have expired")
	}
}

func TestEndedSessionLivesAgainOnceAllIsNormal(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	zoe := signedIn(g)
	must(t, f.EndSession(zoe.SessionID))
	if got := f.Condition(zoe); got.Normal || !got.Session.Ended {
		t.Errorf("%+v", got)
	}
	if _, err := f.client.Refresh(t.Context(), g.RefreshToken, ""); err == nil || authError(t, err).Code != "invalid_grant" {
		t.Errorf("the refresh met with %v", err)
	}
	must(t, f.Normalize(zoe))
	f.refreshed(g)
	if got := f.Condition(zoe); !got.Normal {
		t.Errorf("%+v", got)
	}
}

func TestResetBeginsAnewAndKeepsThePersonSignedIn(t *testing.T) {
	f := newKeptFixture(t, Options{Members: 3})
	zoe := f.visit(Zoe, Acme)
	g := f.signIn(Zoe, Acme)
	other := f.signIn(Max, Acme)
	before := f.Condition(signedIn(g))
	zoe.post("UserProfile/me", map[string]any{"firstName": "Zo"}, http.StatusOK)
	must(t, f.RemoveMembership(Max, Acme))
	f.SetOffline(true)
	must(t, f.TryRole(signedIn(g), "member"))

	must(t, f.Reset(signedIn(g)))
	for range 2 { // once as it is, once as it was written down
		g = f.refreshed(g)
		if got := f.Condition(signedIn(g)); !got.Normal || got.Access.Role != before.Access.Role {
			t.Errorf("%+v", got)
		}
		if me := f.call(g.AccessToken, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK); me["firstName"] != "Zoë" {
			t.Errorf("the name is %v", me["firstName"])
		}
		if _, err := f.client.Refresh(t.Context(), other.RefreshToken, ""); err == nil {
			t.Error("somebody else's session has survived")
		}
		if n := len(f.state.memberships[Acme].order); n != len(acme)+3 {
			t.Errorf("Acme Corp has %d members", n)
		}
		f.signIn(Max, Acme)
		f.restart()
	}
}
