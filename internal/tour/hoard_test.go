//go:build linux && tour

package tour

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/tour/desktop"
)

// TestHoardingPageGivesBack has pages show pictures of 64 MiB, decoded, and hide them. WebKit looks every 30 seconds, and
// drops them when the page holds more than the application's window allows. It leaves a page alone that holds less,
// and in a window of Wails' own, where its limits are a browser's, either.
func TestHoardingPageGivesBack(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	for name, tt := range map[string]struct {
		args  []string
		gives bool
	}{
		"much in the application's window is given back":    {args: []string{"-attempt", "hoard-160"}, gives: true},
		"little in the application's window is left alone":  {args: []string{"-attempt", "hoard-0"}},
		"much in a window of Wails' own is left alone, too": {args: []string{"-attempt", "hoard-160", "-guard=false"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := h.start(t, append(tt.args, "http://stranger.invalid")...)
			defer end(t, p)
			awaitReports(t, p, func(reports []string) bool { return len(reports) > 0 })
			gave, after := givenBack(t, p)
			t.Logf("%.0f MiB given back after %s", gave, after)
			if (gave >= halfOfIt) != tt.gives {
				t.Errorf("%.0f MiB of 64 given back", gave)
			}
		})
	}
}

const halfOfIt = 32 // MiB of the pictures

// givenBack waits until a program's page has given back half of its pictures, but not for longer than one and a half
// of WebKit's looks, and returns how many MiB it has.
func givenBack(t *testing.T, p *desktop.Process) (mib float64, after time.Duration) {
	t.Helper()
	const look = 30 * time.Second
	pid, ok := webProcessOf(p)
	if !ok {
		t.Fatal("no process draws the page")
	}
	first, began := written(t, pid), time.Now()
	for mib < halfOfIt && after < look*3/2 {
		time.Sleep(time.Second)
		mib, after = first-written(t, pid), time.Since(began).Round(time.Second)
	}
	return mib, after
}

// written is the memory that a process has written and shares with no other, in MiB.
func written(t *testing.T, pid int) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "Private_Dirty:")
	fields := strings.Fields(rest)
	if !found || len(fields) == 0 {
		t.Fatalf("the kernel does not say what is written:\n%s", text)
	}
	kB, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	return kB / 1024
}
