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
	return meObject(c.user), nil
}

// authenticationInformation answers AuthenticationInformation.
func authenticationInformation(c *call) (any, error) {
	by := func(m authMethod) bool { return c.session != nil && c.session.Method == m }
	return map[string]any{"data": map[string]any{
		"verificationMethods": map[string]any{
			"Mfa": map[string]any{"provider": "MFA", "isSetUp": false, "lastUsed": nil},
			"Password": map[string]any{
				"provider": "Password", "isSetUp": c.user.PasswordUsedAt != nil, "lastUsed": timeOrNull(c.user.PasswordUsedAt),
				"isCurrentSession": by(byPassword),
			},
			"Passkey": map[string]any{"provider": "Passkey", "isSetUp": false, "lastUsed": nil, "passKeys": []any{}, "isCurrentSession": false},
		},
		"passwordSettings": map[string]any{
			"isPasswordNumberRequired": true, "isPasswordPwnedRequired": true, "isPasswordSymbolRequired": false,
			"isPasswordUppercaseRequired": true, "passwordMinimumLength": 10, "passwordMinimumStrength": 3,
		},
	}}, nil
}

// sessionLife is how long a session lasts at most, as its list says. The sandbox does not end one for it.
const sessionLife = 365 * 24 * time.Hour
