// Package keychain keeps the session in the operating system's keychain: one entry, keyed by client ID and
// API host. A keychain may be missing, locked, slow or full; its calls may never return. Every method here
// returns within its context or CallTimeout, whichever ends first.
package keychain

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"workos-widgets/internal/brand"
)

// CallTimeout is how long one call may take before the keychain counts as unavailable. A person may be
// typing a password into its prompt meanwhile; the call goes on, and the next one waits for its end.
const CallTimeout = 10 * time.Second

// Service is the name under which entries stand in the keychain.
func Service() string { return brand.Current().ID }

// ErrNotFound means the keychain works and holds no session.
var ErrNotFound = errors.New("keychain: no session is stored")

// DamagedError is an entry that cannot be read back as a session. It is left where it is.
type DamagedError struct {
	Reason string
}

func (e *DamagedError) Error() string { return "keychain: the stored entry can't be used: " + e.Reason }

// UnavailableError means the keychain did not do what it was asked.
type UnavailableError struct {
	Op  string
	Err error
}

func (e *UnavailableError) Error() string { return "keychain: " + e.Op + ": " + e.Err.Error() }

// Unwrap gives the keychain's own error.
func (e *UnavailableError) Unwrap() error { return e.Err }

var (
	errSlow     = fmt.Errorf("no answer within %s", CallTimeout)
	errReadBack = errors.New("it took the entry and did not keep it")
)

// Store is one session's place in the keychain. It is safe for concurrent use.
type Store struct {
	account string
	ring    Ring
	// turn holds one token: whoever has it may call the keychain. A call that has timed out keeps it until
	// it returns, so that a write is never overtaken by a later one.
	turn chan struct{}
	// checked is set once an entry has been read back; guarded by turn.
	checked bool
}

// New returns the Store for an account: a name for client ID, API host and kind of build. A nil ring is the
// operating system's.
func New(account string, ring Ring) *Store {
	if ring == nil {
		ring = osRing{}
	}
	s := &Store{account: account, ring: ring, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// Load reads the session. It fails with ErrNotFound, a *DamagedError or an *UnavailableError.
func (s *Store) Load(ctx context.Context) (Entry, error) {
	var raw string
	err := s.call(ctx, "read", func() (err error) {
		raw, err = s.ring.Get(Service(), s.account)
		return err
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return Entry{}, ErrNotFound
	}
	if err != nil {
		return Entry{}, err
	}
	e, err := decode(raw)
	if err != nil {
		return Entry{}, &DamagedError{Reason: err.Error()}
	}
	return e, nil
}

// Save writes the session. The first write of a Store's life is read back: some keychains take everything
// and keep nothing.
func (s *Store) Save(ctx context.Context, e Entry) error {
	raw, err := e.encode()
	if err != nil {
		return &UnavailableError{Op: "write", Err: err}
	}
	return s.call(ctx, "write", func() error {
		if err := s.ring.Set(Service(), s.account, raw); err != nil || s.checked {
			return err
		}
		err := s.readBack(s.account, raw)
		s.checked = err == nil
		return err
	})
}

func (s *Store) readBack(account, want string) error {
	got, err := s.ring.Get(Service(), account)
	if errors.Is(err, keyring.ErrNotFound) || err == nil && got != want {
		return errReadBack
	}
	return err
}

// Delete forgets the session. No session to forget is no error.
func (s *Store) Delete(ctx context.Context) error {
	err := s.call(ctx, "delete", func() error { return s.ring.Delete(Service(), s.account) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// Probe writes, reads and deletes an entry of its own, as large as a session may get and not all ASCII, to
// see whether the keychain is usable. When it times
// out it still deletes what it wrote, as soon as the keychain lets it.
func (s *Store) Probe(ctx context.Context) error {
	// A name of its own for each probe: two processes may be at it.
	account, value := "probe "+rand.Text(), rand.Text()
	value += strings.Repeat("å", (maxEntry-len(value))/len("å"))
	return s.call(ctx, "probe", func() error {
		if err := s.ring.Set(Service(), account, value); err != nil {
			return err
		}
		err := s.readBack(account, value)
		if gone := s.ring.Delete(Service(), account); err == nil {
			return gone
		}
		return err
	})
}

// call runs one call of the keychain after the one before it has returned, and gives up waiting after
// CallTimeout. The goroutine it leaves behind then ends when the keychain answers; there can be only one.
func (s *Store) call(ctx context.Context, op string, f func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, CallTimeout, errSlow)
	defer cancel()
	select {
	case <-s.turn:
	case <-ctx.Done():
		return &UnavailableError{Op: op, Err: context.Cause(ctx)}
	}
	done := make(chan error, 1)
	go func() {
		defer func() { s.turn <- struct{}{} }()
		if ctx.Err() != nil {
			return // too late to begin
		}
		done <- guard(f)
	}()
	select {
	case err := <-done:
		if err != nil {
			return &UnavailableError{Op: op, Err: err}
		}
		return nil
	case <-ctx.Done():
		return &UnavailableError{Op: op, Err: context.Cause(ctx)}
	}
}

// guard makes an error of a panic. go-keyring panics when its bus goes away while a prompt is open, and a
// keychain is no reason to lose the window.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it broke off: %v", p)
		}
	}()
	return f()
}
