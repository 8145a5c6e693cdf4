package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// sendEmailChange answers SendEmailChange: the code goes to the new address.
func sendEmailChange(c *call) (any, error) {
	var in struct{ NewEmail string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	email, err := invitee(in.NewEmail)
	if err != nil {
		return nil, &apiError{status: http.StatusUnprocessableEntity, message: "Enter an email address, such as name@example.com."}
	}
	if strings.EqualFold(email, c.user.Email) {
		return nil, badRequest("This is your email address already.")
	}
	if c.state.userByEmail(email) != nil {
		return nil, errEmailTaken
	}
	n := c.newChallenge(email)
	c.deliver(email, "Confirm your new email address", n.Code)
	return map[string]any{"expiresAt": timestamp(n.ExpiresAt)}, nil
}

var errEmailTaken = &apiError{status: http.StatusConflict, message: "This email address belongs to another account."}

// verifyEmailChange answers VerifyEmailChange. The step-up goes on, since setting a password may follow.
func verifyEmailChange(c *call) (any, error) {
	var in struct{ Code string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(c.state.Challenges, func(n *challenge) bool { return n.UserID == c.user.ID && n.NewEmail != "" })
	if at < 0 {
		return nil, badRequest("There is no change of your email address to confirm. Begin again.")
	}
	if c.state.Challenges[at].Tries >= maxTries {
		return nil, &apiError{status: http.StatusTooManyRequests, message: "Too many wrong codes. Begin again."}
	}
	n, err := c.spend(at, in.Code)
	if err != nil {
		return nil, err
	}
	if other := c.state.userByEmail(n.NewEmail); other != nil && other != c.user {
		return nil, errEmailTaken
	}
	c.user.Email, c.user.EmailVerified, c.user.UpdatedAt = n.NewEmail, true, c.now
	c.user.renamed()
	answer := c.elevate()
	answer["user"] = meObject(c.user)
	return answer, nil
}
