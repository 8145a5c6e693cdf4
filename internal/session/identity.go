package session

import "errors"

// Identity is who the page acts as. Session.Identity gives the same pointer as long as session,
// organization and claims are the same, so that what is derived from it can be kept.
type Identity struct {
	// Session is the WorkOS session ID (claim sid).
	Session string
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
