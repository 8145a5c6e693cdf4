package keychain_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

func TestMain(m *testing.M) {
	if os.Getenv(sceneVariable) != "" {
		os.Exit(m.Run()) // go-keyring never closes its bus connection
	}
	goleak.VerifyTestMain(m)
}

// sceneVariable is set in the processes that TestOnARealSecretService starts.
const sceneVariable = "KEYCHAIN_TEST_SCENE"

// ring is a keychain in memory. Its faults, when set, come before each call.
type ring struct {
	mu      sync.Mutex
	entries map[string]string
	fault   func(op, account string) error
	keep    func(password string) (string, bool) // what is kept of it, if anything is
	calls   []string
	inside  int
}

func newRing() *ring { return &ring{entries: map[string]string{}} }

func (r *ring) enter(op, account string) error {
	r.mu.Lock()
	r.calls = append(r.calls, op)
	r.inside++
	if r.inside > 1 {
		panic("two calls at once")
	}
	fault := r.fault
	r.mu.Unlock()
	defer func() { r.mu.Lock(); r.inside--; r.mu.Unlock() }()
	if fault != nil {
		return fault(op, account)
	}
	return nil
}

func (r *ring) Set(service, account, password string) error {
	if err := r.enter("set", account); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := true
	if r.keep != nil {
		password, kept = r.keep(password)
	}
	if kept {
		r.entries[service+"/"+account] = password
	}
	return nil
}

func (r *ring) Get(service, account string) (string, error) {
	if err := r.enter("get", account); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	password, ok := r.entries[service+"/"+account]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return password, nil
}

func (r *ring) Delete(service, account string) error {
	if err := r.enter("delete", account); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.entries[service+"/"+account]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.entries, service+"/"+account)
	return nil
}

// stored is the entry of an account as it stands in the ring.
func (r *ring) stored(account string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries[keychain.Service()+"/"+account]
}

func (r *ring) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.entries)
}

func (r *ring) log() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.calls, " ")
}

const account = "client_01 api.workos.com release"

func session(token authkit.Secret) keychain.Entry {
	return keychain.Entry{
		RefreshToken: token, Session: "session_01", Organization: "org_acme", Role: "admin",
		User:        authkit.User{ID: "user_01", Email: "zoe@acme.example", FirstName: "Zoë", LastName: "Ångström", PictureURL: "https://workoscdn.example/zoe.png"},
		Permissions: []string{"widgets:users-table:manage"},
	}
}

// operations are all that can be asked of a Store.
var operations = map[string]func(context.Context, *keychain.Store) error{
	"read":   func(ctx context.Context, s *keychain.Store) error { _, err := s.Load(ctx); return err },
	"write":  func(ctx context.Context, s *keychain.Store) error { return s.Save(ctx, session("t1")) },
	"delete": func(ctx context.Context, s *keychain.Store) error { return s.Delete(ctx) },
	"probe":  func(ctx context.Context, s *keychain.Store) error { return s.Probe(ctx) },
}

func expectUnavailable(t *testing.T, err error, op string, cause error) {
	t.Helper()
	var e *keychain.UnavailableError
	if !errors.As(err, &e) || e.Op != op || cause != nil && !errors.Is(err, cause) {
		t.Errorf("%s: error %v, want an UnavailableError of %v", op, err, cause)
	}
}

