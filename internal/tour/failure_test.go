//go:build linux && tour

package tour

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"workos-widgets/internal/instance"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// What a second start says when the first one does not answer.
const (
	unanswered = "The application is already running, but it does not answer."
	endIt      = "Wait a moment and start it again; if that does not help, end it with the system's task manager first."
)

// failureDialog is the dialog of a start that has no window.
var failureDialog = atspi.Query{Roles: []atspi.Role{atspi.Alert, atspi.Dialog}, Contains: unanswered}

// TestStartWithoutAnAnswerSaysSo stops the application itself, as one that hangs, and starts it again as a desktop's
// menu does, where nobody reads what a program prints.
func TestStartWithoutAnAnswerSaysSo(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "unanswered", workos: true})
	tour.step("opens", func() {
		tour.open()
		tour.see(button("Sign in").Is(atspi.Enabled))
	})
	first, window := tour.process, tour.app
	tour.check(syscall.Kill(first.PID(), syscall.SIGSTOP))
	for _, way := range []struct {
		name string
		end  func()
	}{
		{"by its button", func() { tour.press(button("Close").In(failureDialog)) }},
		{"by Escape", func() { tour.check(tour.bus.Chord(tour.ctx, atspi.Escape)) }},
		{"by Return", func() { tour.check(tour.bus.Chord(tour.ctx, atspi.Return)) }},
	} {
		tour.step("says so in a dialog that is closed "+way.name, func() {
			second := tour.saysWhyNot()
			if way.name == "by its button" {
				tour.screenshot("dialog")
			}
			way.end()
			tour.hasFailed(second)
		})
	}
	tour.step("says so without a dialog to whoever started it from a terminal", func() {
		path, err := filepath.Abs(binary)
		tour.check(err)
		command := "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
		terminal, err := tour.desk.Start(desktop.Program{Path: "script", Args: []string{"--quiet", "--return", "--command", command, "/dev/null"}, Env: tour.env})
		tour.check(err)
		tour.hasFailed(terminal)
	})
	tour.step("works as before once it goes on", func() {
		tour.check(syscall.Kill(first.PID(), syscall.SIGCONT))
		tour.process, tour.app = first, window
		tour.raises()
		tour.press(button("Sign in"))
		tour.see(heading("Continue in your browser"))
		tour.press(button("Cancel"))
		tour.see(button("Sign in").Is(atspi.Enabled))
		tour.quit()
	})
}

// saysWhyNot starts the application once more, until it says why it opens no window.
func (t *tour) saysWhyNot() *desktop.Process {
	t.t.Helper()
	begun := time.Now()
	t.process = t.launch()
	t.find()
	d := t.see(failureDialog.Is(atspi.Active))
	took := time.Since(begun)
	t.t.Logf("after %s", took.Round(time.Millisecond))
	if took > instance.AnswerTime+5*time.Second {
		t.t.Errorf("it took %s", took)
	}
	if !strings.Contains(d.Content(), endIt) || d.Name == "" {
		t.t.Errorf("%s says %q, and not what to do", d, d.Content())
	}
	t.see(button("Close").In(failureDialog).Is(atspi.Enabled, atspi.Focused))
	t.minds("the dialog")
	return t.process
}

// hasFailed waits until a process has ended as one that opened no window, and minds that it was said on stderr too.
func (t *tour) hasFailed(p *desktop.Process) {
	t.t.Helper()
	err := t.within(patience, p.Wait)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.check(errors.Join(errors.New("it did not end with status 1"), err))
	}
	if !strings.Contains(p.Output(), unanswered+" "+endIt) {
		t.t.Errorf("it printed\n%s", p.Output())
	}
}
