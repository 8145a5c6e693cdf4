// Package wordstest is for tests of what a person reads.
package wordstest

import (
	"regexp"
	"strings"
	"testing"

	"workos-widgets/internal/words"
)

// Pseudo has everything said in the pseudo-translation until the test ends. A test that uses it does not run beside
// others of its package.
func Pseudo(t testing.TB) {
	t.Helper()
	p, err := words.Pseudo()
	if err != nil {
		t.Fatal(err)
	}
	words.Use(p)
	t.Cleanup(func() { words.Use(nil) })
}

// said is what has been translated, with what was put into it.
var said = regexp.MustCompile(`⟦[^⟦⟧]*⟧`)

// Untranslated is what of a text was not said in the pseudo-translation; "" when all of it was.
func Untranslated(text string) string {
	for {
		rest := said.ReplaceAllString(text, "")
		if rest == text {
			return strings.TrimSpace(rest)
		}
		text = rest // a translated text may have been put into another
	}
}
