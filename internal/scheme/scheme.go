// Package scheme knows whether the desktop brings the application's deep links (RFC 8252 section 7.1) to it, and has
// it do so. Installed packages register the scheme themselves; Register is for a build that lies where it was made.
//
// Nothing keeps another program from claiming the same scheme: what a link brings proves itself by its state, and
// its code is worth nothing without the verifier (PKCE), which never leaves this process.
package scheme

import (
	"context"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// RegisterFlag and UnregisterFlag are the flags of the application for Register and Unregister.
const (
	RegisterFlag   = "register-scheme"
	UnregisterFlag = "unregister-scheme"
)

// Error says why deep links do not come here, in words for the person and without a path.
type Error struct {
	problem, mend string
	// Err is the system's own error; it may be nil.
	Err error
}

func (e *Error) Error() string { return e.problem + " " + e.mend }

// Unwrap gives the system's error.
func (e *Error) Unwrap() error { return e.Err }

// Message is what is the matter.
func (e *Error) Message() string { return e.problem }

// Mend is what the person can do.
func (e *Error) Mend() string { return e.mend }

// Check reports whether links of the application's scheme lead to it. It fails with an *Error, or with ctx's error.
func Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return check(brand.Current())
}

// Register has the desktop bring the scheme's links of this user to the binary that is running now. It fails with an
// *Error.
func Register() error { return register(brand.Current()) }

// Unregister takes back what Register did. It fails with an *Error.
func Unregister() error { return unregister(brand.Current()) }

func leadsNowhere(b brand.Brand, cause error) error {
	return &Error{problem: words.T("Links that begin with %s:// lead to no application on this computer.", b.Scheme), mend: mend(b), Err: cause}
}

func leadsElsewhere(b brand.Brand, other string) error {
	return &Error{problem: words.T("Links that begin with %s:// lead to another application on this computer: %s.", b.Scheme, other), mend: mend(b)}
}

func refused(b brand.Brand, cause error) error {
	return &Error{
		problem: words.T("This computer does not let the application change where links that begin with %s:// lead.", b.Scheme),
		mend:    words.T("Install the application's package, or ask whoever looks after this computer."), Err: cause,
	}
}
