package atspi

import (
	"fmt"
	"slices"
	"strings"
)

// Query describes a control. Each field that is set must hold; the zero Query is every control.
type Query struct {
	// Roles that it may have.
	Roles []Role
	// Name is its accessible name, exactly.
	Name string
	// Contains is in its name or in what it and its children say.
	Contains string
	// States it must be in.
	States []State
	// Within describes a control somewhere above it.
	Within *Query
	// After describes a control that comes before it in reading order: lists seldom say which button
	// belongs to which entry.
	After *Query
}

// A is the query for a control of a role with a name.
func A(role Role, name string) Query { return Query{Roles: []Role{role}, Name: name} }

// In is the same query, for controls somewhere below one that outer describes.
func (q Query) In(outer Query) Query {
	q.Within = &outer
	return q
}

// Following is the same query, for controls that come after one that earlier describes.
func (q Query) Following(earlier Query) Query {
	q.After = &earlier
	return q
}

// Is is the same query, for controls that are also in those states.
func (q Query) Is(states ...State) Query {
	q.States = slices.Concat(q.States, states)
	return q
}

// Matches says whether q describes n, wherever it stands: After is for Find and FindAll.
func (q Query) Matches(n *Node) bool {
	if len(q.Roles) > 0 && !slices.Contains(q.Roles, n.Role) {
		return false
	}
	if q.Name != "" && q.Name != n.Name {
		return false
	}
	for _, s := range q.States {
		if !n.States.Has(s) {
			return false
		}
	}
	if q.Contains != "" && !strings.Contains(n.Name, q.Contains) && !strings.Contains(n.Content(), q.Contains) {
		return false
	}
	return q.Within == nil || q.Within.above(n)
}

func (q Query) above(n *Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if q.Matches(p) {
			return true
		}
	}
	return false
}

func (q Query) String() string {
	var words []string
	for _, r := range q.Roles {
		words = append(words, r.String())
	}
	s := strings.Join(words, " or ")
	if s == "" {
		s = "anything"
	}
	if q.Name != "" {
		s += fmt.Sprintf(" %q", q.Name)
	}
	if q.Contains != "" {
		s += fmt.Sprintf(" that says %q", q.Contains)
	}
	for _, state := range q.States {
		s += ", " + stateNames[state]
	}
	if q.Within != nil {
		s += " in " + q.Within.String()
	}
	if q.After != nil {
		s += " after " + q.After.String()
	}
	return s
}
