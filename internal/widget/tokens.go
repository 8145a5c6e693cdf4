package widget

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
)

var (
	// ErrUnknown means that a stand-in is not, or no longer, one of the current session and organization.
	ErrUnknown = errors.New("widget: the token is not one of this session and organization")
	// ErrNotInCatalogue means there is no widget of that name.
	ErrNotInCatalogue = errors.New("widget: not in the catalogue")
	// ErrKeyRefused means WorkOS does not accept the API key.
	ErrKeyRefused = errors.New("widget: WorkOS does not accept WORKOS_API_KEY")
)

// Source is the session, as far as tokens need it; *session.Session is one.
type Source interface {
	// Identity is who the page acts as. It must be cheap: it is asked for at every request.
	Identity() (*session.Identity, bool)
	// AccessToken returns that session's access token for that organization, after a refresh when it is
	// about to expire or is the one rejected; the rejected one itself when that has only just replaced
	// another rejected one. It fails with session.ErrStale when session or organization is no longer the current one, else with an *authkit.Error or ctx's error.
	AccessToken(ctx context.Context, sessionID, organizationID string, rejected authkit.Secret) (authkit.Secret, error)
}

// Minter makes widget tokens with the API key; *authkit.Client is one.
type Minter interface {
	HasKey() bool
	WidgetToken(ctx context.Context, userID, organizationID string, scopes []string) (authkit.Secret, error)
}

// Tokens gives stand-ins to the page and real tokens to whoever carries its requests to WorkOS. It is
// safe for concurrent use.
type Tokens struct {
	source Source
	minter Minter
	now    func() time.Time

	// issued is nil while nothing was given out. mu orders its changes, which are rare.
	issued atomic.Pointer[issue]
	mu     sync.Mutex
	minted mintedTokens
}

// NewTokens returns Tokens over a session. now is the wall clock.
func NewTokens(source Source, minter Minter, now func() time.Time) *Tokens {
	return &Tokens{source: source, minter: minter, now: now}
}

// StandIn returns the token that a widget of the page works with. It is the same for every widget and at
// every call, as long as session, organization and claims are, and its exp is always a minute ahead at
// least. Should WorkOS give the session another ID meanwhile, only a widget that reads it gets another. It fails with ErrNotInCatalogue or session.ErrSignedOut.
func (t *Tokens) StandIn(widgetID string) (string, error) {
	w, ok := byID[widgetID]
	if !ok {
		return "", notInCatalogue(widgetID)
	}
	id, ok := t.source.Identity()
	if !ok {
		t.forget()
		return "", session.ErrSignedOut
	}
	if i := t.issued.Load(); i != nil && i.identity == id && i.fits(id, w.NeedsSession) && i.lasts(t.now()) {
		return i.standInFor(w.NeedsSession), nil
	}
	return t.issue(w.NeedsSession)
}

// issue is StandIn for an identity that is not the one of last time, or half a day later.
func (t *Tokens) issue(readsSID bool) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	// Asked again under the lock: the identity that was current before it may be gone, and a stand-in for
	// it would push out the one just given out for its successor.
	id, ok := t.source.Identity()
	if !ok {
		return "", session.ErrSignedOut
	}
	now, last := t.now(), t.issued.Load()
	if last != nil && sameIdentity(last.identity, id) {
		if last.lasts(now) {
			kept := last.becoming(id, readsSID)
			t.issued.Store(kept)
			return kept.standInFor(readsSID), nil
		}
	} else if last != nil && last.identity.Session != id.Session {
		t.minted.clear()
	}
	next := newIssue(id, last, now)
	t.issued.Store(next)
	return next.standInFor(readsSID), nil
}

// forget drops everything that belongs to a session that is over.
func (t *Tokens) forget() {
	if t.issued.Load() == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.source.Identity(); ok {
		return // somebody has signed in meanwhile
	}
	t.issued.Store(nil)
	t.minted.clear()
}

// Lease swaps a stand-in for the real token of the session and organization it was given out for.
// widgetType says for which widget, by its ID. It fails with ErrUnknown, session.ErrSignedOut,
// ErrNotInCatalogue, ErrKeyRefused, a *MissingPermissionError, an *authkit.Error, or ctx's error.
func (t *Tokens) Lease(ctx context.Context, standIn, widgetType string) (Lease, error) {
	w, ok := byID[widgetType]
	if !ok {
		return Lease{}, notInCatalogue(widgetType)
	}
	id, ok := t.source.Identity()
	if !ok {
		t.forget()
		return Lease{}, session.ErrSignedOut
	}
	if i := t.issued.Load(); i == nil || !sameBounds(i.identity, id) || !i.knows(standIn) {
		return Lease{}, ErrUnknown
	}
	l := Lease{tokens: t, widget: w, identity: id}
	var err error
	l.token, err = l.get(ctx, "")
	return l, err
}

// Lease is a real token for one request. It stays with the session and organization it was made for.
type Lease struct {
	tokens   *Tokens
	widget   Widget
	identity *session.Identity
	token    authkit.Secret
}

// Token is the token to send.
func (l Lease) Token() authkit.Secret { return l.token }

// SameIdentity reports whether both leases are for the same session, organization, role and permissions.
func (l Lease) SameIdentity(other Lease) bool { return sameIdentity(l.identity, other.identity) }

// ExpiredAt reports whether the token's time was over at the given moment of WorkOS's clock. WorkOS
// answers an expired widget token with 403, as it does a missing permission, and its code does not tell
// them apart; the time does.
func (l Lease) ExpiredAt(moment time.Time) bool {
	c, err := authkit.ParseClaims(l.token)
	return err == nil && !moment.Before(c.ExpiresAt.Add(-skew))
}

// skew allows for WorkOS's own clocks not being one.
const skew = 2 * time.Second

// Renew returns another token, after WorkOS refused this one as expired; the same one when it has only just
// replaced one that was refused. It fails like Tokens.Lease: with
// ErrUnknown when the session or organization is no longer the current one.
func (l Lease) Renew(ctx context.Context) (authkit.Secret, error) {
	return l.get(ctx, l.token)
}

func (l Lease) get(ctx context.Context, rejected authkit.Secret) (authkit.Secret, error) {
	// Widget tokens need an organization, and belong to no session.
	if l.tokens.minter.HasKey() && l.identity.Organization != "" && !l.widget.NeedsSession {
		return l.mint(ctx, rejected)
	}
	token, err := l.tokens.source.AccessToken(ctx, l.identity.Session, l.identity.Organization, rejected)
	if errors.Is(err, session.ErrStale) {
		return "", fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if err != nil {
		return "", fmt.Errorf("widget: access token: %w", err)
	}
	return token, nil
}

func notInCatalogue(id string) error {
	return fmt.Errorf("%w: there is no widget %.64q", ErrNotInCatalogue, id)
}
