package handoff

import (
	"errors"
	"fmt"
	"strings"

	"workos-widgets/internal/words"
)

// PortError says why a port for the browser could not be opened.
type PortError struct {
	// Port is the fixed port of the redirect URI; 0 when any free port would have done.
	Port int
	// Reserved means that the system keeps the port from us (EACCES, on Windows WSAEACCES), as opposed to
	// another program using it.
	Reserved bool
	Err      error
}

// Error is for logs and details.
func (e *PortError) Error() string {
	cause := strings.ReplaceAll(e.Err.Error(), "\n", "; ")
	if e.Port == 0 {
		return "handoff: open a free port on 127.0.0.1: " + cause
	}
	return fmt.Sprintf("handoff: open port %d on 127.0.0.1: %s", e.Port, cause)
}

// Unwrap gives the system's error.
func (e *PortError) Unwrap() error { return e.Err }

// Message says in one sentence what happened.
func (e *PortError) Message() string {
	switch {
	case e.Port == 0:
		return words.T("No port could be opened for the browser to come back to.")
	case e.Reserved:
		return words.T("Port %d, where the browser should come back to, is reserved by the system.", e.Port)
	case errors.Is(e.Err, errTaken):
		return words.T("Port %d, where the browser should come back to, is in use by another program.", e.Port)
	}
	return words.T("Port %d, where the browser should come back to, could not be opened.", e.Port)
}

// Mend says what the person can do.
func (e *PortError) Mend() string {
	const another = "WORKOS_REDIRECT_URI to another port, or to http://127.0.0.1:*/callback for any free one, and register the same address in the WorkOS dashboard."
	switch {
	case e.Port == 0:
		return words.T("A security program may forbid it: allow this application to listen on 127.0.0.1, then try again.")
	case errors.Is(e.Err, errTaken):
		return words.T("Close the other program and try again, or set " + another)
	}
	return words.T("Set " + another)
}
