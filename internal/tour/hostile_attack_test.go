//go:build linux && tour

package tour

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/tour/desktop"
)

// stranger is a server of somebody else, who should hear nothing of the page.
type stranger struct {
	*httptest.Server
	packets net.PacketConn // at the same port

	mu    sync.Mutex
	heard map[string]bool
}

func startStranger(t *testing.T) *stranger {
	t.Helper()
	s := &stranger{heard: map[string]bool{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hear(strings.TrimPrefix(r.URL.Path, "/"))
		w.Header().Set("Access-Control-Allow-Origin", "*")
		fmt.Fprint(w, "<!doctype html><title>Stranger</title>")
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.hear("a connection")
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	var err error
	if s.packets, err = net.ListenPacket("udp", s.Listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { s.packets.Close(); <-done })
	go func() {
		defer close(done)
		for b := make([]byte, 1500); ; {
			if _, _, err := s.packets.ReadFrom(b); err != nil {
				return
			}
			s.hear("a packet")
		}
	}()
	return s
}

func (s *stranger) hear(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard[what] = true
}

// all is everything that was heard so far, in order.
func (s *stranger) all() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for what := range s.heard {
		all = append(all, what)
	}
	slices.Sort(all)
	return all
}

// hostile is a desktop, and the program with the hostile page.
type hostile struct {
	desk   *desktop.Desktop
	binary string
	opened string // the file that xdg-open writes addresses to, and nothing else
	path   string // the folder that xdg-open is in
	env    []string
}

func buildHostile(t *testing.T) *hostile {
	t.Helper()
	desk, err := desktop.Start(t.Context(), desktop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &hostile{desk: desk, binary: filepath.Join(desk.Dir, "hostile"), opened: filepath.Join(desk.Dir, "opened"), path: filepath.Join(desk.Dir, "bin")}
	build := exec.Command("go", "build", "-tags", "webkit2_41,production,tour", "-o", h.binary, "./hostile")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Mkdir(h.path, 0o700); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$1\" >> %s\n", h.opened)
	if err := os.WriteFile(filepath.Join(h.path, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return h
}

// run opens the window and returns what the page reports, until enough of it is there.
func (h *hostile) run(t *testing.T, enough func(reports []string) bool, args ...string) []string {
	t.Helper()
	p := h.start(t, args...)
	reports := awaitReports(t, p, enough)
	end(t, p)
	return reports
}

func (h *hostile) start(t *testing.T, args ...string) *desktop.Process {
	t.Helper()
	p, err := h.desk.Start(desktop.Program{Path: h.binary, Args: args, Env: append(h.env, "PATH="+h.path+":"+os.Getenv("PATH"))})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// awaitReports waits until there is enough of what a page reports.
func awaitReports(t *testing.T, p *desktop.Process, enough func(reports []string) bool) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for {
		if reports := reported(p.Output()); enough(reports) {
			return reports
		}
		soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		ended := p.Wait(soon) == nil || soon.Err() == nil
		cancel()
		if ended && !enough(reported(p.Output())) || ctx.Err() != nil {
			t.Fatalf("the page did not come to its end:\n%s", p.Output())
		}
	}
}

// end closes the window's program. It may have ended already.
func end(t *testing.T, p *desktop.Process) {
	t.Helper()
	if process, err := os.FindProcess(p.PID()); err == nil {
		_ = process.Signal(os.Interrupt)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_ = p.Wait(ctx) // how it ends is the application's own tests' to mind
}

func reported(output string) (reports []string) {
	for line := range strings.Lines(output) {
		if report, ok := strings.CutPrefix(strings.TrimSpace(line), "report: "); ok {
			reports = append(reports, report)
		}
	}
	return reports
}

func finished(reports []string) bool { return slices.Contains(reports, "finished") }

// TestHostilePageReachesNobodyAttack gives a hostile page the application's window and policy. It tries everything
// that a page can, and nobody hears of it.
func TestHostilePageReachesNobodyAttack(t *testing.T) {
	h, s := buildHostile(t), startStranger(t)
	quiet := h.run(t, finished, s.URL)
	leaving := h.run(t, finished, "-attempt", "all", s.URL)
	t.Logf("quiet:\n%s\nleaving:\n%s", strings.Join(quiet, "\n"), strings.Join(leaving, "\n"))
	if heard := s.all(); len(heard) != 0 {
		t.Errorf("the stranger heard %q", heard)
	}
	if opened, err := os.ReadFile(h.opened); err == nil {
		t.Errorf("the browser was asked for %s", opened)
	}
	for _, want := range []string{"call-hello answered", "call-hello-again answered", "call-clipboard silent", "call-environment silent"} {
		if !slices.Contains(quiet, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if slices.Contains(quiet, "read-clipboard answered") {
		t.Error("the page could read the clipboard")
	}
	if !slices.Contains(leaving, "quit survived") {
		t.Error("the page could end the application")
	}
}

// TestWebKitLooksUpNobodyAheadAttack has WebKit say that it keeps what a page can have it do ahead of a connection's use
// off. A stranger would hear a connection, but not that its name is looked up.
func TestWebKitLooksUpNobodyAheadAttack(t *testing.T) {
	h := buildHostile(t)
	h.env = []string{"G_MESSAGES_DEBUG=all"}
	p := h.start(t, "http://stranger.invalid")
	defer end(t, p)
	awaitReports(t, p, func(reports []string) bool { return len(reports) > 0 })
	for _, want := range []string{"LinkPreconnect is off", "LinkDNSPrefetch is off"} {
		if !strings.Contains(p.Output(), want) {
			t.Errorf("WebKit does not say that %s", want)
		}
	}
}

// TestHostilePageReachesSomebodyWithoutThePolicy is how the test above would fail: the same page in a window of
// Wails' own, without the policy.
func TestHostilePageReachesSomebodyWithoutThePolicy(t *testing.T) {
	h, s := buildHostile(t), startStranger(t)
	reports := h.run(t, finished, "-policy=false", "-guard=false", s.URL)
	heard := s.all()
	t.Logf("heard: %q\n%s", heard, strings.Join(reports, "\n"))
	for _, name := range []string{"a connection", "fetch", "xhr", "websocket", "eventsource", "beacon", "image", "svg-image", "css-background", "css-import", "font", "stylesheet", "script", "import", "frame", "form", "object", "inline-handler", "eval"} {
		if !slices.Contains(heard, name) {
			t.Errorf("the stranger did not hear %s: the attempt is none", name)
		}
	}
	for _, want := range []string{"call-clipboard answered", "call-environment answered"} {
		if !slices.Contains(reports, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if opened, err := os.ReadFile(h.opened); err != nil || !strings.Contains(string(opened), s.URL+"/wails-open") {
		t.Errorf("Wails opened nothing: %q, %v", opened, err)
	}
}

// TestHostilePageLeavesAWindowWithoutTheGuard shows what the policy alone does not keep it from.
func TestHostilePageLeavesAWindowWithoutTheGuard(t *testing.T) {
	h := buildHostile(t)
	for _, name := range []string{"location", "refresh", "anchor"} {
		s := startStranger(t)
		h.run(t, func([]string) bool { return slices.Contains(s.all(), name) }, "-guard=false", "-attempt", name, s.URL)
	}
}
