//go:build linux && tour

package tour

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"

	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// connectsAccount connects Google Calendar at its provider's page in the browser: once it is refused there,
// then approved. The window follows by itself.
func (t *tour) connectsAccount() {
	const name = "Google Calendar"
	entry := atspi.Query{Roles: []atspi.Role{atspi.Section}, Contains: name}
	begin := func() {
		t.press(button("Connect").Following(entry))
		t.press(button("Connect").In(atspi.A(atspi.Dialog, "")))
	}
	t.visit("Connections")

	begin()
	t.see(says("Continue in your browser to connect " + name))
	t.inBrowser()
	t.browserPicture("handoff")
	t.atProvider(name)
	t.check(t.browser.click("button", "Refuse"))
	t.check(t.browser.see("heading", name+" was not connected"))
	t.see(says(name + " was not connected, because it was not approved in the browser"))
	t.picture("connection-refused")
	t.press(button("Dismiss"))
	t.gone(says("was not connected"))

	begin()
	t.see(says("Continue in your browser to connect " + name))
	t.picture("connection-handing-over")
	t.inBrowser()
	page := t.browser.tab
	t.atProvider(name)
	t.browserPicture("provider")
	provider := t.browser.tab
	t.check(t.browser.turnTo(page))
	t.check(t.browser.see("heading", "Go on in the other tab"))
	t.browserPicture("handed-over")
	t.check(t.browser.turnTo(provider))
	t.see(says("Waiting for your approval in the browser at " + name))
	t.picture("connection-waiting")
	t.check(t.browser.click("button", "Approve"))
	t.check(t.browser.see("heading", name+" is connected"))
	t.browserPicture("connected")
	t.see(atspi.Query{Roles: []atspi.Role{atspi.Section}, Contains: "Connected via OAuth"}.Following(entry))
	t.gone(says("Waiting for your approval"))
	t.picture("connected")
}

// atProvider goes on from the one-time page to the provider's, and waits until that can be answered.
func (t *tour) atProvider(name string) {
	t.t.Helper()
	t.check(t.browser.click("button", "Continue to "+name))
	t.check(t.browser.follow())
	t.check(t.browser.see("button", "Approve"))
}

// opensPortal opens the Admin Portal in the browser from every page that leads there. The token of its links
// is posted: no address of the browser's holds it.
func (t *tour) opensPortal() {
	for _, from := range []struct{ page, control, heading string }{
		{"Single sign-on", "Manage", "Single sign-on"},
		{"Domains", "Add domain", "Domain verification"},
		{"Directory sync", "Manage", "Directory sync"},
		{"Audit log streams", "Manage", "Log streams"},
	} {
		t.visit(from.page)
		t.press(atspi.Query{Roles: []atspi.Role{atspi.Button, atspi.Link}, Name: from.control}.Following(navigation))
		address := t.inBrowser()
		t.check(t.browser.see("heading", from.heading))
		t.browserPicture("portal-" + fileName(from.page))
		history, err := t.browser.history()
		t.check(err)
		for _, a := range append(history, address) {
			if strings.Contains(a, "apiToken") {
				t.t.Errorf("%s: the Admin Portal's token is in an address of the browser's", from.page)
			}
		}
		if !strings.HasSuffix(history[len(history)-1], "/admin-portal") {
			t.t.Errorf("%s: the browser ended up at %q", from.page, history)
		}
	}
}

// opensLink follows a link of a widget's, which opens in the browser and leaves the window where it is.
func (t *tour) opensLink() {
	t.visit("Domains")
	failed := atspi.Query{Roles: []atspi.Role{atspi.Paragraph}, Contains: "acme-labs.example"}
	t.press(t.menu(atspi.A(atspi.ComboBox, "Domain actions").Following(failed), "Restart verification"))
	dialog := atspi.A(atspi.Dialog, "Restart verification")
	t.see(dialog)
	t.picture("link")
	t.press(atspi.A(atspi.Link, "DNSChecker").In(dialog))
	address, err := t.browser.await(t.ctx)
	t.check(err)
	if want := "https://dnschecker.org/"; address != want {
		t.t.Errorf("the browser was asked for %q, not for %q", address, want)
	}
	t.press(button("Close").In(dialog))
	t.gone(dialog)
	t.see(heading("Domains"))
}

// copiesKey creates an API key, which is shown once, and copies it for other programs.
func (t *tour) copiesKey() {
	t.visit("API keys")
	t.press(button("Create API key"))
	form := atspi.A(atspi.Dialog, "Create API key")
	t.fill(atspi.A(atspi.Entry, "Name").In(form), "Tour guide")
	t.picture("create-key")
	t.press(button("Create API key").In(form))
	dialog := atspi.A(atspi.Dialog, "Save your key")
	key := t.see(atspi.Query{Roles: []atspi.Role{atspi.Entry}, Contains: "sk_"}.In(dialog)).Text
	t.press(button("Copy to clipboard").In(dialog))
	t.eventually("the new key on the clipboard", func() bool { return t.clipboard() == key })
	t.picture("key-copied")
	t.press(button("Copy and close").In(dialog))
	t.gone(dialog)
	t.see(atspi.Query{Roles: []atspi.Role{atspi.TableRow}, Contains: "Tour guide"})
}

// clipboard is the text on the clipboard of the desktop, as another program than the window gets it; "" when
// there is none.
func (t *tour) clipboard() string {
	t.t.Helper()
	if t.reader == "" {
		t.reader = filepath.Join(t.desk.Dir, "clipboard")
		build := exec.CommandContext(t.ctx, "sh", "-c", `cc -o "$0" testdata/clipboard.c $(pkg-config --cflags --libs gtk+-3.0)`, t.reader)
		if out, err := build.CombinedOutput(); err != nil {
			t.t.Fatalf("%v: %s", err, out)
		}
	}
	p, err := t.desk.Start(desktop.Program{Path: t.reader, Env: []string{"NO_AT_BRIDGE=1"}})
	t.check(err)
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if p.Wait(ctx) != nil {
		return ""
	}
	return p.Output()
}
