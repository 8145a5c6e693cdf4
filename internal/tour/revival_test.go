//go:build linux && tour

package tour

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// long has the tour take the time that the application gives a page before it despairs of it, and take every picture
// in every look: make tour-long.
var long = flag.Bool("tour.long", false, "also what takes the application's own patience, and pictures in every look")

// takesLong skips a test unless it is make tour-long that runs it, which has to name it: a pattern that does not match
// is no error to go test.
func takesLong(t *testing.T) {
	t.Helper()
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	pattern := regexp.MustCompile(`-run '(.+)' \S+ -tour\.long`).FindSubmatch(makefile)
	if pattern == nil || !regexp.MustCompile(string(pattern[1])).MatchString(t.Name()) {
		t.Fatalf("make tour-long does not run %s", t.Name())
	}
	if !*long {
		t.Skip("it takes the application's own patience: make tour-long")
	}
}

// TestPageThatDiesComesBack kills the page's process, as the kernel does when memory runs out. Wails alone leaves
// a blank window for good.
func TestPageThatDiesComesBack(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "revival", workos: true})
	tour.step("opens on a page", tour.opensOnMembers)
	tour.step("comes back on the same page, still signed in", func() {
		asked := len(tour.browser.asked())
		was := tour.webProcess()
		tour.check(syscall.Kill(was, syscall.SIGKILL))
		tour.isBack(was)
		if got := tour.browser.asked()[asked:]; len(got) > 0 {
			tour.t.Errorf("the browser was asked for %q", got)
		}
		tour.picture("back")
	})
	tour.step("works as before", func() {
		tour.visit("Domains")
		tour.see(main("acme.example"))
		tour.quit()
	})
}

// TestPageThatHangsComesBack stops the page's process: it is there, and does nothing.
func TestPageThatHangsComesBack(t *testing.T) {
	takesLong(t)
	t.Parallel()
	tour := start(t, stage{subject: "hang", workos: true})
	tour.step("opens on a page", tour.opensOnMembers)
	tour.step("comes back on the same page, still signed in", func() {
		was := tour.webProcess()
		begun := time.Now()
		tour.check(syscall.Kill(was, syscall.SIGSTOP))
		for deadline := begun.Add(80 * time.Second); !strings.Contains(tour.process.Output(), "bringing the page back"); time.Sleep(100 * time.Millisecond) {
			if time.Now().After(deadline) {
				tour.t.Fatalf("it was not brought back\n%s", tour.process.Output())
			}
		}
		tour.t.Logf("brought back after %s", time.Since(begun).Round(time.Second))
		tour.isBack(was)
		tour.picture("back")
		tour.quit()
	})
}

// TestPageThatNeverPaintsOffersSafeMode stops the page's process before it has drawn anything.
func TestPageThatNeverPaintsOffersSafeMode(t *testing.T) {
	takesLong(t)
	t.Parallel()
	tour := start(t, stage{subject: "unpainted", workos: true})
	question := atspi.Query{Roles: []atspi.Role{atspi.Alert, atspi.Dialog}, Contains: "WorkOS Widgets can't show its page."}
	tour.step("says why natively", func() {
		tour.process = tour.launch()
		tour.check(syscall.Kill(tour.webProcess(), syscall.SIGSTOP))
		begun := time.Now()
		tour.find()
		time.Sleep(18 * time.Second) // it is too early to say anything
		if tree, err := tour.app.Tree(tour.ctx); err != nil || tree.Find(question) != nil {
			tour.t.Fatalf("after 18 seconds: %v, or it asks already", err)
		}
		asked := tour.see(question)
		tour.t.Logf("asked after %s", time.Since(begun).Round(time.Second))
		for _, text := range []string{"Nothing has been drawn in the window for 20 seconds.", "Safe mode draws without the graphics card.", "Nothing that was saved is lost."} {
			if !strings.Contains(asked.Content(), text) {
				tour.t.Errorf("it does not say %q, but %q", text, asked.Content())
			}
		}
		for _, name := range []string{"Wait", "Quit", "Start in safe mode"} {
			tour.see(button(name).In(question))
		}
		tour.screenshot("question")
	})
	tour.step("starts in safe mode", func() {
		tour.press(button("Start in safe mode").In(question))
		tour.eventually("the new program in its place", func() bool { return isSafe(tour.process.PID()) })
		tour.refind(button("Sign in"))
		tour.see(says("Safe mode: this window is drawn without the graphics card."))
		tour.picture("safe-mode")
		tour.becomes(zoe, sandbox.Acme)
		tour.see(switcher("Acme Corp"))
		tour.quit()
	})
}

func (t *tour) opensOnMembers() {
	t.open()
	t.becomes(zoe, sandbox.Acme)
	t.visit("Members")
	t.see(main("Hannah Kowalczyk"))
	t.picture("before")
}

// isBack waits until the page is shown by another process than before.
func (t *tour) isBack(was int) {
	t.t.Helper()
	t.eventually("another process of the page's", func() bool { return t.webProcess() != was })
	t.see(heading("Members"))
	t.see(main("Hannah Kowalczyk"))
	t.see(main("max@acme.example"))
	t.see(switcher("Acme Corp"))
}

// refind looks for the application again, which is another program under the same process ID, until it shows q.
func (t *tour) refind(q atspi.Query) {
	t.t.Helper()
	t.eventually(q.String(), func() bool {
		app, err := t.bus.App(t.ctx, t.process.PID())
		if err != nil {
			return false
		}
		tree, err := app.Tree(t.ctx)
		if err != nil || tree.Find(q) == nil {
			return false
		}
		t.app = app
		return true
	})
}

// webProcess waits for the process that draws the page, and returns its ID.
func (t *tour) webProcess() (found int) {
	t.t.Helper()
	t.eventually("a process of the page's", func() (ok bool) {
		found, ok = webProcessOf(t.process)
		return ok
	})
	return found
}

// webProcessOf returns the ID of the process that draws a program's page, if there is one.
func webProcessOf(p *desktop.Process) (int, bool) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		raw, err := os.ReadFile(stat)
		if err != nil {
			continue // it has gone
		}
		// PID (name) state parent; the kernel keeps 15 letters of a name.
		pid, rest, _ := strings.Cut(string(raw), " (")
		name, rest, _ := strings.Cut(rest, ") ")
		fields := strings.Fields(rest)
		if name == "WebKitWebProces" && len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(p.PID()) {
			found, err := strconv.Atoi(pid)
			return found, err == nil
		}
	}
	return 0, false
}

// isSafe reports whether a process was started in safe mode.
func isSafe(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && bytes.Contains(line, []byte("--safe-mode"))
}
