package instance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The test binary is the application, too: started with startDir set, it claims the lock as main does.
const startDir = "INSTANCE_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(startDir); dir != "" {
		os.Exit(start(dir))
	}
	os.Exit(m.Run())
}

func start(dir string) int {
	lock, err := Claim(context.Background(), dir, account, "")
	switch {
	case errors.Is(err, ErrRunning):
		fmt.Println("raised")
		return 0
	case err != nil:
		fmt.Println("failed", err)
		return 1
	}
	if err := lock.Serve(Handler{Raise: func() { fmt.Println("asked") }}); err != nil {
		fmt.Println("failed", err)
		return 1
	}
	fmt.Println("held")
	io.Copy(io.Discard, os.Stdin)
	if err := lock.Release(); err != nil {
		fmt.Println("failed", err)
		return 1
	}
	return 0
}

// process is one start of the application.
type process struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines chan string
}

func startProcess(t *testing.T, dir string) *process {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(exe), lines: make(chan string, 100)}
	p.cmd.Env = append(os.Environ(), startDir+"="+dir)
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			p.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // has ended already, as a rule
		_ = p.cmd.Wait()
	})
	return p
}

// says is the next line that the process prints.
func (p *process) says(t *testing.T) string {
	t.Helper()
	select {
	case line := <-p.lines:
		return line
	case <-time.After(20 * time.Second):
		t.Fatal("it says nothing")
		return ""
	}
}

func (p *process) expect(t *testing.T, want string) {
	t.Helper()
	if got := p.says(t); got != want {
		t.Fatalf("it says %q, want %q", got, want)
	}
}

func TestASecondProcessRaisesTheFirst(t *testing.T) {
	dir := shortDir(t)
	first := startProcess(t, dir)
	first.expect(t, "held")
	second := startProcess(t, dir)
	second.expect(t, "raised")
	first.expect(t, "asked")
	if err := second.cmd.Wait(); err != nil {
		t.Errorf("the second ends with %v, want status 0", err)
	}
	first.stdin.Close()
	first.expect(t, "") // the end of its output
	third := startProcess(t, dir)
	third.expect(t, "held")
}

func TestAProcessThatWasKilledLeavesNothingInTheWay(t *testing.T) {
	dir := shortDir(t)
	for range 3 {
		p := startProcess(t, dir)
		p.expect(t, "held")
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.cmd.Wait() // killed
		if _, err := os.Lstat(dir + "/" + name(account) + ".sock"); err != nil {
			t.Fatalf("the socket was to be left behind: %v", err)
		}
	}
	next := startProcess(t, dir)
	next.expect(t, "held")
	another := startProcess(t, dir)
	another.expect(t, "raised")
	next.expect(t, "asked")
}

func TestOfTenStartsAtOnceOneWins(t *testing.T) {
	dir := shortDir(t)
	const starts = 10
	processes := make([]*process, starts)
	for i := range processes {
		processes[i] = startProcess(t, dir)
	}
	var winner *process
	for _, p := range processes {
		switch line := p.says(t); {
		case line == "held" && winner == nil:
			winner = p
		case line != "raised":
			t.Errorf("a start says %q", line)
		}
	}
	if winner == nil {
		t.Fatal("nobody holds the lock")
	}
	for range starts - 1 {
		winner.expect(t, "asked")
	}
	winner.stdin.Close()
	for line := range winner.lines {
		t.Errorf("the winner also says %q", strings.TrimSpace(line))
	}
}
