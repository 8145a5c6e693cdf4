//go:build unix

package handoff

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

const address = "https://api.workos.com/user_management/authorize?state=s3cret&code_challenge=abc"

func newLauncher(t *testing.T, limit time.Duration) (*Launcher, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	l := NewLauncher(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	l.limit = limit
	l.wsl = func() bool { return false }
	t.Cleanup(func() {
		if strings.Contains(log.String(), "s3cret") {
			t.Errorf("the log holds the address: %s", log)
		}
	})
	return l, log
}

// program writes an executable shell script and returns its path.
func program(t *testing.T, dir, name, script string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// recorder is a browser that writes its arguments, one a line, to the file it returns.
func recorder(t *testing.T, dir, name string) (path, file string) {
	t.Helper()
	file = filepath.Join(dir, name+".arguments")
	return program(t, dir, name, `for a; do echo "$a"; done > "`+file+`"`), file
}

func read(t *testing.T, file string) string {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		content, err := os.ReadFile(file)
		if err == nil && len(content) > 0 {
			return string(content)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s was never written", filepath.Base(file))
		}
	}
}

func wantReason(t *testing.T, err error, want OpenReason) *OpenError {
	t.Helper()
	var e *OpenError
	if !errors.As(err, &e) || e.Reason != want {
		t.Fatalf("got %v, want an OpenError for reason %d", err, want)
	}
	if strings.Contains(e.Error(), "s3cret") {
		t.Errorf("the error holds the address: %v", e)
	}
	if e.Message() == "" || e.Mend() == "" {
		t.Errorf("the error lacks words: %q, %q", e.Message(), e.Mend())
	}
	return e
}

func TestOpenUsesTheBrowserThatTheVariableNames(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	for name, c := range map[string]struct{ arguments, want string }{
		"plain":                 {"", address + "\n"},
		"with arguments":        {" --new-window  --quiet", "--new-window\n--quiet\n" + address + "\n"},
		"with a place":          {" --app=%s --quiet", "--app=" + address + "\n--quiet\n"},
		"with a percent sign":   {" --zoom=50%% --q=%%s", "--zoom=50%\n--q=%s\n" + address + "\n"},
		"split without quoting": {" --profile 'a b'", "--profile\n'a\nb'\n" + address + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path, file := recorder(t, dir, "recorder")
			t.Setenv("BROWSER", path+c.arguments)
			if err := l.Open(t.Context(), address); err != nil {
				t.Fatal(err)
			}
			if got := read(t, file); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOpenUsesAProgramWithSpacesInItsPath(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := filepath.Join(t.TempDir(), "My Programs")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path, file := recorder(t, dir, "my browser")
	t.Setenv("BROWSER", path)
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if got := read(t, file); got != address+"\n" {
		t.Errorf("got %q", got)
	}
}

func TestOpenGoesOnToTheNextBrowserWhenOneFailsOrIsMissing(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	path, file := recorder(t, dir, "works")
	t.Setenv("BROWSER", strings.Join([]string{"", filepath.Join(dir, "missing"), program(t, dir, "fails", "exit 3"), path}, ":"))
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	read(t, file)
}

func TestOpenReportsAQuickFailure(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	unfit := filepath.Join(dir, "no-program")
	if err := os.WriteFile(unfit, []byte("\x00\x01 is no program"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"exit status":       program(t, dir, "fails", "exit 4"),
		"signal":            program(t, dir, "dies", "kill -9 $$"),
		"not to be started": unfit,
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("BROWSER", path)
			e := wantReason(t, l.Open(t.Context(), address), BrowserFailed)
			if len(e.Tried) != 1 || e.Err == nil {
				t.Errorf("the error does not say what was tried: %+v", e)
			}
		})
	}
}

func TestOpenDoesNotFallBackOnAnotherBrowserThanTheOneNamed(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	_, file := recorder(t, dir, "xdg-open")
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("BROWSER", filepath.Join(dir, "missing"))
	wantReason(t, l.Open(t.Context(), address), NamedBrowserMissing)
	if _, err := os.Stat(file); err == nil {
		t.Error("xdg-open was used")
	}
}

func TestOpenSucceedsWhenTheBrowserIsStillRunningAtTheLimit(t *testing.T) {
	const limit = 300 * time.Millisecond
	l, _ := newLauncher(t, limit)
	// It fails in the end, when nobody listens any more.
	t.Setenv("BROWSER", program(t, t.TempDir(), "stays", "sleep 1; exit 1"))
	began := time.Now()
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < limit {
		t.Errorf("it took %v, with a limit of %v", took, limit)
	}
}

func TestBrowserOutlivesItsOpener(t *testing.T) {
	l, _ := newLauncher(t, 100*time.Millisecond)
	dir := t.TempDir()
	file := filepath.Join(dir, "alive")
	t.Setenv("BROWSER", program(t, dir, "stays", `sleep 0.6; echo alive > "`+file+`"`))
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	read(t, file)
}

func TestOpenEndsWithItsContextAndLeavesTheBrowserAlone(t *testing.T) {
	l, _ := newLauncher(t, 2*time.Second)
	dir := t.TempDir()
	file := filepath.Join(dir, "alive")
	t.Setenv("BROWSER", program(t, dir, "stays", `sleep 0.6; echo alive > "`+file+`"`))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := l.Open(ctx, address); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	read(t, file)
}

// TestBrowserGetsACleanedEnvironment looks at our opener's command line as well, where there is a /proc.
func TestBrowserGetsACleanedEnvironment(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "sk_test_1")
	t.Setenv("WORKOS_CLIENT_ID", "client_1")
	t.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
	t.Setenv("GDK_BACKEND", "x11")
	t.Setenv("XDG_CURRENT_DESKTOP", "GNOME")
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	for _, name := range []string{"named", "wslview", "xdg-open"} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "darwin" && name == "xdg-open" {
				t.Skip("would open a browser")
			}
			l, _ := newLauncher(t, openLimit)
			l.wsl = func() bool { return name == "wslview" }
			dir := t.TempDir()
			file := filepath.Join(dir, "environment")
			path := program(t, dir, name, `{ env; cat /proc/$PPID/cmdline; } > "`+file+`" 2>/dev/null; exit 0`)
			t.Setenv("PATH", dir+":/usr/bin:/bin")
			t.Setenv("BROWSER", "")
			if name == "named" {
				t.Setenv("BROWSER", path)
			}
			if err := l.Open(t.Context(), address); err != nil {
				t.Fatal(err)
			}
			got := "\n" + read(t, file)
			for _, no := range []string{"WORKOS_", "WEBKIT_", "GDK_BACKEND", "s3cret"} {
				if strings.Contains(got, no) {
					t.Errorf("the browser's environment, or our command line, has %s", no)
				}
			}
			for _, want := range []string{"PATH=" + os.Getenv("PATH"), "XDG_CURRENT_DESKTOP=GNOME", "WAYLAND_DISPLAY=wayland-0", "BROWSER="} {
				if !strings.Contains(got, "\n"+want) {
					t.Errorf("the browser's environment lacks %s", want)
				}
			}
		})
	}
}

