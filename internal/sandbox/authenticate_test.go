package sandbox

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func rsaKey(t *testing.T, n, e string) *rsa.PublicKey {
	t.Helper()
	number := func(s string) *big.Int {
		raw, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return new(big.Int).SetBytes(raw)
	}
	return &rsa.PublicKey{N: number(n), E: int(number(e).Int64())}
}

func post(body, contentType string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/user_management/authenticate", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}

func TestTokenRequestsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct {
		body, contentType string
		status            int
		key, code         string
	}{
		"no JSON":                     {body: "{", status: 400, key: "code", code: "invalid_request_body"},
		"a list":                      {body: "[]", status: 400, key: "code", code: "invalid_request_body"},
		"null":                        {body: "null", status: 400, key: "code", code: "invalid_request_body"},
		"too much":                    {body: `{"code":"` + strings.Repeat("x", maxBody) + `"}`, status: 400, key: "code", code: "invalid_request_body"},
		"a number for a string":       {body: `{"grant_type":"refresh_token","client_id":"client_sandbox","refresh_token":7}`, status: 400, key: "error", code: "invalid_request"},
		"no grant type":               {body: `{}`, status: 400, key: "error", code: "invalid_request"},
		"another grant type":          {body: `{"grant_type":"password","client_id":"client_sandbox"}`, status: 400, key: "error", code: "invalid_request"},
		"no client ID":                {body: `{"grant_type":"refresh_token"}`, status: 400, key: "error", code: "invalid_request"},
		"another client ID":           {body: `{"grant_type":"refresh_token","client_id":"client_other"}`, status: 400, key: "error", code: "invalid_client"},
		"an empty secret":             {body: `{"grant_type":"refresh_token","client_id":"client_sandbox","client_secret":"","refresh_token":"x"}`, status: 400, key: "error", code: "invalid_client"},
		"a wrong secret":              {body: `{"grant_type":"refresh_token","client_id":"client_sandbox","client_secret":"sk_other","refresh_token":"x"}`, status: 400, key: "error", code: "invalid_client"},
		"a null secret, as if absent": {body: `{"grant_type":"refresh_token","client_id":"client_sandbox","client_secret":null,"refresh_token":"x"}`, status: 400, key: "error", code: "invalid_grant"},
		"the right secret":            {body: `{"grant_type":"refresh_token","client_id":"client_sandbox","client_secret":"sk_sandbox","refresh_token":"x"}`, status: 400, key: "error", code: "invalid_grant"},
		"no refresh token":            {body: `{"grant_type":"refresh_token","client_id":"client_sandbox"}`, status: 400, key: "error", code: "invalid_request"},
		"no code":                     {body: `{"grant_type":"authorization_code","client_id":"client_sandbox"}`, status: 400, key: "error", code: "invalid_request"},
		"no code verifier":            {body: `{"grant_type":"authorization_code","client_id":"client_sandbox","code":"x"}`, status: 400, key: "error", code: "invalid_request"},
		"an unknown code":             {body: `{"grant_type":"authorization_code","client_id":"client_sandbox","code":"x","code_verifier":"y"}`, status: 400, key: "error", code: "invalid_grant"},
		"no pending token":            {body: `{"grant_type":"urn:workos:oauth:grant-type:organization-selection","client_id":"client_sandbox"}`, status: 400, key: "error", code: "invalid_request"},
		"a form":                      {body: "grant_type=refresh_token&client_id=client_sandbox&refresh_token=x", contentType: "application/x-www-form-urlencoded", status: 400, key: "error", code: "invalid_grant"},
		"a form with an empty secret": {body: "grant_type=refresh_token&client_id=client_sandbox&refresh_token=x&client_secret=", contentType: "application/x-www-form-urlencoded", status: 400, key: "error", code: "invalid_client"},
		"a damaged form":              {body: "grant_type=%zz", contentType: "application/x-www-form-urlencoded", status: 400, key: "code", code: "invalid_request_body"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			if c.contentType == "" {
				c.contentType = "application/json"
			}
			body := f.send(post(c.body, c.contentType)).want(t, c.status)
			if body[c.key] != c.code {
				t.Errorf("%v", body)
			}
			said := "message"
			if c.key == "error" {
				said = "error_description"
			}
			if text, _ := body[said].(string); text == "" {
				t.Errorf("no %s in %v", said, body)
			}
		})
	}
}

func TestRefreshAnswersInAFormAsWell(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Max, Acme)
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "client_secret": {APIKey}, "refresh_token": {g.RefreshToken.Reveal()}}
	body := f.send(post(form.Encode(), "application/x-www-form-urlencoded")).want(t, http.StatusOK)
	if at(t, body, "user", "id") != Max || body["organization_id"] != Acme || body["authentication_method"] != "Password" {
		t.Errorf("%v", body)
	}
}

func TestSSORequiredHasWorkOSsShape(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {ClientID}, "refresh_token": {g.RefreshToken.Reveal()}, "organization_id": {Initech}}
	body := f.send(post(form.Encode(), "application/x-www-form-urlencoded")).want(t, http.StatusBadRequest)
	if body["error"] != "sso_required" || body["email"] != "zoe@acme.example" || at(t, body, "connection_ids", 0) != initechConnection {
		t.Errorf("%v", body)
	}
}

func TestSelectionRequiredHasWorkOSsShape(t *testing.T) {
	f := newFixture(t, Options{})
	a, code := f.code(Zoe, "")
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {ClientID}, "code": {code.Reveal()}, "code_verifier": {a.Verifier.Reveal()}}
	body := f.send(post(form.Encode(), "application/x-www-form-urlencoded")).want(t, http.StatusForbidden)
	if body["code"] != "organization_selection_required" || body["message"] == nil || body["pending_authentication_token"] == nil ||
		at(t, body, "organizations", 0, "name") != "Acme Corp" || at(t, body, "user", "object") != "user" {
		t.Errorf("%v", body)
	}
}
