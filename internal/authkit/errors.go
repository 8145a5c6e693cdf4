package authkit

import (
	"errors"
	"fmt"
	"net/http"
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
	// Ended means WorkOS has ended the session (invalid_grant, RFC 6749 section 5.2).
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
	Op   string
	Kind Kind
	// Code is WorkOS's error code, such as invalid_grant; "" when there was no readable answer.
	Code string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// RequestID is what WorkOS's support asks for.
	RequestID string
	// RetryAfter is how long WorkOS asked to be left alone; 0 when it did not say.
	RetryAfter time.Duration
	// Lost means that WorkOS may have acted on the request although we do not have its answer, so that
	// a refresh token sent with it may be retired.
	Lost bool
	// PendingToken and Organizations come with ChooseOrganization.
	PendingToken  Secret
	Organizations []Organization

	cause error
}

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
		text += ": " + e.cause.Error()
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
		return &Error{Op: op, Kind: Transient, Lost: seen.sent.Load(), cause: err}
	}
	e := &Error{Op: op, Status: h.Code, Code: errorCode(h.ErrorCode), RequestID: errorCode(h.RequestID)}
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
		e.PendingToken = Secret(h.PendingAuthenticationToken)
	case e.Code == workos_errors.OrganizationSelectionRequiredCode:
		e.Kind = ChooseOrganization
		e.PendingToken = Secret(h.PendingAuthenticationToken)
		for _, o := range h.Organizations {
			e.Organizations = append(e.Organizations, Organization{ID: o.ID, Name: o.Name})
		}
	default:
		e.Kind = Refused
	}
	return e
}

// unreadable is a 2xx answer that is not what WorkOS gives: a captive portal's page, or one cut short
// after WorkOS had acted.
func unreadable(op string, cause error) *Error {
	return &Error{Op: op, Kind: Transient, Status: http.StatusOK, Lost: true, cause: cause}
}

// httpError finds the HTTPError that each of workos-go's error types carries, by value or embedded.
func httpError(err error) (workos_errors.HTTPError, bool) {
	var (
		plain   workos_errors.HTTPError
		pointer *workos_errors.HTTPError
		email   *workos_errors.EmailVerificationRequiredError
		enroll  *workos_errors.MFAEnrollmentError
		mfa     *workos_errors.MFAChallengeError
		choose  *workos_errors.OrganizationSelectionRequiredError
		sso     *workos_errors.SSORequiredError
		methods *workos_errors.OrganizationAuthenticationMethodsRequiredError
	)
	switch {
	case errors.As(err, &plain):
		return plain, true
	case errors.As(err, &pointer):
		return *pointer, true
	case errors.As(err, &email):
		return email.HTTPError, true
	case errors.As(err, &enroll):
		return enroll.HTTPError, true
	case errors.As(err, &mfa):
		return mfa.HTTPError, true
	case errors.As(err, &choose):
		return choose.HTTPError, true
	case errors.As(err, &sso):
		return sso.HTTPError, true
	case errors.As(err, &methods):
		return methods.HTTPError, true
	}
	return workos_errors.HTTPError{}, false
}

// errorCode lets a code or request ID through only if it looks like one: what stands in an answer's
// "code" may be anything, and it ends up in logs and on the screen.
func errorCode(s string) string {
	if len(s) > 64 {
		return ""
	}
	for _, r := range s {
		if r != '_' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return ""
		}
	}
	return s
}

// retryAfter reads the Retry-After header (RFC 9110 section 10.2.3), bounded to an hour.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	var d time.Duration
	if s, err := strconv.Atoi(v); err == nil {
		d = time.Duration(s) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), time.Hour)
}
