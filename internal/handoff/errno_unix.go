//go:build unix

package handoff

import "golang.org/x/sys/unix"

// How the system says that a port is in use, and that it is not for us.
var errTaken, errReserved error = unix.EADDRINUSE, unix.EACCES
