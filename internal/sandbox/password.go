package sandbox

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Password is the password of the people whom AuthKit's page offers, but for Nia, who has none. Signing in
// never asks for it; changing it does.
const Password = "Sandbox-2025"

// passwordHash is a password as it is kept: salted, and stretched with PBKDF2 (RFC 8018). A developer may
// well type one of their own.
type passwordHash struct {
	Salt []byte `json:"salt"`
	Sum  []byte `json:"sum"`
}

const stretch = 4096

func hashPassword(password string, salt []byte) *passwordHash {
	sum, err := pbkdf2.Key(sha256.New, password, salt, stretch, sha256.Size)
	if err != nil {
		panic("sandbox: " + err.Error()) // the parameters are constants
	}
	return &passwordHash{Salt: salt, Sum: sum}
}

func newPasswordHash(password string) *passwordHash {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails, see crypto/rand
	return hashPassword(password, salt)
}

func (h *passwordHash) matches(password string) bool {
	return h != nil && subtle.ConstantTimeCompare(hashPassword(password, h.Salt).Sum, h.Sum) == 1
}

// seedPassword is made once for all sandboxes of a process.
var seedPassword = sync.OnceValue(func() *passwordHash { return hashPassword(Password, []byte("the seeded people")) })

// The environment's password policy, as AuthenticationInformation tells it.
const (
	minPassword = 10
	maxPassword = 72
)

// commonPasswords stand in for the database of breached ones. They are compared in lower case.
var commonPasswords = map[string]int{"password123": 2_254_650, "qwerty12345": 389_102, "password12": 110_431, "letmein1234": 40_817, "welcome1234": 92_214}

// createPassword answers CreatePassword: for somebody who has none.
func createPassword(c *call) (any, error) {
	var in struct{ Password string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if c.user.Password != nil {
		return nil, badRequest("You have a password already. Change it instead.")
	}
	return c.setPassword(in.Password)
}

// updatePassword answers UpdatePassword. The widget knows "Invalid credentials" by its words.
func updatePassword(c *call) (any, error) {
	var in struct{ NewPassword, CurrentPassword string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if !c.user.Password.matches(in.CurrentPassword) {
		return nil, badRequest("Invalid credentials")
	}
	return c.setPassword(in.NewPassword)
}

func (c *call) setPassword(password string) (any, error) {
	if found := c.user.violations(password); len(found) > 0 {
		return nil, &apiError{
			status: http.StatusBadRequest, code: "password_strength_error", message: "Password does not meet strength requirements.",
			more: map[string]any{"errors": found},
		}
	}
	c.user.Password, c.user.UpdatedAt = newPasswordHash(password), c.now
	return success(), nil
}

// violations are what the password policy has against a password, in the shapes of the widgets' API.
func (u *user) violations(password string) []any {
	var found []any
	add := func(code, message string, more ...any) {
		v := map[string]any{"code": code, "message": message}
		for i := 0; i+1 < len(more); i += 2 {
			v[more[i].(string)] = more[i+1]
		}
		found = append(found, v)
	}
	if n := utf8.RuneCountInString(password); n < minPassword {
		add("password_too_short", "The password is too short.", "minimum_length", minPassword)
	} else if n > maxPassword {
		add("password_too_long", "The password is too long.", "maximum_length", maxPassword)
	}
	for _, kind := range []struct {
		name string
		is   func(rune) bool
	}{{"uppercase", unicode.IsUpper}, {"number", unicode.IsDigit}} {
		if !strings.ContainsFunc(password, kind.is) {
			add("password_missing_character_type", "A kind of character is missing.", "character_type", kind.name)
		}
	}
	lower := strings.ToLower(password)
	if local, _, _ := strings.Cut(u.Email, "@"); len(local) > 2 && strings.Contains(lower, strings.ToLower(local)) {
		add("password_contains_email", "The password contains the email address.")
	}
	if n := commonPasswords[lower]; n > 0 {
		add("password_pwned", "The password has appeared in data breaches.", "occurrences", n)
	}
	if distinct(lower) < 5 {
		add("password_too_weak", "The password is too easy to guess.", "warning", "Few different characters are easy to guess.", "suggestions", []string{"Use several uncommon words."})
	}
	if u.Password.matches(password) {
		add("password_reused", "The password has been used before.")
	}
	return found
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
