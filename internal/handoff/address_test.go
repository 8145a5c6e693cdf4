package handoff

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyAddressesForTheBrowserAreOpened(t *testing.T) {
	t.Setenv("BROWSER", filepath.Join(t.TempDir(), "none"))
	for a, want := range map[string]bool{
		"https://api.workos.com/user_management/authorize?x=1": true,
		"https://example.com/~a!(b)*[c];d|e":                   true,
		"HTTPS://EXAMPLE.COM/":                                 true,
		"http://127.0.0.1:8080/x":                              true,
		"http://127.9.9.9/":                                    true,
		"http://localhost:3000/":                               true,
		"http://[::1]:3000/":                                   true,
		"":                                                     false,
		"http://example.com/":                                  false,
		"http://127.0.0.1.example.com/":                        false,
		"http://localhost.example.com/":                        false,
		"http://0.0.0.0/":                                      false,
		"https://":                                             false,
		"https:///etc/passwd":                                  false,
		"https:opaque":                                         false,
		"//example.com/":                                       false,
		"file:///etc/passwd":                                   false,
		"javascript:alert(1)":                                  false,
		"javascript://example.com/%0aalert(1)":                 false,
		"ms-settings:":                                         false,
		"ms-settings://example.com/":                           false,
		"steam://run/1":                                        false,
		"ftp://example.com/":                                   false,
		"file://example.com/x":                                 false,
		"wss://example.com/":                                   false,
		"view-source:https://example.com/":                     false,
		"-a https://example.com":                               false,
		"https://me:secret@example.com/":                       false,
		"https://example.com@127.0.0.1/":                       false,
		"https://example.com\\@evil.example/":                  false,
		"https://example.com/a b":                              false,
		"https://example.com/\"--flag":                         false,
		"https://example.com/<x>":                              false,
		"https://example.com/\x00":                             false,
		"https://example.com/\n":                               false,
		"https://exämple.com/":                                 false,
		"https://example.com/" + strings.Repeat("a", 16<<10):   false,
	} {
		if got := mayOpen(a); got != want {
			t.Errorf("%.60q: %v, want %v", a, got, want)
		}
		if want {
			continue
		}
		if e, ok := errors.AsType[*OpenError](NewLauncher(slog.New(slog.DiscardHandler)).Open(t.Context(), a)); !ok || e.Reason != AddressRefused {
			t.Errorf("%.60q is opened: %v", a, e)
		}
	}
}

func TestWSLIsKnownByItsKernel(t *testing.T) {
	for release, want := range map[string]bool{
		"4.4.0-19041-Microsoft\n":             true,
		"5.15.90.1-microsoft-standard-WSL2\n": true,
		"6.1.0-18-amd64\n":                    false,
		"6.8.0-1012-azure\n":                  false,
	} {
		if got := isWSLKernel(release); got != want {
			t.Errorf("%q: %v", release, got)
		}
	}
}

func TestEnvironmentKeepsThePersonsOwnWebViewVariables(t *testing.T) {
	now := []string{"PATH=/bin", "WORKOS_API_KEY=sk_1", "GDK_BACKEND=x11", "GTK_THEME=Adwaita:dark", "WEBKIT_DISABLE_DMABUF_RENDERER=1"}
	start := []string{"PATH=/old", "WORKOS_API_KEY=sk_1", "GTK_THEME=Adwaita", "GDK_SCALE=2"}
	got := strings.Join(cleaned(now, start), " ")
	if want := "PATH=/bin GTK_THEME=Adwaita GDK_SCALE=2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
