package window

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What Wails takes from a page beside calls of bound methods, by the function that takes it. docs/security.md
// says what of this remains open, and where; "c" is no message but an answer. An upgrade that adds a message fails here, to be judged.
var takenByWails = map[string][]string{
	"dispatcher/dispatcher.go ProcessMessage":             {"B", "C", "D", "E", "H", "L", "Q", "S", "W", "c"},
	"dispatcher/browser.go processBrowserMessage":         {"O"},
	"dispatcher/draganddrop.go processDragAndDropMessage": {"D"},
	"dispatcher/events.go processEventMessage":            {"E", "X"},
	"dispatcher/log.go processLogMessage":                 {"D", "E", "F", "I", "P", "S", "T", "W"},
	"dispatcher/window.go processWindowMessage": {
		"A", "DT", "F", "H", "LT", "M", "R", "S", "SDT", "T", "TP:0", "TP:1", "U", "Z", "c", "f", "m", "p", "r", "s", "t", "u", "z",
	},
	"dispatcher/systemcalls.go processSystemCall": {
		"CheckNotificationAuthorization", "CleanupNotifications", "ClipboardGetText", "ClipboardSetText", "Environment",
		"InitializeNotifications", "IsNotificationAvailable", "RegisterNotificationCategory", "RemoveAllDeliveredNotifications",
		"RemoveAllPendingNotifications", "RemoveDeliveredNotification", "RemoveNotification", "RemoveNotificationCategory",
		"RemovePendingNotification", "RequestNotificationAuthorization", "ScreenGetAll", "SendNotification",
		"SendNotificationWithActions", "WindowGetPos", "WindowGetSize", "WindowIsFullscreen", "WindowIsMaximised",
		"WindowIsMinimised", "WindowIsNormal",
	},
	"desktop/linux/frontend.go processMessage":   {"DomReady", "c", "drag", "resize:", "runtime:ready", "wails:showInspector"},
	"desktop/darwin/frontend.go processMessage":  {"DomReady", "c", "runtime:ready", "wails:openInspector"},
	"desktop/windows/frontend.go processMessage": {"drag", "resize:", "runtime:ready"},
}

// wailsSources is the folder that Wails' frontends are in.
func wailsSources(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/wailsapp/wails/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "internal", "frontend")
}

func TestWailsTakesNoFurtherMessagesAttack(t *testing.T) {
	dir := wailsSources(t)
	for place, want := range takenByWails {
		file, function, _ := strings.Cut(place, " ")
		if diff := cmp.Diff(want, messages(t, filepath.Join(dir, filepath.FromSlash(file)), function)); diff != "" {
			t.Errorf("%s takes other messages than are known of:\n%s", place, diff)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "dispatcher", "*.go"))
	if err != nil || len(files) != 9 { // calls.go and securecalls.go are for bound methods
		t.Errorf("the dispatcher has the files %q, %v", files, err)
	}
}

// TestDevelopmentServerIsOpenToEveryPage fails once Wails has mended that: the warning about development builds
// (config.OpenToWebPages) has had its day then.
func TestDevelopmentServerIsOpenToEveryPage(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(wailsSources(t), "devserver", "devserver.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`CheckOrigin:\s+func\(r \*http\.Request\) bool \{ return true \}`).Match(source) {
		t.Error("Wails' development server looks at where a call comes from")
	}
}

// messages are what a function tells apart: the cases of its switches, and what it compares its message with.
func messages(t *testing.T, path, function string) (all []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Name.Name != function || f.Recv == nil {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CaseClause:
				all = append(all, literals(n.List...)...)
			case *ast.BinaryExpr:
				if n.Op == token.EQL && named(n.X, "message") {
					all = append(all, literals(n.Y)...)
				}
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "HasPrefix" {
					all = append(all, literals(n.Args[1])...)
				}
			}
			return true
		})
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" })
	slices.Sort(all)
	return slices.Compact(all)
}

func named(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func literals(list ...ast.Expr) (all []string) {
	for _, e := range list {
		if l, ok := e.(*ast.BasicLit); ok {
			if l.Kind == token.CHAR {
				r, _, _, _ := strconv.UnquoteChar(l.Value[1:len(l.Value)-1], '\'')
				all = append(all, string(r))
			} else if s, err := strconv.Unquote(l.Value); err == nil {
				all = append(all, s)
			}
		}
	}
	return all
}
