package authkit

import (
	"encoding/json"
	"errors"
	"strings"
)

// refusal is the body of an error answer. It comes in two shapes: {code, message}, and {error,
// error_description} (RFC 6749 section 5.2). workos-go reads both but loses the code of some: of one
// without a description, of a 422 in the second shape, of one in which another field has a type that it does
// not expect; and it reads the organizations of the first shape only.
type refusal struct {
	Code         string `json:"code"`
	Error        string `json:"error"`
	PendingToken Secret `json:"pending_authentication_token"`
	User         struct {
		ID string `json:"id"`
	} `json:"user"`
	Organizations []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"organizations"`
}

// readRefusal reads what can be read. A field of the wrong type is as good as missing.
func readRefusal(body string) refusal {
	var r refusal
	err := json.Unmarshal([]byte(body), &r)
	if _, wrongType := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !wrongType {
		return refusal{}
	}
	return r
}

func (r refusal) code() string {
	if c := errorCode(r.Code); c != "" {
		return c
	}
	return errorCode(r.Error)
}

func (r refusal) organizations() []Organization {
	var list []Organization
	for _, o := range r.Organizations {
		if o.ID != "" {
			list = append(list, Organization{ID: o.ID, Name: o.Name})
		}
	}
	return list
}

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// errorCode lets an error code through only if it looks like one of WorkOS's: what stands in an answer may
// be anything, and the code ends up in logs and on the screen.
func errorCode(s string) string { return only(s, lower+"_", 64) }

// requestID lets a request ID through only if it looks like one.
func requestID(s string) string { return only(s, lower+upper+digits+"_-", 64) }

func only(s, allowed string, most int) string {
	if len(s) > most || strings.Trim(s, allowed) != "" {
		return ""
	}
	return s
}
