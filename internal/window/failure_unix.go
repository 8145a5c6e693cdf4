//go:build unix

package window

import (
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal reports whether a file is a terminal with a person at it, who has this program in the foreground (tty(4)).
// A desktop gives /dev/null or the journal's socket to what it starts, and one that was started from a console gives
// that: it is hidden behind the desktop.
func isTerminal(f *os.File) bool {
	foreground, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}
