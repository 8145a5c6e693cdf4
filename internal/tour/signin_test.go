//go:build linux && tour

package tour

import (
	"net/url"

	"workos-widgets/internal/tour/atspi"
)

func (t *tour) opens() {
	t.open()
	t.see(button("Sign in").Is(atspi.Enabled))
	t.see(says("This is the sandbox"))
	t.picture("signed-out")
}

func (t *tour) cancelsSignIn() {
	t.press(button("Sign in"))
	t.see(heading("Continue in your browser"))
	_, err := t.browser.await(t.ctx)
	t.check(err)
	t.picture("waiting-for-the-browser")
	t.press(button("Cancel"))
	t.see(button("Sign in").Is(atspi.Enabled))
}

func (t *tour) signsIn() {
	t.press(button("Sign in"))
	t.inBrowser()
	t.browserPicture("sign-in")
	t.check(t.browser.click("link", "Zoë Ångström"))
	t.check(t.browser.see("link", "Acme Corp"))
	t.browserPicture("organization")
	t.check(t.browser.click("link", "Let the application ask"))
	t.see(heading("Choose an organization"))
	t.check(t.browser.see("heading", "Go back to WorkOS Widgets"))
	t.browserPicture("continue")
	t.picture("choose-organization")
	t.press(atspi.Query{Roles: []atspi.Role{atspi.Button}, Contains: "Acme Corp"})
	t.see(switcher("Acme Corp"))
}

// staysThemselves goes to Initech, which wants a sign-in of its own, and comes back from it as somebody else.
func (t *tour) staysThemselves() {
	t.switchTo("Globex", "Initech")
	t.see(heading("Sign in to Initech"))
	address, err := t.browser.await(t.ctx)
	t.check(err)
	t.check(t.browser.visit(withoutOrganization(t, address)))
	t.check(t.browser.click("link", "Max Okafor"))
	t.see(heading("Continue as Max Okafor?"))
	t.check(t.browser.see("heading", "Go back to WorkOS Widgets"))
	t.browserPicture("somebody-else")
	t.picture("continue-as-somebody-else")
	t.press(button("Stay as Zoé-Maria Ångström"))
	t.see(switcher("Globex"))
	t.see(main("Zoé-Maria Ångström"))
}

// withoutOrganization is a sign-in's address for whatever organization people belong to. The sandbox has
// nobody else in Initech, and WorkOS answers the application the same for everybody.
func withoutOrganization(t *tour, address string) string {
	t.t.Helper()
	u, err := url.Parse(address)
	t.check(err)
	q := u.Query()
	q.Del("organization_id")
	u.RawQuery = q.Encode()
	return u.String()
}

// stepsUp goes to Initech, which wants a sign-in of its own, and back.
func (t *tour) stepsUp() {
	t.switchTo("Globex", "Initech")
	t.see(heading("Sign in to Initech"))
	t.picture("step-up")
	t.inBrowser()
	t.browserPicture("step-up")
	t.check(t.browser.click("link", "Zoé-Maria Ångström"))
	t.check(t.browser.see("link", "Continue with Initech SSO"))
	t.browserPicture("sso")
	t.check(t.browser.click("link", "Continue with Initech SSO"))
	t.see(switcher("Initech"))
	t.see(heading("Profile"))
	t.picture("initech")
	t.switchTo("Initech", "Acme Corp")
	t.see(switcher("Acme Corp"))
	t.visit("Members")
	t.see(main("Hannah Kowalczyk"))
}

// restarts quits as people do and starts again, without the browser.
func (t *tour) restarts() {
	t.quit()
	asked := len(t.browser.asked())
	t.open()
	t.see(switcher("Acme Corp"))
	t.visit("Sessions")
	t.see(main("This device"))
	t.picture("restarted")
	if got := t.browser.asked()[asked:]; len(got) > 0 {
		t.t.Errorf("after a restart the browser was asked for %q", got)
	}
}

func (t *tour) signsOut() {
	t.visit("Profile")
	t.press(button("Sign out"))
	t.see(button("Sign in").Is(atspi.Enabled))
	t.inBrowser()
	t.browserPicture("signed-out")
	t.quit()
	t.open()
	t.see(button("Sign in").Is(atspi.Enabled))
	t.gone(navigation)
}

// remembersOrganization leaves the choice of an organization to the application, which knows it by now.
func (t *tour) remembersOrganization() {
	t.press(button("Sign in"))
	t.inBrowser()
	t.browserPicture("sign-in-again")
	t.check(t.browser.click("link", "Zoé-Maria Ångström"))
	t.check(t.browser.click("link", "Let the application ask"))
	t.see(switcher("Acme Corp"))
	t.check(t.browser.see("heading", "Signed in"))
	t.browserPicture("signed-in")
}

// usesAnotherAccount lets somebody else in: the browser goes through WorkOS's logout page, and then asks who it is.
func (t *tour) usesAnotherAccount() {
	item := t.menu(atspi.A(atspi.ComboBox, "Account"), "Use another account")
	t.picture("account-menu")
	t.press(item)
	t.see(heading("Signing you out in the browser"))
	t.picture("leaving")
	t.inBrowser()
	t.browserPicture("left")
	t.inBrowser()
	t.browserPicture("sign-in-as-another")
	t.check(t.browser.click("link", "Max Okafor"))
	t.see(switcher("Acme Corp"))
	t.see(says("max@acme.example"))
	t.visit("Profile")
	t.see(main("max@acme.example"))
	t.gone(says("zoe@acme.example"))
	t.picture("another-account")
	t.quit()
}
