package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestStepUp(t *testing.T) {
	f := newFixture(t, Options{TokenLife: time.Hour})
	zoe := f.visit(Zoe, Acme)
	send := func() string {
		return zoe.post("UserProfile/send-verification", nil, http.StatusOK)["authenticationChallenge"].(string)
	}
	verify := func(v *visitor, challenge, code string, status int) map[string]any {
		t.Helper()
		return v.post("UserProfile/verify", map[string]any{"code": code, "authenticationChallengeId": challenge}, status)
	}
	first := send()
	firstCode := f.Mail("zoe@acme.example")
	second := send()
	code := f.Mail("ZOE@acme.example")
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	verify(zoe, first, firstCode, http.StatusBadRequest)
	verify(f.visit(Max, Acme), second, code, http.StatusBadRequest)
	if got := verify(zoe, second, wrong, http.StatusBadRequest); got["message"] != "Invalid code, please try again." {
		t.Errorf("%v", got)
	}
	elevated := verify(zoe, second, code, http.StatusOK)
	verify(zoe, second, code, http.StatusBadRequest)

	third := send()
	for range maxTries {
		verify(zoe, third, wrong+"x", http.StatusBadRequest)
	}
	verify(zoe, third, f.Mail("zoe@acme.example"), http.StatusBadRequest)
	late := send()
	f.clock.advance(elevatedLife)
	verify(zoe, late, f.Mail("zoe@acme.example"), http.StatusBadRequest)

	zoe.elevated = elevated["elevatedAccessToken"].(string)
	if got := zoe.post("UserProfile/create-totp-factor", nil, http.StatusForbidden); !strings.Contains(got["message"].(string), "expired") {
		t.Errorf("%v", got)
	}
}

