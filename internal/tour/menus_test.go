//go:build linux && tour

package tour

import (
	"testing"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
)

// TestKeyboardReachesEverything works the menus, the command palette and their keys.
func TestKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "keyboard", workos: true})
	tour.step("signs in", tour.beginsOnProfile)
	tour.step("copies and pastes with the menu", tour.copiesWithMenu)
	tour.step("goes to pages by number, and back", tour.goesByNumber)
	tour.step("says in the frame where it is", tour.titlesTheWindow)
	tour.step("finds pages and organizations in the palette", tour.usesPalette)
	tour.step("opens the settings, and says what it is", tour.opensSettings)
	tour.step("zooms, also after a restart", tour.zooms)
	tour.step("fills the screen and goes back", tour.fillsScreen)
	tour.step("asks WorkOS again", tour.refreshesByKey)
	tour.step("reloads the window", tour.reloadsWindow)
	tour.step("signs out from the palette", tour.signsOutFromPalette)
}

func (t *tour) beginsOnProfile() {
	t.open()
	t.becomes(zoe, sandbox.Acme)
	t.visit("Profile")
	t.see(main("zoe@acme.example"))
}

// keys presses keys together, as the window's menus have them.
func (t *tour) keys(keys ...atspi.Key) {
	t.t.Helper()
	t.see(frame.Is(atspi.Active))
	t.check(t.bus.Chord(t.ctx, keys...))
}

// choose opens a menu of the window's by its letter, goes down to an item and takes it.
func (t *tour) choose(letter atspi.Key, item string) {
	t.t.Helper()
	t.keys(atspi.Alt, letter)
	wanted := atspi.A(atspi.MenuItem, item)
	t.see(wanted.Is(atspi.Showing))
	for range 15 {
		if t.see(wanted).States.Has(atspi.Selected) {
			t.check(t.bus.Chord(t.ctx, atspi.Return))
			t.gone(wanted.Is(atspi.Showing))
			return
		}
		t.check(t.bus.Chord(t.ctx, atspi.Down))
	}
	t.t.Fatalf("the keyboard does not reach %q", item)
}

// copiesWithMenu copies the first name into the last: both are text fields of a dialog.
func (t *tour) copiesWithMenu() {
	t.press(atspi.A(atspi.ComboBox, "Edit").In(atspi.Query{Roles: []atspi.Role{atspi.Definition}, Contains: "Full name"}))
	dialog := atspi.A(atspi.Dialog, "Edit name")
	first, last := atspi.A(atspi.Entry, "First name").In(dialog), atspi.A(atspi.Entry, "Last name").In(dialog)
	t.fill(first, "Copied")
	t.choose(atspi.KeyE, "Select all")
	t.eventually("all of the field selected", func() bool {
		all, err := t.see(first.Is(atspi.Focused)).Selected(t.ctx)
		return err == nil && all
	})
	t.choose(atspi.KeyE, "Copy")
	t.eventually("the name on the clipboard", func() bool { return t.clipboard() == "Copied" })
	t.check(t.see(last).Focus(t.ctx))
	t.see(last.Is(atspi.Focused))
	t.choose(atspi.KeyE, "Select all")
	t.choose(atspi.KeyE, "Paste")
	t.see(atspi.Query{Roles: last.Roles, Name: last.Name, Contains: "Copied", Within: last.Within})
	t.press(button("Cancel").In(dialog))
	t.gone(dialog)
	t.see(main("Zoë Ångström"))
	// No dialog may be open: whether the second Escape still finds the menu bar or reaches the page is GTK's timing.
	t.keys(atspi.Alt, atspi.KeyE)
	t.see(atspi.A(atspi.MenuItem, "Paste").Is(atspi.Showing))
	t.screenshot("edit-menu")
	t.check(t.bus.Chord(t.ctx, atspi.Escape))
	t.gone(atspi.A(atspi.MenuItem, "Paste").Is(atspi.Showing))
	t.check(t.bus.Chord(t.ctx, atspi.Escape))
}

func (t *tour) goesByNumber() {
	names := t.pageNames()
	for i, name := range names[:9] {
		t.keys(atspi.Control, atspi.Digit(i+1))
		t.see(heading(name))
	}
	t.keys(atspi.Alt, atspi.Left)
	t.see(heading(names[7]))
	t.keys(atspi.Alt, atspi.Left)
	t.see(heading(names[6]))
	t.keys(atspi.Alt, atspi.Right)
	t.see(heading(names[7]))
	t.choose(atspi.KeyG, names[9]) // has no number
	t.see(heading(names[9]))
}

