package authkit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	clientID     = "client_01HZXV"
	refreshToken = authkit.Secret("KmS9Rt0aVqPf3xW7yBn5uLd2e")
	code         = authkit.Secret("01HZXVJ3N5Q8R7T2W4Y6Z8A1B3")
	apiKey       = authkit.Secret("sk_test_a2V5XzAxSFpYVg")
	pending      = authkit.Secret("YQyCkYfuVw2mI3tzSrk2C1Y7S")
)

// roundTrip is the network in a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// through is a client whose requests end in f.
func through(f roundTrip) *authkit.Client {
	return authkit.New(authkit.Options{
		ClientID: clientID, APIKey: apiKey, Transport: f,
		APIURL: &url.URL{Scheme: "https", Host: "api.workos.example"},
	})
}

// answer takes the request's body, as a network would, and answers it.
func answer(status int, contentType, body string) roundTrip {
	return func(req *http.Request) (*http.Response, error) {
		if err := swallow(req); err != nil {
			return nil, err
		}
		return &http.Response{
			StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {contentType}, "X-Request-Id": {"req_5f3a"}},
			Body:   io.NopCloser(strings.NewReader(body)), Request: req,
		}, nil
	}
}

func swallow(req *http.Request) error {
	if req.Body == nil {
		return nil
	}
	defer req.Body.Close()
	_, err := io.Copy(io.Discard, req.Body)
	return err
}

// serve is a client of an HTTP server of the test's own.
func serve(t *testing.T, h http.HandlerFunc) *authkit.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return clientOf(t, server.URL, nil)
}

func clientOf(t *testing.T, address string, transport http.RoundTripper) *authkit.Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return authkit.New(authkit.Options{ClientID: clientID, APIKey: apiKey, APIURL: u, Transport: transport})
}

