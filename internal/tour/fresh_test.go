//go:build linux && tour

package tour

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"workos-widgets/docs"
	"workos-widgets/internal/tour/desktop"
)

// freshMachine is the machine that build/fresh.sh has made, with a clone in it.
var freshMachine = flag.String("tour.fresh", "", "the fresh machine's `folder` on which the README is followed")

const (
	// ownEnvironment is the section of the README that leads to a window on one's own environment of WorkOS.
	ownEnvironment = "With your own WorkOS environment"
	// buildPatience is how long a fresh machine may take from the first command to the window.
	buildPatience = 40 * time.Minute
	// emulatedClientID is the client ID of the emulator's environment: it takes any.
	emulatedClientID = "client_emulated"
)

// TestREADMEOnAFreshMachine does what a developer does who has cloned the repository on a machine with what the README
// asks for, and has an environment of WorkOS, which is WorkOS's emulator here: the commands as they stand, and
// a sign-in. The desktop it happens on, with its keychain and browser, is a person's own.
func TestREADMEOnAFreshMachine(t *testing.T) {
	if *freshMachine == "" {
		t.Skip("there is no fresh machine: make test-fresh")
	}
	readme, err := os.ReadFile(filepath.Join(*freshMachine, "root/workos-widgets/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	tour := start(t, stage{subject: "fresh", elsewhere: true, limit: buildPatience + limit})
	tour.env = append(tour.env, "WORKOS_API_URL="+startEmulator(t))

	windows, others := 0, 0
	for _, c := range docs.Commands(string(readme)) {
		if c.Section != ownEnvironment {
			continue
		}
		command := strings.ReplaceAll(c.Text, "client_…", emulatedClientID)
		if strings.Contains(command, "make run") {
			windows++
			tour.step(c.Text, func() { tour.followsToTheWindow(command) })
		} else {
			others++
			tour.step(c.Text, func() { tour.follows(command) })
		}
	}
	if windows != 1 || others == 0 {
		t.Errorf("%q has %d commands that open a window and %d others", ownEnvironment, windows, others)
	}
	tour.step("ends with its window", tour.quit)
}

// there starts a command of the README on the fresh machine, as it would be typed in the clone.
func (t *tour) there(command string) *desktop.Process {
	t.t.Helper()
	script, err := filepath.Abs("../../build/fresh.sh")
	t.check(err)
	p, err := t.desk.Start(desktop.Program{Name: "fresh", Path: script, Args: []string{"run", t.desk.Dir, command}, Env: t.env})
	t.check(err)
	return p
}

func (t *tour) follows(command string) {
	begun := time.Now()
	p := t.there(command)
	t.wait(p)
	t.t.Logf("after %s:\n%s", time.Since(begun).Round(time.Second), p.Output())
	if strings.Contains(command, "--check") && !strings.Contains(p.Output(), emulatedClientID) {
		t.t.Errorf("the checks are about another environment than the window is signed in to")
	}
}

// followsToTheWindow opens the window with a command, and signs in.
func (t *tour) followsToTheWindow(command string) {
	begun := time.Now()
	t.process = t.there(command)
	t.awaitWindow()
	t.t.Logf("a window after %s", time.Since(begun).Round(time.Second))
	t.see(button("Sign in"))
	t.picture("signed-out")
	t.press(button("Sign in"))
	t.inBrowser()
	t.see(button("Sign out"))
	t.see(navigation)
	t.picture("signed-in")
	t.t.Logf("signed in after %s", time.Since(begun).Round(time.Second))
}

// awaitWindow waits until the application, which is being installed for and built, has opened its window.
func (t *tour) awaitWindow() {
	t.t.Helper()
	for deadline := time.Now().Add(buildPatience); time.Now().Before(deadline); {
		if err := t.within(time.Second, t.process.Wait); !errors.Is(err, context.DeadlineExceeded) {
			t.check(fmt.Errorf("the command ended without a window: %w", err))
		}
		for _, pid := range t.applications() {
			err := t.within(time.Second, func(ctx context.Context) (err error) {
				t.app, err = t.bus.App(ctx, pid)
				return err
			})
			if err == nil {
				return
			}
		}
	}
	t.check(fmt.Errorf("there is no window after %s", buildPatience))
}

// within does something that may take no longer.
func (t *tour) within(limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(t.ctx, limit)
	defer cancel()
	return do(ctx)
}

// applications are the processes of the application on this desktop.
func (t *tour) applications() []int {
	var found []int
	programs, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, program := range programs {
		target, err := os.Readlink(program)
		if err != nil || target != filepath.Join(*freshMachine, "root/workos-widgets/build/bin/workos-widgets") {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(program))); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// startEmulator serves WorkOS's own emulator until the test ends, and returns its address.
func startEmulator(t *testing.T) string {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", "emulate.mjs", "seed.json")
	cmd.Dir, cmd.Stderr, cmd.WaitDelay = "../authkit/emulator", &complaints, time.Second
	if _, err := cmd.StdinPipe(); err != nil { // the emulator ends with its standard input
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // killed by then: the test's context has ended
	patience := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer patience.Stop()
	var place struct{ Port int }
	if err := json.NewDecoder(stdout).Decode(&place); err != nil {
		t.Fatalf("the emulator did not start: %v\n%s", err, &complaints)
	}
	return fmt.Sprintf("http://127.0.0.1:%d", place.Port)
}
