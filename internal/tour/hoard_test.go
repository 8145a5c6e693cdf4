//go:build linux && tour

package tour

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/tour/desktop"
)

// TestHoardingPageGivesBack has pages show pictures of 64 MiB, decoded, and hide them. WebKit looks every 30 seconds, and
// drops them when the page holds more than the application's window allows. It leaves alone a page that holds less, and any
// page in a window of Wails' own, whose limits are a browser's.
func TestHoardingPageGivesBack(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	for name, tt := range map[string]struct {
		keeps float64 // MiB besides the pictures
		args  []string
		gives bool
	}{
		"much in the application's window is given back":    {keeps: 160, gives: true},
		"little in the application's window is left alone":  {keeps: 0},
		"much in a window of Wails' own is left alone, too": {keeps: 160, args: []string{"-guard=false"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := h.start(t, append(tt.args, "-attempt", fmt.Sprintf("hoard-%.0f", tt.keeps), "http://stranger.invalid")...)
			defer end(t, p)
			awaitReport(t, p, "begun")
			before := written(t, p)
			awaitReport(t, p, "hoarded")
			hoarded := time.Now()
			const pictures, look = 64, 30 * time.Second
			left := func() float64 { return written(t, p) - before - tt.keeps }
			for left() >= pictures/2 && time.Since(hoarded) < look*3/2 {
				time.Sleep(time.Second)
			}
			after, rest := time.Since(hoarded).Round(time.Second), left()
			t.Logf("%.0f MiB besides what it keeps, after %s", rest, after)
			if gave := rest < pictures/2; gave != tt.gives {
				t.Errorf("its pictures are given back: %t, not %t", gave, tt.gives)
			}
		})
	}
}

func awaitReport(t *testing.T, p *desktop.Process, report string) {
	t.Helper()
	awaitReports(t, p, func(reports []string) bool { return slices.Contains(reports, report) })
}

// written is the memory, in MiB, that the process of a program's page has written and shares with no other, be it swapped out.
func written(t *testing.T, p *desktop.Process) (mib float64) {
	t.Helper()
	pid, ok := webProcessOf(p)
	if !ok {
		t.Fatal("no process draws the page")
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Private_Dirty:", "\nSwap:"} {
		_, rest, _ := strings.Cut(string(text), name)
		var kB float64
		if _, err := fmt.Sscan(rest, &kB); err != nil {
			t.Fatalf("%q: %v:\n%s", name, err, text)
		}
		mib += kB / 1024
	}
	return mib
}
