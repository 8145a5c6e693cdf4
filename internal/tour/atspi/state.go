package atspi

import "strings"

// States are the states a control is in, as a set of State.
type States uint64

// State is one state, by AT-SPI's numbers (AtspiStateType).
type State uint

// The states that tests ask for.
const (
	Active    State = 1
	Busy      State = 3
	Checked   State = 4
	Editable  State = 7
	Enabled   State = 8
	Expanded  State = 10
	Focused   State = 12
	Iconified State = 15
	Modal     State = 16
	Pressed   State = 20
	Selected  State = 23
	Showing   State = 25
)

var stateNames = map[State]string{
	Active: "active", Busy: "busy", Checked: "checked", Editable: "editable", Enabled: "enabled", Expanded: "expanded",
	Focused: "focused", Iconified: "iconified", Modal: "modal", Pressed: "pressed", Selected: "selected", Showing: "showing",
}

// Has says whether s is among the states.
func (set States) Has(s State) bool { return set&(1<<s) != 0 }

// String names what is worth reading in a tree: the states that tests ask for, without the two that
// nearly everything has, and those two when they are missing.
func (set States) String() string {
	var words []string
	for s := range State(64) {
		usual := s == Enabled || s == Showing
		switch name := stateNames[s]; {
		case name == "":
		case usual && !set.Has(s):
			words = append(words, "not "+name)
		case !usual && set.Has(s):
			words = append(words, name)
		}
	}
	return strings.Join(words, ", ")
}