func TestASessionIsKeptUntilItIsForgotten(t *testing.T) {
	r := newRing()
	if _, err := keychain.New(account, r).Load(t.Context()); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("from an empty keychain: %v", err)
	}
	want := session("t1")
	want.Impersonator = &authkit.Impersonator{Email: "support@acme.example", Reason: "Ticket 7"}
	if err := keychain.New(account, r).Save(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := keychain.New(account, r).Load(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if _, err := keychain.New("another", r).Load(t.Context()); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("another account's: %v", err)
	}
	for range 2 { // the second time there is nothing to forget
		if err := keychain.New(account, r).Delete(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if r.size() != 0 {
		t.Error("the session is still there")
	}
}

func TestOnlyTheFirstWriteIsReadBack(t *testing.T) {
	r := newRing()
	s := keychain.New(account, r)
	for _, token := range []authkit.Secret{"t1", "t2", "t3"} {
		if err := s.Save(t.Context(), session(token)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := r.log(), "set get set set"; got != want {
		t.Errorf("calls %q, want %q", got, want)
	}
}

func TestAKeychainThatKeepsNothingIsFoundOut(t *testing.T) {
	for name, keep := range map[string]func(string) (string, bool){
		"it drops what it takes":     func(string) (string, bool) { return "", false },
		"it cuts short":              func(p string) (string, bool) { return p[:len(p)/2], true },
		"it takes ASCII only":        func(p string) (string, bool) { return strings.Map(ascii, p), true },
		"it is short of a whole one": func(p string) (string, bool) { return p[:min(len(p), 200)], true },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing()
			r.keep = keep
			s := keychain.New(account, r)
			for range 2 { // it is not believed the second time either
				expectUnavailable(t, s.Save(t.Context(), session("t1")), "write", nil)
			}
			expectUnavailable(t, s.Probe(t.Context()), "probe", nil)
			if r.keep = nil; s.Save(t.Context(), session("t1")) != nil {
				t.Error("it is not believed once it works")
			}
		})
	}
}

func ascii(r rune) rune {
	if r > 127 {
		return '?'
	}
	return r
}

func TestWhateverTheKeychainFailsWithItIsUnavailable(t *testing.T) {
	for name, fault := range map[string]func(string, string) error{
		"locked":     func(string, string) error { return errors.New("failed to unlock correct collection") },
		"missing":    func(string, string) error { return keyring.ErrUnsupportedPlatform },
		"full":       func(string, string) error { return keyring.ErrSetDataTooBig },
		"breaks off": func(string, string) error { var signal *struct{ Name string }; return errors.New(signal.Name) },
	} {
		t.Run(name, func(t *testing.T) {
			for op, do := range operations {
				r := newRing()
				r.fault = fault
				s := keychain.New(account, r)
				expectUnavailable(t, do(t.Context(), s), op, nil)
				if r.fault = nil; do(t.Context(), s) != nil && op != "read" {
					t.Errorf("%s: it does not recover", op)
				}
			}
		})
	}
}

func TestAReadOnlyKeychainStillReads(t *testing.T) {
	r := newRing()
	if err := keychain.New(account, r).Save(t.Context(), session("t1")); err != nil {
		t.Fatal(err)
	}
	readOnly := errors.New("read-only")
	r.fault = func(op, _ string) error {
		if op == "get" {
			return nil
		}
		return readOnly
	}
	s := keychain.New(account, r)
	if got, err := s.Load(t.Context()); err != nil || got.RefreshToken != "t1" {
		t.Errorf("%v, %v", got, err)
	}
	expectUnavailable(t, s.Save(t.Context(), session("t2")), "write", readOnly)
	expectUnavailable(t, s.Delete(t.Context()), "delete", readOnly)
}

func TestAProbeLeavesNothingBehind(t *testing.T) {
	broken := errors.New("broken")
	for name, tc := range map[string]struct {
		fault func(op, account string) error
		keep  func(string) (string, bool)
		want  error
	}{
		"a good keychain": {nil, nil, nil},
		"one that can't read": {func(op, _ string) error {
			if op == "get" {
				return broken
			}
			return nil
		}, nil, broken},
		"one that lies": {nil, func(p string) (string, bool) { return "x" + p, true }, errAny},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing()
			if err := keychain.New(account, r).Save(t.Context(), session("t1")); err != nil {
				t.Fatal(err)
			}
			before := r.stored(account)
			r.fault, r.keep = tc.fault, tc.keep
			err := keychain.New(account, r).Probe(t.Context())
			if tc.want == nil && err != nil || tc.want != nil && err == nil || tc.want == broken && !errors.Is(err, broken) {
				t.Errorf("error %v, want %v", err, tc.want)
			}
			if r.size() != 1 || r.stored(account) != before {
				t.Errorf("%d entries", r.size())
			}
		})
	}
}

