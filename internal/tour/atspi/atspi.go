// Package atspi drives programs through the accessibility bus of a Linux desktop, as a screen reader
// does: it reads the tree a program publishes, finds controls in it by role and name, and presses
// them. What has no role and no name cannot be found, so that a test that passes here also says that
// the program can be used without eyes.
//
// The protocol is AT-SPI 2 (https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/).
package atspi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	registry      = "org.a11y.atspi.Registry"
	root          = dbus.ObjectPath("/org/a11y/atspi/accessible/root")
	textInterface = "org.a11y.atspi.Text"
	accessible    = "org.a11y.atspi.Accessible"
	getProperty   = "org.freedesktop.DBus.Properties.Get"
	pollInterval  = 50 * time.Millisecond
)

// Bus is a connection to the accessibility bus. Close it.
type Bus struct{ conn *dbus.Conn }

// Connect asks the D-Bus session at sessionAddress for its accessibility bus and connects to it.
func Connect(ctx context.Context, sessionAddress string) (*Bus, error) {
	session, err := dbus.Connect(sessionAddress)
	if err != nil {
		return nil, fmt.Errorf("atspi: session bus: %w", err)
	}
	defer session.Close()
	var address string
	err = session.Object("org.a11y.Bus", "/org/a11y/bus").CallWithContext(ctx, "org.a11y.Bus.GetAddress", 0).Store(&address)
	if err != nil {
		return nil, fmt.Errorf("atspi: address of the accessibility bus: %w", err)
	}
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, fmt.Errorf("atspi: accessibility bus: %w", err)
	}
	return &Bus{conn: conn}, nil
}

// Close ends the connection.
func (b *Bus) Close() error { return b.conn.Close() }

// ref is how the bus names an object: its connection and its path.
type ref struct {
	Name string
	Path dbus.ObjectPath
}

func (b *Bus) object(r ref) dbus.BusObject { return b.conn.Object(r.Name, r.Path) }

// App is a program on the accessibility bus.
type App struct {
	bus *Bus
	ref ref
}

// ErrNoApp means that no program with that process ID is on the accessibility bus.
var ErrNoApp = errors.New("atspi: no such program on the accessibility bus")

// App waits until the program with a process ID is on the bus.
func (b *Bus) App(ctx context.Context, pid int) (*App, error) {
	for {
		app, err := b.app(ctx, pid)
		if !errors.Is(err, ErrNoApp) {
			return app, err
		}
		if !pause(ctx) {
			return nil, fmt.Errorf("%w: process %d: %w", ErrNoApp, pid, context.Cause(ctx))
		}
	}
}

func (b *Bus) app(ctx context.Context, pid int) (*App, error) {
	var apps []ref
	err := b.object(ref{registry, root}).CallWithContext(ctx, accessible+".GetChildren", 0).Store(&apps)
	if err != nil {
		return nil, fmt.Errorf("atspi: list of programs: %w", err)
	}
	for _, r := range apps {
		var got uint32
		err := b.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetConnectionUnixProcessID", 0, r.Name).Store(&got)
		if err == nil && int(got) == pid {
			return &App{bus: b, ref: r}, nil
		}
	}
	return nil, ErrNoApp
}

// pause sleeps between two looks; it is false when the context is over.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pollInterval):
		return true
	}
}
