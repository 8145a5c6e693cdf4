package widget

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/words"
)

// mintMargin is how long before its end a widget token is no longer used.
const mintMargin = 2 * time.Minute

// MissingPermissionError means WorkOS gives no token for a widget because the person's role lacks a permission.
type MissingPermissionError struct {
	// Widget is the widget's ID.
	Widget string
	// Permissions are what the role would need, any one of them.
	Permissions []string
	// Err is WorkOS's refusal.
	Err error
}

// Error is for logs.
func (e *MissingPermissionError) Error() string {
	return "widget: " + e.Widget + ": a permission is missing: " + strings.Join(e.Permissions, " or ")
}

// Message is in the person's words.
func (e *MissingPermissionError) Message() string {
	return words.T("Your role lacks the permission this page needs: %s. An administrator can grant it on the Roles page of the WorkOS dashboard.",
		strings.Join(e.Permissions, " "+words.T("or")+" "))
}

// Unwrap gives WorkOS's refusal.
func (e *MissingPermissionError) Unwrap() error { return e.Err }

// mint is the lease's token where there is an API key.
func (l Lease) mint(ctx context.Context, rejected authkit.Secret) (authkit.Secret, error) {
	t, id := l.tokens, l.identity
	if now, ok := t.source.Identity(); !ok || !sameBounds(now, id) {
		return "", ErrUnknown
	}
	scopes := l.widget.scopesFor(id.Permissions)
	key := mintKey{
		session: id.Session, user: id.User, organization: id.Organization, scopes: strings.Join(scopes, " "),
		rights: id.Role + " " + strings.Join(id.Permissions, " "),
	}
	token, err := t.minted.get(ctx, key, rejected, t.now, func(ctx context.Context) (authkit.Secret, error) {
		return t.minter.WidgetToken(ctx, id.User, id.Organization, scopes)
	})
	var refusal *authkit.Error
	switch {
	case err == nil:
		return token, nil
	case !errors.As(err, &refusal) || refusal.Kind != authkit.Refused:
		return "", fmt.Errorf("widget: token: %w", err)
	case refusal.Status == http.StatusForbidden && len(l.widget.Permissions) > 0:
		return "", &MissingPermissionError{Widget: l.widget.ID, Permissions: l.widget.Permissions, Err: err}
	case refusal.Status == http.StatusUnauthorized:
		return "", fmt.Errorf("%w: %w", ErrKeyRefused, err)
	}
	return "", fmt.Errorf("widget: token: %w", err)
}

// mintedTokens keeps widget tokens for most of the hour that they live, and asks for each once at a time.
// The zero value is ready to use.
type mintedTokens struct {
	mu      sync.Mutex
	tokens  map[mintKey]mintedToken
	flights map[mintKey]*flight
}

// mintKey is what a token is for. The person's rights belong to it: when their role is changed, tokens
// made under the old one are not used any more, and neither are those of an earlier session.
type mintKey struct{ session, user, organization, scopes, rights string }

// mintedToken is used from one moment of our clock to another, so that a leap of it makes a new one.
type mintedToken struct {
	token       authkit.Secret
	from, until time.Time
}

// flight is a request for a token that any number of callers wait for. It is given up when none is left.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	// token and err are there once done is closed.
	token authkit.Secret
	err   error
}

type asker func(context.Context) (authkit.Secret, error)

// get returns the token kept for key, unless it is the one rejected, or else a new one.
func (m *mintedTokens) get(ctx context.Context, key mintKey, rejected authkit.Secret, now func() time.Time, ask asker) (authkit.Secret, error) {
	m.mu.Lock()
	if k, ok := m.tokens[key]; ok {
		if at := now(); k.token != rejected && !at.Before(k.from) && at.Before(k.until) {
			m.mu.Unlock()
			return k.token, nil
		}
		delete(m.tokens, key)
	}
	f, ok := m.flights[key]
	if !ok {
		f = m.start(ctx, key, now, ask)
	}
	f.waiting++
	m.mu.Unlock()

	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		m.abandon(key, f)
		return "", ctx.Err()
	}
}

// start begins a flight; m.mu is held. The flight outlives the caller that began it as long as others wait.
func (m *mintedTokens) start(ctx context.Context, key mintKey, now func() time.Time, ask asker) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	if m.flights == nil {
		m.flights, m.tokens = map[mintKey]*flight{}, map[mintKey]mintedToken{}
	}
	m.flights[key] = f
	go func() {
		defer cancel()
		from := now()
		f.token, f.err = ask(ctx)
		m.mu.Lock()
		if m.flights[key] == f {
			delete(m.flights, key)
			if f.err == nil {
				m.tokens[key] = mintedToken{f.token, from, from.Add(authkit.WidgetTokenLife - mintMargin)}
			}
		}
		m.mu.Unlock()
		close(f.done)
	}()
	return f
}

func (m *mintedTokens) abandon(key mintKey, f *flight) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f.waiting--; f.waiting > 0 {
		return
	}
	f.cancel()
	if m.flights[key] == f {
		delete(m.flights, key)
	}
}

// clear forgets every token, and those still on their way.
func (m *mintedTokens) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.tokens)
	clear(m.flights)
}
