package outbound

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// portal stands for the desktop's: what it answers is what a person has set there.
type portal struct{ proxies []string }

func (p portal) Lookup(address string) ([]string, *dbus.Error) {
	if address != "https://api.workos.com/" {
		return nil, dbus.NewError("org.freedesktop.portal.Error.InvalidArgument", []any{address})
	}
	return p.proxies, nil
}

// privateBus starts a session bus of the test's own and points the environment at it.
func privateBus(t *testing.T) *dbus.Conn {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skipf("no dbus-daemon: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(line))
	bus, err := dbus.Connect(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	return bus
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
		"one that can't be used, then one": {[]string{"quic://proxy:1", ":", "http://proxy:2"}, "http://proxy:2"},
	} {
		t.Run(name, func(t *testing.T) {
			bus := privateBus(t)
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
	privateBus(t)
	if _, err := systemProxy(t.Context(), address(t, "https://api.workos.com/")); err == nil {
		t.Error("nobody was there to answer")
	}
}
