package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/handoff"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/outbound/outboundtest"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/widget/widgettest"
)

// TestPageMayCallNothingElseAttack pins what a page can call, and what it gets for it. Whoever adds a method has to
// ask what a hostile page would do with it: docs/security.md.
func TestPageMayCallNothingElseAttack(t *testing.T) {
	answers := map[string]string{
		"GetInfo": "main.Info", "GetOpenWith": "string", "GetPreferences": "settings.Preferences", "GetSession": "session.Snapshot",
		"GetWidgetToken": "string", // a stand-in: internal/widget
		"Preflight":      "[]preflight.Check", "StartsAtLogin": "bool",
	}
	silent := []string{
		"CancelSignIn", "ChooseOrganization", "CopyDiagnostics", "CopySignInLink", "DismissProblem", "OpenLink", "OpenLogFolder",
		"OpenSignInAgain", "Painted", "PasteCallback", "PlaceChanged", "Pong", "RefreshSession", "ReplaceSession", "SetAppearance",
		"SetFront", "SetOpenWith", "SetPreferences", "SetStartAtLogin", "SignIn", "SignOut", "StaySignedIn", "SwitchOrganization",
		"UseAnotherAccount", "Wake",
	}
	want := map[string]string{}
	for _, name := range silent {
		want[name] = ""
	}
	for name, answer := range answers {
		want[name] = answer
	}
	got := map[string]string{}
	bound := reflect.TypeFor[*App]()
	for i := range bound.NumMethod() {
		m := bound.Method(i)
		got[m.Name] = ""
		for o := range m.Type.NumOut() {
			if out := m.Type.Out(o); out != reflect.TypeFor[error]() {
				got[m.Name] += out.String()
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the page may call something else than is known of:\n%s", diff)
	}
	h := wired(t, configured(), nil)
	if bound := h.wails(fstest.MapFS{}, false, h.app.log.Logger).Bind; len(bound) != 1 || bound[0] != h.app {
		t.Errorf("the page may call %T", bound)
	}
}

// TestPageHearsNothingElseAttack pins what the application sends to the page by itself, and of which type it is: every
// place in its sources that does, whatever system it is built for. What snapshots hold is attacked in internal/session.
func TestPageHearsNothingElseAttack(t *testing.T) {
	want := map[string]string{
		"app.go publish EventsEmit snapshotEvent":                   "workos-widgets/internal/session.Snapshot",
		"app.go SetPreferences EventsEmit preferencesEvent":         "workos-widgets/internal/settings.Preferences",
		"internal/window/window.go New EventsEmit PingEvent":        "int",
		"internal/window/window.go actions EventsEmit CommandEvent": "string", // the name of a page or a command, from the menus
		"internal/window/window.go edit WindowExecJS":               "string", // an editing command, with the clipboard's text if it is to paste
	}
	if diff := cmp.Diff(want, emissions(t)); diff != "" {
		t.Errorf("the page hears something else than is known of:\n%s", diff)
	}
}

// emitters are the functions of Wails' runtime that send something to the page, and which argument is the first of it.
var emitters = map[string]int{"EventsEmit": 2, "EventsNotify": 2, "WindowExecJS": 1}

// emissions are the types of what is sent to the page, by file, function, emitter and event.
func emissions(t *testing.T) map[string]string {
	t.Helper()
	files, found := token.NewFileSet(), map[string]string{}
	for _, p := range ownPackages(t) {
		var compiled []*ast.File
		sending := false
		names, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			eachEmission(file, func(*ast.FuncDecl, string, *ast.CallExpr) { sending = true })
			if slices.Contains(p.GoFiles, filepath.Base(name)) {
				compiled = append(compiled, file)
			} else {
				eachEmission(file, func(in *ast.FuncDecl, emitter string, _ *ast.CallExpr) {
					found[name+" "+in.Name.Name+" "+emitter] = "not compiled here"
				})
			}
		}
		if sending {
			typed := p.check(t, files, compiled)
			for _, file := range compiled {
				eachEmission(file, func(in *ast.FuncDecl, emitter string, call *ast.CallExpr) {
					where, _ := filepath.Rel(".", files.File(file.Pos()).Name())
					place := filepath.ToSlash(where) + " " + in.Name.Name + " " + emitter
					first := min(emitters[emitter], len(call.Args))
					if first == 2 {
						place += " " + types.ExprString(call.Args[1])
					}
					var sent []string
					for _, arg := range call.Args[first:] {
						sent = append(sent, typed.TypeOf(arg).String())
					}
					found[place] = strings.Join(sent, ", ")
				})
			}
		}
	}
	return found
}

// eachEmission finds the emitters also where they are not called but passed on; such a call has no arguments.
func eachEmission(file *ast.File, do func(in *ast.FuncDecl, emitter string, call *ast.CallExpr)) {
	for _, d := range file.Decls {
		in, ok := d.(*ast.FuncDecl)
		if !ok {
			in = &ast.FuncDecl{Name: ast.NewIdent("outside")}
		}
		called := map[ast.Expr]*ast.CallExpr{}
		ast.Inspect(d, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				called[call.Fun] = call
			}
			if s, ok := n.(*ast.SelectorExpr); ok {
				if _, emits := emitters[s.Sel.Name]; emits {
					call := called[s]
					if call == nil {
						call = &ast.CallExpr{}
					}
					do(in, s.Sel.Name, call)
				}
			}
			return true
		})
	}
}

