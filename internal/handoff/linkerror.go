package handoff

import "workos-widgets/internal/words"

// LinkError says why no deep link can get to this process, although the desktop would bring them.
type LinkError struct{ Err error }

// Error is for logs and details.
func (e *LinkError) Error() string { return "handoff: receive a deep link: " + e.Err.Error() }

// Unwrap gives the system's error.
func (e *LinkError) Unwrap() error { return e.Err }

// Message says in one sentence what happened.
func (*LinkError) Message() string {
	return words.T("The link that the browser comes back by can't get to this window.")
}

// Mend says what the person can do.
func (*LinkError) Mend() string {
	return words.T("Quit the application and start it again. If that does not help, set WORKOS_REDIRECT_URI to http://127.0.0.1:*/callback and register the same address in the WorkOS dashboard.")
}
