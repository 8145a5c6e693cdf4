package authkit

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/workos/workos-go/v4/pkg/workos_errors"
)

// Kind is what a failure means for the session.
type Kind int

// The kinds of failure.
const (
	// Transient failures pass: the network, time-outs, 429, 5xx, answers that are not WorkOS's.
	Transient Kind = iota + 1
	// Ended means WorkOS no longer honors what it was given (invalid_grant, RFC 6749 section 5.2): of a
	// refresh, that the session is over; of an exchange, that the code was used or has expired.
	Ended
	// Reauthenticate means the organization wants this person to sign in again, its way.
	Reauthenticate
	// ChooseOrganization means WorkOS wants to know which organization; Error.Organizations lists them.
	ChooseOrganization
	// Refused is every other refusal: the request itself was wrong for WorkOS.
	Refused
)

var kindNames = map[Kind]string{
	Transient: "transient", Ended: "ended", Reauthenticate: "sign in again",
	ChooseOrganization: "choose an organization", Refused: "refused",
}

// String names the kind, for logs.
func (k Kind) String() string { return kindNames[k] }

// Error is a failed exchange with WorkOS. Its text holds no credential and no e-mail address, which
// workos-go's own errors may.
type Error struct {
	// Op is what was asked of WorkOS: "authorize", "exchange", "select organization", "refresh",
	// "widget token" or "reach WorkOS".
	Op string
	// Kind is what the failure means for the session.
	Kind Kind
	// Code is WorkOS's error code, such as invalid_grant; "" when there was no readable answer.
	Code string
	// Status is the HTTP status, also of an answer that could not be read; 0 when there was none.
	Status int
	// RequestID is what WorkOS's support asks for.
	RequestID string
	// RetryAfter is how long WorkOS asked to be left alone; 0 when it did not say.
	RetryAfter time.Duration
	// Lost means that WorkOS may have acted on the request although we do not have its answer, so that
	// a refresh token sent with it may be retired. It is never false when WorkOS has acted.
	Lost bool
	// PendingToken comes with ChooseOrganization and Reauthenticate: it stands for what the person has
	// already proven.
	PendingToken Secret
	// User is the ID of the person, where WorkOS says it with ChooseOrganization.
	User string
	// Organizations come with ChooseOrganization: those the person can choose.
	Organizations []Organization

	cause error
}

// quoted is what the standard library's errors quote of an answer that is no HTTP, which may be anything.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|(malformed MIME header[^:]*:).*`)

func (e *Error) Error() string {
	text := fmt.Sprintf("authkit: %s: %s", e.Op, e.Kind)
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.RequestID != "" {
		text += ", request " + e.RequestID
	}
	if e.cause != nil {
		text += ": " + quoted.ReplaceAllString(e.cause.Error(), "$1…")
	}
	return text
}

// Unwrap gives the network's error, if that is what failed. WorkOS's own errors are not wrapped: their
// text may hold a pending authentication token.
func (e *Error) Unwrap() error { return e.cause }

// KindOf is the Kind of the *Error in err's chain, 0 when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

var reauthenticate = map[string]bool{
	workos_errors.SSORequiredCode:                               true,
	workos_errors.MFAEnrollmentCode:                             true,
	workos_errors.MFAChallengeCode:                              true,
	workos_errors.OrganizationAuthenticationMethodsRequiredCode: true,
	workos_errors.EmailVerificationRequiredCode:                 true,
}

// classify decides what an error of workos-go means.
func classify(op string, err error, seen *observation) *Error {
	h, ok := httpError(err)
	if !ok {
		return &Error{Op: op, Kind: Transient, Status: int(seen.status.Load()), Lost: seen.sent.Load(), cause: err}
	}
	body := readRefusal(h.RawBody)
	e := &Error{Op: op, Status: h.Code, Code: body.code(), RequestID: requestID(h.RequestID)}
	e.RetryAfter = time.Duration(seen.retryAfter.Load())
	switch {
	case h.Code >= 500 || h.Code == http.StatusTooManyRequests || h.Code == http.StatusRequestTimeout:
		e.Kind, e.Lost = Transient, h.Code >= 500
	case h.Code < 400 || e.Code == "":
		// A redirect, or a refusal without a code, is a captive portal's or a proxy's, not WorkOS's.
		e.Kind = Transient
	case e.Code == "invalid_grant":
		e.Kind = Ended
	case reauthenticate[e.Code]:
		e.Kind = Reauthenticate
		e.PendingToken = body.PendingToken
	case e.Code == workos_errors.OrganizationSelectionRequiredCode:
		e.Kind = ChooseOrganization
		e.PendingToken = body.PendingToken
		e.User, e.Organizations = only(body.User.ID, lower+upper+digits+"_-", 64), body.organizations()
	default:
		e.Kind = Refused
	}
	return e
}

// unreadable is a 2xx answer that is not what WorkOS gives: a captive portal's page, or one cut short
// after WorkOS had acted.
func unreadable(op string, cause error, seen *observation) *Error {
	return &Error{Op: op, Kind: Transient, Status: int(seen.status.Load()), Lost: true, cause: cause}
}

// httpError finds the HTTPError that each of workos-go's error types carries, by value or embedded.
func httpError(err error) (workos_errors.HTTPError, bool) {
	if e, ok := errors.AsType[workos_errors.HTTPError](err); ok {
		return e, true
	}
	if e, ok := errors.AsType[*workos_errors.EmailVerificationRequiredError](err); ok {
		return e.HTTPError, true
	}
	if e, ok := errors.AsType[*workos_errors.MFAEnrollmentError](err); ok {
		return e.HTTPError, true
	}
	if e, ok := errors.AsType[*workos_errors.MFAChallengeError](err); ok {
		return e.HTTPError, true
	}
	if e, ok := errors.AsType[*workos_errors.OrganizationSelectionRequiredError](err); ok {
		return e.HTTPError, true
	}
	if e, ok := errors.AsType[*workos_errors.SSORequiredError](err); ok {
		return e.HTTPError, true
	}
	if e, ok := errors.AsType[*workos_errors.OrganizationAuthenticationMethodsRequiredError](err); ok {
		return e.HTTPError, true
	}
	return workos_errors.HTTPError{}, false
}

// maxRetryAfter bounds what an answer can ask for.
const maxRetryAfter = time.Hour

// retryAfter reads the Retry-After header (RFC 9110 section 10.2.3). A date in it is compared with the
// answer's own, since our clock may be wrong.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(v, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}
