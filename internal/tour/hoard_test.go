//go:build linux && tour

package tour

import (
	"strings"
	"testing"
)

// TestPageThatHoardsIsTidiedUp has a page keep more than the application's window allows. WebKit has it give
// back what it does not need, and leaves a page alone that keeps less. In a window of Wails' own it leaves either
// alone, for there its limits are a browser's.
func TestPageThatHoardsIsTidiedUp(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	told := func(reports []string) bool { return len(reports) > 0 }
	for _, test := range []struct {
		name, attempt, want string
		args                []string
	}{
		{"much in the application's window", "hoard-256", "collected after", nil},
		{"little in the application's window", "hoard-64", "not collected in", nil},
		{"much in one of Wails' own", "hoard-256", "not collected in", []string{"-guard=false"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			reports := h.run(t, told, append(test.args, "-attempt", test.attempt, "http://stranger.invalid")...)
			t.Log(reports)
			if !strings.HasPrefix(reports[0], test.want) {
				t.Errorf("the page says %q; want: %s", reports[0], test.want)
			}
		})
	}
}
