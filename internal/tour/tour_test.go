//go:build linux && tour

package tour

import (
	"slices"
	"strings"
	"testing"

	"workos-widgets/internal/tour/atspi"
)

// pages are the pages of the navigation, and for each what shows that it has its data: things that the
// sandbox seeds for Zoë Ångström in Acme Corp.
var pages = map[string][]string{
	"Profile":           {"Zoë Ångström", "zoe@acme.example"},
	"Security":          {"Password", "Multi-factor authentication"},
	"Sessions":          {"Stockholm", "Lisbon"},
	"Connections":       {"GitHub", "Slack"},
	"Personal API keys": {"Zoë’s laptop"},
	"Members":           {"Hannah Kowalczyk", "Max Okafor", "max@acme.example"},
	"API keys":          {"Nightly export", "Website forms"},
	"Integrations":      {"GitHub", "Salesforce"},
	"Single sign-on":    {"Okta"},
	"Domains":           {"acme.example"},
	"Directory sync":    {"Okta"},
	"Audit log streams": {"Datadog"},
}

func TestTour(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{limit: 2 * limit}) // it has by far the most steps
	tour.step("passes its own checks", tour.checksItself)
	tour.step("opens and offers to sign in", tour.opens)
	tour.step("waits for the browser and can be cancelled", tour.cancelsSignIn)
	tour.step("signs in through the browser, and asks for the organization that it did not", tour.signsIn)
	tour.step("shows every page with its data", tour.visitsEveryPage)
	tour.step("locks a page whose permission the sandbox's panel takes away", tour.triesPermissions)
	tour.step("renames the person everywhere", tour.renames)
	tour.step("revokes another session", tour.revokesSession)
	tour.step("invites a member", tour.invites)
	tour.step("connects an account at its provider's page", tour.connectsAccount)
	tour.step("opens the Admin Portal, with its token in no address", tour.opensPortal)
	tour.step("opens a widget's link in the browser", tour.opensLink)
	tour.step("copies a new API key", tour.copiesKey)
	tour.step("switches organization", tour.switchesOrganization)
	tour.step("asks before it goes on as somebody else", tour.staysThemselves)
	tour.step("steps up through the browser for SSO", tour.stepsUp)
	tour.step("comes to the front when started again", tour.raises)
	tour.step("is still signed in after a restart", tour.restarts)
	tour.step("signs out, also for good", tour.signsOut)
	tour.step("remembers which organization somebody was in", tour.remembersOrganization)
	tour.step("lets somebody else in", tour.usesAnotherAccount)
}

// checksItself runs the pre-flight: everything the desktop has to offer is there.
func (t *tour) checksItself() {
	check := t.launch("--check")
	t.wait(check)
	t.t.Logf("--check:\n%s", check.Output())
}

func (t *tour) visitsEveryPage() {
	names := t.pageNames()
	for name := range pages {
		if !slices.Contains(names, name) {
			t.t.Errorf("there is no page %s in the navigation, which has %q", name, names)
		}
	}
	for _, name := range names {
		expected, known := pages[name]
		if !known {
			t.t.Errorf("the tour does not know how to tell that page %s has its data", name)
			continue
		}
		t.visit(name)
		for _, text := range expected {
			t.see(main(text))
		}
		t.picture(fileName(name))
	}
}

// renames changes the person's name on the profile, and finds it in the sidebar and among the members.
func (t *tour) renames() {
	t.visit("Profile")
	t.press(atspi.A(atspi.ComboBox, "Edit").In(atspi.Query{Roles: []atspi.Role{atspi.Definition}, Contains: "Full name"}))
	dialog := atspi.A(atspi.Dialog, "Edit name")
	t.fill(atspi.A(atspi.Entry, "First name").In(dialog), "Zoé-Maria")
	t.picture("rename")
	t.press(button("Save").In(dialog))
	t.gone(dialog)
	t.see(main("Zoé-Maria Ångström"))
	t.picture("renamed")
	t.visit("Members")
	t.see(atspi.Query{Roles: []atspi.Role{atspi.TableRow}, Contains: "Zoé-Maria Ångström"})
	t.see(atspi.Query{Roles: []atspi.Role{atspi.Section}, Contains: "Zoé-Maria Ångström"}.Following(navigation))
	t.visit("Profile")
	t.reload()
	t.see(main("Zoé-Maria Ångström"))
}

// revokesSession signs the Firefox in Lisbon out, and finds it gone after asking WorkOS again.
func (t *tour) revokesSession() {
	lisbon := atspi.Query{Roles: []atspi.Role{atspi.Paragraph}, Contains: "Lisbon"}
	t.visit("Sessions")
	t.press(button("Sign out").Following(lisbon))
	t.picture("revoke-session")
	dialog := atspi.Query{Roles: []atspi.Role{atspi.Dialog, atspi.Alert}}
	t.press(button("Sign out").In(dialog))
	t.gone(lisbon)
	t.visit("Profile")
	t.visit("Sessions")
	t.reload()
	t.see(main("Stockholm"))
	t.gone(lisbon)
	t.picture("session-revoked")
}

// invites a member, and finds the invitation after asking WorkOS again.
func (t *tour) invites() {
	invited := atspi.Query{Roles: []atspi.Role{atspi.TableRow}, Contains: "Status: Invited"}
	t.visit("Members")
	t.press(atspi.A(atspi.ComboBox, "Invite user"))
	dialog := atspi.A(atspi.Dialog, "Invite user")
	t.fill(atspi.A(atspi.Entry, "Email address").In(dialog), "new.colleague@acme.example")
	t.picture("invite")
	t.press(button("Invite").In(dialog))
	t.gone(dialog)
	row := atspi.Query{Roles: []atspi.Role{atspi.TableRow}, Contains: "new.colleague@acme.example"}
	t.see(row)
	t.see(invited)
	t.picture("invited")
	t.visit("Profile")
	t.visit("Members")
	t.reload()
	t.see(row)
}

// switchesOrganization goes to Globex, where the same person is a plain member.
func (t *tour) switchesOrganization() {
	t.switchTo("Acme Corp", "Globex")
	t.see(switcher("Globex"))
	t.visit("Members")
	t.see(main("Your role does not allow this yet"))
	t.gone(says("Hannah Kowalczyk"))
	t.picture("locked")
	t.visit("Profile")
	t.see(main("Zoé-Maria Ångström"))
}

// raises starts a second process, which brings the window of the first to the front and ends.
func (t *tour) raises() {
	window := atspi.Query{Roles: []atspi.Role{atspi.Frame}}
	t.see(window.Is(atspi.Active))
	t.check(t.bus.Chord(t.ctx, atspi.Alt, atspi.F9))
	t.gone(window.Is(atspi.Active))
	t.see(window.Is(atspi.Iconified))
	t.wait(t.launch())
	t.see(window.Is(atspi.Active))
	t.gone(window.Is(atspi.Iconified))
}

// fileName is a page's name as the name of a file.
func fileName(page string) string { return strings.ReplaceAll(strings.ToLower(page), " ", "-") }