func TestBrowserRunsInASessionOfItsOwn(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	file := filepath.Join(dir, "stat")
	t.Setenv("BROWSER", program(t, dir, "browser", `cat /proc/$$/stat > "`+file+`"`))
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		t.Fatal(err)
	}
	if theirs := read(t, file); session(theirs) == session(string(ours)) {
		t.Error("closing our terminal would end the browser")
	}
}

// session is the sixth field of proc_pid_stat(5), the fourth after the program's name.
func session(stat string) string {
	return strings.Fields(stat[strings.LastIndex(stat, ")")+1:])[3]
}

// TestNothingOfOursStaysOpenWithTheBrowser runs this test's binary as the application: the browser it
// opens is noisy and stays.
func TestNothingOfOursStaysOpenWithTheBrowser(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "pid")
	noisy := program(t, dir, "noisy", `echo $$ > "`+file+`"; echo out; echo err >&2; cat; exec sleep 60`)
	app := exec.Command(os.Args[0])
	app.Env = append(os.Environ(), "BROWSER="+noisy, openVariable+"="+address)
	results, write := pipe(t)
	app.Stdout, app.Stderr = write, write
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	began := time.Now()
	got, err := io.ReadAll(results)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Wait(); err != nil {
		t.Errorf("the application: %v", err)
	}
	if len(got) > 0 {
		t.Errorf("the browser writes to our output: %q", got)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("our output stayed open for %v", took)
	}
	end(t, file)
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// end ends a browser that has written its process ID to a file.
func end(t *testing.T, file string) {
	t.Helper()
	pid, err := strconv.Atoi(strings.TrimSpace(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Errorf("the browser is gone: %v", err)
	}
}

func TestOpenUsesPkgBrowserWhenNoneIsNamed(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("would open a browser")
	}
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	_, file := recorder(t, dir, "xdg-open")
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("BROWSER", "")
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if got := read(t, file); got != address+"\n" {
		t.Errorf("got %q", got)
	}
	program(t, dir, "xdg-open", "exit 3")
	wantReason(t, l.Open(t.Context(), address), BrowserFailed)
}

