package sandbox

import (
	"cmp"
	"slices"
)

// sessions answers Sessions: the caller's sessions that have not ended, the one used last first.
func sessions(c *call) (any, error) {
	mine := c.state.sessionsOf(c.user.ID)
	data := make([]any, len(mine))
	for i, a := range mine {
		data[i] = sessionObject(a)
	}
	return map[string]any{"data": data}, nil
}

func (st *state) sessionsOf(userID string) []*authSession {
	var mine []*authSession
	for _, a := range st.sessions {
		if a.UserID == userID && a.EndedAt == nil {
			mine = append(mine, a)
		}
	}
	slices.SortFunc(mine, func(a, b *authSession) int {
		return cmp.Or(b.LastActivityAt.Compare(a.LastActivityAt), cmp.Compare(a.ID, b.ID))
	})
	return mine
}

func sessionObject(a *authSession) map[string]any {
	o := map[string]any{
		"id": a.ID, "userlandUserId": a.UserID, "ipAddress": orNull(a.IPAddress), "userAgent": orNull(a.UserAgent),
		"organizationId": orNull(a.OrganizationID), "currentLocation": nil,
		"state":              map[string]any{"tag": "Active", "expiresAt": timestamp(a.CreatedAt.Add(sessionLife))},
		"impersonatorUserId": nil, "impersonatorEmail": nil, "impersonationReason": nil,
		"lastActivityAt": timestamp(a.LastActivityAt), "createdAt": timestamp(a.CreatedAt), "updatedAt": timestamp(a.LastActivityAt),
	}
	if a.City != "" {
		o["currentLocation"] = map[string]any{"cityName": a.City, "countryISOCode": a.Country}
	}
	for name, method := range usedFlags {
		o[name] = method != "" && a.Method == method
	}
	return o
}

// usedFlags are the ways of signing in that a session tells of; nobody here uses those without a method.
var usedFlags = map[string]authMethod{
	"usedSsoAuth": bySSO, "usedPasswordAuth": byPassword, "usedGoogleOauth": byGoogle,
	"usedPasskeyAuth": "", "usedAppleOauth": "", "usedBitbucketOauth": "", "usedGithubOauth": "", "usedGitLabOauth": "",
	"usedLinkedInOauth": "", "usedImpersonation": "", "usedMicrosoftOauth": "", "usedSlackOauth": "", "usedXeroOauth": "",
	"usedMagicAuth": "",
}

// revokeSession answers RevokeSession.
func revokeSession(c *call) (any, error) {
	a, err := c.ownSession(c.request.PathValue("session"))
	if err != nil {
		return nil, err
	}
	c.state.end(a, c.now)
	return success(), nil
}

// revokeAllSessions answers RevokeAllSessions: all but the one that the caller names.
func revokeAllSessions(c *call) (any, error) {
	var in struct{ CurrentSessionID string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	keep, err := c.ownSession(in.CurrentSessionID)
	if err != nil {
		return nil, err
	}
	for _, a := range c.state.sessionsOf(c.user.ID) {
		if a != keep {
			c.state.end(a, c.now)
		}
	}
	return success(), nil
}

// ownSession finds one of the caller's sessions. Somebody else's is as unknown as one that never was.
func (c *call) ownSession(id string) (*authSession, error) {
	a := c.state.sessions[id]
	if a == nil || a.UserID != c.user.ID || a.EndedAt != nil {
		return nil, badRequest("Session not found")
	}
	return a, nil
}

func success() map[string]any { return map[string]any{"success": true} }
