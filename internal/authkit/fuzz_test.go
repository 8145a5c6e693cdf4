package authkit_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

func FuzzParseClaims(f *testing.F) {
	f.Add(accessToken(f, ordinaryClaims()))
	f.Add("")
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiaWF0IjoxLCJleHAiOjFlMzAwfQ.")
	f.Add("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiaWF0IjotMWUzMDAsImV4cCI6OTk5OTk5OTk5OTk5OTk5OTl9.")
	f.Fuzz(func(t *testing.T, token string) {
		claims, err := authkit.ParseClaims(authkit.Secret(token))
		if err != nil {
			if len(token) > 20 && strings.Contains(err.Error(), token) {
				t.Errorf("the error shows the token: %v", err)
			}
			if diff(claims) != "" {
				t.Errorf("claims of a token that was refused: %+v", claims)
			}
			return
		}
		if claims.Subject == "" || claims.Life() <= 0 || claims.Life() > 365*24*time.Hour {
			t.Errorf("claims that make no sense: %+v, life %v", claims, claims.Life())
		}
	})
}

// FuzzAnswer feeds an answer through workos-go to the classification. Marks in it stand for the credentials
// that WorkOS, or something that pretends to be it, might send back.
func FuzzAnswer(f *testing.F) {
	for _, tc := range refusals {
		f.Add(tc.status, "application/json", "req_1", "7", tc.body)
	}
	f.Add(400, "application/json", "zoe@acme.example", "$CODE$", `{"error":"$REFRESH$","error_description":"The code '$CODE$' has expired.","code":"$PENDING$"}`)
	f.Add(403, "text/html", "zoe@acme.example", "Sat, 01 Jan 2000 00:00:00 GMT", `{"code":"mfa_challenge","message":"$PENDING$","user":{"email":"zoe@acme.example"}}`)
	f.Add(200, "application/json", "", "", `{"access_token":"$REFRESH$","refresh_token":"$REFRESH$"}`)
	fill := strings.NewReplacer("$CODE$", code.Reveal(), "$REFRESH$", refreshToken.Reveal(), "$PENDING$", pending.Reveal())
	f.Fuzz(func(t *testing.T, status int, contentType, requestID, retryAfter, body string) {
		c := through(func(req *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: status, Request: req, Body: io.NopCloser(strings.NewReader(fill.Replace(body))),
				Header: http.Header{"Content-Type": {contentType}, "X-Request-Id": {requestID}, "Retry-After": {fill.Replace(retryAfter)}},
			}, nil
		})
		for op, call := range operations {
			err := call(t.Context(), c)
			if err == nil {
				continue // the fuzzer has found a token
			}
			var e *authkit.Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: an error of no kind: %v", op, err)
			}
			checkAnswer(t, e, status, body)
			checkText(t, err)
		}
	})
}

func checkAnswer(t *testing.T, e *authkit.Error, status int, body string) {
	t.Helper()
	if e.Kind < authkit.Transient || e.Kind > authkit.Refused {
		t.Errorf("kind %d", e.Kind)
	}
	if e.Kind == authkit.Ended && (status < 400 || status >= 500 || !strings.Contains(unescaped(body), "invalid_grant")) {
		t.Errorf("%d %s ended the session", status, body)
	}
	if e.RetryAfter < 0 || e.RetryAfter > time.Hour {
		t.Errorf("retry after %v", e.RetryAfter)
	}
	if e.Status != status {
		t.Errorf("status %d of %d", e.Status, status)
	}
}

// unescaped undoes enough of JSON's escapes for a search.
func unescaped(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	return "invalid_grant"
}

func FuzzCode(f *testing.F) {
	for _, query := range []string{
		"code=c0de&state=s3cret", "error=access_denied&state=s3cret&error_description=x", "state=s3cret&state=s3cret&code=x",
		"code=a&code=b&state=s3cret", "%zz", "state=s3cret", "error=&code=&state=s3cret", ";;&&==",
	} {
		f.Add("s3cret", query)
	}
	f.Add("", "code=c0de&state=")
	f.Fuzz(func(t *testing.T, state, raw string) {
		query, _ := url.ParseQuery(raw) // what could be read of it, as a listener has it
		got, err := authkit.Attempt{State: state}.Code(query)
		if (got == "") != (err != nil) {
			t.Fatalf("%q with %v", got.Reveal(), err)
		}
		if err == nil && (state == "" || query.Get("state") != state || len(query["code"]) != 1 || query.Get("error") != "") {
			t.Errorf("%q was taken from %q", got.Reveal(), raw)
		}
		var e *authkit.Error
		if !errors.Is(err, authkit.ErrState) && !errors.Is(err, authkit.ErrNoCode) && err != nil && !errors.As(err, &e) {
			t.Errorf("an error of no kind: %v", err)
		}
		if description := query.Get("error_description"); len(description) > 30 && strings.Contains(fmt.Sprint(err), description) {
			t.Errorf("the description is kept: %v", err)
		}
	})
}
