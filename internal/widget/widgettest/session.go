// Package widgettest has a session for tests of what stands on widget tokens.
package widgettest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
)

// Session is a widget.Source: it refreshes at most once for each token rejected, as the real one does.
type Session struct {
	// Now is the clock of the tokens it makes; Life is how long they live.
	Now  func() time.Time
	Life time.Duration
	// Delay is how long a refresh takes.
	Delay time.Duration
	// Steady has a token that has replaced a rejected one come back when it is rejected itself.
	Steady bool

	identity  atomic.Pointer[session.Identity]
	refreshes atomic.Int64

	mu    sync.Mutex
	token authkit.Secret
	err   error
}

// NewSession returns a session of somebody with these claims; nil is nobody.
func NewSession(id *session.Identity) *Session {
	s := &Session{Now: time.Now, Life: 5 * time.Minute}
	s.Become(id)
	return s
}

// Become makes the session somebody else's, or puts it in another organization.
func (s *Session) Become(id *session.Identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identity.Store(id)
	s.token = ""
	if id != nil {
		s.token = s.makeToken(id)
	}
}

// Fail makes AccessToken fail with err until it is called with nil.
func (s *Session) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// Refreshes is how often a token was made because another one was rejected.
func (s *Session) Refreshes() int { return int(s.refreshes.Load()) }

// Identity implements widget.Source.
func (s *Session) Identity() (*session.Identity, bool) {
	id := s.identity.Load()
	return id, id != nil
}

// AccessToken implements widget.Source.
func (s *Session) AccessToken(ctx context.Context, sessionID, organizationID string, rejected authkit.Secret) (authkit.Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.identity.Load()
	switch {
	case s.err != nil:
		return "", s.err
	case ctx.Err() != nil:
		return "", ctx.Err()
	case id == nil:
		return "", session.ErrSignedOut
	case id.Session != sessionID || id.Organization != organizationID:
		return "", session.ErrStale
	case rejected == s.token && !(s.Steady && s.refreshes.Load() > 0):
		time.Sleep(s.Delay)
		s.refreshes.Add(1)
		s.token = s.makeToken(id)
	}
	return s.token, nil
}

func (s *Session) makeToken(id *session.Identity) authkit.Secret {
	now := s.Now()
	return Token(map[string]any{
		"sub": id.User, "sid": id.Session, "org_id": id.Organization,
		"iat": now.Unix(), "exp": now.Add(s.Life).Unix(), "n": s.refreshes.Load(),
	})
}

// Token is a JWT with these claims and no valid signature.
func Token(claims map[string]any) authkit.Secret {
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	part := base64.RawURLEncoding.EncodeToString
	return authkit.Secret(part([]byte(`{"alg":"RS256"}`)) + "." + part(payload) + ".c2ln")
}
