package docs

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestAddingAWidgetGoesAsItIsWritten looks for each line of the walk-through in the file that is named before it, and
// for each test that it says will ask for more.
func TestAddingAWidgetGoesAsItIsWritten(t *testing.T) {
	page := read(t, "adding-a-widget.md")
	excerpts := excerptsOf(page)
	if len(excerpts) != 4 {
		t.Errorf("%d lines of code are shown: are they still in blocks of go, ts or tsx?", len(excerpts))
	}
	for _, e := range excerpts {
		if !strings.Contains(read(t, "../"+e.file), "\n"+e.text+"\n") {
			t.Errorf("%s has no line\n%s", e.file, e.text)
		}
	}
	named := regexp.MustCompile("`([a-z0-9/_]+\\.go):(Test[A-Za-z]+)`").FindAllStringSubmatch(page, -1)
	if len(named) < 5 {
		t.Errorf("%d tests are named", len(named))
	}
	for _, n := range named {
		if !strings.Contains(read(t, "../"+n[1]), "\nfunc "+n[2]+"(") {
			t.Errorf("there is no %s in %s", n[2], n[1])
		}
	}
}

// excerpt is a line of a file that a page shows.
type excerpt struct{ file, text string }

// fileName is a file of the repository with sources in it, in code marks.
var fileName = regexp.MustCompile("`([A-Za-z0-9_./-]+\\.(?:go|tsx?))`")

// excerptsOf are the lines of a page's blocks of code, each with the file that was named last before it.
func excerptsOf(page string) []excerpt {
	var (
		found  []excerpt
		file   string
		inside bool
	)
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		if mark := fence.FindStringSubmatch(line); mark != nil {
			inside = mark[1] == "go" || mark[1] == "ts" || mark[1] == "tsx"
			continue
		}
		if inside {
			found = append(found, excerpt{file, line})
			continue
		}
		if names := fileName.FindAllStringSubmatch(line, -1); names != nil {
			if _, err := os.Stat("../" + names[len(names)-1][1]); err == nil {
				file = names[len(names)-1][1]
			}
		}
	}
	return found
}
