package handoff

import (
	"math"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// firstDescriptor is the first one after standard input, output and error.
const firstDescriptor = 3

// self is our own binary, even when its file has been replaced or deleted by an update since.
func self() (string, error) {
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		return os.Executable()
	}
	return "/proc/self/exe", nil
}

// keepDescriptors marks every descriptor of ours as not to be inherited: Go's own are, but the pipes of
// Wails' asset server and some of the libraries under the web view are not.
func keepDescriptors() {
	// Before Linux 5.11, and where a sandbox forbids the call, the long way round does the same.
	if unix.CloseRange(firstDescriptor, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC) != nil {
		markEach()
	}
}

func markEach() {
	for _, fd := range descriptors() {
		unix.CloseOnExec(fd)
	}
}

// closeInherited closes the descriptors that this process was started with in spite of keepDescriptors.
// They are those that are not closed on exec, or they would not be here: the Go runtime's own are left.
func closeInherited() {
	for _, fd := range descriptors() {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
		if err == nil && flags&unix.FD_CLOEXEC == 0 {
			_ = unix.Close(fd)
		}
	}
}

// descriptors are the open ones, without the standard three.
func descriptors() []int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil
	}
	var out []int
	for _, e := range entries {
		if fd, err := strconv.Atoi(e.Name()); err == nil && fd >= firstDescriptor {
			out = append(out, fd)
		}
	}
	return out
}
