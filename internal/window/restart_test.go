package window

import (
	"slices"
	"testing"
)

func TestSafeArgs(t *testing.T) {
	for name, c := range map[string]struct{ args, want []string }{
		"no arguments":       {[]string{"app"}, []string{"app", "--safe-mode"}},
		"with others":        {[]string{"app", "--sandbox"}, []string{"app", "--safe-mode", "--sandbox"}},
		"already":            {[]string{"app", "--safe-mode"}, []string{"app", "--safe-mode"}},
		"already, one dash":  {[]string{"app", "-safe-mode"}, []string{"app", "--safe-mode"}},
		"turned off":         {[]string{"app", "--safe-mode=false", "-sandbox"}, []string{"app", "--safe-mode", "-sandbox"}},
		"on and off":         {[]string{"app", "-safe-mode", "--sandbox", "-safe-mode=0"}, []string{"app", "--safe-mode", "--sandbox"}},
		"one much like it":   {[]string{"app", "--safe-modes=1"}, []string{"app", "--safe-mode", "--safe-modes=1"}},
		"after a deep link":  {[]string{"app", "--sandbox", "workos-widgets://sign-in"}, []string{"app", "--safe-mode", "--sandbox"}},
		"a program so named": {[]string{"safe-mode"}, []string{"safe-mode", "--safe-mode"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := safeArgs(c.args); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
