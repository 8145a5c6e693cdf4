// Package docs holds what is written for people, and the test that it is still true.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"workos-widgets/internal/brand"
)

// What the application says stands in a quotation of its own, with … for what varies.
var quotation = regexp.MustCompile(`(?m)^ *> (.+)$`)

func TestWhatTheApplicationIsQuotedWithItSays(t *testing.T) {
	guide, err := os.ReadFile("troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	sources := sources(t)
	quoted := quotation.FindAllStringSubmatch(string(guide), -1)
	if len(quoted) < 30 {
		t.Errorf("%d sentences are quoted: are they still set off by >?", len(quoted))
	}
	for _, q := range quoted {
		if sentence := strings.TrimSpace(q[1]); !says(sources, sentence) {
			t.Errorf("nothing in the application says %q", sentence)
		}
	}
}

func TestThatAFalseQuotationIsFound(t *testing.T) {
	sources := sources(t)
	for _, sentence := range []string{
		"WorkOS can be reached.",
		"Port …, where the browser should come back to, is free.",
		"Your role lacks the permission this page needs: …. An administrator can not grant it.",
	} {
		if says(sources, sentence) {
			t.Errorf("taken for the application's: %q", sentence)
		}
	}
}

// says reports whether one source holds all the parts of a sentence between what varies. Sentences that Go puts
// together from constants are looked for one by one.
func says(sources []string, sentence string) bool {
	parts := strings.Split(sentence, "…")
	for _, source := range sources {
		if containsAll(source, parts) {
			return true
		}
	}
	first, rest, two := strings.Cut(sentence, ". ")
	return two && says(sources, first+".") && says(sources, rest)
}

func containsAll(source string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(source, part) {
			return false
		}
	}
	return true
}

// sources are the files that hold words for people.
func sources(t *testing.T) []string {
	t.Helper()
	files := []string{"../internal/words/catalogue.json", "../frontend/src/words.ts", "../Makefile"}
	err := filepath.WalkDir("../internal", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = strings.ReplaceAll(string(text), "{product}", brand.Current().Product)
	}
	return texts
}
