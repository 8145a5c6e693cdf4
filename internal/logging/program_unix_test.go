//go:build unix

package logging_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// program builds the application, whose first lines in main are what is tested here.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "workos-widgets")
	if out, err := exec.Command("go", "build", "-o", path, "workos-widgets").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// check is the application's pre-flight, at home in a folder and with a WorkOS and a keychain that are not there.
func check(t *testing.T, program, home string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, "--check")
	c.Dir = home
	c.Env = []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANGUAGE=en",
		"WORKOS_CLIENT_ID=client_123", "WORKOS_API_URL=http://127.0.0.1:1", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"WORKOS_SECRET_KEY=something", // which is warned of at once, in the log
	}
	return c
}

func TestCheck(t *testing.T) {
	program := program(t)
	t.Run("goes on when nobody reads its console", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		c := check(t, program, t.TempDir())
		c.Stdout, c.Stderr = &out, w
		err = c.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || !exit.Exited() || exit.ExitCode() != 1 {
			t.Errorf("it ended with %v", err)
		}
		if !strings.Contains(out.String(), "127.0.0.1:1") {
			t.Errorf("it printed %q", out.String())
		}
	})
	t.Run("leaves damaged settings to the window, which speaks of them", func(t *testing.T) {
		home := t.TempDir()
		path := filepath.Join(home, "workos-widgets", "settings.json")
		if runtime.GOOS == "darwin" {
			path = filepath.Join(home, "Library", "Application Support", "workos-widgets", "settings.json")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := check(t, program, home).Output(); len(out) == 0 {
			t.Fatalf("nothing was checked: %v", err)
		}
		if got, err := os.ReadFile(path); string(got) != "{damaged" {
			t.Errorf("read %q, %v", got, err)
		}
	})
}
