package window

import (
	"context"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"workos-widgets/internal/bustest"
	"workos-widgets/internal/settings"
)

// portal stands for the desktop's, set to a colour scheme.
type portal struct{ scheme uint32 }

func (p portal) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	if namespace != appearanceOption || key != schemeOption {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)
	}
	return dbus.MakeVariant(dbus.MakeVariant(p.scheme)), nil
}

func TestSchemeOfTheDesktopIsFollowed(t *testing.T) {
	bus := bustest.Start(t)
	if err := bus.Export(portal{scheme: 1}, portalPath, portalSettings); err != nil {
		t.Fatal(err)
	}
	if _, err := bus.RequestName(portalName, 0); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	told, ended := make(chan settings.Theme), make(chan error)
	go func() {
		ended <- followScheme(ctx, func(theme settings.Theme) { told <- theme })
	}()
	want := func(theme settings.Theme) {
		t.Helper()
		select {
		case got := <-told:
			if got != theme {
				t.Errorf("told %q, want %q", got, theme)
			}
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		case <-time.After(5 * time.Second):
			t.Fatalf("not told of %q", theme)
		}
	}
	change := func(namespace, key string, value uint32) {
		t.Helper()
		if err := bus.Emit(portalPath, portalSettings+".SettingChanged", namespace, key, dbus.MakeVariant(value)); err != nil {
			t.Fatal(err)
		}
	}
	want(settings.Dark)
	change(appearanceOption, "contrast", 1) // is nobody's business here
	change("org.gnome.desktop.interface", schemeOption, 1)
	change(appearanceOption, schemeOption, 2)
	want(settings.Light)
	change(appearanceOption, schemeOption, 0)
	want(settings.System)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestSchemeIsNotKnownWithoutAPortal(t *testing.T) {
	bustest.Start(t)
	err := followScheme(t.Context(), func(theme settings.Theme) { t.Errorf("told %q", theme) })
	if err == nil {
		t.Error("nobody was there to ask")
	}
}