// ownPackage is one of the application's, as the go command lists it.
type ownPackage struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	Module                  *struct{ Main bool }

	exports map[string]string // of everything that is compiled into the application
}

func ownPackages(t *testing.T) (own []ownPackage) {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Module", ".")
	cmd.Stderr = os.Stderr
	listed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(listed)); d.More(); {
		p := ownPackage{exports: exports}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if p.Module != nil && p.Module.Main {
			if p.Dir, err = filepath.Rel(here, p.Dir); err != nil {
				t.Fatal(err)
			}
			own = append(own, p)
		}
	}
	if len(own) < 20 {
		t.Fatalf("the application has %d packages", len(own))
	}
	return own
}

// check finds the types in a package.
func (p ownPackage) check(t *testing.T, files *token.FileSet, parsed []*ast.File) *types.Info {
	t.Helper()
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	load := func(path string) (io.ReadCloser, error) { return os.Open(p.exports[path]) }
	c := types.Config{Importer: importer.ForCompiler(files, "gc", load)}
	if _, err := c.Check(p.ImportPath, files, parsed, info); err != nil {
		t.Fatal(err)
	}
	return info
}

// wired is the application as main wires it, but for the window and a session that runs.
func wired(t *testing.T, c config.Config, configErr error) *house {
	t.Helper()
	book := logging.Open(logging.Options{Console: io.Discard})
	t.Cleanup(func() { _ = book.Close() })
	kept := settings.Open("", book.Logger)
	t.Cleanup(kept.Close)
	h := newHouse(c, configErr, false, kept, book)
	t.Cleanup(h.app.proxy.Close)
	t.Cleanup(h.app.desk.Close)
	return h
}

// configured is a release's configuration, of which nothing answers.
func configured() config.Config {
	return config.Config{ClientID: "client_01", APIURL: &url.URL{Scheme: "https", Host: "api.workos.example"}}
}

// TestDocumentAsItIsWiredCarriesThePolicyAttack asks for the page as the window does. Any directive that is wider, or
// one that is missing, lets a hostile page out.
func TestDocumentAsItIsWiredCarriesThePolicyAttack(t *testing.T) {
	c := configured()
	c.ImageHosts = []string{"pictures.example"}
	h := wired(t, c, nil)
	files := fstest.MapFS{"index.html": {Data: []byte(`<!doctype html><html lang="en"><head></head></html>`)}, "assets/app.js": {Data: []byte("1")}}
	served := h.wails(files, false, h.app.log.Logger).AssetServer.Middleware(http.FileServerFS(files))
	want := map[string]string{
		"default-src": "'self'", "script-src": "'self'", "style-src": "'self' 'unsafe-inline'", "connect-src": "'self'",
		"img-src": "'self' data: https://pictures.example", "font-src": "'self' data:", "object-src": "'none'", "frame-src": "'none'",
		"worker-src": "'none'", "form-action": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'",
	}
	for _, path := range []string{"/", "/index.html", "/assets/app.js"} {
		w := httptest.NewRecorder()
		served.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		got := map[string]string{}
		for part := range strings.SplitSeq(w.Header().Get("Content-Security-Policy"), ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
			got[name] += value // one that stands twice is not what is wanted
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s has another policy:\n%s", path, diff)
		}
	}
}

// TestPageHasNothingOpenedButTheWebAttack asks as the page does. Only a WorkOS on this computer leads to pages on it.
func TestPageHasNothingOpenedButTheWebAttack(t *testing.T) {
	t.Setenv("BROWSER", filepath.Join(t.TempDir(), "none"))
	a := wired(t, configured(), nil).app
	a.ctx = t.Context() // what startup does, but for a session that runs
	close(a.started)
	for _, address := range []string{"http://127.0.0.1:1/", "http://a.example/", "javascript:alert(1)", "javascript://a.example/%0aalert(1)", "file:///etc/passwd"} {
		if e, ok := errors.AsType[*handoff.OpenError](a.OpenLink(address)); !ok || e.Reason != handoff.AddressRefused {
			t.Errorf("%s: %v", address, e)
		}
	}
}

