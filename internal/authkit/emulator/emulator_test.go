package emulator_test

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/authkit"
)

func TestSigningInAtWorkOSsEmulator(t *testing.T) {
	e := start(t)
	c := e.client("")

	t.Run("it answers", func(t *testing.T) {
		if err := c.Reachable(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("a code and its verifier give the session of the person named", func(t *testing.T) {
		grant := e.signIn(t, "zoe@acme.example")
		want := &authkit.User{ID: e.user(t, "zoe@acme.example"), Email: "zoe@acme.example", FirstName: "Zoë", LastName: "Ångström"}
		if diff := cmp.Diff(want, grant.User); diff != "" {
			t.Error(diff)
		}
		if grant.Claims.Subject != want.ID || grant.Claims.Session == "" || grant.Claims.Organization != "" || grant.Impersonator != nil {
			t.Errorf("%+v, %+v", grant.Claims, grant.Impersonator)
		}
		if age := time.Since(grant.Claims.IssuedAt); age < -time.Minute || age > time.Minute || grant.Claims.Life() != time.Hour {
			t.Errorf("issued %v ago for %v", age, grant.Claims.Life())
		}
		e.verify(t, grant.AccessToken)
	})
	t.Run("an impersonator is told", func(t *testing.T) {
		want := &authkit.Impersonator{Email: "support@acme.example", Reason: "Ticket 7"}
		if diff := cmp.Diff(want, e.signIn(t, "max@acme.example").Impersonator); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("another verifier is refused", func(t *testing.T) {
		attempt := authkit.NewAttempt()
		code := e.code(t, attempt, "zoe@acme.example")
		_, err := c.Exchange(t.Context(), code, authkit.NewAttempt())
		expect(t, err, authkit.Refused, "invalid_code_verifier")
		_, err = c.Exchange(t.Context(), code, authkit.Attempt{})
		expect(t, err, authkit.Refused, "invalid_request")
	})
	t.Run("a code works once", func(t *testing.T) {
		attempt := authkit.NewAttempt()
		code := e.code(t, attempt, "zoe@acme.example")
		if _, err := c.Exchange(t.Context(), code, attempt); err != nil {
			t.Fatal(err)
		}
		_, err := c.Exchange(t.Context(), code, attempt)
		expect(t, err, authkit.Refused, "invalid_code")
	})
	t.Run("a callback of another attempt gives nothing", func(t *testing.T) {
		query := e.authorize(t, authkit.NewAttempt(), "zoe@acme.example")
		if _, err := authkit.NewAttempt().Code(query); !errors.Is(err, authkit.ErrState) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a deep link is a redirect URI like any other", func(t *testing.T) {
		// The emulator looks at the host alone, which has to be this computer's.
		attempt := authkit.NewAttempt()
		code, err := attempt.Code(e.authorizeAt(t, "workos-widgets://localhost/callback", attempt, "zoe@acme.example"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exchange(t.Context(), code, attempt); err != nil {
			t.Error(err)
		}
	})
	t.Run("a refusal comes back in the callback", func(t *testing.T) {
		attempt := authkit.NewAttempt()
		_, err := attempt.Code(e.authorize(t, attempt, "nobody@acme.example"))
		expect(t, err, authkit.Refused, "user_not_found")
	})
}

func TestASessionAtWorkOSsEmulator(t *testing.T) {
	e := start(t)
	c := e.client("")
	e.join(t, "zoe@acme.example", "Acme Corp", "admin")
	e.join(t, "zoe@acme.example", "Globex", "member")
	acme, globex := e.organization(t, "Acme Corp"), e.organization(t, "Globex")
	first := e.signIn(t, "zoe@acme.example")

	t.Run("it moves between organizations and keeps its person", func(t *testing.T) {
		inAcme, err := c.Refresh(t.Context(), first.RefreshToken, acme)
		if err != nil {
			t.Fatal(err)
		}
		if inAcme.RefreshToken == first.RefreshToken || inAcme.AccessToken == first.AccessToken {
			t.Error("the tokens were not rotated")
		}
		checkPlace(t, inAcme.Claims, first.Claims.Subject, acme, "admin", "widgets:users-table:manage", "widgets:sso:manage")
		e.verify(t, inAcme.AccessToken)

		inGlobex, err := c.Refresh(t.Context(), inAcme.RefreshToken, globex)
		if err != nil {
			t.Fatal(err)
		}
		checkPlace(t, inGlobex.Claims, first.Claims.Subject, globex, "member")

		still, err := c.Refresh(t.Context(), inGlobex.RefreshToken, "")
		if err != nil {
			t.Fatal(err)
		}
		checkPlace(t, still.Claims, first.Claims.Subject, globex, "member")
	})
	t.Run("a token that was used is over", func(t *testing.T) {
		_, err := c.Refresh(t.Context(), first.RefreshToken, acme)
		expect(t, err, authkit.Ended, "invalid_grant")
		var e *authkit.Error
		if errors.As(err, &e) && (e.Lost || e.Status != http.StatusBadRequest || e.RequestID == "") {
			t.Errorf("%+v", e)
		}
	})
	t.Run("its logout address answers a browser", func(t *testing.T) {
		address, err := c.LogoutURL(e.signIn(t, "zoe@acme.example").Claims.Session)
		if err != nil {
			t.Fatal(err)
		}
		if res := e.open(t, address); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", address, res.Status)
		}
	})
	t.Run("widget tokens need the key", func(t *testing.T) {
		_, err := c.WidgetToken(t.Context(), first.User.ID, acme, nil)
		expect(t, err, authkit.Refused, "unauthorized")
		for _, scopes := range [][]string{nil, {"widgets:sso:manage"}} {
			token, err := e.client(e.apiKey).WidgetToken(t.Context(), first.User.ID, acme, scopes)
			if err != nil {
				t.Fatal(err)
			}
			e.verify(t, token)
		}
		_, err = e.client(e.apiKey).WidgetToken(t.Context(), first.User.ID, "", nil)
		expect(t, err, authkit.Refused, "unprocessable_entity")
	})
}

func (e emulator) code(t *testing.T, a authkit.Attempt, email string) authkit.Secret {
	t.Helper()
	code, err := a.Code(e.authorize(t, a, email))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (e emulator) signIn(t *testing.T, email string) authkit.Grant {
	t.Helper()
	attempt := authkit.NewAttempt()
	grant, err := e.client("").Exchange(t.Context(), e.code(t, attempt, email), attempt)
	if err != nil {
		t.Fatal(err)
	}
	return grant
}

func expect(t *testing.T, err error, kind authkit.Kind, code string) {
	t.Helper()
	var e *authkit.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Errorf("error %v, want %v %s", err, kind, code)
	}
}

func checkPlace(t *testing.T, c authkit.Claims, user, organization, role string, permissions ...string) {
	t.Helper()
	if c.Subject != user || c.Session == "" || c.Organization != organization || c.Role != role {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff(append([]string{}, permissions...), append([]string{}, c.Permissions...)); diff != "" {
		t.Error(diff)
	}
}

// verify checks a token's signature by the key set of the address that Reachable asks.
func (e emulator) verify(t *testing.T, token authkit.Secret) {
	t.Helper()
	var set struct{ Keys []struct{ Kid, N, E string } }
	e.call(t, http.MethodGet, "/sso/jwks/"+clientID, nil, &set)
	_, err := jwt.Parse(token.Reveal(), func(parsed *jwt.Token) (any, error) {
		for _, key := range set.Keys {
			if key.Kid != parsed.Header["kid"] {
				continue
			}
			n, err := base64.RawURLEncoding.DecodeString(key.N)
			if err != nil {
				return nil, err
			}
			exponent, err := base64.RawURLEncoding.DecodeString(key.E)
			if err != nil {
				return nil, err
			}
			return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(exponent).Int64())}, nil
		}
		return nil, errors.New("no such key")
	}, jwt.WithValidMethods([]string{"RS256"}))
	if err != nil {
		t.Errorf("the token does not verify: %v", err)
	}
}
