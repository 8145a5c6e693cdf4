//go:build linux && tour

package tour

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/godbus/dbus/v5"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// overheard is a sandbox that notes everything secret that passes between it and the application.
type overheard struct {
	*httptest.Server
	box *sandbox.Server

	mu      sync.Mutex
	secrets map[string]string // what it is, by its value
}

func startOverheard(t *testing.T) *overheard {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := &overheard{box: box, secrets: map[string]string{sandbox.APIKey: "the API key", "zoe@acme.example": "the person's e-mail"}}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

func (o *overheard) serve(w http.ResponseWriter, r *http.Request) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		o.note("a bearer token", token)
	}
	if r.URL.Path != "/user_management/authenticate" {
		o.box.ServeHTTP(w, r)
		return
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	o.noteAll(raw, "code", "code_verifier", "refresh_token")
	r.Body = io.NopCloser(bytes.NewReader(raw))
	answer := httptest.NewRecorder()
	o.box.ServeHTTP(answer, r)
	o.noteAll(answer.Body.Bytes(), "access_token", "refresh_token")
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// noteAll notes fields of a body, which is JSON or a form.
func (o *overheard) noteAll(body []byte, names ...string) {
	var fields map[string]any
	form, _ := url.ParseQuery(string(body))
	_ = json.Unmarshal(body, &fields)
	for _, name := range names {
		value, _ := fields[name].(string)
		o.note(name, value+form.Get(name))
	}
}

func (o *overheard) note(what, value string) {
	if value == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.secrets[value] == "" {
		o.secrets[value] = what
	}
}

// in names the secrets that stand in some bytes, as they are or as programs write them down.
func (o *overheard) in(content []byte) (found []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for value, what := range o.secrets {
		wide := new(bytes.Buffer)
		for _, unit := range utf16.Encode([]rune(value)) {
			wide.Write([]byte{byte(unit), byte(unit >> 8)})
		}
		for _, form := range [][]byte{[]byte(value), wide.Bytes(), []byte(url.QueryEscape(value)), []byte(base64.StdEncoding.EncodeToString([]byte(value)))} {
			if bytes.Contains(content, form) {
				found = append(found, what)
				break
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// kinds are what was overheard so far.
func (o *overheard) kinds() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Compact(slices.Sorted(maps.Values(o.secrets)))
}

// onDisk searches everything that the desktop's programs have written, their output and this user's other temporary
// files included, and names each file with a secret in it.
func (o *overheard) onDisk(t *testing.T, dir string, but ...string) (found []string) {
	t.Helper()
	searched := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || slices.Contains(but, path) {
			return nil // gone meanwhile, or a socket
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		searched++
		if secrets := o.in(content); len(secrets) > 0 || len(o.in([]byte(path))) > 0 {
			found = append(found, fmt.Sprintf("%s: %q", strings.TrimPrefix(path, dir), secrets))
		}
		return nil
	})
	if err != nil || searched < 5 {
		t.Fatalf("%d files were searched: %v", searched, err)
	}
	t.Logf("%d files were searched", searched)
	return found
}

// inKeyring names every entry of the desktop's keyring, with the secrets in it.
func (o *overheard) inKeyring(t *testing.T, bus string) (entries []string) {
	t.Helper()
	conn, err := dbus.Connect(bus)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	service := conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	var output dbus.Variant
	var session dbus.ObjectPath
	if err := service.Call("org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		t.Fatal(err)
	}
	var items, locked []dbus.ObjectPath
	if err := service.Call("org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{}).Store(&items, &locked); err != nil || len(locked) > 0 {
		t.Fatalf("%d entries are locked: %v", len(locked), err)
	}
	for _, item := range items {
		var secret struct {
			Session     dbus.ObjectPath
			Parameters  []byte
			Value       []byte
			ContentType string
		}
		object := conn.Object("org.freedesktop.secrets", item)
		if err := object.Call("org.freedesktop.Secret.Item.GetSecret", 0, session).Store(&secret); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, fmt.Sprintf("%s: %q", item, o.in(secret.Value)))
	}
	return entries
}

// inProcesses searches the command lines and environments of the processes of the desktop's home, but one's.
func (o *overheard) inProcesses(t *testing.T, home string, but int) (found []string) {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	searched := 0
	for _, process := range processes {
		environ, err := os.ReadFile(filepath.Join(process, "environ"))
		if err != nil || !bytes.Contains(environ, []byte("HOME="+home+"\x00")) {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(process, "cmdline"))
		if process == fmt.Sprintf("/proc/%d", but) {
			environ = nil // what it was started with stays readable, to this user alone
		}
		searched++
		if secrets := o.in(append(environ, line...)); len(secrets) > 0 {
			found = append(found, fmt.Sprintf("%s (%q): %q", process, line, secrets))
		}
	}
	if searched < 3 {
		t.Errorf("%d processes were searched: are the web view's not among them?", searched)
	}
	return found
}

// TestSignOutLeavesNothingBehindAttack signs in with the application itself, uses it and signs out, and then looks for
// every secret that has passed where a thief, another program or a backup would.
func TestSignOutLeavesNothingBehindAttack(t *testing.T) {
	tour, workos := startWithoutABrowser(t), startOverheard(t)
	tour.openOn(workos)
	tour.press(button("Sign in"))
	address, err := tour.browser.await(tour.ctx)
	tour.check(err)
	callback, err := workos.box.SignIn(address, sandbox.Zoe, sandbox.Acme)
	tour.check(err)
	tour.check(get(tour.ctx, callback))
	for _, page := range []string{"Profile", "Members", "Sessions"} {
		tour.visit(page)
	}
	tour.see(main("Stockholm"))
	for _, want := range []string{"a bearer token", "access_token", "code", "code_verifier", "refresh_token"} {
		if !slices.Contains(workos.kinds(), want) {
			t.Fatalf("no %s was overheard, only %q", want, workos.kinds())
		}
	}
	if entries := workos.inKeyring(t, tour.desk.Bus); len(entries) != 1 || !strings.Contains(entries[0], "refresh_token") || strings.Contains(entries[0], "access_token") {
		t.Errorf("while somebody is signed in, the keyring holds %q", entries)
	}
	if found := workos.onDisk(t, tour.desk.Dir); len(found) > 0 {
		t.Errorf("while somebody is signed in, secrets are on the disk: %q", found)
	}
	if found := workos.inProcesses(t, tour.desk.Home, tour.process.PID()); len(found) > 0 {
		t.Errorf("secrets are with other processes: %q", found)
	}

	tour.visit("Profile")
	tour.press(button("Sign out"))
	tour.see(button("Sign in").Is(atspi.Enabled))
	if _, err := tour.browser.await(tour.ctx); err != nil { // WorkOS's logout page
		t.Error(err)
	}
	tour.quit()
	if entries := workos.inKeyring(t, tour.desk.Bus); len(entries) > 0 {
		t.Errorf("after the sign-out, the keyring holds %q", entries)
	}
	if found := workos.onDisk(t, tour.desk.Dir); len(found) > 0 {
		t.Errorf("after the sign-out, secrets are on the disk: %q", found)
	}
}

// TestSecretsAreFoundWhereTheyAre is how the test above would fail.
func TestSecretsAreFoundWhereTheyAre(t *testing.T) {
	o := &overheard{secrets: map[string]string{"s3cret/+": "the token"}}
	for name, content := range map[string]string{
		"as it is": "x s3cret/+ y", "in an address": "?t=s3cret%2F%2B&", "in Base64": "czNjcmV0Lys=", "as a web view stores it": "s\x003\x00c\x00r\x00e\x00t\x00/\x00+\x00",
	} {
		if got := o.in([]byte(content)); !slices.Equal(got, []string{"the token"}) {
			t.Errorf("%s: found %q", name, got)
		}
	}
	if got := o.in([]byte("s3cre")); len(got) > 0 {
		t.Errorf("found %q where there is nothing", got)
	}
}

// startWithoutABrowser sets a stage on which the test itself does what the browser would.
func startWithoutABrowser(t *testing.T) *tour {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	desk, err := desktop.Start(ctx, desktop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	bus, err := atspi.Connect(ctx, desk.Bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	outside := t.TempDir()
	b := &browser{script: filepath.Join(outside, "browser"), addresses: filepath.Join(outside, "addresses")}
	if err := os.WriteFile(b.script, fmt.Appendf(nil, "#!/bin/sh\nprintf '%%s\\n' \"$1\" >> %s\n", b.addresses), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(desk.Dir, "tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	return &tour{t: t, ctx: ctx, desk: desk, bus: bus, browser: b}
}

// openOn opens the application on a WorkOS at an address, with an API key as developers have one.
func (t *tour) openOn(workos *overheard) {
	t.t.Helper()
	path, err := filepath.Abs(binary)
	t.check(err)
	t.process, err = t.desk.Start(desktop.Program{Path: path, Env: []string{
		"BROWSER=" + t.browser.script, "TMPDIR=" + filepath.Join(t.desk.Dir, "tmp"), "WORKOS_LOG=debug",
		"WORKOS_API_URL=" + workos.URL, "WORKOS_CLIENT_ID=" + sandbox.ClientID, "WORKOS_API_KEY=" + sandbox.APIKey,
	}})
	t.check(err)
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	t.app, err = t.bus.App(ctx, t.process.PID())
	t.check(err)
}

// get brings the browser's answer, without a browser.
func get(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the callback answered %s", res.Status)
	}
	return nil
}
