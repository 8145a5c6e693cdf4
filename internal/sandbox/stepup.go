package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"time"
)

// Before a widget changes how somebody signs in it has them prove who they are: a code goes to their
// address (send-verification), the code is exchanged for an elevated access token (verify), and that token
// goes along with what follows, in the header x-elevated-access-token. WorkOS says which operations ask for
// it (the documentation of its client GraphQL schema, which the widgets package carries), not how long the
// token lives or which status a missing one gives. Here that is ten minutes, and 403.

const (
	elevatedHeader = "x-elevated-access-token"
	elevatedLife   = 10 * time.Minute
	// maxTries is how many wrong codes a challenge takes before it is of no use.
	maxTries = 5
)

// challenge is a code that was sent, until it has been entered.
type challenge struct {
	ID        string    `json:"id"`
	UserID    string    `json:"userId"`
	Code      string    `json:"code"`
	NewEmail  string    `json:"newEmail"` // the address to change to; "" for a step-up
	Tries     int       `json:"tries"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// elevation is an elevated access token. Only its sum is kept.
type elevation struct {
	Sum       []byte    `json:"sum"`
	UserID    string    `json:"userId"`
	SessionID string    `json:"sessionId"` // "" for a step-up with a widget token
	ExpiresAt time.Time `json:"expiresAt"`
}

// sendVerification answers SendVerification.
func sendVerification(c *call) (any, error) {
	n := c.newChallenge("")
	c.deliver(c.user.Email, "Your verification code", n.Code)
	return map[string]any{"authenticationChallenge": n.ID, "type": "EmailVerification"}, nil
}

// newChallenge takes the place of the one before it of the same kind: only the latest code counts.
func (c *call) newChallenge(newEmail string) *challenge {
	st := c.state
	st.forgetStepUps(c.now)
	st.Challenges = slices.DeleteFunc(st.Challenges, func(n *challenge) bool {
		return n.UserID == c.user.ID && (n.NewEmail != "") == (newEmail != "")
	})
	n := &challenge{ID: "auth_challenge_" + c.server.newULID(), UserID: c.user.ID, Code: newCode(), NewEmail: newEmail, ExpiresAt: c.now.Add(elevatedLife)}
	st.Challenges = append(st.Challenges, n)
	return n
}

// verify answers Verify.
func verify(c *call) (any, error) {
	var in struct{ Code, AuthenticationChallengeID string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.state.Challenges, func(n *challenge) bool {
		return n.ID == in.AuthenticationChallengeID && n.UserID == c.user.ID && n.NewEmail == ""
	})
	if at < 0 {
		return nil, badRequest("This code has been used or replaced. Send a new one.")
	}
	if _, err := c.spend(at, in.Code); err != nil {
		return nil, err
	}
	return c.elevate(), nil
}

// spend takes the challenge away if the code is right. A refusal counts as a try.
func (c *call) spend(at int, code string) (*challenge, error) {
	n := c.state.Challenges[at]
	switch {
	case !c.now.Before(n.ExpiresAt):
		return nil, badRequest("This code has expired. Send a new one.")
	case n.Tries >= maxTries:
		return nil, badRequest("Too many wrong codes. Send a new one.")
	case subtle.ConstantTimeCompare([]byte(code), []byte(n.Code)) != 1:
		n.Tries++
		return nil, badRequest("Invalid code, please try again.")
	}
	c.state.Challenges = slices.Delete(c.state.Challenges, at, at+1)
	return n, nil
}

// elevate gives the caller an elevated access token.
func (c *call) elevate() map[string]any {
	token := newSecret()
	sum := sha256.Sum256([]byte(token))
	expires := c.now.Add(elevatedLife)
	c.state.Elevations = append(c.state.Elevations, &elevation{Sum: sum[:], UserID: c.user.ID, SessionID: c.sessionID(), ExpiresAt: expires})
	return map[string]any{"elevatedAccessToken": token, "expiresAt": timestamp(expires)}
}

func (c *call) sessionID() string {
	if c.session == nil {
		return ""
	}
	return c.session.ID
}

// checkElevated refuses a call without an elevated access token of this person and this session.
func (c *call) checkElevated() error {
	token := c.request.Header.Get(elevatedHeader)
	if token == "" {
		return forbidden("Verify your identity first.")
	}
	sum := sha256.Sum256([]byte(token))
	for _, e := range c.state.Elevations {
		if subtle.ConstantTimeCompare(sum[:], e.Sum) == 1 && e.UserID == c.user.ID && e.SessionID == c.sessionID() {
			if !c.now.Before(e.ExpiresAt) {
				return forbidden("Your verification has expired. Verify your identity again.")
			}
			return nil
		}
	}
	return forbidden("Verify your identity first.")
}

// forgetStepUps drops what has expired some time ago. Until then it can be told from what never was.
func (st *state) forgetStepUps(now time.Time) {
	limit := now.Add(-time.Hour)
	st.Challenges = slices.DeleteFunc(st.Challenges, func(n *challenge) bool { return n.ExpiresAt.Before(limit) })
	st.Elevations = slices.DeleteFunc(st.Elevations, func(e *elevation) bool { return e.ExpiresAt.Before(limit) })
}
