package words_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "workos-widgets"
)

// notOurs are folders whose texts nobody reads who has the application: tools, tests, the builder, and the sandbox, which plays
// WorkOS and speaks English like the widgets.
var notOurs = []string{"frontend", "build", "docs", "internal/brand", "internal/sandbox", "internal/bench", "internal/tour", "internal/authkit/emulator", "internal/words"}

// source is a file of the application.
type source struct {
	name, dir string
	files     *token.FileSet
	tree      *ast.File
	imports   map[string]string // folders by the names that the file has for their packages
}

func (s *source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.name, s.files.Position(n.Pos()).Line)
}

// application is every file that is compiled into the application, on whatever system.
func application(t *testing.T) []*source {
	t.Helper()
	var all []*source
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if slices.Contains(notOurs, name) || len(name) > 1 && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || strings.HasSuffix(name, "test") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		s := &source{name: name, dir: path.Dir(name), files: token.NewFileSet(), imports: map[string]string{}}
		s.tree, err = parser.ParseFile(s.files, file, nil, 0)
		if err != nil {
			return err
		}
		for _, i := range s.tree.Imports {
			from, err := strconv.Unquote(i.Path.Value)
			if dir, ours := strings.CutPrefix(from, module+"/"); err == nil && ours {
				s.imports[path.Base(dir)] = dir
			}
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// constants are the string constants of the application by folder and name, with those within functions. One of
// several meanings, on several systems or in several functions, has none.
type constants map[string]ast.Expr

func (c constants) collect(all []*source) {
	for _, s := range all {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			decl, ok := n.(*ast.GenDecl)
			if !ok || decl.Tok != token.CONST {
				return true
			}
			for _, spec := range decl.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i >= len(v.Values) {
						continue
					}
					key := s.dir + "." + name.Name
					if _, twice := c[key]; twice {
						c[key] = nil
						continue
					}
					c[key] = v.Values[i]
				}
			}
			return true
		})
	}
}

// value is a constant expression's; false for one that is none.
func (c constants) value(s *source, dir string, e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return constant.StringVal(constant.MakeFromLiteral(e.Value, token.STRING, 0)), true
		}
	case *ast.BinaryExpr:
		left, ok := c.value(s, dir, e.X)
		right, also := c.value(s, dir, e.Y)
		return left + right, ok && also && e.Op == token.ADD
	case *ast.Ident:
		if v := c[dir+"."+e.Name]; v != nil {
			return c.value(s, dir, v)
		}
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok && s.imports[pkg.Name] != "" {
			return c.value(s, s.imports[pkg.Name], ast.NewIdent(e.Sel.Name))
		}
	}
	return "", false
}

// ourCall is the name of the function of package words that is called, if it is one.
func ourCall(s *source, call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := f.X.(*ast.Ident)
	if !ok || pkg.Name != "words" || s.imports["words"] == "" {
		return ""
	}
	return f.Sel.Name
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])|%%`)

// verbs are a format's, in the order of their arguments.
func verbs(format string) []string {
	var all []string
	for i, m := range slices.DeleteFunc(verb.FindAllStringSubmatch(format, -1), func(m []string) bool { return m[0] == "%%" }) {
		at := strconv.Itoa(i + 1)
		if m[1] != "" {
			at = m[1]
		}
		all = append(all, at+m[2])
	}
	slices.Sort(all)
	return all
}

// applicationTexts are the texts of the application.
func applicationTexts(t *testing.T) map[string]any {
	t.Helper()
	all, known, texts := application(t), constants{}, map[string]any{}
	known.collect(all)
	for _, s := range all {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ourCall(s, call)
			if name != "T" && name != "Mark" {
				return true
			}
			text, ok := known.value(s, s.dir, call.Args[0])
			if !ok {
				t.Errorf("%s: words.%s is for constants, which get into the catalogue", s.at(call), name)
				return true
			}
			// Without arguments a text is no format: 50 % is 50 %.
			if open := verbs(text); name == "T" && len(call.Args) > 1 && len(open) != len(call.Args)-1 {
				t.Errorf("%s: %q leaves %d places open and gets %d arguments", s.at(call), text, len(open), len(call.Args)-1)
			}
			texts[text] = text
			return true
		})
	}
	return texts
}

// pageFile is where the page's texts are.
const pageFile = "frontend/src/words.ts"

var (
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/|(?m:^\s*//.*$)`)
	textOf    = regexp.MustCompile(`\b(?:t|parts)\(\s*("(?:[^"\\]|\\.)*")`)
	formsOf   = regexp.MustCompile(`\bcount\(\s*\{\s*one: ("(?:[^"\\]|\\.)*"),\s*other: ("(?:[^"\\]|\\.)*")\s*\}`)
	callOf    = regexp.MustCompile(`\b(?:t|parts|count)\(`)
	literalOf = regexp.MustCompile("(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)(:?)")
)

// pageTexts are the texts of the page. They stand in one file, each as a literal in a call of t, parts or count.
func pageTexts(t *testing.T, content string) map[string]any {
	t.Helper()
	content = comment.ReplaceAllString(content, "")
	texts := map[string]any{}
	unquoted := func(literal string) string {
		text, err := strconv.Unquote(literal)
		if err != nil {
			t.Errorf("%s: %s is not a string that Go reads as well", pageFile, literal)
		}
		return text
	}
	found := 0
	for _, m := range textOf.FindAllStringSubmatch(content, -1) {
		text := unquoted(m[1])
		texts[text] = text
		found++
	}
	for _, m := range formsOf.FindAllStringSubmatch(content, -1) {
		other := unquoted(m[2])
		texts[other] = map[string]any{"one": unquoted(m[1]), "other": other}
		found++
	}
	if calls := len(callOf.FindAllString(content, -1)); calls != found {
		t.Errorf("%s has %d calls of t, parts and count, %d of them with a literal: the catalogue wants all", pageFile, calls, found)
	}
	rest := formsOf.ReplaceAllString(textOf.ReplaceAllString(content, "t("), "count(")
	for _, m := range literalOf.FindAllStringSubmatch(rest, -1) {
		if m[2] == "" && strings.ContainsFunc(m[1], func(r rune) bool { return r >= 'A' && r <= 'Z' || r == ' ' }) && !strings.Contains(allowedInPage, m[1]) {
			t.Errorf("%s: %s is not said with t", pageFile, m[1])
		}
	}
	return texts
}

// allowedInPage are literals of pageFile that need no translation.
const allowedInPage = "\" – \" \" \" `${message} ${advice}` \"WorkOS Widgets\""

func keys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
