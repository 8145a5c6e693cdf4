package authkit

import (
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Grant is what WorkOS answers a code, a refresh token or a choice of organization with.
type Grant struct {
	AccessToken  Secret
	RefreshToken Secret
	Claims       Claims
	// User is the person signed in; nil after a refresh, whose answer workos-go does not read it from.
	User *User
	// Impersonator is set when somebody at the WorkOS dashboard acts as the user.
	Impersonator *Impersonator
}

// User is the person signed in.
type User struct {
	ID, Email, FirstName, LastName, PictureURL string
}

// Impersonator is who acts as the user, and why.
type Impersonator struct {
	Email, Reason string
}

// Organization is one of those that a person can choose at sign-in.
type Organization struct {
	ID, Name string
}

// Claims are what an access token says (https://workos.com/docs/user-management/sessions).
type Claims struct {
	Subject      string   `json:"-"`
	Session      string   `json:"sid"`
	Organization string   `json:"org_id"`
	Role         string   `json:"role"`
	Permissions  []string `json:"permissions"`
	// IssuedAt and ExpiresAt are WorkOS's clock, which need not be ours.
	IssuedAt  time.Time `json:"-"`
	ExpiresAt time.Time `json:"-"`
}

// Life is how long the token lives by WorkOS's own reckoning.
func (c Claims) Life() time.Duration { return c.ExpiresAt.Sub(c.IssuedAt) }

// maxLife is far above what can be set at WorkOS; a timer can be made of it.
const maxLife = 365 * 24 * time.Hour

type tokenClaims struct {
	Claims
	jwt.RegisteredClaims
}

// ParseClaims reads an access token's claims. It does not verify the signature: the token comes straight
// from WorkOS over TLS, and what it allows is decided there (OpenID Connect Core section 3.1.3.7, rule 6).
func ParseClaims(accessToken Secret) (Claims, error) {
	var t tokenClaims
	if _, _, err := jwt.NewParser().ParseUnverified(accessToken.Reveal(), &t); err != nil {
		// The library's words may quote the token.
		return Claims{}, errors.New("the access token is not a JWT")
	}
	c := t.Claims
	c.Subject = t.RegisteredClaims.Subject
	switch {
	case c.Subject == "":
		return Claims{}, errors.New("the access token names no user (sub)")
	case t.RegisteredClaims.ExpiresAt == nil || t.RegisteredClaims.IssuedAt == nil:
		return Claims{}, errors.New("the access token lacks iat or exp")
	}
	c.IssuedAt, c.ExpiresAt = t.RegisteredClaims.IssuedAt.Time, t.RegisteredClaims.ExpiresAt.Time
	if c.Life() <= 0 || c.Life() > maxLife {
		return Claims{}, errors.New("the access token's iat and exp make no sense together")
	}
	return c, nil
}

func newGrant(access, refresh string) (Grant, error) {
	if access == "" || refresh == "" {
		return Grant{}, errors.New("the answer holds no tokens")
	}
	c, err := ParseClaims(Secret(access))
	if err != nil {
		return Grant{}, err
	}
	return Grant{AccessToken: Secret(access), RefreshToken: Secret(refresh), Claims: c}, nil
}
