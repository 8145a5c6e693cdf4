//go:build linux && tour

package tour

import (
	"image"

	"workos-widgets/internal/tour/atspi"
)

// navigation is the list of pages in the sidebar.
var navigation = atspi.A(atspi.Landmark, "Pages")

// heading is the one level-1 heading of what the window shows.
func heading(name string) atspi.Query { return atspi.A(atspi.Heading, name) }

func button(name string) atspi.Query { return atspi.A(atspi.Button, name) }

// switcher is the Organization Switcher while it shows an organization.
func switcher(organization string) atspi.Query { return atspi.A(atspi.ComboBox, organization) }

// says is the window while it says something anywhere.
func says(text string) atspi.Query {
	return atspi.Query{Roles: []atspi.Role{atspi.Document}, Contains: text}
}

// main is the part of the window that shows the page, while it says something. WebKitGTK gives both
// it and the sidebar the same role: it is the one with the heading's button.
func main(text string) atspi.Query {
	return atspi.Query{Roles: []atspi.Role{atspi.Landmark}, Contains: text}.Following(navigation)
}

// visit goes to a page by its entry in the navigation.
func (t *tour) visit(name string) {
	t.t.Helper()
	t.press(button(name).In(navigation))
	t.see(heading(name))
}

// pageNames are the entries of the navigation, in order.
func (t *tour) pageNames() []string {
	t.t.Helper()
	var names []string
	for _, n := range t.see(navigation).FindAll(atspi.Query{Roles: []atspi.Role{atspi.Button}}) {
		names = append(names, n.Name)
	}
	return names
}

// reload asks WorkOS again for everything the page shows.
func (t *tour) reload() {
	t.t.Helper()
	requests := t.requests()
	t.press(button("Refresh"))
	t.eventually("the page asks WorkOS again", func() bool { return t.requests() > requests })
}

// menu opens a menu and waits for one of its items. It does so from the keyboard: menus open on a key or on
// the pressing of a mouse button, not on a click.
func (t *tour) menu(trigger atspi.Query, item string) atspi.Query {
	t.t.Helper()
	t.check(t.see(trigger.Is(atspi.Enabled)).Focus(t.ctx))
	t.see(trigger.Is(atspi.Focused))
	t.check(t.bus.Chord(t.ctx, atspi.Return))
	found := atspi.Query{Roles: []atspi.Role{atspi.MenuItem, atspi.RadioMenuItem}, Contains: item}
	t.see(found)
	return found
}

// extents is where on the screen a control is.
func (t *tour) extents(q atspi.Query) image.Rectangle {
	t.t.Helper()
	r, err := t.see(q).Extents(t.ctx)
	t.check(err)
	return r
}

// pick opens a list that is one control and takes one of its options.
func (t *tour) pick(name, option string) {
	t.t.Helper()
	list := atspi.A(atspi.ComboBox, name)
	t.check(t.see(list.Is(atspi.Enabled)).Focus(t.ctx))
	t.see(list.Is(atspi.Focused))
	t.check(t.bus.Chord(t.ctx, atspi.Return))
	options := atspi.Query{Roles: []atspi.Role{atspi.ListBox}}
	t.press(atspi.A(atspi.ListItem, option).In(options))
	t.gone(options)
}

// switchTo uses the Organization Switcher.
func (t *tour) switchTo(from, to string) {
	t.t.Helper()
	item := t.menu(switcher(from), to)
	t.picture("switcher-" + fileName(from))
	t.press(item)
}

// quit closes the window with the key that the window manager has for it, and waits for the end.
func (t *tour) quit() {
	t.t.Helper()
	t.see(atspi.Query{Roles: []atspi.Role{atspi.Frame}}.Is(atspi.Active))
	t.check(t.bus.Chord(t.ctx, atspi.Alt, atspi.F4))
	t.wait(t.process)
}
