package atspi

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"unicode/utf8"
)

// ErrRefused means that a control has no action or did not take it.
var ErrRefused = errors.New("atspi: the control refused")

// Press does the control's first action: what a click does.
func (n *Node) Press(ctx context.Context) error {
	return n.act(ctx, "press", "org.a11y.atspi.Action.DoAction", int32(0))
}

// Focus moves the keyboard's focus to the control.
func (n *Node) Focus(ctx context.Context) error {
	return n.act(ctx, "focus", "org.a11y.atspi.Component.GrabFocus")
}

// act calls a method that answers whether it has done what it was asked.
func (n *Node) act(ctx context.Context, what, method string, args ...any) error {
	var done bool
	if err := n.app.bus.object(n.ref).CallWithContext(ctx, method, 0, args...).Store(&done); err != nil {
		return fmt.Errorf("atspi: %s %s: %w", what, n, err)
	}
	if !done {
		return fmt.Errorf("%w: %s %s", ErrRefused, what, n)
	}
	return nil
}

// Extents is where on the screen the control is, in pixels.
func (n *Node) Extents(ctx context.Context) (image.Rectangle, error) {
	const screen = uint32(0)
	var r struct{ X, Y, Width, Height int32 }
	err := n.app.bus.object(n.ref).CallWithContext(ctx, "org.a11y.atspi.Component.GetExtents", 0, screen).Store(&r)
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("atspi: extents of %s: %w", n, err)
	}
	return image.Rect(int(r.X), int(r.Y), int(r.X+r.Width), int(r.Y+r.Height)), nil
}

// Selected says whether all of the control's text, as it was when its tree was read, is selected now.
func (n *Node) Selected(ctx context.Context) (bool, error) {
	var start, end int32
	err := n.app.bus.object(n.ref).CallWithContext(ctx, textInterface+".GetSelection", 0, int32(0)).Store(&start, &end)
	if err != nil {
		return false, fmt.Errorf("atspi: selection in %s: %w", n, err)
	}
	return start == 0 && end > 0 && int(end) == utf8.RuneCountInString(n.inner), nil
}

// Attributes are the control's object attributes, such as the level of a heading.
func (n *Node) Attributes(ctx context.Context) (map[string]string, error) {
	var attributes map[string]string
	err := n.app.bus.object(n.ref).CallWithContext(ctx, accessible+".GetAttributes", 0).Store(&attributes)
	if err != nil {
		return nil, fmt.Errorf("atspi: attributes of %s: %w", n, err)
	}
	return attributes, nil
}

func withoutPlaceholders(s string) string {
	return collapse(strings.ReplaceAll(s, placeholder, " "))
}
