package docs

import (
	"go/build/constraint"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A test stands in docs/security.md as `file:Name`, the file under internal/ or beside main.go.
var attackName = regexp.MustCompile("`([A-Za-z0-9_/]+_test\\.go):((?:Test|Fuzz)[A-Za-z0-9_]+)`")

// A row of one of its tables, other than a head.
var claim = regexp.MustCompile(`(?m)^\| [^-|][^|]*\|[^|]*\|([^|]*)\|$`)

func TestEveryClaimOfSecurityIsAttacked(t *testing.T) {
	page, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, row := range claim.FindAllStringSubmatch(string(page), -1) {
		if strings.TrimSpace(row[1]) == "attacked by" {
			continue
		}
		rows++
		named := attackName.FindAllStringSubmatch(row[1], -1)
		if len(named) == 0 || len(named) != strings.Count(row[1], "`")/2 {
			t.Errorf("no test, or something that is none: %s", row[0])
		}
	}
	for _, n := range attackName.FindAllStringSubmatch(string(page), -1) { // of what stands beside the tables too
		if path, ok := find(n[1], n[2]); !ok {
			t.Errorf("there is no %s in %s", n[2], n[1])
		} else if !isRun(t, path) {
			t.Errorf("nothing in the Makefile runs %s of %s", n[2], n[1])
		}
	}
	if rows < 25 {
		t.Errorf("%d claims were found: are they still rows of three columns?", rows)
	}
}

func TestThatAMissingAttackIsFound(t *testing.T) {
	for _, c := range [][2]string{{"page/page_test.go", "TestNothing"}, {"page/nothing_test.go", "TestDocumentCarriesThePolicy"}} {
		if _, ok := find(c[0], c[1]); ok {
			t.Errorf("%s of %s was found", c[1], c[0])
		}
	}
	for name, c := range map[string]struct {
		constraint, folder string
		want               bool
	}{
		"without a constraint":              {"", "./internal/page", true},
		"beside main.go":                    {"", ".", true},
		"of Linux":                          {"//go:build linux", "./internal/handoff", true},
		"with a tag that its folder has":    {"//go:build bench && linux", "./internal/bench", true},
		"with a tag that another has":       {"//go:build bench && linux", "./internal/handoff", false},
		"with a tag that no target has":     {"//go:build nothing", "./internal/page", false},
		"below the folder that a target is": {"//go:build tour", "./internal/tour/atspi", true},
	} {
		if got := runs(read(t, "../Makefile"), c.constraint, c.folder); got != c.want {
			t.Errorf("%s: is run: %t", name, got)
		}
	}
}

// find returns the path of the file that has a test.
func find(file, name string) (path string, ok bool) {
	for _, root := range []string{"../internal", ".."} {
		path := filepath.Join(root, filepath.FromSlash(file))
		text, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(text), "\nfunc "+name+"(") {
			return path, true
		}
	}
	return "", false
}

// isRun reports whether the Makefile has go test compile a file, on Linux.
func isRun(t *testing.T, path string) bool {
	t.Helper()
	folder, err := filepath.Rel("..", filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	return runs(read(t, "../Makefile"), regexp.MustCompile(`(?m)^//go:build .*`).FindString(read(t, path)), "./"+filepath.ToSlash(folder))
}

var goTest = regexp.MustCompile(`(?m)\bgo test .*`)

func runs(makefile, line, folder string) bool {
	var needs constraint.Expr = &constraint.NotExpr{X: &constraint.TagExpr{Tag: "ignore"}} // nothing
	if line != "" {
		var err error
		if needs, err = constraint.Parse(line); err != nil {
			return false
		}
	}
	for _, command := range goTest.FindAllString(makefile, -1) {
		tags := []string{"linux", "unix"}
		if _, after, ok := strings.Cut(command, "-tags "); ok {
			tags = append(tags, strings.Split(strings.Fields(after)[0], ",")...)
		}
		compiles := needs.Eval(func(tag string) bool { return slices.Contains(tags, tag) })
		if compiles && slices.ContainsFunc(strings.Fields(command), func(arg string) bool { return covers(arg, folder) }) {
			return true
		}
	}
	return false
}

// covers reports whether an argument of go test is a folder, or those below one of which it is.
func covers(arg, folder string) bool {
	above, below := strings.CutSuffix(arg, "/...")
	return arg == folder || below && (above == "." || above == folder || strings.HasPrefix(folder, above+"/"))
}
