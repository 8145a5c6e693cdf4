package handoff

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// leakyPipe is a pipe like those of Wails' asset server on Linux: children inherit it.
func leakyPipe(t *testing.T) (r, w int) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe2(fds[:], 0); err != nil {
		t.Fatal(err)
	}
	return fds[0], fds[1]
}

func wantEndOfFile(t *testing.T, r int, within time.Duration) {
	t.Helper()
	began := time.Now()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = unix.Read(r, make([]byte, 1))
	}()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the request never ended")
		return
	}
	if took := time.Since(began); took > within {
		t.Errorf("the request took %v", took)
	}
}

func TestRequestUnderWayEndsWhileTheBrowserRuns(t *testing.T) {
	l, _ := newLauncher(t, time.Second)
	dir := t.TempDir()
	file := filepath.Join(dir, "pid")
	t.Setenv("BROWSER", program(t, dir, "stays", `echo $$ > "`+file+`"; exec sleep 4`))
	r, w := leakyPipe(t)
	defer unix.Close(r)
	opened := make(chan error, 1)
	go func() { opened <- l.Open(t.Context(), address) }()
	read(t, file)
	unix.Close(w)
	wantEndOfFile(t, r, time.Second)
	if err := <-opened; err != nil {
		t.Error(err)
	}
	// Not even the opener has had it.
	wantKept(t, r)
}

func wantKept(t *testing.T, fd int) {
	t.Helper()
	if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("descriptor %d would be inherited (%v)", fd, err)
	}
}

// A descriptor that another thread opens between keepDescriptors and the start does reach the opener. It
// must not reach the browser.
func TestOpenerClosesWhatItInherited(t *testing.T) {
	r, w := leakyPipe(t)
	defer unix.Close(r)
	its, third := pipe(t) // descriptor 3 there
	dir := t.TempDir()
	file := filepath.Join(dir, "pid")
	browser := program(t, dir, "stays", `echo $$ > "`+file+`"; exec sleep 4`)
	input, write := pipe(t)
	if _, err := write.WriteString(address); err != nil {
		t.Fatal(err)
	}
	write.Close()
	p, err := os.StartProcess(os.Args[0], []string{os.Args[0], openerArgument, "1s", browser},
		&os.ProcAttr{Files: []*os.File{input, nil, nil, third}, Env: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	read(t, file)
	unix.Close(w)
	third.Close()
	wantEndOfFile(t, r, time.Second)
	wantEndOfFile(t, int(its.Fd()), time.Second)
	if _, err := p.Wait(); err != nil {
		t.Error(err)
	}
}

func TestDescriptorsAreKeptFromChildren(t *testing.T) {
	for name, keep := range map[string]func(){"all at once": keepDescriptors, "one by one": markEach} {
		t.Run(name, func(t *testing.T) {
			r, w := leakyPipe(t)
			defer unix.Close(r)
			defer unix.Close(w)
			// The first one is the Go runtime's, or the pipe's.
			if _, err := unix.FcntlInt(3, unix.F_SETFD, 0); err != nil {
				t.Fatal(err)
			}
			keep()
			wantKept(t, 3)
			wantKept(t, r)
			wantKept(t, w)
		})
	}
}
