package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Whatever the query is, the browser stays on the page or goes to a loopback address.
func FuzzAuthorize(f *testing.F) {
	const good = "client_id=client_sandbox&redirect_uri=http%3A%2F%2F127.0.0.1%3A5555%2Fcallback&response_type=code&provider=authkit&state=abc&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
	f.Add(good)
	f.Add(good + "&sandbox_user=" + Zoe)
	f.Add(good + "&sandbox_user=" + Max)
	f.Add(good + "&sandbox_user=" + Zoe + "&sandbox_organization=" + Initech)
	f.Add(good + "&sandbox_refuse=1")
	f.Add(strings.Replace(good, "127.0.0.1", "evil.example", 1) + "&sandbox_user=" + Max)
	f.Add("%zz")
	s, err := New(Options{CheapSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/user_management/authorize", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		location := w.Header().Get("Location")
		switch w.Code {
		case http.StatusFound:
			u, err := url.Parse(location)
			if err != nil || u.Scheme != "http" || !loopback(u.Hostname()) || strings.ContainsAny(location, "\r\n") {
				t.Errorf("the browser is sent to %q", location)
			}
		case http.StatusOK, http.StatusBadRequest, http.StatusForbidden:
			if location != "" || strings.Contains(w.Body.String(), "<script") {
				t.Errorf("location %q, page:\n%s", location, w.Body)
			}
		default:
			t.Errorf("status %d", w.Code)
		}
	})
}

// Whatever the body is, no tokens come out, and what comes out is a refusal in one of WorkOS's shapes.
func FuzzAuthenticate(f *testing.F) {
	f.Add(`{"grant_type":"authorization_code","client_id":"client_sandbox","code":"x","code_verifier":"y"}`, true)
	f.Add(`{"grant_type":"refresh_token","client_id":"client_sandbox","refresh_token":"x","organization_id":"org_x"}`, true)
	f.Add(`{"grant_type":"urn:workos:oauth:grant-type:organization-selection","client_id":"client_sandbox","pending_authentication_token":"x","organization_id":"y"}`, true)
	f.Add("grant_type=refresh_token&client_id=client_sandbox&refresh_token=x", false)
	f.Add(`{"grant_type":{"a":[null]}}`, true)
	s, err := New(Options{CheapSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, asJSON bool) {
		contentType := "application/x-www-form-urlencoded"
		if asJSON {
			contentType = "application/json"
		}
		got := send(t, s, post(body, contentType))
		if got.status != http.StatusBadRequest || got.body == nil || (got.body["error"] == nil && got.body["code"] == nil) || got.body["access_token"] != nil {
			t.Errorf("status %d: %s", got.status, got.raw)
		}
	})
}
