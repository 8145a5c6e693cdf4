package packaging

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const manual = "../../build/linux/man.1.tmpl"

// TestTheManualHasEveryFlagAndVariable holds the manual against main.go's flags and the variables that package config
// knows by name: none is missing, and none is there that the program does not know.
func TestTheManualHasEveryFlagAndVariable(t *testing.T) {
	page := strings.ReplaceAll(read(t, manual), `\-`, "-")
	documented := matches(page, `(?m)^\.B (--[a-z-]+|WORKOS_[A-Z_]+)$`)
	known := map[string]bool{}
	for _, name := range slices.Collect(maps.Keys(matches(read(t, "../../main.go"), `flag\.Bool\("([a-z-]+)"`))) {
		known["--"+name] = true
	}
	for name := range matches(read(t, "../window/webview.go"), `SafeModeFlag = "([a-z-]+)"`) {
		known["--"+name] = true
	}
	files, err := filepath.Glob("../config/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for name := range matches(read(t, file), `\bEnv[A-Za-z]+ += "(WORKOS_[A-Z_]+)"`) {
			known[name] = true
		}
	}
	if len(known) < 10 {
		t.Fatalf("only %v were found in the program", known)
	}
	for name := range known {
		if !documented[name] {
			t.Errorf("the manual lacks %s", name)
		}
	}
	for name := range documented {
		if !known[name] {
			t.Errorf("the manual has %s, and the program has not", name)
		}
	}
}

// matches are the first groups of all matches.
func matches(text, pattern string) map[string]bool {
	found := map[string]bool{}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found[m[1]] = true
	}
	return found
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