var errAny = errors.New("any")

// block makes a ring's calls of one operation wait until they are let go.
func (r *ring) block(op string) (release func()) {
	gate := make(chan struct{})
	r.fault = func(got, _ string) error {
		if got == op {
			<-gate
		}
		return nil
	}
	return func() { close(gate) }
}

func TestNoCallIsWaitedForLongerThanItsTime(t *testing.T) {
	first := map[string]string{"read": "get", "write": "set", "delete": "delete", "probe": "set"}
	for op, do := range operations {
		t.Run(op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRing()
				release := r.block(first[op])
				defer release()
				start := time.Now()
				err := do(t.Context(), keychain.New(account, r))
				expectUnavailable(t, err, op, nil)
				if took := time.Since(start); took != keychain.CallTimeout {
					t.Errorf("took %v", took)
				}
				if want := "no answer within 10s"; err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q in it", err, want)
				}
			})
		})
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	gaveUp := errors.New("gave up")
	synctest.Test(t, func(t *testing.T) {
		r := newRing()
		release := r.block("get")
		defer release()
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(gaveUp) })
		start := time.Now()
		_, err := keychain.New(account, r).Load(ctx)
		expectUnavailable(t, err, "read", gaveUp)
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestACallWhoseContextHasEndedTouchesNothing(t *testing.T) {
	for op, do := range operations {
		for range 20 { // a select between two ready cases is a toss
			r := newRing()
			s := keychain.New(account, r)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			expectUnavailable(t, do(ctx, s), op, context.Canceled)
			if err := s.Save(t.Context(), session("t1")); err != nil { // waits for whatever was begun
				t.Fatal(err)
			}
			if got, want := r.log(), "set get"; got != want {
				t.Fatalf("%s: calls %q, want %q", op, got, want)
			}
		}
	}
}

func TestAWriteThatTimedOutIsNeverOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRing()
		release := r.block("set")
		s := keychain.New(account, r)
		expectUnavailable(t, s.Save(t.Context(), session("t1")), "write", nil) // a prompt is open
		expectUnavailable(t, s.Save(t.Context(), session("t2")), "write", nil) // never gets its turn
		if got, want := r.log(), "set"; got != want {
			t.Errorf("calls %q while the first is out, want %q", got, want)
		}
		later := make(chan error)
		go func() { later <- s.Save(t.Context(), session("t3")) }()
		synctest.Wait()
		release()
		if err := <-later; err != nil {
			t.Error(err)
		}
		got, err := s.Load(t.Context())
		if err != nil || got.RefreshToken != "t3" {
			t.Errorf("%q, %v: the last write is not what stands", got.RefreshToken.Reveal(), err)
		}
		if got, want := r.log(), "set get set get"; got != want {
			t.Errorf("calls %q, want %q", got, want)
		}
	})
}

func TestAProbeThatTimedOutStillCleansUp(t *testing.T) {
	for _, at := range []string{"set", "get", "delete"} {
		t.Run("at "+at, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRing()
				release := r.block(at)
				s := keychain.New(account, r)
				expectUnavailable(t, s.Probe(t.Context()), "probe", nil)
				release()
				synctest.Wait()
				if r.size() != 0 {
					t.Error("the probe's entry is still there")
				}
			})
		})
	}
}

func TestManyCallersTakeTurns(t *testing.T) {
	r := newRing() // panics on two calls at once
	s := keychain.New(account, r)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			for op, do := range operations {
				if err := do(t.Context(), s); err != nil && !errors.Is(err, keychain.ErrNotFound) {
					t.Errorf("%s %d: %v", op, i, err)
				}
			}
		})
	}
	all.Wait()
}

func TestAnUnavailableErrorSaysNothingOfTheSession(t *testing.T) {
	r := newRing()
	r.fault = func(string, string) error { return errors.New("full") }
	text := fmt.Sprintf("%v %+v", keychain.New(account, r).Save(t.Context(), session("hunter2")), session("hunter2"))
	if strings.Contains(text, "hunter2") {
		t.Error(text)
	}
}