func TestOpenSaysWhenThereIsNoBrowser(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("macOS always has one")
	}
	l, _ := newLauncher(t, openLimit)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("BROWSER", "")
	wantReason(t, l.Open(t.Context(), address), NoBrowser)
	_, err := l.Browser()
	wantReason(t, err, NoBrowser)
}

func TestOpenPrefersWslviewOnWSL(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	l.wsl = func() bool { return true }
	dir := t.TempDir()
	_, xdg := recorder(t, dir, "xdg-open")
	_, view := recorder(t, dir, "wslview")
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	t.Setenv("BROWSER", "")
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	read(t, view)
	if name, err := l.Browser(); err != nil || name != "wslview" {
		t.Errorf("Browser says %q, %v", name, err)
	}
	program(t, dir, "wslview", "exit 1")
	if err := l.Open(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	read(t, xdg)
}

func TestBrowserNamesWhatOpenUses(t *testing.T) {
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	path, _ := recorder(t, dir, "firefox")
	t.Setenv("BROWSER", filepath.Join(dir, "missing")+":"+path)
	if name, err := l.Browser(); err != nil || name != "firefox (named by BROWSER)" {
		t.Errorf("got %q, %v", name, err)
	}
	t.Setenv("BROWSER", filepath.Join(dir, "missing"))
	_, err := l.Browser()
	if e := wantReason(t, err, NamedBrowserMissing); !strings.Contains(e.Message(), "missing") {
		t.Errorf("the message does not name the browser: %q", e.Message())
	}
}

func TestBrowserKnowsWhenXdgOpenHasNothingToOpen(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("macOS has no xdg-open")
	}
	l, _ := newLauncher(t, openLimit)
	dir := t.TempDir()
	recorder(t, dir, "xdg-open")
	t.Setenv("PATH", dir)
	t.Setenv("BROWSER", "")
	t.Setenv("SNAP", "")
	t.Setenv("HOME", dir)
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS"} {
		t.Setenv(name, filepath.Join(dir, name))
	}
	_, err := l.Browser()
	wantReason(t, err, NoBrowser)

	applications := filepath.Join(dir, "XDG_DATA_DIRS", "applications")
	if err := os.MkdirAll(applications, 0o755); err != nil {
		t.Fatal(err)
	}
	cache := "[MIME Cache]\ntext/html=org.example.Web.desktop;\nx-scheme-handler/https=org.example.Web.desktop;\n"
	if err := os.WriteFile(filepath.Join(applications, "mimeinfo.cache"), []byte(cache), 0o644); err != nil {
		t.Fatal(err)
	}
	if name, err := l.Browser(); err != nil || name != "xdg-open" {
		t.Errorf("with a browser registered: %q, %v", name, err)
	}
}
