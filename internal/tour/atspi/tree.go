package atspi

import (
	"context"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"
)

// maxNodes bounds a tree: a program that publishes more is broken, or goes round in a circle.
const maxNodes = 20_000

// Tree reads the program's whole tree as it is now. All nodes of a level are asked at once, since a
// round trip costs more than the answer. A control that vanishes while it is read is left out.
func (a *App) Tree(ctx context.Context) (*Node, error) {
	top := &Node{app: a, ref: a.ref}
	seen := map[ref]bool{a.ref: true}
	for level := []*Node{top}; len(level) > 0; {
		found, err := a.describe(ctx, level)
		if err != nil {
			return nil, err
		}
		level = a.descend(level, found, seen)
		if len(seen) > maxNodes {
			return nil, fmt.Errorf("atspi: more than %d controls", maxNodes)
		}
	}
	if top.Role == 0 {
		return nil, fmt.Errorf("atspi: %w: the program does not answer", ErrNoApp)
	}
	return top, nil
}

// described is what was learnt of a node besides what the Node holds.
type described struct {
	children []ref
	count    int32 // of the children
	hasText  bool
}

// describe fills in the nodes of one level and returns what each says its children are.
func (a *App) describe(ctx context.Context, level []*Node) ([]described, error) {
	found := make([]described, len(level))
	var r round
	for i, n := range level {
		n.ask(&r, &found[i])
	}
	if err := r.do(ctx); err != nil {
		return nil, err
	}
	for i, n := range level {
		n.askMore(&r, &found[i])
	}
	return found, r.do(ctx)
}

// ask adds what has to be asked of every node. An answer that fails leaves its field empty: the
// control may just have gone.
func (n *Node) ask(r *round, d *described) {
	object := n.app.bus.object(n.ref)
	r.call(object, accessible+".GetChildren", func(c *dbus.Call) { _ = c.Store(&d.children) })
	r.call(object, accessible+".GetRole", func(c *dbus.Call) { _ = c.Store((*uint32)(&n.Role)) })
	r.call(object, accessible+".GetState", func(c *dbus.Call) {
		var words []uint32
		_ = c.Store(&words)
		for i, word := range words[:min(len(words), 2)] {
			n.States |= States(word) << (32 * i)
		}
	})
	r.call(object, accessible+".GetInterfaces", func(c *dbus.Call) {
		var interfaces []string
		_ = c.Store(&interfaces)
		d.hasText = slices.Contains(interfaces, textInterface)
	})
	r.call(object, getProperty, func(c *dbus.Call) {
		var name string
		_ = c.Store(&name)
		n.Name = collapse(name)
	}, accessible, "Name")
	r.call(object, getProperty, func(c *dbus.Call) { _ = c.Store(&d.count) }, accessible, "ChildCount")
}

// askMore adds what has to be asked of some nodes only.
func (n *Node) askMore(r *round, d *described) {
	object := n.app.bus.object(n.ref)
	if d.hasText { // GTK complains aloud when a control without text is asked for it
		r.call(object, textInterface+".GetText", func(c *dbus.Call) {
			_ = c.Store(&n.inner)
			n.Text = withoutPlaceholders(n.inner)
		}, int32(0), int32(-1))
	}
	if len(d.children) == 0 && d.count == 1 {
		// GTK's socket, which holds the web view's tree, counts its child and gives it by its index,
		// but leaves it out of its list.
		r.call(object, accessible+".GetChildAtIndex", func(c *dbus.Call) {
			var child ref
			if c.Store(&child) == nil {
				d.children = []ref{child}
			}
		}, int32(0))
	}
}

// round is a number of calls that go out together.
type round struct {
	calls []pending
}

type pending struct {
	object dbus.BusObject
	method string
	args   []any
	answer func(*dbus.Call)
}

func (r *round) call(object dbus.BusObject, method string, answer func(*dbus.Call), args ...any) {
	r.calls = append(r.calls, pending{object, method, args, answer})
}

// do sends the calls, waits for all answers and hands them out in order.
func (r *round) do(ctx context.Context) error {
	calls := r.calls
	r.calls = nil
	done := make(chan *dbus.Call, len(calls))
	sent := make([]*dbus.Call, len(calls))
	for i, c := range calls {
		sent[i] = c.object.GoWithContext(ctx, c.method, 0, done, c.args...)
	}
	for range calls {
		select {
		case <-done:
		case <-ctx.Done():
			return fmt.Errorf("atspi: tree: %w", context.Cause(ctx))
		}
	}
	for i, c := range calls {
		c.answer(sent[i])
	}
	return nil
}

// descend makes the nodes of the next level.
func (a *App) descend(level []*Node, found []described, seen map[ref]bool) []*Node {
	var next []*Node
	for i, parent := range level {
		for _, r := range found[i].children {
			if seen[r] || r.Path == "/org/a11y/atspi/null" {
				continue
			}
			seen[r] = true
			child := &Node{app: a, ref: r, Parent: parent}
			parent.Children = append(parent.Children, child)
			next = append(next, child)
		}
	}
	return next
}
