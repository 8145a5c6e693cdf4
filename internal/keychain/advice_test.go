package keychain

import (
	"errors"
	"strings"
	"testing"
)

func TestAdviceIsTheDesktops(t *testing.T) {
	unavailable := &UnavailableError{Op: "probe", Err: errors.New("there is no D-Bus session")}
	display := []string{"DISPLAY", ":0"}
	tests := map[string]struct {
		goos  string
		env   []string
		mends string
	}{
		"Windows":                     {"windows", nil, "Credential Manager"},
		"macOS":                       {"darwin", nil, "login keychain"},
		"WSL":                         {"linux", append(display, "WSL_DISTRO_NAME", "Debian"), "WSL"},
		"no desktop":                  {"linux", []string{"XDG_CURRENT_DESKTOP", "KDE"}, "no desktop session"},
		"KDE":                         {"linux", append(display, "XDG_CURRENT_DESKTOP", "KDE"), "KDE Wallet"},
		"GNOME, as Ubuntu has it":     {"linux", append(display, "XDG_CURRENT_DESKTOP", "ubuntu:GNOME"), "seahorse"},
		"Cinnamon":                    {"linux", append(display, "XDG_CURRENT_DESKTOP", "X-Cinnamon"), "seahorse"},
		"a window manager of its own": {"linux", []string{"WAYLAND_DISPLAY", "wayland-1", "XDG_CURRENT_DESKTOP", "sway"}, "KeePassXC"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{}
			for i := 0; i < len(tt.env); i += 2 {
				env[tt.env[i]] = tt.env[i+1]
			}
			at := place{tt.goos, func(name string) string { return env[name] }}
			if mend := unavailable.mend(at); !strings.Contains(mend, tt.mends) {
				t.Errorf("got %q", mend)
			}
		})
	}
}

func TestAKeychainThatIsSlowMayBeWaitingForAPassword(t *testing.T) {
	e := &UnavailableError{Op: "read", Err: errSlow}
	if !strings.Contains(e.Message(), "in time") || !strings.Contains(e.Mend(), "a window of its own") {
		t.Errorf("got %q, %q", e.Message(), e.Mend())
	}
}
