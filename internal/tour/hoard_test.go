//go:build linux && tour

package tour

import (
	"fmt"
	"strings"
	"testing"
)

// TestPageThatHoardsIsTidiedUp has a page keep more than the application's window allows. WebKit has it give
// back what it does not need within the minute that the page waits, and leaves a page alone that keeps less. In a window of Wails'
// own it leaves either alone, for there its limits are a browser's; but a page that keeps so much may collect by itself, which took 58
// seconds once on a slow machine: what counts there is that it is not told to.
func TestPageThatHoardsIsTidiedUp(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	told, ok := h.collected(t, "hoard-256")
	if !ok {
		t.Fatal("a page that keeps 256 MiB in the application's window is left alone")
	}
	t.Run("little in the application's window is left alone", func(t *testing.T) {
		if after, ok := h.collected(t, "hoard-64"); ok {
			t.Errorf("a page that keeps 64 MiB is tidied up after %d s", after)
		}
	})
	t.Run("much in one of Wails' own is not tidied up as soon", func(t *testing.T) {
		const earlier = 10 // seconds
		if after, ok := h.collected(t, "hoard-256", "-guard=false"); ok && after < told+earlier {
			t.Errorf("it is tidied up after %d s, and in the application's window after %d", after, told)
		}
	})
}

// collected says how many seconds after it began to wait a page was tidied up that hoards, if it was.
func (h *hostile) collected(t *testing.T, attempt string, args ...string) (seconds int, ok bool) {
	t.Helper()
	reports := h.run(t, func(reports []string) bool { return len(reports) > 0 }, append(args, "-attempt", attempt, "http://stranger.invalid")...)
	t.Log(attempt, args, reports)
	if strings.HasPrefix(reports[0], "not collected in ") {
		return 0, false
	}
	if _, err := fmt.Sscanf(reports[0], "collected after %d s", &seconds); err != nil {
		t.Fatalf("the page says %q", reports[0])
	}
	return seconds, true
}
