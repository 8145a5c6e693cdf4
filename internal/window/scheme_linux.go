package window

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"

	"workos-widgets/internal/settings"
)

// What the desktop portal calls the person's choice of light or dark
// (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html). GTK 3 does not
// ask for it: its own theme stays light on a GNOME that is set to dark.
const (
	portalName       = "org.freedesktop.portal.Desktop"
	portalPath       = "/org/freedesktop/portal/desktop"
	portalSettings   = "org.freedesktop.portal.Settings"
	appearanceOption = "org.freedesktop.appearance"
	schemeOption     = "color-scheme"
)

// followScheme tells which theme the desktop is set to, now and whenever it changes, until ctx ends. System
// stands for a desktop that has no wish. It fails where there is no portal to ask.
func followScheme(ctx context.Context, tell func(settings.Theme)) error {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("reaching the session bus: %w", err)
	}
	defer bus.Close()
	changes := make(chan *dbus.Signal, 8)
	bus.Signal(changes)
	err = bus.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(portalPath), dbus.WithMatchInterface(portalSettings),
		dbus.WithMatchMember("SettingChanged"), dbus.WithMatchArg(0, appearanceOption), dbus.WithMatchArg(1, schemeOption))
	if err != nil {
		return fmt.Errorf("listening to the desktop portal: %w", err)
	}
	var value dbus.Variant
	err = bus.Object(portalName, portalPath).CallWithContext(ctx, portalSettings+".Read", 0, appearanceOption, schemeOption).Store(&value)
	if err != nil {
		return fmt.Errorf("asking the desktop portal for the colour scheme: %w", err)
	}
	tell(scheme(value))
	for {
		select {
		case change, open := <-changes:
			if !open {
				return nil // the bus is gone, and the desktop with it
			}
			if len(change.Body) == 3 && change.Body[0] == appearanceOption && change.Body[1] == schemeOption {
				tell(scheme(change.Body[2]))
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// scheme reads the portal's answer: a number, in one variant or, from Read, in two.
func scheme(value any) settings.Theme {
	for {
		inner, nested := value.(dbus.Variant)
		if !nested {
			break
		}
		value = inner.Value()
	}
	switch value {
	case uint32(1):
		return settings.Dark
	case uint32(2):
		return settings.Light
	}
	return settings.System
}
