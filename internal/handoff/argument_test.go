package handoff

import (
	"strings"
	"testing"
)

// TestOneLinkIsTakenFromTheCommandLineAttack: what else is there has no say, and a link is in no error.
func TestOneLinkIsTakenFromTheCommandLineAttack(t *testing.T) {
	const link = "workos-widgets://callback?code=c0de&state=s3cret"
	for name, tt := range map[string]struct {
		arguments []string
		link      string
		fails     bool
	}{
		"nothing":               {nil, "", false},
		"a link":                {[]string{link}, link, false},
		"in capitals":           {[]string{"WORKOS-WIDGETS://x"}, "WORKOS-WIDGETS://x", false},
		"two links":             {[]string{link, link}, "", true},
		"a link and a flag":     {[]string{link, "--sandbox"}, "", true},
		"a word and a link":     {[]string{"x", link}, "", true},
		"another scheme":        {[]string{"http://127.0.0.1/callback"}, "", true},
		"another site":          {[]string{"https://callback"}, "", true},
		"a file":                {[]string{"/etc/passwd"}, "", true},
		"a scheme like it":      {[]string{"workos-widgets-x://callback"}, "", true},
		"nothing but its start": {[]string{"workos-widgets"}, "", true},
		"an empty one":          {[]string{""}, "", true},
	} {
		got, err := LinkIn(tt.arguments)
		if got != tt.link || (err != nil) != tt.fails {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err != nil && (strings.Contains(err.Error(), "c0de") || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: the link is in the error", name)
		}
	}
}
