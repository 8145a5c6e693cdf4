package authkit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/authkit"
)

// The bodies are those of WorkOS's documentation, of its emulators and of workos-go's tests, with what goes
// wrong on the way to them.
var refusals = map[string]struct {
	status int
	body   string
	kind   authkit.Kind
	code   string
}{
	"ended, as OAuth":                 {400, `{"error":"invalid_grant","error_description":"Session has already ended."}`, authkit.Ended, "invalid_grant"},
	"ended, as WorkOS":                {400, `{"code":"invalid_grant","message":"Invalid refresh token"}`, authkit.Ended, "invalid_grant"},
	"ended, without a description":    {400, `{"error":"invalid_grant"}`, authkit.Ended, "invalid_grant"},
	"ended, without a message":        {400, `{"code":"invalid_grant"}`, authkit.Ended, "invalid_grant"},
	"ended, as 422":                   {422, `{"error":"invalid_grant","error_description":"x"}`, authkit.Ended, "invalid_grant"},
	"ended, with odd neighbours":      {400, `{"error":"invalid_grant","error_description":7,"errors":"?","message":null}`, authkit.Ended, "invalid_grant"},
	"ended, with a code of no kind":   {400, `{"code":400,"error":"invalid_grant","error_description":"x"}`, authkit.Ended, "invalid_grant"},
	"SSO":                             {403, `{"error":"sso_required","error_description":"x","connection_ids":["conn_1"],"email":"zoe@acme.example","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "sso_required"},
	"SSO, as WorkOS":                  {403, `{"code":"sso_required","message":"x","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "sso_required"},
	"SSO, without a description":      {422, `{"error":"sso_required","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "sso_required"},
	"the organization's methods":      {403, `{"error":"organization_authentication_methods_required","error_description":"x","auth_methods":{"password":false},"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "organization_authentication_methods_required"},
	"MFA to be enrolled":              {403, `{"code":"mfa_enrollment","message":"x","user":{"id":"user_01"},"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "mfa_enrollment"},
	"MFA to be enrolled, no user":     {403, `{"code":"mfa_enrollment","message":"x","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "mfa_enrollment"},
	"MFA to be passed":                {403, `{"code":"mfa_challenge","message":"x","user":{"id":"user_01"},"authentication_factors":[{"id":"f","type":"totp"}],"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "mfa_challenge"},
	"e-mail to be verified":           {403, `{"code":"email_verification_required","message":"x","email":"zoe@acme.example","email_verification_id":"ev","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "email_verification_required"},
	"e-mail to be verified, as OAuth": {403, `{"error":"email_verification_required","error_description":"x","pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.Reauthenticate, "email_verification_required"},
	"an organization to be chosen":    {403, `{"code":"organization_selection_required","message":"x","user":{"id":"user_01"},"organizations":[{"id":"org_acme","name":"Acme"},{"id":"org_globex","name":"Globex"}],"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.ChooseOrganization, "organization_selection_required"},
	"the same, as OAuth":              {403, `{"error":"organization_selection_required","error_description":"x","organizations":[{"id":"org_acme","name":"Acme"},{"id":"org_globex","name":"Globex"}],"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.ChooseOrganization, "organization_selection_required"},
	"the same, no user":               {422, `{"code":"organization_selection_required","message":"x","organizations":[{"id":"org_acme","name":"Acme"},{"id":""},{"id":"org_globex","name":"Globex"}],"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.ChooseOrganization, "organization_selection_required"},
	"the same, an odd user":           {403, `{"code":"organization_selection_required","message":"x","user":{"metadata":{"n":1}},"organizations":[{"id":"org_acme","name":"Acme"},{"id":"org_globex","name":"Globex"}],"pending_authentication_token":"YQyCkYfuVw2mI3tzSrk2C1Y7S"}`, authkit.ChooseOrganization, "organization_selection_required"},
	"our own mistake":                 {400, `{"code":"invalid_request","message":"x"}`, authkit.Refused, "invalid_request"},
	"an unknown client":               {401, `{"error":"invalid_client","error_description":"x"}`, authkit.Refused, "invalid_client"},
	"a malformed field":               {422, `{"code":"unprocessable_entity","message":"x","errors":[{"field":"f","code":"required"}]}`, authkit.Refused, "unprocessable_entity"},
	"too many requests":               {429, `{"code":"rate_limit_exceeded","message":"x"}`, authkit.Transient, "rate_limit_exceeded"},
	"a request that took too long":    {408, `{"code":"request_timeout","message":"x"}`, authkit.Transient, "request_timeout"},
	"a server that says it is over":   {500, `{"error":"invalid_grant","error_description":"x"}`, authkit.Transient, "invalid_grant"},
	"a busy server":                   {503, `<html>Back soon</html>`, authkit.Transient, ""},
	"a gateway":                       {502, ``, authkit.Transient, ""},
	"a proxy's refusal":               {403, `<html>Blocked by your administrator</html>`, authkit.Transient, ""},
	"a proxy's refusal in JSON":       {403, `{"message":"Forbidden"}`, authkit.Transient, ""},
	"a proxy that wants a sign-in":    {407, ``, authkit.Transient, ""},
	"a code that is none":             {400, `{"code":"Call 555-0100, zoe@acme.example","message":"x"}`, authkit.Transient, ""},
	"a code that is a token":          {400, `{"error":"01HZXVJ3N5Q8R7T2W4Y6Z8A1B3","error_description":"x"}`, authkit.Transient, ""},
	"JSON of another kind":            {400, `["invalid_grant"]`, authkit.Transient, ""},
	"JSON cut short":                  {400, `{"error":"invalid_grant"`, authkit.Transient, ""},
	"nothing at all":                  {400, ``, authkit.Transient, ""},
	"a captive portal":                {302, `<a href="http://portal.example">Sign in to the Wi-Fi</a>`, authkit.Transient, ""},
	"a captive portal with a code":    {302, `{"error":"invalid_grant"}`, authkit.Transient, "invalid_grant"},
	"an unchanged answer":             {304, ``, authkit.Transient, ""},
	"a page instead of an answer":     {200, `<html>Sign in to the Wi-Fi</html>`, authkit.Transient, ""},
	"an empty answer":                 {200, ``, authkit.Transient, ""},
	"no content":                      {204, ``, authkit.Transient, ""},
	"an answer without tokens":        {200, `{}`, authkit.Transient, ""},
	"an answer without an ID":         {200, `{"access_token":"x.y.z","refresh_token":"r"}`, authkit.Transient, ""},
	"tokens of the wrong type":        {200, `{"access_token":1,"refresh_token":2}`, authkit.Transient, ""},
}

// operations are the ways in which the session talks to WorkOS.
var operations = map[string]func(context.Context, *authkit.Client) error{
	"exchange": func(ctx context.Context, c *authkit.Client) error {
		_, err := c.Exchange(ctx, code, authkit.Attempt{Verifier: "the-verifier"})
		return err
	},
	"select organization": func(ctx context.Context, c *authkit.Client) error {
		_, err := c.SelectOrganization(ctx, pending, "org_acme")
		return err
	},
	"refresh": func(ctx context.Context, c *authkit.Client) error {
		_, err := c.Refresh(ctx, refreshToken, "org_acme")
		return err
	},
}

func TestEveryFailureHasItsMeaning(t *testing.T) {
	for op, call := range operations {
		for name, tc := range refusals {
			t.Run(op+"/"+name, func(t *testing.T) {
				err := call(t.Context(), through(answer(tc.status, "application/json; charset=utf-8", tc.body)))
				var e *authkit.Error
				if !errors.As(err, &e) {
					t.Fatalf("error %v", err)
				}
				if e.Op != op || e.Kind != tc.kind || e.Code != tc.code || e.Status != tc.status {
					t.Errorf("%s: %v, code %q, status %d", e.Op, e.Kind, e.Code, e.Status)
				}
				if lost := tc.status >= 500 || tc.status < 300; e.Lost != lost {
					t.Errorf("lost %v, want %v", e.Lost, lost)
				}
				if tc.status >= 300 && e.RequestID != "req_5f3a" {
					t.Errorf("request ID %q", e.RequestID)
				}
				if authkit.KindOf(fmt.Errorf("refreshing: %w", err)) != tc.kind {
					t.Error("the kind is lost in a chain")
				}
				checkCompanions(t, e)
				checkText(t, err)
			})
		}
	}
}

// checkCompanions looks for what comes along with some kinds.
func checkCompanions(t *testing.T, e *authkit.Error) {
	t.Helper()
	var want []authkit.Organization
	if e.Kind == authkit.ChooseOrganization {
		want = []authkit.Organization{{ID: "org_acme", Name: "Acme"}, {ID: "org_globex", Name: "Globex"}}
	}
	if diff := cmp.Diff(want, e.Organizations); diff != "" {
		t.Error(diff)
	}
	if has := e.Kind == authkit.ChooseOrganization || e.Kind == authkit.Reauthenticate; has != (e.PendingToken == pending) {
		t.Errorf("pending token %q", e.PendingToken.Reveal())
	}
}

// checkText looks for what an error's text must not hold.
func checkText(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []authkit.Secret{code, refreshToken, pending, apiKey, "the-verifier", "@acme.example", "555-0100"} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
			if text := fmt.Sprintf(verb, err); strings.Contains(text, secret.Reveal()) {
				t.Errorf("the text shows %q: %s", secret.Reveal(), text)
			}
		}
	}
}

func TestAContentTypeDoesNotChangeWhatWorkOSSaid(t *testing.T) {
	for _, contentType := range []string{"", "text/plain", "application/problem+json", "APPLICATION/JSON"} {
		err := operations["refresh"](t.Context(), through(answer(400, contentType, `{"error":"invalid_grant"}`)))
		if authkit.KindOf(err) != authkit.Ended {
			t.Errorf("%q: %v", contentType, err)
		}
	}
}

func TestHowLongToStayAwayIsTakenFromTheAnswer(t *testing.T) {
	now := time.Now()
	for name, tc := range map[string]struct {
		header, date string
		want         time.Duration
	}{
		"nothing said":            {"", "", 0},
		"seconds":                 {"120", "", 2 * time.Minute},
		"no time at all":          {"0", "", 0},
		"a negative number":       {"-5", "", 0},
		"more than an hour":       {"86400", "", time.Hour},
		"more than fits":          {"99999999999999", "", time.Hour},
		"more than any number":    {"999999999999999999999999", "", 0},
		"a word":                  {"later", "", 0},
		"a date":                  {now.Add(30 * time.Second).UTC().Format(http.TimeFormat), now.UTC().Format(http.TimeFormat), 30 * time.Second},
		"a date gone by":          {now.Add(-time.Minute).UTC().Format(http.TimeFormat), "", 0},
		"a date on another clock": {"Sat, 01 Jan 2000 00:01:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			err := operations["refresh"](t.Context(), through(func(req *http.Request) (*http.Response, error) {
				res, err := answer(http.StatusTooManyRequests, "application/json", `{"code":"rate_limit_exceeded","message":"x"}`)(req)
				for header, value := range map[string]string{"Retry-After": tc.header, "Date": tc.date} {
					if value != "" {
						res.Header.Set(header, value)
					}
				}
				return res, err
			}))
			var e *authkit.Error
			if !errors.As(err, &e) || e.RetryAfter != tc.want {
				t.Errorf("%v: %v, want %v", err, e.RetryAfter, tc.want)
			}
		})
	}
}

func TestAKindHasAName(t *testing.T) {
	seen := map[string]bool{}
	for k := authkit.Transient; k <= authkit.Refused; k++ {
		seen[k.String()] = true
	}
	if len(seen) != 5 || seen[""] {
		t.Error(seen)
	}
	if authkit.KindOf(errors.New("another")) != 0 {
		t.Error("a foreign error has a kind")
	}
}