func accessToken(t testing.TB, claims jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("key"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var issued = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func ordinaryClaims() jwt.MapClaims {
	return jwt.MapClaims{
		"iss": "https://api.workos.com", "sub": "user_01", "sid": "session_01", "org_id": "org_acme",
		"role": "admin", "permissions": []string{"widgets:users-table:manage"},
		"iat": issued.Unix(), "exp": issued.Add(5 * time.Minute).Unix(), "jti": "01",
	}
}

func tokenAnswer(t testing.TB, more map[string]any) string {
	t.Helper()
	body := map[string]any{"access_token": accessToken(t, ordinaryClaims()), "refresh_token": "next-refresh-token"}
	for name, value := range more {
		body[name] = value
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var zoe = map[string]any{
	"object": "user", "id": "user_01", "email": "zoe@acme.example", "first_name": "Zoë", "last_name": nil,
	"profile_picture_url": "https://workoscdn.example/zoe.png", "email_verified": true, "metadata": map[string]string{},
}

func TestTheAuthorizationAddressIsThatOfAPublicClient(t *testing.T) {
	a := authkit.NewAttempt()
	got, err := clientOf(t, "https://api.workos.com", nil).AuthorizationURL(a, authkit.AuthorizationRequest{
		RedirectURI: "http://127.0.0.1:49152/callback", OrganizationID: "org_acme", LoginHint: "zoe+1@acme.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://api.workos.com/user_management/authorize"; u.Scheme+"://"+u.Host+u.Path != want {
		t.Errorf("address %s, want %s", got, want)
	}
	q := u.Query()
	challenge := q.Get("code_challenge")
	q.Del("code_challenge")
	want := url.Values{
		"client_id": {clientID}, "response_type": {"code"}, "provider": {"authkit"}, "state": {a.State},
		"redirect_uri": {"http://127.0.0.1:49152/callback"}, "code_challenge_method": {"S256"},
		"organization_id": {"org_acme"}, "login_hint": {"zoe+1@acme.example"},
	}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
	sum := sha256.Sum256([]byte(a.Verifier.Reveal()))
	if want := base64.RawURLEncoding.EncodeToString(sum[:]); challenge != want { // RFC 7636 section 4.2
		t.Errorf("code challenge %s, want %s", challenge, want)
	}
	if strings.Contains(got, a.Verifier.Reveal()) {
		t.Error("the code verifier is in the address")
	}
}

func TestAnAuthorizationAddressNeedsSomewhereToReturnTo(t *testing.T) {
	_, err := clientOf(t, "https://api.workos.com", nil).AuthorizationURL(authkit.NewAttempt(), authkit.AuthorizationRequest{})
	if err == nil {
		t.Error("no error without a redirect URI")
	}
}

func TestTwoAttemptsHaveNothingInCommon(t *testing.T) {
	a, b := authkit.NewAttempt(), authkit.NewAttempt()
	seen := map[string]bool{a.State: true, b.State: true, a.Verifier.Reveal(): true, b.Verifier.Reveal(): true}
	if len(seen) != 4 {
		t.Error("attempts share a value")
	}
	for value := range seen {
		if len(value) < 43 { // RFC 7636 section 4.1
			t.Errorf("%q is too short", value)
		}
	}
}

func TestRequestsAreThoseOfAPublicClient(t *testing.T) {
	attempt := authkit.Attempt{State: "state", Verifier: "verifier"}
	cases := map[string]struct {
		call func(context.Context, *authkit.Client) error
		want map[string]any
	}{
		"a code is exchanged": {
			func(ctx context.Context, c *authkit.Client) error {
				_, err := c.Exchange(ctx, code, attempt)
				return err
			},
			map[string]any{"client_id": clientID, "grant_type": "authorization_code", "code": code.Reveal(), "code_verifier": "verifier"},
		},
		"an organization is chosen": {
			func(ctx context.Context, c *authkit.Client) error {
				_, err := c.SelectOrganization(ctx, pending, "org_acme")
				return err
			},
			map[string]any{
				"client_id": clientID, "grant_type": "urn:workos:oauth:grant-type:organization-selection",
				"pending_authentication_token": pending.Reveal(), "organization_id": "org_acme",
			},
		},
		"a session is refreshed in its organization": {
			func(ctx context.Context, c *authkit.Client) error {
				_, err := c.Refresh(ctx, refreshToken, "org_acme")
				return err
			},
			map[string]any{"client_id": clientID, "grant_type": "refresh_token", "refresh_token": refreshToken.Reveal(), "organization_id": "org_acme"},
		},
		"a session is refreshed without an organization": {
			func(ctx context.Context, c *authkit.Client) error {
				_, err := c.Refresh(ctx, refreshToken, "")
				return err
			},
			map[string]any{"client_id": clientID, "grant_type": "refresh_token", "refresh_token": refreshToken.Reveal()},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost || r.URL.String() != "/user_management/authenticate" {
					t.Errorf("%s %s", r.Method, r.URL)
				}
				if r.Header.Get("Authorization") != "" {
					t.Error("the API key went along")
				}
				raw, err := io.ReadAll(r.Body)
				if err != nil || int64(len(raw)) != r.ContentLength {
					t.Errorf("%d bytes of %d: %v", len(raw), r.ContentLength, err)
				}
				got := map[string]any{}
				if err := json.Unmarshal(raw, &got); err != nil {
					t.Error(err)
				}
				for name, value := range got {
					if value == "" {
						if name == "client_secret" {
							t.Error("an empty client secret was sent")
						}
						delete(got, name)
					}
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Error(diff)
				}
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, tokenAnswer(t, map[string]any{"user": zoe}))
			})
			if err := tc.call(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnExchangeGivesTheSessionAndThePerson(t *testing.T) {
	body := tokenAnswer(t, map[string]any{
		"user": zoe, "organization_id": "org_acme", "authentication_method": "SSO",
		"impersonator": map[string]string{"email": "support@workos.example", "reason": "ticket 7"},
	})
	got, err := through(answer(200, "application/json", body)).Exchange(t.Context(), code, authkit.NewAttempt())
	if err != nil {
		t.Fatal(err)
	}
	want := authkit.Grant{
		AccessToken: authkit.Secret(accessToken(t, ordinaryClaims())), RefreshToken: "next-refresh-token",
		Claims: authkit.Claims{
			Subject: "user_01", Session: "session_01", Organization: "org_acme", Role: "admin",
			Permissions: []string{"widgets:users-table:manage"}, IssuedAt: issued, ExpiresAt: issued.Add(5 * time.Minute),
		},
		User:         &authkit.User{ID: "user_01", Email: "zoe@acme.example", FirstName: "Zoë", PictureURL: "https://workoscdn.example/zoe.png"},
		Impersonator: &authkit.Impersonator{Email: "support@workos.example", Reason: "ticket 7"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestARefreshGivesTokensAndNoPerson(t *testing.T) {
	got, err := through(answer(200, "application/json", tokenAnswer(t, nil))).Refresh(t.Context(), refreshToken, "org_acme")
	if err != nil {
		t.Fatal(err)
	}
	if got.User != nil || got.RefreshToken != "next-refresh-token" || got.Claims.Organization != "org_acme" {
		t.Errorf("%+v", got)
	}
}

func TestAnAnswerAboutSomebodyElseIsNotTaken(t *testing.T) {
	for name, user := range map[string]any{
		"another user": map[string]any{"id": "user_02"},
		"no user":      nil,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := through(answer(200, "application/json", tokenAnswer(t, map[string]any{"user": user}))).
				Exchange(t.Context(), code, authkit.NewAttempt())
			if authkit.KindOf(err) != authkit.Transient {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestTheLogoutAddressNeedsNoKey(t *testing.T) {
	u, _ := url.Parse("https://api.workos.com/")
	c := authkit.New(authkit.Options{ClientID: clientID, APIURL: u})
	got, err := c.LogoutURL("session_01 &x=y")
	if want := "https://api.workos.com/user_management/sessions/logout?session_id=session_01+%26x%3Dy"; err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	if _, err := c.LogoutURL(""); err == nil {
		t.Error("no error without a session")
	}
	if c.HasKey() {
		t.Error("a key from nowhere")
	}
}

func TestWorkOSIsReachableWhenItAnswers(t *testing.T) {
	for status, want := range map[int]authkit.Kind{
		200: 0, 302: 0, 401: 0, 404: 0, 429: 0, 500: authkit.Transient, 503: authkit.Transient,
	} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			err := through(func(req *http.Request) (*http.Response, error) {
				if got, want := req.URL.String(), "https://api.workos.example/sso/jwks/"+clientID; got != want {
					t.Errorf("asked %s, want %s", got, want)
				}
				if req.Header.Get("Authorization") != "" {
					t.Error("the API key went along")
				}
				return answer(status, "text/html", "<p>")(req)
			}).Reachable(t.Context())
			if authkit.KindOf(err) != want || (err == nil) != (want == 0) {
				t.Errorf("error %v", err)
			}
		})
	}
	broken := errors.New("no route to host")
	err := through(func(*http.Request) (*http.Response, error) { return nil, broken }).Reachable(t.Context())
	if !errors.Is(err, broken) || authkit.KindOf(err) != authkit.Transient {
		t.Errorf("error %v", err)
	}
}

func TestAWidgetTokenIsAskedForWithTheKey(t *testing.T) {
	for name, tc := range map[string]struct {
		scopes []string
		want   string
	}{
		"with scopes":    {[]string{"widgets:sso:manage"}, `{"organization_id":"org_acme","user_id":"user_01","scopes":["widgets:sso:manage"]}`},
		"without scopes": {nil, `{"organization_id":"org_acme","user_id":"user_01","scopes":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/widgets/token" || r.Header.Get("Authorization") != "Bearer "+apiKey.Reveal() {
					t.Errorf("%s with %q", r.URL, r.Header.Get("Authorization"))
				}
				raw, _ := io.ReadAll(r.Body)
				if !bytes.Equal(raw, []byte(tc.want)) {
					t.Errorf("body %s, want %s", raw, tc.want)
				}
				_, _ = io.WriteString(w, `{"token":"widget-token"}`)
			})
			if !c.HasKey() {
				t.Error("the key is not there")
			}
			got, err := c.WidgetToken(t.Context(), "user_01", "org_acme", tc.scopes)
			if err != nil || got != "widget-token" {
				t.Errorf("%q, %v", got.Reveal(), err)
			}
		})
	}
}

func TestARefusedWidgetTokenIsRefusedAndNoMore(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		want   authkit.Kind
	}{
		"without a code":          {403, `{"message":"The user lacks a permission"}`, authkit.Refused},
		"with a code":             {422, `{"message":"bad","code":"unprocessable_entity","errors":["scopes"]}`, authkit.Refused},
		"a code of the session's": {400, `{"error":"invalid_grant","error_description":"x"}`, authkit.Refused},
		"too many requests":       {429, `{"message":"slow down"}`, authkit.Transient},
		"a broken server":         {502, `<html>`, authkit.Transient},
		"no token":                {200, `{}`, authkit.Transient},
		"no JSON":                 {200, `<html>`, authkit.Transient},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := through(answer(tc.status, "application/json", tc.body)).WidgetToken(t.Context(), "user_01", "org_acme", nil)
			if authkit.KindOf(err) != tc.want {
				t.Errorf("error %v", err)
			}
		})
	}
}
