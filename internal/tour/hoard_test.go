//go:build linux && tour

package tour

import (
	"fmt"
	"strings"
	"testing"
)

// TestPageThatHoardsIsTidiedUp has a page keep more than the application's window allows. WebKit has it give
// back what it does not need within the minute that the page waits, and leaves a page alone that keeps less. In a window of Wails'
// own it leaves either alone, for there its limits are a browser's. Left alone, a page's collector runs by itself some time
// or other, on a slow machine after 58 seconds once: what counts is that it is told much earlier.
func TestPageThatHoardsIsTidiedUp(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	told := h.collected(t, "hoard-256")
	if told == never {
		t.Fatal("a page that keeps 256 MiB in the application's window is left alone")
	}
	const earlier = 10 // seconds
	for name, left := range map[string]int{
		"one that keeps 64":         h.collected(t, "hoard-64"),
		"one in a window of Wails'": h.collected(t, "hoard-256", "-guard=false"),
	} {
		if left < told+earlier {
			t.Errorf("a page that keeps 256 MiB is tidied up after %d s, and %s after %d", told, name, left)
		}
	}
}

// never stands for a page that was left alone as long as it waited.
const never = 1 << 20

// collected says how many seconds after it began to wait a page was tidied up that hoards.
func (h *hostile) collected(t *testing.T, attempt string, args ...string) (seconds int) {
	t.Helper()
	reports := h.run(t, func(reports []string) bool { return len(reports) > 0 }, append(args, "-attempt", attempt, "http://stranger.invalid")...)
	t.Log(reports)
	if strings.HasPrefix(reports[0], "not collected in ") {
		return never
	}
	if _, err := fmt.Sscanf(reports[0], "collected after %d s", &seconds); err != nil {
		t.Fatalf("the page says %q", reports[0])
	}
	return seconds
}
