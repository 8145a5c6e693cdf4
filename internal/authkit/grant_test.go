package authkit_test

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/authkit"
)

func TestClaimsAreReadFromAnAccessToken(t *testing.T) {
	with := func(more jwt.MapClaims) string {
		claims := ordinaryClaims()
		maps.Copy(claims, more)
		return accessToken(t, claims)
	}
	ordinary := authkit.Claims{
		Subject: "user_01", Session: "session_01", Organization: "org_acme", Role: "admin",
		Permissions: []string{"widgets:users-table:manage"}, IssuedAt: issued, ExpiresAt: issued.Add(5 * time.Minute),
	}
	person := ordinary
	person.Organization, person.Role, person.Permissions = "", "", nil
	named := ordinary
	named.Role = "Ångström?>~"
	for name, tc := range map[string]struct {
		token string
		want  authkit.Claims
	}{
		"an ordinary one":           {with(nil), ordinary},
		"one with a template's own": {with(jwt.MapClaims{"email": "x", "nested": jwt.MapClaims{"a": 1}, "aud": "client_01", "act": jwt.MapClaims{"sub": "x"}}), ordinary},
		"several audiences":         {with(jwt.MapClaims{"aud": []string{"a", "b"}}), ordinary},
		"without an organization":   {with(jwt.MapClaims{"org_id": nil, "role": nil, "permissions": nil}), person},
		"text outside ASCII":        {with(jwt.MapClaims{"role": "Ångström?>~"}), named},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := authkit.ParseClaims(authkit.Secret(tc.token))
			if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			if got.Life() != 5*time.Minute {
				t.Errorf("life %v", got.Life())
			}
		})
	}
}

func TestATokenThatSaysTooLittleIsNotTaken(t *testing.T) {
	without := func(claim string, instead any) string {
		claims := ordinaryClaims()
		if claims[claim] = instead; instead == nil {
			delete(claims, claim)
		}
		return accessToken(t, claims)
	}
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":`)) + "."
	for name, token := range map[string]string{
		"nothing":             "",
		"no JWT":              "opaque-token-hunter2",
		"two parts":           "a.b",
		"parts of nothing":    "..",
		"a payload cut short": unsigned,
		"no user":             without("sub", nil),
		"a user of a number":  without("sub", 7),
		"no beginning":        without("iat", nil),
		"no end":              without("exp", nil),
		"an end of a word":    without("exp", "tomorrow"),
		"an end too early":    without("exp", issued.Add(-time.Second).Unix()),
		"an end at once":      without("exp", issued.Unix()),
		"an end out of sight": without("exp", 1e18),
		"permissions of text": without("permissions", "all-hunter2"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := authkit.ParseClaims(authkit.Secret(token))
			if err == nil {
				t.Fatalf("taken: %+v", got)
			}
			if strings.Contains(err.Error(), "hunter2") || diff(got) != "" {
				t.Errorf("%v, %+v", err, got)
			}
		})
	}
}

func diff(c authkit.Claims) string { return cmp.Diff(authkit.Claims{}, c) }
