package handoff

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// try opens the browser one way and waits until that has visibly worked or failed.
func (l *Launcher) try(ctx context.Context, o opener, address string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done, err := l.begin(o, address)
	if err != nil {
		return err
	}
	limit := time.NewTimer(l.limit)
	defer limit.Stop()
	select {
	case err := <-done:
		return err
	case <-limit.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// begin starts the browser by way of a child of our own binary, RunOpener. The goroutine that waits for
// that child ends with it, soon after the limit: RunOpener does not wait for the browser.
func (l *Launcher) begin(o opener, address string) (<-chan error, error) {
	if len(o.command) == 0 && inProcess != nil {
		done := make(chan error, 1)
		go func() { done <- inProcess(address) }()
		return done, nil
	}
	cmd, err := l.start(address, append([]string{openerArgument, l.limit.String()}, o.command...))
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- explain(o, cmd.Wait()) }()
	return done, nil
}

// start starts a child process; no other function of this program does. The child is our own binary with
// an input of its own and no output, in a session of its own, so that neither closing this application nor
// Ctrl-C in its terminal ends a browser, and with no descriptor of ours but these: a response of Wails'
// asset server that is under way would otherwise stay open until the browser is closed.
func (l *Launcher) start(input string, args []string) (*exec.Cmd, error) {
	self, err := self()
	if err != nil {
		return nil, fmt.Errorf("handoff: find our own program: %w", err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = os.Args[0]
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = cleaned(os.Environ(), atStart)
	cmd.SysProcAttr = detached()
	keepDescriptors()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("handoff: start a child process: %w", err)
	}
	return cmd, nil
}

// explain says what the exit status of RunOpener means.
func explain(o opener, err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	switch exit.ExitCode() {
	case exitNotFound:
		return fmt.Errorf("handoff: %s was not found", o.name)
	case exitNotRun:
		return fmt.Errorf("handoff: %s could not be run", o.name)
	case exitMisused:
		return errors.New("handoff: our own opener was given something else than an address")
	}
	return fmt.Errorf("handoff: %s ended with %s", o.name, exit.ProcessState)
}
