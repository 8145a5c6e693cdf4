//go:build packages

package windows_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"
)

var here = flag.Bool("packages.here", false, "install, and uninstall, for the person who runs this")

func TestOnThisWindows(t *testing.T) {
	if !*here {
		t.Skip("it would install, and uninstall, for the person who runs this: -packages.here")
	}
	p := built(t)
	run(t, p.setup(), "/S")
	folder := filepath.Join(os.Getenv("LOCALAPPDATA"), "Programs", p.brand.Product)
	exe := filepath.Join(folder, p.exe())
	p.checkPrints(t, run(t, exe, "--version"))
	uninstallKey := `Software\Microsoft\Windows\CurrentVersion\Uninstall\` + p.brand.ID
	for key, want := range map[string]string{
		`Software\Classes\` + p.brand.Scheme + `\shell\open\command`: `"` + exe + `" "%1"`,
		uninstallKey: "",
	} {
		if got, ok := value(key); !ok || got != want {
			t.Errorf("%s is %q instead of %q.", key, got, want)
		}
	}
	shortcut := filepath.Join(os.Getenv("APPDATA"), "Microsoft", "Windows", "Start Menu", "Programs", p.brand.Product+".lnk")
	checkModelID(t, shortcut, p.exe())

	run(t, filepath.Join(folder, "uninstall.exe"), "/S")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		_, known := value(uninstallKey)
		_, linked := value(`Software\Classes\` + p.brand.Scheme)
		if !known && !linked && !exists(folder) && !exists(shortcut) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("A minute after uninstalling there is still: entry %v, scheme %v, folder %v, shortcut %v", known, linked, exists(folder), exists(shortcut))
		}
	}
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
	return string(out)
}

// value is what a key of the person's registry holds under no name, and whether there is the key.
func value(path string) (string, bool) {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err != nil {
		return "", false
	}
	defer key.Close()
	v, _, err := key.GetStringValue("")
	return v, err == nil || errors.Is(err, registry.ErrNotExist)
}

// checkModelID asks the shell by which name a shortcut is known to notifications. Wine's shell has no such names.
func checkModelID(t *testing.T, shortcut, want string) {
	t.Helper()
	if _, ok := value(`Software\Wine`); ok {
		if !exists(shortcut) {
			t.Error("There is no shortcut.")
		}
		return
	}
	script := `$folder = (New-Object -ComObject Shell.Application).Namespace([IO.Path]::GetDirectoryName($env:SHORTCUT));` +
		`$folder.ParseName([IO.Path]::GetFileName($env:SHORTCUT)).ExtendedProperty('System.AppUserModel.ID')`
	cmd := exec.CommandContext(t.Context(), "powershell", "-NoProfile", "-NonInteractive", "-Command", script)
	cmd.Env = append(os.Environ(), "SHORTCUT="+shortcut)
	out, err := cmd.CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != want {
		t.Errorf("The shortcut is known as %q instead of %q: %v", got, want, err)
	}
}
