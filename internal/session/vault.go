package session

import (
	"context"
	"errors"
	"time"

	"workos-widgets/internal/keychain"
)

// vault is the session's use of the keychain: one call at a time, of those waiting only the newest, and a
// failed one again later. Nobody waits for it but the refresh after the one whose token it writes.
type vault struct {
	busy bool
	// next waits for the call under way; failed is to be tried again at retryAt.
	next, failed *vaultCall
	failures     int
	retryAt      moment
}

type vaultCall struct {
	name string
	do   func(ctx context.Context) (then func(), err error)
}

func (v *vault) load(s *Session) {
	v.call(s, &vaultCall{name: "load", do: func(ctx context.Context) (func(), error) {
		entry, err := s.o.Keychain.Load(ctx)
		var damaged *keychain.DamagedError
		switch {
		case errors.Is(err, keychain.ErrNotFound):
			return func() { s.restored, s.unread = true, false }, nil
		case errors.As(err, &damaged):
			return func() { s.restored, s.unread = true, false; s.report(problemDamaged(s, damaged)) }, nil
		case err != nil:
			return func() { s.couldNotRead() }, err
		}
		return func() { s.restore(entry) }, nil
	}})
}

func (v *vault) save(s *Session, entry keychain.Entry) {
	v.call(s, &vaultCall{name: "save", do: func(ctx context.Context) (func(), error) {
		return nil, s.o.Keychain.Save(ctx, entry)
	}})
}

// forget deletes the entry. Until that has worked a mark says that its session is over, in case the
// application is closed first.
func (v *vault) forget(s *Session, sessionID string) {
	v.call(s, &vaultCall{name: "delete", do: func(ctx context.Context) (func(), error) {
		err := s.o.Keychain.Delete(ctx)
		if err != nil {
			s.o.MarkSignedOut(sessionID)
			return nil, err
		}
		s.o.MarkSignedOut("")
		return nil, nil
	}})
}

func (v *vault) call(s *Session, c *vaultCall) {
	v.failed = nil
	if v.busy {
		v.next = c
		return
	}
	v.busy = true
	s.start(func(ctx context.Context) func() {
		then, err := c.do(ctx)
		return func() { v.done(s, c, then, err) }
	})
}

func (v *vault) done(s *Session, c *vaultCall, then func(), err error) {
	v.busy = false
	if err == nil {
		v.failures = 0
		s.withdraw(codeKeychain)
	} else {
		s.o.Log.Warn("keychain failed", "call", c.name, "error", err)
	}
	if then != nil {
		then()
	}
	if v.next != nil {
		next := v.next
		v.next = nil
		v.call(s, next)
		return
	}
	if err != nil {
		v.failures++
		v.failed = c
		v.retryAt = s.moment().add(pauseAfter(v.failures + 3))
		s.report(problemKeychain(s, c.name, err))
	}
}

func (v *vault) untilDue(s *Session) time.Duration {
	if v.failed == nil || v.busy {
		return lookAgain
	}
	return -v.retryAt.since(s.moment())
}

func (v *vault) retry(s *Session) {
	if c := v.failed; c != nil && !v.busy && v.retryAt.passed(s.moment()) {
		v.call(s, c)
	}
}

// hurry has a failed call tried again at once: the person may have unlocked the keychain.
func (v *vault) hurry(s *Session) {
	if v.failed != nil {
		v.retryAt = s.moment()
	}
}

// couldNotRead leaves it open whether there is a stored session; it is looked for again.
func (s *Session) couldNotRead() {
	if !s.restored {
		s.restored, s.unread = true, true
	}
}

// decideStored says that what the keychain held no longer matters, or has been taken up.
func (s *Session) decideStored() { s.restored, s.unread, s.shelved = true, false, nil }

// restore takes up the stored session. Its access token is gone; the first refresh brings a new one.
func (s *Session) restore(e keychain.Entry) {
	switch {
	case s.restored && s.shelved == nil && !s.unread:
		return // somebody has signed in or out meanwhile
	case e.Session != "" && s.o.MarkedSignedOut(e.Session):
		s.o.Log.Info("a session that was signed out is deleted from the keychain")
		s.restored, s.unread = true, false
		s.vault.forget(s, e.Session)
		return
	case s.signIn != nil:
		s.restored, s.unread, s.shelved = true, false, &e
		return
	}
	s.decideStored()
	s.held = &held{entry: e, identity: identify(nil, Identity{
		Session: e.Session, SID: e.Session, User: e.User.ID, Organization: e.Organization, Role: e.Role, Permissions: e.Permissions,
	})}
	if o := s.o.OpenWith(e.User.ID); o != e.Organization {
		s.exchange.opening = o
	}
	s.see()
	s.o.Log.Info("session restored")
}
