//go:build linux && tour

package tour

import (
	"fmt"
	"slices"
	"strings"

	"workos-widgets/internal/tour/atspi"
)

// controls are the roles of what a person works with. Each needs a name: without one, somebody who does not
// see it does not know what it is for (WCAG 2.2, success criterion 4.1.2).
var controls = []atspi.Role{
	atspi.Button, atspi.ToggleButton, atspi.CheckBox, atspi.RadioButton, atspi.ComboBox, atspi.ListBox, atspi.Entry, atspi.PasswordText,
	atspi.SpinButton, atspi.Slider, atspi.Link, atspi.Menu, atspi.MenuItem, atspi.CheckMenuItem, atspi.RadioMenuItem, atspi.PageTab,
	atspi.ColumnHeader, atspi.Dialog, atspi.Alert, atspi.Heading,
}

// nameless are the controls in a tree that have no name, each as where it is. WebKitGTK names a button, a link or
// a heading by what is written on it in its text alone, and in the names of what it holds.
func nameless(tree *atspi.Node) []string {
	var all []string
	for n := range tree.All() {
		if !n.States.Has(atspi.Showing) || !slices.Contains(controls, n.Role) || n.Name != "" {
			continue
		}
		// A menu of GTK's own is named by its title; what it hangs in has none.
		if n.Role != atspi.Entry && n.Role != atspi.PasswordText && n.Role != atspi.ComboBox && n.Content() != "" {
			continue
		}
		all = append(all, describe(n))
	}
	return all
}

// describe says where a control is: what is above it, the nearest last.
func describe(n *atspi.Node) string {
	var above []string
	for p := n.Parent; p != nil && p.Role != atspi.Document; p = p.Parent {
		if p.Name != "" || p.Role == atspi.Dialog || p.Role == atspi.TableRow {
			above = append(above, fmt.Sprintf("%s %q", p.Role, p.Name))
		}
	}
	slices.Reverse(above)
	where := strings.Join(above, " > ")
	if where == "" && n.Parent != nil {
		where = fmt.Sprintf("beside %.80q", n.Parent.Content())
	}
	return fmt.Sprintf("%s (%s)", n.Role, where)
}

// minds fails for every control in the window that has no name.
func (t *tour) minds(what string) {
	t.t.Helper()
	tree, err := t.app.Tree(t.ctx)
	t.check(err)
	for _, n := range nameless(tree) {
		t.t.Errorf("%s: a control without a name: %s", what, n)
	}
}
