// Package chromiumtest finds and starts a real Chromium for tests, the tour and the benchmark.
package chromiumtest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ErrNone means that there is no Chromium to use.
var ErrNone = errors.New("no Chromium: apt-get install chromium, or name one with CHROMIUM=path")

// Path is the Chromium to use: CHROMIUM, or the one that is installed. It fails with ErrNone.
func Path() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err == nil && !strings.HasPrefix(path, "/snap/") { // a snap sees neither our files nor our flags
			return path, nil
		}
	}
	return "", ErrNone
}

// Start starts a browser without a window, which keeps its files in a directory of the test's and ends with it.
// Further options go on top. Without a Chromium the test is skipped, and fails in CI.
func Start(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path, err := Path()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	home := t.TempDir()
	ctx, stop := chromedp.NewExecAllocator(t.Context(), append(append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(filepath.Join(home, "chromium")), chromedp.Env("HOME="+home), chromedp.Flag("lang", "en"),
	), more...)...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium (%s) does not start: %v", path, err)
	}
	return ctx
}
