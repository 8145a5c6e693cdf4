package authkit_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"workos-widgets/internal/authkit"
)

func TestACallbackGivesItsCodeOnlyToTheAttemptItAnswers(t *testing.T) {
	attempt := authkit.Attempt{State: "s3cret", Verifier: "v"}
	for name, tc := range map[string]struct {
		query string
		code  authkit.Secret
		err   error
	}{
		"the answer":              {"code=c0de&state=s3cret", "c0de", nil},
		"more than we know":       {"code=c0de&state=s3cret&iss=https%3A%2F%2Fapi.workos.com", "c0de", nil},
		"an empty error":          {"code=c0de&state=s3cret&error=", "c0de", nil},
		"another's state":         {"code=c0de&state=s3creT", "", authkit.ErrState},
		"a prefix of the state":   {"code=c0de&state=s3c", "", authkit.ErrState},
		"the state and more":      {"code=c0de&state=s3cretx", "", authkit.ErrState},
		"no state":                {"code=c0de", "", authkit.ErrState},
		"an empty state":          {"code=c0de&state=", "", authkit.ErrState},
		"two states, right first": {"code=c0de&state=s3cret&state=x", "", authkit.ErrState},
		"two states, right twice": {"code=c0de&state=s3cret&state=s3cret", "", authkit.ErrState},
		"another's refusal":       {"error=access_denied&state=x", "", authkit.ErrState},
		"no code":                 {"state=s3cret", "", authkit.ErrNoCode},
		"an empty code":           {"code=&state=s3cret", "", authkit.ErrNoCode},
		"two codes":               {"code=a&code=b&state=s3cret", "", authkit.ErrNoCode},
		"two errors":              {"error=access_denied&error=x&state=s3cret", "", authkit.ErrNoCode},
		"nothing":                 {"", "", authkit.ErrState},
	} {
		t.Run(name, func(t *testing.T) {
			query, err := url.ParseQuery(tc.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := attempt.Code(query)
			if got != tc.code || !errors.Is(err, tc.err) {
				t.Errorf("%q, %v; want %q, %v", got.Reveal(), err, tc.code.Reveal(), tc.err)
			}
		})
	}
}

func TestAnAttemptWithoutAStateAcceptsNothing(t *testing.T) {
	if _, err := (authkit.Attempt{}).Code(url.Values{"code": {"c"}, "state": {""}}); !errors.Is(err, authkit.ErrState) {
		t.Errorf("error %v", err)
	}
}

func TestARefusalInTheCallbackKeepsOnlyItsCode(t *testing.T) {
	attempt := authkit.Attempt{State: "s3cret"}
	for name, tc := range map[string]struct {
		query url.Values
		code  string
		kind  authkit.Kind
	}{
		"the person said no": {url.Values{"error": {"access_denied"}}, "access_denied", authkit.Refused},
		"with a code too":    {url.Values{"error": {"access_denied"}, "code": {"c0de"}}, "access_denied", authkit.Refused},
		"WorkOS is broken":   {url.Values{"error": {"server_error"}}, "server_error", authkit.Transient},
		"WorkOS is busy":     {url.Values{"error": {"temporarily_unavailable"}}, "temporarily_unavailable", authkit.Transient},
		"SSO is required":    {url.Values{"error": {"sso_required"}}, "sso_required", authkit.Reauthenticate},
		"no error code":      {url.Values{"error": {"<script>zoe@acme.example"}}, "", authkit.Refused},
		"an endless one":     {url.Values{"error": {strings.Repeat("x", 1<<20)}}, "", authkit.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			tc.query.Set("state", "s3cret")
			tc.query.Set("error_description", "Call +1 555 0100, zoe@acme.example")
			tc.query.Set("error_uri", "https://evil.example")
			got, err := attempt.Code(tc.query)
			var e *authkit.Error
			if !errors.As(err, &e) || got != "" {
				t.Fatalf("%q, %v", got.Reveal(), err)
			}
			if e.Op != "authorize" || e.Code != tc.code || e.Kind != tc.kind {
				t.Errorf("%s %s %v", e.Op, e.Code, e.Kind)
			}
			if len(err.Error()) > 200 || strings.Contains(err.Error(), "example") || strings.Contains(err.Error(), "555") {
				t.Errorf("the text is the browser's: %s", err)
			}
		})
	}
}