// TestPageEndsNothingByAFatalMessageAttack: the logger that Wails has of its own ends the application.
func TestPageEndsNothingByAFatalMessageAttack(t *testing.T) {
	var logged bytes.Buffer
	h := wired(t, configured(), nil)
	l := h.wails(fstest.MapFS{}, false, logging.New(&logged, slog.LevelDebug)).Logger
	if l == nil {
		t.Fatal("Wails logs by itself")
	}
	l.Fatal("Invalid Log Message: hush")
	if got := logged.String(); !strings.Contains(got, "Invalid Log Message") || strings.Contains(got, "hush") {
		t.Errorf("the log says: %s", got)
	}
}

// TestPageKnowsNoSecretOfTheApplicationAttack pins what the page may know of the application, and looks for the secrets
// of its configuration, good ones and misplaced ones, in everything that it can ask for.
func TestPageKnowsNoSecretOfTheApplicationAttack(t *testing.T) {
	want := []string{
		"Product string", "Version string", "Sandbox bool", "Development bool", "Platform string", "ClientID string", "APIHost string", "NativeZoom bool",
		"SafeMode bool", "SettingsDamaged string", "LogLevelFixed bool", "OpenToWebPages bool",
	}
	var got []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Info]()) {
		got = append(got, field.Name+" "+field.Type.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the page may know something else than is known of:\n%s", diff)
	}

	home := atHome(t)
	api := httptest.NewServer(http.NotFoundHandler())
	defer api.Close()
	const planted = "hunter-2-hunter"
	const key = "sk_test_" + planted
	everywhere := map[string]string{}
	for _, name := range []string{config.EnvClientID, config.EnvAPIKey, config.EnvAPIURL, config.EnvRedirectURI, config.EnvLog, config.EnvIdleAfter, config.EnvCAFile, config.EnvImageHosts} {
		everywhere[name] = key
	}
	for name, tt := range map[string]struct {
		environment map[string]string
		proxy       string
		wrong       bool
	}{
		"a key":                   {environment: map[string]string{config.EnvClientID: "client_01", config.EnvAPIKey: key, config.EnvAPIURL: api.URL}},
		"a proxy with a password": {environment: map[string]string{config.EnvClientID: "client_01", config.EnvAPIKey: key, config.EnvAPIURL: "https://api.workos.example"}, proxy: "http://zoe:" + planted + "@127.0.0.1:1"},
		"a password in the API's address": {
			environment: map[string]string{config.EnvClientID: "client_01", config.EnvAPIURL: "https://zoe:" + planted + "@api.workos.example"}, wrong: true,
		},
		"a key in every variable": {environment: everywhere, wrong: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HTTPS_PROXY", tt.proxy)
			c, err := config.Load(config.Source{Dir: home, Lookup: func(name string) (string, bool) { v, ok := tt.environment[name]; return v, ok }})
			if (err != nil) != tt.wrong {
				t.Fatalf("the configuration: %v", err)
			}
			if !tt.wrong && string(c.APIKey.Reveal()) != tt.environment[config.EnvAPIKey] {
				t.Fatal("there is no key: the attack looks for nothing")
			}
			for what, told := range asked(t, wired(t, c, err).app) {
				if strings.Contains(told, planted) {
					t.Errorf("%s tells the page: %s", what, told)
				}
			}
		})
	}
}

// atHome has a test find a home of its own, for the log and the entry for the start at sign-in, an empty keychain and no
// desktop.
func atHome(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"} {
		t.Setenv(name, home)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(home, "none"))
	keyring.MockInit()
	return home
}

