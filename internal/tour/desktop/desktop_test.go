//go:build linux && tour

package desktop_test

import (
	"bytes"
	"context"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"workos-widgets/internal/tour/desktop"
)

func TestDesktopComesUpAndLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	d, err := desktop.Start(ctx, desktop.Options{Width: 640, Height: 480})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()

	img, err := d.Screenshot()
	if err != nil || img.Bounds() != image.Rect(0, 0, 640, 480) {
		t.Errorf("Screenshot() = %v, %v; want 640 × 480", img.Bounds(), err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", d.Bus)
	if err := keyring.Set("tour", "probe", "a secret"); err != nil {
		t.Errorf("keyring: %v", err)
	}
	if got, err := keyring.Get("tour", "probe"); got != "a secret" || err != nil {
		t.Errorf("keyring: Get = %q, %v", got, err)
	}

	// A helper that leaves its group and its parent, as careless programs do.
	p, err := d.Start(desktop.Program{Path: "setsid", Args: []string{"--fork", "sleep", "3600.25"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if !running(t, "sleep 3600.25") {
		t.Fatal("the careless helper does not run: this test proves nothing")
	}
	if err := d.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if running(t, "sleep 3600.25") || running(t, d.Dir) {
		t.Error("a program outlived its desktop")
	}
	if _, err := os.Stat(d.Dir); !os.IsNotExist(err) {
		t.Errorf("Stat(%s) = %v, want it gone", d.Dir, err)
	}
	if _, err := d.Start(desktop.Program{Path: "true"}); err == nil {
		t.Error("Start on a closed desktop succeeded")
	}
}

// running says whether a process has text in its command line.
func running(t *testing.T, text string) bool {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(lines) == 0 {
		t.Fatalf("no processes to look at: %v", err)
	}
	for _, line := range lines {
		args, _ := os.ReadFile(line) // the process may be gone by now
		if strings.Contains(string(bytes.ReplaceAll(args, []byte{0}, []byte{' '})), text) {
			return true
		}
	}
	return false
}
