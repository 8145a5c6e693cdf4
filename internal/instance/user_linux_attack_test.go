//go:build linux

package instance

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// TestAnotherUserCannotReachTheSocketAttack connects as another user of the computer, who would have the application
// open links, and hear what it answers. Each of two things keeps them out: the directory and the socket.
func TestAnotherUserCannotReachTheSocketAttack(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to become another user")
	}
	dir := shortDir(t)
	l := acquire(t, dir, account)
	g := &guest{}
	if err := l.Serve(g.handler(true)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // what is above ours keeps nobody out
		t.Fatal(err)
	}
	const nobody = 65534
	for _, alone := range []struct {
		name, other string // the other one is open
		mode        os.FileMode
	}{{"the directory", l.socket, 0o666}, {"the socket", dir, 0o755}} {
		before, err := os.Stat(alone.other)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(alone.other, alone.mode); err != nil {
			t.Fatal(err)
		}
		if err := connectAs(nobody, l.socket); err != syscall.EACCES {
			t.Errorf("%s: %v", alone.name, err)
		}
		if err := os.Chmod(alone.other, before.Mode()); err != nil {
			t.Fatal(err)
		}
	}
	if err := connectAs(0, l.socket); err != nil {
		t.Errorf("and its own user: %v", err)
	}
	if err := errors.Join(os.Chmod(l.socket, 0o666), os.Chmod(dir, 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := connectAs(nobody, l.socket); err != nil {
		t.Errorf("nothing but the permissions was in the way: %v", err)
	}
	if len(g.opened)+len(g.offered)+g.raised != 0 {
		t.Error("something was opened")
	}
}

// connectAs connects to a socket as a user: on a thread of its own, which ends with it.
func connectAs(uid int, socket string) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked
		keep := ^uintptr(0)
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, keep, uintptr(uid), keep); errno != 0 {
			done <- errno
			return
		}
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
		if err == nil {
			err = syscall.Connect(fd, &syscall.SockaddrUnix{Name: socket})
			_ = syscall.Close(fd)
		}
		done <- err
	}()
	return <-done
}
