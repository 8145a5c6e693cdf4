package docs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	links := 0
	for _, page := range pages(t) {
		for _, l := range link.FindAllStringSubmatch(prose(read(t, page)), -1) {
			links++
			if err := leads(page, l[1]); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
	if links < 30 {
		t.Errorf("%d links were found: are they still written [so](address)?", links)
	}
}

func TestThatALinkToNothingIsFound(t *testing.T) {
	for _, target := range []string{"nothing.md", "setup.md#nothing", "#nothing", "../docs", "http://workos.com/docs"} {
		if leads("setup.md", target) == nil {
			t.Errorf("%s was taken for a good link", target)
		}
	}
}

// TestEveryFileThatIsNamedExists looks up the paths in code marks.
func TestEveryFileThatIsNamedExists(t *testing.T) {
	named := 0
	for _, page := range pages(t) {
		for _, span := range codeSpan.FindAllStringSubmatch(prose(read(t, page)), -1) {
			path := repositoryPath.FindString(span[1])
			if path == "" || path != span[1] && !strings.HasPrefix(span[1], path+":") || made(path) {
				continue
			}
			named++
			if _, err := os.Stat(filepath.Join("..", path)); err != nil {
				t.Errorf("%s names %s, which is not there", page, path)
			}
		}
	}
	if named < 20 {
		t.Errorf("%d files are named", named)
	}
}

var (
	link           = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	repositoryPath = regexp.MustCompile(`^(?:internal|frontend|docs|build|\.github)/[A-Za-z0-9_./-]*[A-Za-z0-9_-]`)
	blocks         = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
)

// made says that a path is what a build or test leaves, or that a translator makes.
func made(path string) bool {
	for _, dir := range []string{"build/bin", "build/tour", "build/bench", "build/dist", "build/branded", "build/.fresh", "frontend/dist", "internal/words/translations", "docs/bench.json"} {
		if path == dir || strings.HasPrefix(path, dir+"/") {
			return true
		}
	}
	return false
}

// prose is a page without its blocks of code.
func prose(page string) string { return blocks.ReplaceAllString(page, "") }

// leads says what is wrong with a link of a page. Addresses on the web are left to their readers, as long as they are
// such that a browser keeps to https.
func leads(page, target string) error {
	if strings.HasPrefix(target, "https://") || strings.HasPrefix(target, "mailto:") {
		return nil
	}
	path, anchor, _ := strings.Cut(target, "#")
	file := page
	if path != "" {
		file = filepath.Join(filepath.Dir(page), filepath.FromSlash(path))
	}
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("%s leads nowhere: %w", target, err)
	}
	if info.IsDir() {
		return errors.New(target + " is a folder")
	}
	if anchor == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for line := range strings.Lines(prose(string(text))) {
		if heading := headingLine.FindStringSubmatch(strings.TrimSpace(line)); heading != nil && anchorOf(heading[1]) == anchor {
			return nil
		}
	}
	return fmt.Errorf("%s: there is no such heading", target)
}

// anchorOf is what GitHub makes of a heading.
func anchorOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}