func (t *tour) titlesTheWindow() {
	t.see(atspi.A(atspi.Frame, "Domains – Acme Corp – WorkOS Widgets"))
	t.visit("Profile")
	t.see(atspi.Query{Roles: []atspi.Role{atspi.Frame}, Contains: "Profile – "})
}

// palette is the command palette.
var palette = atspi.A(atspi.Dialog, "Command palette")

// command takes a command of the palette's by a part of its name.
func (t *tour) command(part, picture string) {
	t.t.Helper()
	t.keys(atspi.Control, atspi.KeyK)
	t.see(palette)
	input := atspi.Query{Roles: []atspi.Role{atspi.Entry, atspi.ComboBox}, Name: "Search pages, organizations and actions"}.In(palette)
	t.see(input.Is(atspi.Focused))
	t.check(t.bus.Type(t.ctx, part))
	t.see(atspi.Query{Contains: part, Roles: input.Roles}.In(palette))
	if picture != "" {
		t.picture(picture)
	}
	t.check(t.bus.Chord(t.ctx, atspi.Return))
	t.gone(palette)
}

func (t *tour) usesPalette() {
	t.keys(atspi.Control, atspi.KeyK)
	t.see(palette)
	t.picture("palette")
	t.check(t.bus.Chord(t.ctx, atspi.Escape))
	t.gone(palette)
	t.command("audit", "palette-page")
	t.see(heading("Audit log streams"))
	t.command("globe", "palette-organization")
	t.see(switcher("Globex"))
	t.command("acme", "")
	t.see(switcher("Acme Corp"))
	t.command("user id", "")
	t.eventually("the user's ID on the clipboard", func() bool { return t.clipboard() == zoe })
	t.command("organization id", "")
	t.eventually("the organization's ID on the clipboard", func() bool { return t.clipboard() == sandbox.Acme })
}

func (t *tour) opensSettings() {
	t.keys(atspi.Control, atspi.Comma)
	t.see(heading("Settings"))
	t.picture("settings")
	t.check(t.bus.Chord(t.ctx, atspi.Escape))
	t.gone(heading("Settings"))
	t.choose(atspi.KeyH, "About WorkOS Widgets")
	t.see(heading("Settings"))
	t.see(heading("About").Is(atspi.Focused))
	t.picture("about")
	if top := t.area(); t.extents(heading("Settings")).Min.Y < top.Min.Y {
		t.t.Error("going to a part of the page has scrolled the whole of it out of the window")
	}
	t.press(button("Back"))
	t.gone(heading("Settings"))
}

// zooms enlarges the page: its entries become wider with it. Their height may give way to what must fit in.
func (t *tour) zooms() {
	size := func() int { return t.extents(button("Members").In(navigation)).Dx() }
	usual := size()
	t.keys(atspi.Control, atspi.Shift, atspi.Equal)
	t.eventually("a larger page", func() bool { return size() > usual })
	t.keys(atspi.Control, atspi.Equal)
	var large int
	t.eventually("a page of 125 %", func() bool { large = size(); return large*100 >= usual*123 })
	t.picture("zoomed")
	t.quit()
	t.open()
	t.see(heading("Audit log streams"))
	t.eventually("the page as large as before", func() bool { return size() == large })
	t.keys(atspi.Control, atspi.Minus)
	t.eventually("a smaller page", func() bool { return size() < large })
	t.keys(atspi.Control, atspi.Digit(0))
	t.eventually("the page in its own size", func() bool { return size() == usual })
}

func (t *tour) fillsScreen() {
	was := t.area()
	t.keys(atspi.F11)
	t.eventually("the window on the whole screen", func() bool { return t.area() == screen })
	t.screenshot("full-screen")
	t.keys(atspi.F11)
	t.eventually("the window as it was", func() bool { return t.area() == was })
}

func (t *tour) refreshesByKey() {
	t.visit("Members")
	t.see(main("Hannah Kowalczyk"))
	requests := t.requests()
	t.keys(atspi.Control, atspi.KeyR)
	t.eventually("the page asks WorkOS again", func() bool { return t.requests() > requests })
}

func (t *tour) reloadsWindow() {
	was := t.webProcess()
	t.keys(atspi.Control, atspi.Shift, atspi.KeyR)
	t.isBack(was)
}

func (t *tour) signsOutFromPalette() {
	t.command("sign out", "palette-sign-out")
	t.see(button("Sign in").Is(atspi.Enabled))
	t.quit()
}
