//go:build bench && linux

package main

import (
	"context"
	"fmt"
	"image"

	"github.com/godbus/dbus/v5"
)

// pointer is the desktop's mouse. The accessibility bus's registry moves and presses it, through the X server:
// for programs it is a real one.
type pointer struct{ conn *dbus.Conn }

func connectPointer(ctx context.Context, session string) (*pointer, error) {
	bus, err := dbus.Connect(session)
	if err != nil {
		return nil, fmt.Errorf("pointer: %w", err)
	}
	defer bus.Close()
	var address string
	if err := bus.Object("org.a11y.Bus", "/org/a11y/bus").CallWithContext(ctx, "org.a11y.Bus.GetAddress", 0).Store(&address); err != nil {
		return nil, fmt.Errorf("pointer: %w", err)
	}
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, fmt.Errorf("pointer: %w", err)
	}
	return &pointer{conn}, nil
}

func (p *pointer) close() error { return p.conn.Close() }

// move puts the pointer somewhere, and click presses its first button there.
func (p *pointer) move(ctx context.Context, to image.Point) error { return p.event(ctx, to, "abs") }

func (p *pointer) click(ctx context.Context, at image.Point) error { return p.event(ctx, at, "b1c") }

func (p *pointer) event(ctx context.Context, at image.Point, name string) error {
	registry := p.conn.Object("org.a11y.atspi.Registry", "/org/a11y/atspi/registry/deviceeventcontroller")
	call := registry.CallWithContext(ctx, "org.a11y.atspi.DeviceEventController.GenerateMouseEvent", 0, int32(at.X), int32(at.Y), name)
	if call.Err != nil {
		return fmt.Errorf("pointer: %w", call.Err)
	}
	return nil
}

// middle is the middle of a control.
func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Size().Div(2)) }

// parked is where the pointer is out of the way.
var parked = image.Pt(2, 2)
