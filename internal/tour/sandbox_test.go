//go:build linux && tour

package tour

import (
	"workos-widgets/internal/tour/atspi"
)

// triesPermissions takes a permission away in the sandbox's panel and gives it back, while a page that needs it is open.
func (t *tour) triesPermissions() {
	t.visit("Members")
	t.see(main("Hannah Kowalczyk"))
	t.press(atspi.A(atspi.ComboBox, "Sandbox…"))
	panel := atspi.A(atspi.Dialog, "Sandbox")
	permission := atspi.Query{Roles: []atspi.Role{atspi.CheckBox}, Contains: "widgets:users-table:manage"}.In(panel)
	t.see(permission)
	t.picture("sandbox-panel")
	t.press(permission)
	t.see(main("Your role does not allow this yet"))
	t.see(says("Something differs from how it was started."))
	t.picture("sandbox-permission-taken")
	t.press(button("Back to normal").In(panel))
	t.see(main("Hannah Kowalczyk"))
	t.keys(atspi.Escape)
	t.gone(panel)
}
