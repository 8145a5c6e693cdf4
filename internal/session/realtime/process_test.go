//go:build linux

package realtime

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that takes milliseconds on a machine with nothing else to do.
const patience = 30 * time.Second

// process is a child of the test. It ends with the test, and when the test is killed.
type process struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	// complaints are what it printed on its standard error; not to be read before it has ended.
	complaints bytes.Buffer
	ended      chan struct{}
	err        error // of its end; to be read once ended is closed
}

// start starts cmd in a process group of its own; read is given its standard output and returns at its end.
func start(t *testing.T, cmd *exec.Cmd, read func(io.Reader)) *process {
	t.Helper()
	p := &process{cmd: cmd, ended: make(chan struct{})}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Stderr, cmd.WaitDelay = &p.complaints, time.Second
	var err error
	if cmd.Stdin == nil {
		if p.stdin, err = cmd.StdinPipe(); err != nil {
			t.Fatal(err)
		}
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		read(stdout)
		p.err = cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as the system does when memory runs out, and everything in its group.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // has ended already, as a rule
	<-p.ended
}

// finish asks the process to end in good order, waits, and expects the status 0.
func (p *process) finish(t *testing.T) {
	t.Helper()
	_ = p.stdin.Close() // it may have ended by itself
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatal("the process does not end")
	}
	if p.err != nil {
		t.Errorf("the process ends with %v: %s", p.err, &p.complaints)
	}
}

// ourselves is the command that starts the test binary in a role.
func ourselves(t *testing.T, role string, with any, env ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(with)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", role + "=" + string(raw),
		"GORACE=atexit_sleep_ms=0", // else the race detector has every child wait for a second at its end
	}, env...)
	return cmd
}

// lines calls f with each line of JSON that a process prints.
func lines[T any](f func(T)) func(io.Reader) {
	return func(r io.Reader) {
		for s := bufio.NewScanner(r); s.Scan(); {
			var v T
			if json.Unmarshal(s.Bytes(), &v) == nil {
				f(v)
			}
		}
		_, _ = io.Copy(io.Discard, r) // a line too long ends the scanner, and must not stop the process
	}
}

var printing sync.Mutex

// say prints one line of JSON for the test to read.
func say(v any) {
	printing.Lock()
	defer printing.Unlock()
	_ = json.NewEncoder(os.Stdout).Encode(v) // nobody reads it once the test has ended
}
