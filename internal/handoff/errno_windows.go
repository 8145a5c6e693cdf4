package handoff

import "golang.org/x/sys/windows"

// How the system says that a port is in use, and that it is not for us.
var errTaken, errReserved error = windows.WSAEADDRINUSE, windows.WSAEACCES
