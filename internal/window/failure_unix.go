//go:build unix

package window

import (
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether a file is a terminal: only that has a size in letters. Unlike it, /dev/null and the
// journal's socket, which desktops give to what they start, have no reader who waits.
func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	return err == nil
}
