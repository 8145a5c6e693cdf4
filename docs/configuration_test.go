package docs

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/instance"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/settings"
)

func TestEveryVariableHasARowAndTheOtherWayRound(t *testing.T) {
	page := read(t, "configuration.md")
	own, err := constants("../internal/config", "Env")
	if err != nil {
		t.Fatal(err)
	}
	expectRows(t, page, "variable", own, func(name string) bool {
		return strings.HasPrefix(name, "WORKOS_") && !strings.HasPrefix(name, "WORKOS_SANDBOX_")
	})
	sandboxes, err := constants("../internal/sandbox/embedded", "env")
	if err != nil {
		t.Fatal(err)
	}
	expectRows(t, page, "variable", sandboxes, func(name string) bool {
		return strings.HasPrefix(name, "WORKOS_SANDBOX_")
	})
}

func TestVariablesOfTheREADMEAreAmongThem(t *testing.T) {
	all := rows(read(t, "configuration.md"), "variable")
	for _, example := range rows(read(t, "../README.md"), "variable") {
		if name, _, _ := strings.Cut(example, "="); !slices.Contains(all, name) {
			t.Errorf("%s is not in configuration.md", name)
		}
	}
}

func TestEveryFlagHasARowAndTheOtherWayRound(t *testing.T) {
	defined, err := definedFlags()
	if err != nil {
		t.Fatal(err)
	}
	expectRows(t, read(t, "configuration.md"), "flag", defined, func(name string) bool { return strings.HasPrefix(name, "--") })
	for _, name := range rows(read(t, "../README.md"), "flag") {
		if strings.HasPrefix(name, "--") && !slices.Contains(defined, name) {
			t.Errorf("the README has a flag %s, which is none", name)
		}
	}
}

func TestEveryVariableOfMakeIsOne(t *testing.T) {
	makefile := read(t, "../Makefile")
	for _, name := range rows(read(t, "configuration.md"), "variable of make") {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` \?=( |$)`).MatchString(makefile + "\n") {
			t.Errorf("the Makefile takes no variable %s", name)
		}
	}
}

// A table of what is where has a column for each system.
var columns = map[string]int{"linux": 1, "darwin": 2, "windows": 3}

func TestFilesAreWhereTheTableSays(t *testing.T) {
	home := t.TempDir()
	for name, value := range map[string]string{
		"HOME": home, "AppData": filepath.Join(home, "AppData"), "LocalAppData": filepath.Join(home, "LocalAppData"),
		"XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "", "XDG_RUNTIME_DIR": "",
	} {
		t.Setenv(name, value)
	}
	column, known := columns[runtime.GOOS]
	if !known {
		t.Skip("the table has no column for " + runtime.GOOS)
	}
	place := func(row string) string {
		for _, cells := range table(read(t, "configuration.md"), "what") {
			if cells[0] == row {
				replaced := strings.NewReplacer("~", home, "%AppData%", os.Getenv("AppData"), "%LocalAppData%", os.Getenv("LocalAppData"), `\`, string(filepath.Separator))
				return filepath.Clean(replaced.Replace(strings.Trim(cells[column], "`")))
			}
		}
		t.Fatalf("there is no row %q", row)
		return ""
	}
	if is, err := settings.DefaultPath(); err != nil || is != place("settings") {
		t.Errorf("the settings are %s (%v), not %s", is, err, place("settings"))
	}
	if is, err := logging.DefaultDir(); err != nil || is != filepath.Dir(place("log")) {
		t.Errorf("the log is in %s (%v), not %s", is, err, filepath.Dir(place("log")))
	}
	running := strings.Replace(filepath.Dir(place("lock")), "/run/user/ID/", "/run/user/"+strconv.Itoa(os.Geteuid())+"/", 1)
	if _, err := os.Stat(filepath.Dir(running)); err != nil { // nobody is signed in to the computer: then it is in the cache
		running = filepath.Dir(place("the sandbox's state"))
	}
	if is, err := instance.DefaultDir(); err != nil || is != running {
		t.Errorf("the lock is in %s (%v), not %s", is, err, running)
	}
	if service := "entry of the service `" + keychain.Service() + "`"; !strings.Contains(read(t, "configuration.md"), service) {
		t.Errorf("the page does not say: %s", service)
	}
}

// expectRows holds the first column of a page's tables with a head against names, as far as a name is one of its own.
func expectRows(t *testing.T, page, head string, names []string, own func(string) bool) {
	t.Helper()
	found := slices.DeleteFunc(rows(page, head), func(name string) bool { return !own(name) })
	slices.Sort(found)
	slices.Sort(names)
	if len(names) == 0 {
		t.Error("there are none in the code: has the test lost its way?")
	}
	if diff := cmp.Diff(names, found); diff != "" {
		t.Errorf("-in the code +in the tables:\n%s", diff)
	}
}

// rows are the names in code marks in the first column of the tables that begin with a head.
func rows(page, head string) []string {
	var names []string
	for _, cells := range table(page, head) {
		for _, name := range codeSpan.FindAllStringSubmatch(cells[0], -1) {
			names = append(names, name[1])
		}
	}
	return names
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

// table is the rows of every table of a page whose first column has that head.
func table(page, head string) [][]string {
	var found [][]string
	ours := false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			ours = false
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case cells[0] == head:
			ours = true
		case ours && strings.Trim(cells[0], "-: ") != "":
			found = append(found, cells)
		}
	}
	return found
}

// constants are the values of a package's constants whose names begin with a prefix and a capital letter.
func constants(dir, prefix string) ([]string, error) {
	var values []string
	err := inspect(dir, func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return
		}
		for i, name := range spec.Names {
			rest, ok := strings.CutPrefix(name.Name, prefix)
			if !ok || rest == "" || rest[0] < 'A' || rest[0] > 'Z' || i >= len(spec.Values) {
				continue
			}
			if value, ok := text(spec.Values[i]); ok {
				values = append(values, value)
			}
		}
	})
	return values, err
}

// definedFlags are the flags that main.go defines, with their dashes.
func definedFlags() ([]string, error) {
	var names []string
	var trouble error
	err := inspect("..", func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || !isPackage(f.X, "flag") {
			return
		}
		name, ok := text(call.Args[0])
		if other, selects := call.Args[0].(*ast.SelectorExpr); selects { // a constant of a package of ours
			pkg, _ := other.X.(*ast.Ident)
			found, err := constants("../internal/"+pkg.Name, strings.TrimSuffix(other.Sel.Name, "Flag"))
			trouble = errors.Join(trouble, err)
			if len(found) == 1 {
				name, ok = found[0], true
			}
		}
		if !ok {
			trouble = errors.Join(trouble, errors.New("the name of a flag is not understood"))
		}
		names = append(names, "--"+name)
	})
	return names, errors.Join(err, trouble)
}

func isPackage(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// text is the value of a string that is written out.
func text(x ast.Expr) (string, bool) {
	literal, ok := x.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

// inspect visits everything in the files of a package but its tests, for every system.
func inspect(dir string, visit func(ast.Node)) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool { visit(n); return true })
	}
	return nil
}

// read reads a file beside this one.
func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
