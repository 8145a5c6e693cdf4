package brand_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"workos-widgets/internal/brand"
)

// notShipped are folders of which nothing is in an application that is given to people.
var notShipped = []string{"internal/brand", "internal/sandbox", "internal/bench", "internal/tour", "internal/authkit/emulator", "frontend/src/testing"}

// Of WorkOS's own product, which is called like ours.
const theirs = `t("Made with Wails, React, Radix Themes and WorkOS Widgets, each under its own licence.")`

func TestNobodyElseCallsTheApplicationByItsName(t *testing.T) {
	b := brand.Current()
	files := 0
	for _, folder := range []string{"internal", "frontend/src", "."} {
		err := filepath.WalkDir("../../"+folder, func(file string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name := filepath.ToSlash(strings.TrimPrefix(filepath.Clean(file), filepath.Clean("../..")+string(filepath.Separator)))
			if d.IsDir() {
				if slices.Contains(notShipped, name) || d.Name() == "testdata" || d.Name() == "node_modules" || folder == "." && name != filepath.Clean("../..") {
					return filepath.SkipDir
				}
				return nil
			}
			for line, text := range texts(t, file) {
				if strings.Contains(text, b.Product) || strings.Contains(strings.ReplaceAll(text, "@workos-inc/widgets/"+b.ID, ""), b.ID) {
					t.Errorf("%s:%d has a name that is the brand's: %s", name, line, text)
				}
				files++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 1000 {
		t.Errorf("only %d texts were looked at", files)
	}
}

var comment = regexp.MustCompile(`(?m)^\s*(?://|/?\*).*$|\s//\s.*$`)

// texts are what a source file says, by lines: Go's string literals, and TypeScript, HTML and CSS without their comments.
func texts(t *testing.T, file string) map[int]string {
	t.Helper()
	found := map[int]string{}
	switch filepath.Ext(file) {
	case ".go":
		if strings.HasSuffix(file, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if _, imports := n.(*ast.ImportSpec); imports {
				return false
			}
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[set.Position(literal.Pos()).Line] += text + "\n"
			}
			return true
		})
	case ".ts", ".tsx", ".css", ".html", ".svg":
		if strings.Contains(filepath.Base(file), ".test.") {
			return nil
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		code := comment.ReplaceAllString(strings.ReplaceAll(string(content), theirs, ""), "")
		for i, line := range strings.Split(code, "\n") {
			found[i+1] = line
		}
	}
	return found
}
