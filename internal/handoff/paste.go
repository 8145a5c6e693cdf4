package handoff

import (
	"errors"
	"net/url"
	"strings"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/words"
)

// PasteReason is why a pasted address was not taken.
type PasteReason int

// The reasons why a pasted address is not taken.
const (
	// NoAddress means that what was pasted is not an address at all.
	NoAddress PasteReason = iota + 1
	// OtherAddress means that it is the address of another page.
	OtherAddress
	// OtherSignIn means that it is the answer to another sign-in.
	OtherSignIn
	// Incomplete means that a part of the answer is missing, or damaged.
	Incomplete
	// Cancelled means that it says that the person cancelled in the browser.
	Cancelled
	// Refused means that it says that WorkOS refused the sign-in, or is out of order.
	Refused
	// Used means that the sign-in has its answer already.
	Used
	// Over means that the sign-in is over.
	Over
)

// PasteError says why a pasted address was not taken. It holds nothing of the address. The sign-in goes on.
type PasteError struct {
	Reason PasteReason
	// Begin is what the right address begins with.
	Begin string
	// Err is accept's error; it may be nil.
	Err error
}

// Error is for logs and details.
func (e *PasteError) Error() string {
	if e.Err != nil {
		return "handoff: pasted address: " + e.Err.Error()
	}
	return "handoff: pasted address: not the callback's"
}

// Unwrap gives accept's error.
func (e *PasteError) Unwrap() error { return e.Err }

// Message says in one sentence what is wrong.
func (e *PasteError) Message() string {
	switch e.Reason {
	case NoAddress:
		return words.T("What you pasted is not an address.")
	case OtherAddress:
		return words.T("This is the address of another page.")
	case OtherSignIn:
		return words.T("This address belongs to another sign-in.")
	case Incomplete:
		return words.T("A part of the address is missing.")
	case Cancelled:
		return words.T("This address says that the sign-in was cancelled in the browser.")
	case Refused:
		return words.T("This address says that WorkOS did not sign you in.")
	case Used:
		return words.T("This sign-in has its answer already.")
	case Over:
		return words.T("This sign-in is over.")
	}
	return words.T("This address could not be used.")
}

// Mend says what the person can do.
func (e *PasteError) Mend() string {
	switch e.Reason {
	case NoAddress, OtherAddress:
		return words.T("Copy the whole address from the browser's address bar, after you have signed in there. It begins with %s.", e.Begin)
	case OtherSignIn:
		return words.T("Open the browser again, sign in there, and paste the address it ends on.")
	case Incomplete:
		return words.T("Copy the whole address from the browser's address bar; it ends beyond what the bar shows.")
	case Cancelled, Refused:
		return words.T("Open the browser again to try once more.")
	case Used:
		return words.T("Wait for it to finish, or cancel and sign in again.")
	case Over:
		return words.T("Sign in again.")
	}
	return words.T("Open the browser again, or cancel and sign in again.")
}

// Paste takes the address that the browser ended on, when it could not get through to the listener. It makes
// the same checks as the listener and gives the query to the same accept. It fails with a *PasteError.
func (c *Callback) Paste(address string) error {
	query, reason := c.readPasted(address)
	if reason != 0 {
		return c.pasteError(reason, nil)
	}
	err := c.take(query)
	if err == nil {
		return nil
	}
	refusal, refused := errors.AsType[*authkit.Error](err)
	switch {
	case refused && refusal.Code == accessDenied:
		return c.pasteError(Cancelled, err)
	case refused:
		return c.pasteError(Refused, err)
	case errors.Is(err, errUsed):
		return c.pasteError(Used, err)
	case errors.Is(err, errOver):
		return c.pasteError(Over, err)
	case errors.Is(err, authkit.ErrState):
		return c.pasteError(OtherSignIn, err)
	case errors.Is(err, authkit.ErrNoCode):
		return c.pasteError(Incomplete, err)
	}
	return c.pasteError(0, err)
}

func (c *Callback) pasteError(reason PasteReason, err error) error {
	return &PasteError{Reason: reason, Begin: c.RedirectURI(), Err: err}
}

// readPasted reads an address as people paste it: with white space around and, from a terminal or a
// message, line breaks within, in quotes, or without the http:// that some address bars hide.
func (c *Callback) readPasted(address string) (url.Values, PasteReason) {
	address = strings.Trim(strings.Join(strings.Fields(address), ""), "\"'`<>“”‘’«»")
	if len(address) > len(c.RedirectURI())+maxQuery {
		return nil, OtherAddress
	}
	if c.redirect.IsLink() {
		return c.readPastedLink(address)
	}
	if !strings.Contains(address, "://") && strings.ContainsAny(address, ":/") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, NoAddress
	}
	if u.Scheme != "http" || u.User != nil || u.Path != c.redirect.Path || u.Hostname() == "" {
		return nil, OtherAddress
	}
	if !c.isHost(u.Host) {
		if isLoopback(u.Hostname()) {
			// The right place at another port: an earlier sign-in's.
			return nil, OtherSignIn
		}
		return nil, OtherAddress
	}
	query, err := parseQuery(u.RawQuery)
	if err != nil || u.RawQuery == "" {
		return nil, Incomplete
	}
	return query, 0
}

// readPastedLink reads a deep link that was copied, for a browser that would not hand it over.
func (c *Callback) readPastedLink(address string) (url.Values, PasteReason) {
	u, ok := parseLink(c.redirect.Scheme, address)
	switch {
	case !strings.Contains(address, "://"):
		return nil, NoAddress
	case !ok || !isLinkTo(u, c.redirect):
		return nil, OtherAddress
	}
	query, err := parseQuery(u.RawQuery)
	if err != nil || u.RawQuery == "" {
		return nil, Incomplete
	}
	return query, 0
}