// asked is what the page gets from every method that can be asked for something without an argument, and that of one
// that fails, as JSON.
func asked(t *testing.T, a *App) map[string]string {
	t.Helper()
	a.ctx = t.Context() // what startup does, but for a session that runs
	close(a.started)
	_, refused := a.GetWidgetToken("users-management")
	told := map[string]string{"an error": asJSON(t, formatError(refused))}
	bound := reflect.ValueOf(a)
	for i := range bound.NumMethod() {
		name, m := bound.Type().Method(i).Name, bound.Method(i)
		if m.Type().NumIn() > 0 || m.Type().NumOut() == 0 || m.Type().Out(0) == reflect.TypeFor[error]() {
			continue // it takes something, or does something
		}
		for _, out := range m.Call(nil) {
			answer := out.Interface()
			if err, failed := answer.(error); failed {
				answer = formatError(err)
			}
			told[name] += asJSON(t, answer)
		}
	}
	for _, name := range []string{"GetInfo", "GetOpenWith", "GetPreferences", "GetSession", "Preflight", "StartsAtLogin"} {
		if told[name] == "" {
			t.Errorf("%s was not asked", name)
		}
	}
	return told
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestWithoutASandboxItsPanelIsNowhereAttack asks the rooms as they are wired: what changes a sandbox is not there in a
// release, nor in any build that asks WorkOS itself.
func TestWithoutASandboxItsPanelIsNowhereAttack(t *testing.T) {
	h := wired(t, configured(), nil)
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	served := h.wails(fstest.MapFS{}, false, h.app.log.Logger).AssetServer.Middleware(next)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for path, want := range map[string]int{"/_sandbox/condition": http.StatusNotFound, "/anything": http.StatusTeapot} {
			r := httptest.NewRequest(method, path, strings.NewReader(`{"do":"reset"}`))
			r.Host = "wails"
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			if served.ServeHTTP(w, r); w.Code != want {
				t.Errorf("%s %s: HTTP %d", method, path, w.Code)
			}
		}
	}
}

// TestOnlyTheNetworkThatIsConfiguredIsUsed asks WorkOS for both that do: the session, by the client that it shares with
// the pre-flight, and a widget. Its certificate is of an authority that only WORKOS_CA_FILE names.
func TestOnlyTheNetworkThatIsConfiguredIsUsed(t *testing.T) {
	var arrived atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // connections are refused without the file
	server.StartTLS()
	defer server.Close()
	home := atHome(t)
	for name, tt := range map[string]struct {
		file    string
		reached bool
		status  int
		arrived int64
	}{
		"with the file": {outboundtest.Authority(t, server), true, http.StatusOK, 2},
		"without":       {"", false, http.StatusBadGateway, 0},
	} {
		t.Run(name, func(t *testing.T) {
			arrived.Store(0)
			environment := map[string]string{config.EnvClientID: "client_01", config.EnvAPIURL: server.URL, config.EnvCAFile: tt.file}
			c, err := config.Load(config.Source{Dir: home, Lookup: func(name string) (string, bool) { v, ok := environment[name]; return v, ok }})
			if err != nil {
				t.Fatal(err)
			}
			h := wired(t, c, nil)
			for _, check := range h.check(t.Context()) {
				if check.Name == "WorkOS API" && (check.OK != tt.reached || !check.OK && !strings.Contains(check.Message, "can't be trusted")) {
					t.Errorf("the session's client: %+v", check)
				}
			}
			if got := asWidget(t, h); got.Code != tt.status || !tt.reached && !strings.Contains(got.Body.String(), "can't be trusted") {
				t.Errorf("a widget: HTTP %d %s", got.Code, got.Body)
			}
			if arrived.Load() != tt.arrived {
				t.Errorf("%d requests arrived", arrived.Load())
			}
		})
	}
}

// asWidget asks for something as a widget does. The session, which would speak to the window, does not run; the proxy is
// given somebody else's.
func asWidget(t *testing.T, h *house) *httptest.ResponseRecorder {
	t.Helper()
	somebody := widgettest.NewSession(&session.Identity{Session: "session_1", SID: "session_1", User: "user_1", Organization: "org_1"})
	tokens := widget.NewTokens(somebody, new(authkit.Client), time.Now)
	reflect.ValueOf(h.app.tokens).Elem().Set(reflect.ValueOf(tokens).Elem()) // in the place that the proxy knows
	standIn, err := h.app.tokens.StandIn("user-profile")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/_widgets/UserProfile/me", nil)
	r.Header.Set("Authorization", "Bearer "+standIn)
	r.Header.Set("WorkOS-Widgets-Type", "user-profile")
	w := httptest.NewRecorder()
	h.app.proxy.Middleware(http.NotFoundHandler()).ServeHTTP(w, r)
	return w
}

// TestWhatLooksWrongIsInTheLog has it in the file, such as that a development build is open to web pages: what there is
// to say is told in internal/config.
func TestWhatLooksWrongIsInTheLog(t *testing.T) {
	atHome(t)
	before := slog.Default()
	defer slog.SetDefault(before)
	book := openLog(config.Config{Warnings: []*config.Error{{Variable: config.Build, Problem: "Anybody can come in.", Mend: "Shut the door."}}}, false)
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(book.Dir(), "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(text), "level=WARN") || !strings.Contains(string(text), "Anybody can come in.") {
		t.Errorf("the log says: %s, %v", text, err)
	}
}
