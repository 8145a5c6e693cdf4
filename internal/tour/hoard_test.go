//go:build linux && tour

package tour

import (
	"strings"
	"testing"
)

// TestPageThatHoardsIsTidiedUp has a page keep more than the application's window allows. WebKit has it give back what
// it does not need; in a window of Wails' own it leaves the same page alone, which a browser's size would allow.
func TestPageThatHoardsIsTidiedUp(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := buildHostile(t)
	told := func(reports []string) bool { return len(reports) > 0 }
	for _, test := range []struct {
		name, want string
		args       []string
	}{
		{"in the application's window", "collected after", nil},
		{"in one of Wails' own", "not collected in", []string{"-guard=false"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			reports := h.run(t, told, append(test.args, "-attempt", "hoard", "http://stranger.invalid")...)
			t.Log(reports)
			if !strings.HasPrefix(reports[0], test.want) {
				t.Errorf("the page says %q; want: %s", reports[0], test.want)
			}
		})
	}
}
