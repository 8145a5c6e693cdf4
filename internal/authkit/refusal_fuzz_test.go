package authkit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// FuzzReadRefusal holds what FuzzAnswer does not look at: that what is read of a refusal stands in it as JSON has it, that
// what is no JSON has nothing in it, and that the token of it is not printed.
func FuzzReadRefusal(f *testing.F) {
	for _, body := range []string{
		`{"code":"invalid_grant","message":"x"}`, `{"error":"sso_required","pending_authentication_token":"t0ken"}`, `{"code":7,"error":"invalid_grant"}`, `{"code":"a","code":"b"}`, `{"code":"a","CODE":null}`,
		`{"organizations":[{"id":"org_a","name":"A"},{"id":""},null,7],"user":{"id":"user_1"}}`, `{"organizations":{},"user":[],"code":"x_y"}`, `["invalid_grant"]`, `{"code":"invalid_grant"`, `{"error":"Call 555-0100"}`, `null`, ``,
		`{"code":"\u0069nvalid_grant"}`, `{"code":"invalid_grant"}{"code":"x"}`, `{"pending_authentication_token":{"a":1},"code":"mfa_challenge"}`, "{\"code\":\"\xff\"}",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := readRefusal(body)
		if strings.Trim(r.code(), "abcdefghijklmnopqrstuvwxyz_") != "" || len(r.code()) > 64 {
			t.Errorf("%q has the code %q", body, r.code())
		}
		said := map[string]bool{"": true}
		var whole any
		if json.Unmarshal([]byte(body), &whole) == nil {
			texts(whole, said)
		}
		for _, read := range []string{r.Code, r.Error, r.PendingToken.Reveal(), r.User.ID} {
			if !said[read] && !repeated(body) {
				t.Errorf("%q does not say %q", body, read)
			}
		}
		for _, o := range r.organizations() {
			if o.ID == "" || (!said[o.ID] || !said[o.Name]) && !repeated(body) {
				t.Errorf("%q does not say %+v", body, o)
			}
		}
		if token := r.PendingToken.Reveal(); len(token) > 10 && token != r.Code && token != r.Error && token != r.User.ID && len(r.Organizations) == 0 && strings.Contains(fmt.Sprintf("%+v", r), token) {
			t.Errorf("the token is printed: %+v", r)
		}
	})
}

// texts finds every string in a value.
func texts(v any, into map[string]bool) {
	switch v := v.(type) {
	case string:
		into[v] = true
	case []any:
		for _, one := range v {
			texts(one, into)
		}
	case map[string]any:
		for _, one := range v {
			texts(one, into)
		}
	}
}

// repeated reports whether an object may have a name twice, of which a map keeps the last.
func repeated(body string) bool {
	for _, name := range []string{"code", "error", "id", "name", "user", "organizations", "pending_authentication_token"} {
		if strings.Count(strings.ToLower(body), name) > 1 || strings.Contains(body, `\u`) {
			return true
		}
	}
	return false
}
