package authkit

import (
	"crypto/subtle"
	"errors"
	"net/url"
)

var (
	// ErrState means that a callback is no answer to this attempt: its state is missing or another's
	// (RFC 6749 section 10.12). It says nothing about the attempt itself, which goes on.
	ErrState = errors.New("authkit: authorize: the callback belongs to another sign-in")
	// ErrNoCode means that a callback with the right state holds neither one code nor one error.
	ErrNoCode = errors.New("authkit: authorize: the callback holds no code")
)

// Code takes the authorization code out of the query that the browser brought back (RFC 6749 section
// 4.1.2), once its state has proven it to be the answer to this attempt. It fails with ErrState, ErrNoCode,
// or, when WorkOS answered with an error (section 4.1.2.1), an *Error whose Op is "authorize". Of that answer
// only the error code is kept: its error_description comes through the browser and could say anything.
func (a Attempt) Code(query url.Values) (Secret, error) {
	state, ok := single(query, "state")
	if !ok || a.State == "" || subtle.ConstantTimeCompare([]byte(state), []byte(a.State)) != 1 {
		return "", ErrState
	}
	refusal, ok := single(query, "error")
	if !ok {
		return "", ErrNoCode
	}
	if refusal != "" {
		return "", authorizeError(refusal)
	}
	code, ok := single(query, "code")
	if !ok || code == "" {
		return "", ErrNoCode
	}
	return Secret(code), nil
}

// single is the value of a parameter that may stand in a query once at most (RFC 6749 section 3.1), "" when
// it is missing. An empty value counts as missing, as the same section has it.
func single(query url.Values, name string) (string, bool) {
	values := query[name]
	if len(values) > 1 {
		return "", false
	}
	return query.Get(name), true
}

func authorizeError(code string) *Error {
	e := &Error{Op: "authorize", Kind: Refused, Code: errorCode(code)}
	switch {
	case e.Code == "server_error" || e.Code == "temporarily_unavailable":
		e.Kind = Transient
	case reauthenticate[e.Code]:
		e.Kind = Reauthenticate
	}
	return e
}
