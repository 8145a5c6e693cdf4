package sandbox

import (
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
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

// Whatever is sent, every operation answers as the widgets package declares it, and none fails.
func FuzzOperations(f *testing.F) {
	s, err := New(Options{CheapSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	c := newClient(s)
	token, err := c.WidgetToken(f.Context(), Zoe, Acme, widgetPermissions)
	if err != nil {
		f.Fatal(err)
	}
	sum := sha256.Sum256([]byte("elevated"))
	s.state.Elevations = append(s.state.Elevations, &elevation{Sum: sum[:], UserID: Zoe, ExpiresAt: time.Now().Add(hour)})
	for i := range operations {
		f.Add(i, "x", "limit=5&search=a", `{}`)
	}
	f.Add(0, Max, "before=user_x", `{"roles":["admin"],"name":"x","permissions":["tasks:read"],"expiresAt":null}`)
	f.Add(0, "linear", "intent=sso", `{"secret":"0123456789","client_id":"a","client_secret":"0123456789","config":{"account":"a-b"},"scopes":null}`)
	f.Add(0, "y", "requireHandoff=true", `{"code":"1","authenticationChallengeId":"2","challengeId":"3","response":{"id":"4","response":{"clientDataJSON":"e30"}}}`)
	f.Add(0, "z", "", `[null]`)
	f.Fuzz(func(t *testing.T, which int, place, query, body string) {
		o := operations[uint(which)%uint(len(operations))]
		if place == "" || strings.Trim(place, ".") == "" || len(body) > maxBody {
			t.Skip()
		}
		r := widgetRequest(t, token.Reveal(), o.method, "", nil)
		r.URL.Path = regexp.MustCompile(`\{\w+\}`).ReplaceAllLiteralString(o.path, strings.ReplaceAll(place, "/", ""))
		r.URL.RawPath, r.URL.RawQuery = "", query
		r.Body = io.NopCloser(strings.NewReader(body))
		r.Header.Set(elevatedHeader, "elevated")
		if got := send(t, s, r); got.status >= 500 {
			t.Errorf("%s: status %d: %s", o.name, got.status, got.raw)
		}
	})
}

// A rule that is read is written as something that is read as the same rule.
func FuzzParseRule(f *testing.F) {
	for _, text := range []string{"Members=503", "*=2s", "Sessions=1s,lost", "Me=lost-reply", "Me=", "=", "Me=0s", "*=+1s,400,lost"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		if r.Fault.Delay < 0 || r.Fault.Delay > maxDelay || r.Fault.Status != 0 && (r.Fault.Status < 400 || r.Fault.Status > 599) {
			t.Errorf("%q: %+v", text, r)
		}
		again, err := ParseRule(r.String())
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%q is written %q, which is %+v (%v)", text, r, again, err)
		}
	})
}
