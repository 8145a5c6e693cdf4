package brand_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/brand/kit"
)

var application = flag.Bool("brand.application", false, "build the application itself with another brand, too")

// branded writes another brand and returns its overlay.
func branded(t *testing.T) (out string) {
	t.Helper()
	out = t.TempDir()
	if err := kit.Write("kit/testdata/brand.json", kit.Options{Version: "v2.5.1", Date: time.Now(), Root: "../..", Out: out}); err != nil {
		t.Fatal(err)
	}
	return out
}

func built(t *testing.T, out, of string, args ...string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "program")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.Command("go", append(append([]string{"build", "-overlay", filepath.Join(out, "overlay.json"), "-o", program}, args...), of)...)
	build.Dir = "../.."
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return program
}

func TestAnotherBrandIsCompiledIn(t *testing.T) {
	out := branded(t)
	icon, err := os.Stat(filepath.Join(out, "windowicon.png"))
	if err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(built(t, out, "./internal/brand/testdata/show")).Output()
	if want := "Acme & Søn's Account|" + strconv.FormatInt(icon.Size(), 10); err != nil || string(said) != want {
		t.Errorf("it says %q, want %q (%v)", said, want, err)
	}
}

func TestTheApplicationWithAnotherBrandIsAnother(t *testing.T) {
	if !*application {
		t.Skip("make test-brand builds the application (a minute)")
	}
	program := built(t, branded(t), ".", "-tags", "desktop,production,webkit2_41", "-ldflags", "-X workos-widgets/internal/config.version=v2.5.1")
	if said, err := exec.Command(program, "--version").Output(); err != nil || strings.TrimSpace(string(said)) != "Acme & Søn's Account v2.5.1" {
		t.Errorf("it says %q (%v)", said, err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"client_acme01": true, "https://auth.acme.example": true, `"product": "WorkOS Widgets"`: false, `"id": "workos-widgets"`: false} {
		if strings.Contains(string(content), text) != want {
			t.Errorf("that %s is in it should be %v", text, want)
		}
	}
	// Where a client ID is compiled in, no file in the working directory says where to send a session.
	check := exec.Command(program, "--check")
	check.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(check.Dir, ".env"), []byte("WORKOS_CLIENT_ID=client_planted\nWORKOS_API_URL=https://planted.invalid\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	check.Env = append(os.Environ(), "HOME="+check.Dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	said, _ := check.Output() // it fails: nobody answers as the API
	if !strings.Contains(string(said), "auth.acme.example") || strings.Contains(string(said), "planted") {
		t.Errorf("the check says %s", said)
	}
}
