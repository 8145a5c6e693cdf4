package docs

import (
	"os"
	"path/filepath"
	"regexp"
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
		for _, n := range named {
			if !exists(n[1], n[2]) {
				t.Errorf("there is no %s in %s", n[2], n[1])
			}
		}
	}
	if rows < 25 {
		t.Errorf("%d claims were found: are they still rows of three columns?", rows)
	}
}

func TestThatAMissingAttackIsFound(t *testing.T) {
	if exists("page/page_test.go", "TestNothing") || exists("page/nothing_test.go", "TestDocumentCarriesThePolicy") {
		t.Error("a test that does not exist was found")
	}
}

func exists(file, name string) bool {
	for _, root := range []string{"../internal", ".."} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err == nil && strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
