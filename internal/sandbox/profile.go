package sandbox

import (
	"strings"
	"time"
	"unicode/utf8"
)

// me answers Me.
func me(c *call) (any, error) { return meObject(c.user), nil }

func meObject(u *user) map[string]any {
	m := map[string]any{
		"id": u.ID, "email": u.Email, "firstName": orNull(u.FirstName), "lastName": orNull(u.LastName),
		"locale": orNull(u.Locale), "profilePictureUrl": nil, "oauthProfiles": nil,
	}
	if u.GoogleID != "" {
		m["oauthProfiles"] = map[string]any{"GoogleOAuth": map[string]any{
			"id": u.GoogleID, "email": u.Email, "firstName": orNull(u.FirstName), "lastName": orNull(u.LastName),
			"profilePictureUrl": nil, "lastLoginAt": timeOrNull(u.LastSignInAt),
		}}
	}
	return m
}

// maxName is how long each of a person's names may be, in letters.
const maxName = 100

// updateMe answers UpdateMe: what is left out stays, what is empty is taken away.
func updateMe(c *call) (any, error) {
	var in struct{ FirstName, LastName, Locale *string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	fields := []struct {
		given *string
		kept  *string
		what  string
	}{
		{in.FirstName, &c.user.FirstName, "first name"},
		{in.LastName, &c.user.LastName, "last name"},
		{in.Locale, &c.user.Locale, "locale"},
	}
	for _, f := range fields {
		if f.given != nil && utf8.RuneCountInString(*f.given) > maxName {
			return nil, badRequest("The " + f.what + " is too long.")
		}
	}
	for _, f := range fields {
		if f.given != nil {
			*f.kept = strings.TrimSpace(*f.given)
		}
	}
	c.user.UpdatedAt = c.now
	c.user.renamed()
	return meObject(c.user), nil
}

// authenticationInformation answers AuthenticationInformation.
func authenticationInformation(c *call) (any, error) {
	var mfaUsed *time.Time
	if f := c.state.factorOf(c.user.ID); f != nil {
		mfaUsed = f.VerifiedAt
	}
	passkeys := []any{}
	for _, p := range c.state.passkeysOf(c.user.ID) {
		passkeys = append(passkeys, map[string]any{"id": p.ID})
	}
	return map[string]any{"data": map[string]any{
		"verificationMethods": map[string]any{
			"Mfa": map[string]any{"provider": "MFA", "isSetUp": mfaUsed != nil, "lastUsed": timeOrNull(mfaUsed)},
			"Password": map[string]any{
				"provider": "Password", "isSetUp": c.user.Password != nil, "lastUsed": timeOrNull(c.user.PasswordUsedAt),
				"isCurrentSession": c.session != nil && c.session.Method == byPassword,
			},
			"Passkey": map[string]any{"provider": "Passkey", "isSetUp": len(passkeys) > 0, "lastUsed": nil, "passKeys": passkeys, "isCurrentSession": false},
		},
		"passwordSettings": map[string]any{
			"isPasswordNumberRequired": true, "isPasswordPwnedRequired": true, "isPasswordSymbolRequired": false,
			"isPasswordUppercaseRequired": true, "passwordMinimumLength": minPassword, "passwordMinimumStrength": 3,
		},
	}}, nil
}

// sessionLife is how long a session lasts at most, as its list says. The sandbox does not end one for it.
const sessionLife = 365 * 24 * time.Hour
