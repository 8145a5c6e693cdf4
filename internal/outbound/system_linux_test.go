package outbound

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"workos-widgets/internal/bustest"
)

// portal stands for the desktop's: what it answers is what a person has set there.
type portal struct{ proxies []string }

func (p portal) Lookup(address string) ([]string, *dbus.Error) {
	if address != "https://api.workos.com/" {
		return nil, dbus.NewError("org.freedesktop.portal.Error.InvalidArgument", []any{address})
	}
	return p.proxies, nil
}

func TestDesktopPortalIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []string
		want    string
	}{
		"a proxy":                          {[]string{"http://proxy.acme.example:3128"}, "http://proxy.acme.example:3128"},
		"none":                             {[]string{"direct://"}, ""},
		"nothing":                          {nil, ""},
		"a direct way before a proxy":      {[]string{"direct://", "http://proxy:1"}, ""},
		"SOCKS, as GNOME writes it":        {[]string{"socks://proxy:1080"}, "socks5://proxy:1080"},
		"one that can't be used, then one": {[]string{"quic://proxy:1", ":", "http://", "http://proxy:2"}, "http://proxy:2"},
	} {
		t.Run(name, func(t *testing.T) {
			bus := bustest.Start(t)
			if err := bus.Export(portal{c.proxies}, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver"); err != nil {
				t.Fatal(err)
			}
			if _, err := bus.RequestName("org.freedesktop.portal.Desktop", 0); err != nil {
				t.Fatal(err)
			}
			got, err := systemProxy(t.Context(), address(t, "https://api.workos.com/"))
			if err != nil {
				t.Fatal(err)
			}
			if text := ""; got != nil || c.want != "" {
				if got != nil {
					text = got.String()
				}
				if text != c.want {
					t.Errorf("got %q, want %q", text, c.want)
				}
			}
		})
	}
}

func TestDesktopWithoutAPortalSaysSo(t *testing.T) {
	bustest.Start(t)
	if _, err := systemProxy(t.Context(), address(t, "https://api.workos.com/")); err == nil {
		t.Error("nobody was there to answer")
	}
}
