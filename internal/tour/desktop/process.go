//go:build linux

package desktop

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Process is a program that runs on a Desktop.
type Process struct {
	// Name is what the program is called in errors and in the name of its log.
	Name string
	// Log is the file that holds what the program printed.
	Log string

	cmd  *exec.Cmd
	done chan struct{}
	err  error // of the program's end; to be read once done is closed
}

// Program says what Desktop.Start is to run.
type Program struct {
	Name string // "" is the base name of Path
	Path string
	Args []string
	// Env comes after the desktop's own environment, and so wins over it.
	Env []string
	// Dir is the working directory; "" is the desktop's home.
	Dir   string
	Stdin io.Reader
	// Files become the program's descriptors from 3 up.
	Files []*os.File
}

// Start runs p in a process group of its own. The kernel kills it when the calling process dies,
// however it dies; Close ends it otherwise.
func (d *Desktop) Start(p Program) (*Process, error) {
	if p.Name == "" {
		p.Name = filepath.Base(p.Path)
	}
	if p.Dir == "" {
		p.Dir = d.Home
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, fmt.Errorf("desktop: %s was to be started on a desktop that is closed", p.Name)
	}
	log, err := os.Create(filepath.Join(d.Dir, fmt.Sprintf("%02d-%s.log", len(d.processes), p.Name)))
	if err != nil {
		return nil, fmt.Errorf("desktop: log of %s: %w", p.Name, err)
	}
	defer log.Close()
	cmd := exec.Command(p.Path, p.Args...)
	cmd.Env = append(d.env(), p.Env...)
	cmd.Dir, cmd.Stdin, cmd.ExtraFiles = p.Dir, p.Stdin, p.Files
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("desktop: start %s: %w", p.Name, err)
	}
	process := &Process{Name: p.Name, Log: log.Name(), cmd: cmd, done: make(chan struct{})}
	d.processes = append(d.processes, process)
	d.waiting.Go(func() {
		process.err = cmd.Wait()
		close(process.done)
	})
	return process, nil
}

// PID is the program's process ID.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Wait waits until the program has ended. Its error is nil when the program exited 0.
func (p *Process) Wait(ctx context.Context) error {
	select {
	case <-p.done:
		if p.err != nil {
			return fmt.Errorf("%s: %w", p.Name, p.err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s still runs: %w", p.Name, context.Cause(ctx))
	}
}

// Output is what the program has printed until now.
func (p *Process) Output() string {
	b, err := os.ReadFile(p.Log)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// stop asks the program's group to end and, after patience, makes it.
func (p *Process) stop(patience time.Duration) {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(patience):
	}
	_ = syscall.Kill(group, syscall.SIGKILL) // also what the program left behind in its group
	<-p.done
}

// until calls ready every 20 ms until it says so, the program ends or the context does.
func (p *Process) until(ctx context.Context, ready func() bool) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-p.done:
			return fmt.Errorf("desktop: %s ended early (%v): %s", p.Name, p.err, p.Output())
		case <-ctx.Done():
			return fmt.Errorf("desktop: %s is not ready: %w: %s", p.Name, context.Cause(ctx), p.Output())
		case <-tick.C:
		}
	}
	return nil
}
