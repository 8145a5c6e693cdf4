package session

import "errors"

// Identity is who the page acts as. Session.Identity gives the same pointer as long as session,
// organization and claims are the same, so that what is derived from it can be kept.
type Identity struct {
	// Session names the session from its sign-in, or the start of the application, to its end: by the WorkOS
	// session ID it had then. What is kept for a session goes by this name.
	Session string
	// SID is the WorkOS session ID (claim sid) as of the last refresh. It is Session, unless WorkOS gives
	// another one with a refresh, as its emulator does with each.
	SID string
	// User is the user's ID (claim sub).
	User string
	// Organization is the organization's ID (claim org_id); "" for people without one.
	Organization string
	Role         string
	Permissions  []string
}

var (
	// ErrSignedOut means there is no session to act for.
	ErrSignedOut = errors.New("session: nobody is signed in")
	// ErrStale means the session or organization asked for is no longer the current one.
	ErrStale = errors.New("session: the session has moved on")
)
