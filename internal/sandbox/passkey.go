package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"time"
)

// passkey is a passkey, or the registration of one while VerifiedAt is nil.
type passkey struct {
	ID          string     `json:"id"` // the credential's, "" until it is known
	UserID      string     `json:"userId"`
	ChallengeID string     `json:"challengeId"`
	Challenge   string     `json:"challenge"`
	CreatedAt   time.Time  `json:"createdAt"`
	VerifiedAt  *time.Time `json:"verifiedAt"`
}

func (st *state) passkeysOf(userID string) []*passkey {
	of := []*passkey{}
	for _, p := range st.Passkeys {
		if p.UserID == userID && p.VerifiedAt != nil {
			of = append(of, p)
		}
	}
	return of
}

// registerPasskey answers RegisterPasskey with options for navigator.credentials.create in their JSON form
// (Web Authentication Level 3, section 5.1.8).
func registerPasskey(c *call) (any, error) {
	c.state.Passkeys = slices.DeleteFunc(c.state.Passkeys, func(p *passkey) bool { return p.UserID == c.user.ID && p.VerifiedAt == nil })
	p := &passkey{UserID: c.user.ID, ChallengeID: "auth_challenge_" + c.server.newULID(), Challenge: newSecret(), CreatedAt: c.now}
	c.state.Passkeys = append(c.state.Passkeys, p)
	exclude := []any{}
	for _, other := range c.state.passkeysOf(c.user.ID) {
		exclude = append(exclude, map[string]any{"type": "public-key", "id": other.ID})
	}
	return map[string]any{"challengeId": p.ChallengeID, "options": map[string]any{
		"rp":        map[string]any{"name": totpIssuer, "id": (&url.URL{Host: c.request.Host}).Hostname()},
		"user":      map[string]any{"id": base64.RawURLEncoding.EncodeToString([]byte(c.user.ID)), "name": c.user.Email, "displayName": c.user.name()},
		"challenge": p.Challenge, "timeout": 300_000, "attestation": "none", "excludeCredentials": exclude,
		"pubKeyCredParams":       []any{map[string]any{"type": "public-key", "alg": -7}, map[string]any{"type": "public-key", "alg": -257}},
		"authenticatorSelection": map[string]any{"residentKey": "required", "userVerification": "preferred"},
	}}, nil
}

// verifyPasskey answers VerifyPasskey. It checks that the credential answers this registration (Web
// Authentication Level 3, section 7.1, steps 5 to 9); nobody signs in to the sandbox with a passkey, so that
// its key is not looked at.
func verifyPasskey(c *call) (any, error) {
	var in struct {
		ChallengeID string
		Response    struct {
			ID       string
			Response struct{ ClientDataJSON string }
		}
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.state.Passkeys, func(p *passkey) bool {
		return p.UserID == c.user.ID && p.ChallengeID == in.ChallengeID && p.VerifiedAt == nil
	})
	if at < 0 || !c.now.Before(c.state.Passkeys[at].CreatedAt.Add(enrolmentLife)) {
		return nil, badRequest("This registration has expired. Begin again.")
	}
	var client struct{ Type, Challenge, Origin string }
	raw, err := base64.RawURLEncoding.DecodeString(in.Response.Response.ClientDataJSON)
	if err != nil || json.Unmarshal(raw, &client) != nil || in.Response.ID == "" {
		return nil, badRequest("The passkey could not be read.")
	}
	p := c.state.Passkeys[at]
	if origin, err := url.Parse(client.Origin); err != nil || origin.Host == "" || client.Type != "webauthn.create" || client.Challenge != p.Challenge {
		return nil, badRequest("The passkey does not belong to this registration.")
	}
	p.ID, p.VerifiedAt = in.Response.ID, &c.now
	return success(), nil
}

// deletePasskey answers DeletePasskey.
func deletePasskey(c *call) (any, error) {
	id := c.request.PathValue("passkey")
	before := len(c.state.Passkeys)
	c.state.Passkeys = slices.DeleteFunc(c.state.Passkeys, func(p *passkey) bool {
		return p.UserID == c.user.ID && p.VerifiedAt != nil && p.ID == id
	})
	if len(c.state.Passkeys) == before {
		return nil, badRequest("Passkey not found")
	}
	return success(), nil
}