func TestStepUpIsOfOnePersonAndOneSession(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	zoe.stepUp()
	for name, other := range map[string]*visitor{"another person": f.visit(Max, Acme), "another session": f.visit(Zoe, Acme)} {
		other.elevated = zoe.elevated
		if got := other.do(http.MethodPost, "UserProfile/create-totp-factor", nil); got.status != http.StatusForbidden {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	zoe.post("UserProfile/create-totp-factor", nil, http.StatusOK)
	max := f.visit(Max, Acme)
	max.elevated = "made-up"
	max.post("UserProfile/create-totp-factor", nil, http.StatusForbidden)
}

// The vectors of RFC 6238, appendix B, for SHA-1, cut to six digits.
func TestTOTPCodesAreThoseOfTheRFC(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := totpCode(secret, totpCounter(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestTOTPCodesOfNeighbouringStepsAreTakenOnce(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1111111111, 0)
	present := totpCounter(now)
	for _, c := range []struct {
		offset int64
		used   uint64
		ok     bool
	}{{0, 0, true}, {-1, 0, true}, {1, 0, true}, {-2, 0, false}, {2, 0, false}, {0, present, false}, {1, present, true}} {
		step := uint64(int64(present) + c.offset)
		if got, ok := checkTOTP(secret, totpCode(secret, step), now, c.used); ok != c.ok || ok && got != step {
			t.Errorf("%+v: %d, %v", c, got, ok)
		}
	}
}

func TestEnrolAndDisableAnAuthenticatorApp(t *testing.T) {
	f := newFixture(t, Options{TokenLife: time.Hour})
	zoe := f.visit(Zoe, Acme)
	setUp := func() any {
		return at(t, zoe.get("UserProfile/authentication-information"), "data", "verificationMethods", "Mfa", "isSetUp")
	}
	zoe.stepUp()
	zoe.do(http.MethodDelete, "UserProfile/totp-factors", nil).want(t, http.StatusBadRequest)
	abandoned := zoe.post("UserProfile/create-totp-factor", nil, http.StatusOK)
	made := zoe.post("UserProfile/create-totp-factor", nil, http.StatusOK)
	secret, err := totpSecret.DecodeString(at(t, made, "authenticationFactor", "totp", "secret").(string))
	if err != nil {
		t.Fatal(err)
	}
	picture := strings.TrimPrefix(at(t, made, "authenticationFactor", "totp", "qr_code").(string), "data:image/png;base64,")
	if png, err := base64.StdEncoding.DecodeString(picture); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("the QR code is no picture: %v", err)
	}
	code := totpCode(secret, totpCounter(f.clock.Now()))
	challenge := at(t, made, "authenticationChallenge", "id")
	for _, in := range []map[string]any{
		{"code": "12345", "authenticationChallengeId": challenge}, {"code": code, "authenticationChallengeId": at(t, abandoned, "authenticationChallenge", "id")},
	} {
		zoe.post("UserProfile/verify-totp-factor", in, http.StatusBadRequest)
	}
	if setUp() != false {
		t.Error("it is set up already")
	}
	zoe.post("UserProfile/verify-totp-factor", map[string]any{"code": code, "authenticationChallengeId": challenge}, http.StatusOK)
	if setUp() != true {
		t.Error("it is not set up")
	}
	zoe.post("UserProfile/create-totp-factor", nil, http.StatusBadRequest)
	zoe.do(http.MethodDelete, "UserProfile/totp-factors", nil).want(t, http.StatusOK)
	if setUp() != false {
		t.Error("it is still set up")
	}
}

func TestPasswords(t *testing.T) {
	f := newFixture(t, Options{})
	zoe, nia := f.visit(Zoe, Acme), f.visit(Nia, "")
	change := func(current, next string, status int) map[string]any {
		t.Helper()
		return zoe.post("UserProfile/update-password", map[string]any{"currentPassword": current, "newPassword": next}, status)
	}
	if got := change("wrong", "Blue-whale-91-sings", http.StatusBadRequest); got["message"] != "Invalid credentials" {
		t.Errorf("%v", got)
	}
	for password, want := range map[string]string{
		"Sh0rt":                       "password_too_short",
		strings.Repeat("Ab3-xyz", 11): "password_too_long",
		"lower-case-91-sings":         "password_missing_character_type",
		"No-numbers-in-here":          "password_missing_character_type",
		"Hello-zoe-91-sings":          "password_contains_email",
		"Password123":                 "password_pwned",
		"A1A1A1A1A1A1":                "password_too_weak",
		Password:                      "password_reused",
	} {
		got := change(Password, password, http.StatusBadRequest)
		if got["code"] != "password_strength_error" || at(t, got, "errors", 0, "code") != want {
			t.Errorf("%s: %v", want, got)
		}
	}
	change(Password, "Blue-whale-91-sings", http.StatusCreated)
	change(Password, "Red-whale-92-sings", http.StatusBadRequest)
	change("Blue-whale-91-sings", "Red-whale-92-sings", http.StatusCreated)

	nia.post("UserProfile/create-password", map[string]any{"password": "Blue-whale-91-sings"}, http.StatusForbidden)
	nia.stepUp()
	nia.post("UserProfile/create-password", map[string]any{"password": "Blue-whale-91-sings"}, http.StatusCreated)
	nia.post("UserProfile/create-password", map[string]any{"password": "Blue-whale-92-sings"}, http.StatusBadRequest)
	if at(t, nia.get("UserProfile/authentication-information"), "data", "verificationMethods", "Password", "isSetUp") != true {
		t.Error("the password is not set up")
	}
}

func TestChangeTheEmailAddress(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	zoe.stepUp()
	confirm := func(code string, status int) map[string]any {
		t.Helper()
		return zoe.post("UserProfile/verify-email-change", map[string]any{"code": code}, status)
	}
	confirm("123456", http.StatusBadRequest)
	for email, status := range map[string]int{"nonsense": 422, "zoe@ACME.example": 400, "max@acme.example": 409} {
		zoe.post("UserProfile/send-email-change", map[string]any{"newEmail": email}, status)
	}
	zoe.post("UserProfile/send-email-change", map[string]any{"newEmail": "zoe@new.example"}, http.StatusOK)
	for range maxTries {
		confirm("nonsense", http.StatusBadRequest)
	}
	confirm(f.Mail("zoe@new.example"), http.StatusTooManyRequests)
	zoe.post("UserProfile/send-email-change", map[string]any{"newEmail": "zoe@new.example"}, http.StatusOK)
	if zoe.email() != "zoe@acme.example" {
		t.Error("it has changed before it was confirmed")
	}
	done := confirm(f.Mail("zoe@new.example"), http.StatusOK)
	if at(t, done, "user", "email") != "zoe@new.example" || zoe.email() != "zoe@new.example" {
		t.Errorf("%v", done)
	}
	if p := f.members(zoe.token, "search=zoe@new"); len(p.emails) != 1 {
		t.Errorf("the members know the old address: %v", p)
	}
	zoe.elevated = done["elevatedAccessToken"].(string)
	zoe.post("UserProfile/create-totp-factor", nil, http.StatusOK)
}

func TestPasskeys(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	zoe.stepUp()
	begun := zoe.post("UserProfile/passkeys", nil, http.StatusOK)
	verify := func(challenge, origin string, status int) {
		t.Helper()
		zoe.post("UserProfile/passkeys/verify", map[string]any{
			"challengeId": begun["challengeId"],
			"response":    map[string]any{"id": "credential-1", "response": map[string]any{"clientDataJSON": clientData(challenge, origin)}},
		}, status)
	}
	challenge := at(t, begun, "options", "challenge").(string)
	verify("another", "http://localhost", http.StatusBadRequest)
	verify(challenge, "nowhere", http.StatusBadRequest)
	verify(challenge, "http://localhost:34115", http.StatusOK)
	verify(challenge, "http://localhost:34115", http.StatusBadRequest)
	if at(t, zoe.get("UserProfile/authentication-information"), "data", "verificationMethods", "Passkey", "passKeys", 0, "id") != "credential-1" {
		t.Error("the passkey is not listed")
	}
	zoe.do(http.MethodDelete, "UserProfile/passkeys/credential-2", nil).want(t, http.StatusBadRequest)
	zoe.do(http.MethodDelete, "UserProfile/passkeys/credential-1", nil).want(t, http.StatusOK)
}
