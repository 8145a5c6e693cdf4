package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"rsc.io/qr"
)

// factor is an authenticator app, enrolled once a code of it has been entered.
type factor struct {
	ID          string     `json:"id"`
	UserID      string     `json:"userId"`
	ChallengeID string     `json:"challengeId"`
	Secret      []byte     `json:"secret"`
	Used        uint64     `json:"used"` // the time step of the code used last
	CreatedAt   time.Time  `json:"createdAt"`
	VerifiedAt  *time.Time `json:"verifiedAt"` // nil while it is being enrolled
}

const (
	// totpIssuer is what an authenticator app lists the account under.
	totpIssuer = "WorkOS sandbox"
	// enrolmentLife is how long a secret waits for its first code.
	enrolmentLife = 10 * time.Minute
)

func (st *state) factorOf(userID string) *factor {
	for _, f := range st.Factors {
		if f.UserID == userID && f.VerifiedAt != nil {
			return f
		}
	}
	return nil
}

// createTOTPFactor answers CreateTotpFactor. A secret that was never confirmed gives way to the new one.
func createTOTPFactor(c *call) (any, error) {
	if c.state.factorOf(c.user.ID) != nil {
		return nil, badRequest("An authenticator app is set up already. Disable it first.")
	}
	c.state.Factors = slices.DeleteFunc(c.state.Factors, func(f *factor) bool { return f.UserID == c.user.ID })
	f := &factor{
		ID: "auth_factor_" + c.server.newULID(), UserID: c.user.ID, ChallengeID: "auth_challenge_" + c.server.newULID(),
		Secret: make([]byte, 20), CreatedAt: c.now,
	}
	_, _ = rand.Read(f.Secret) // never fails, see crypto/rand
	object, err := totpObject(f, c.user)
	if err != nil {
		return nil, err
	}
	c.state.Factors = append(c.state.Factors, f)
	now := timestamp(c.now)
	return map[string]any{
		"authenticationFactor": map[string]any{
			"object": "authentication_factor", "id": f.ID, "type": "totp", "user_id": c.user.ID, "totp": object,
			"created_at": now, "updated_at": now,
		},
		"authenticationChallenge": map[string]any{
			"object": "authentication_challenge", "id": f.ChallengeID, "authentication_factor_id": f.ID,
			"expires_at": timestamp(c.now.Add(enrolmentLife)), "created_at": now, "updated_at": now,
		},
	}, nil
}

func totpObject(f *factor, u *user) (map[string]any, error) {
	secret := totpSecret.EncodeToString(f.Secret)
	uri := totpURI(totpIssuer, u.Email, secret)
	code, err := qr.Encode(uri, qr.M)
	if err != nil {
		return nil, fmt.Errorf("drawing the QR code: %w", err)
	}
	return map[string]any{
		"issuer": totpIssuer, "user": u.Email, "secret": secret, "uri": uri,
		"qr_code": "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG()),
	}, nil
}

// verifyTOTPFactor answers VerifyTotpFactor. The widget knows "Invalid passcode" by its words.
func verifyTOTPFactor(c *call) (any, error) {
	var in struct{ Code, AuthenticationChallengeID string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.state.Factors, func(f *factor) bool {
		return f.UserID == c.user.ID && f.ChallengeID == in.AuthenticationChallengeID && f.VerifiedAt == nil
	})
	if at < 0 || !c.now.Before(c.state.Factors[at].CreatedAt.Add(enrolmentLife)) {
		return nil, badRequest("This setup has expired. Close it and begin again.")
	}
	f := c.state.Factors[at]
	step, ok := checkTOTP(f.Secret, in.Code, c.now, f.Used)
	if !ok {
		return nil, badRequest("Invalid passcode")
	}
	f.Used, f.VerifiedAt = step, &c.now
	return success(), nil
}

// deleteTOTPFactors answers DeleteTotpFactors.
func deleteTOTPFactors(c *call) (any, error) {
	if c.state.factorOf(c.user.ID) == nil {
		return nil, badRequest("No authenticator app is set up.")
	}
	c.state.Factors = slices.DeleteFunc(c.state.Factors, func(f *factor) bool { return f.UserID == c.user.ID })
	return success(), nil
}
