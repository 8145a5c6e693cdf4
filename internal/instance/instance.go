// Package instance keeps the application to one process for each account of a user: a file lock, taken
// before anything reads the keychain and held for life, so that two processes never refresh the same
// stored token. A second start has the first one raise its window, and hands it the deep link it was started with.
//
// Wails' own single-instance lock comes after the start-up has begun and is skipped without a session bus.
package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"workos-widgets/internal/words"
)

// ErrRunning means that another process holds the lock.
var ErrRunning = errors.New("the application is already running")

// Error is why there can be no lock, or no answer from the process that holds it, in the user's words.
type Error struct {
	// Problem is a sentence that says what happened, Mend one that says what to do.
	Problem, Mend string
	// Err is the operating system's error; it may name paths.
	Err error
}

func (e *Error) Error() string { return e.Problem + " " + e.Mend }

// Unwrap gives the operating system's error.
func (e *Error) Unwrap() error { return e.Err }

// Lock is the right to be the only process of an account. The operating system takes it back when the
// process ends, however it ends.
type Lock struct {
	file   *flock.Flock
	socket string

	mu       sync.Mutex
	server   *server // nil until Serve
	released bool
}

// Acquire takes the lock of an account, in a directory that is the user's own. The error is ErrRunning when
// another process holds it, else an *Error. The lock's file stays where it is: a file that is deleted could
// be locked by two processes, one under each name.
func Acquire(dir, account string) (*Lock, error) {
	if err := ownDir(dir); err != nil {
		return nil, cannotLock(err)
	}
	base := filepath.Join(dir, name(account))
	file := flock.New(base+".lock", flock.SetPermissions(0o600))
	switch held, err := file.TryLock(); {
	case err != nil:
		return nil, cannotLock(err)
	case !held:
		return nil, ErrRunning
	}
	return &Lock{file: file, socket: base + ".sock"}, nil
}

// QuitTime is how long Claim waits for a process that has closed its window and still holds the lock: it may be
// putting away what must not be lost.
const QuitTime = 15 * time.Second

// Claim takes the lock of an account, or else has the process that holds it raise its window; the error is
// then ErrRunning, and there is nothing left to do. One that is about to end is waited for, QuitTime at most, so
// that quitting and starting again at once works; one that does not answer within AnswerTime is an *Error. Link is the
// deep link that this process was started with, for the one that runs; "" when there is none.
func Claim(ctx context.Context, dir, account, link string) (*Lock, error) {
	ctx, cancel := context.WithTimeout(ctx, QuitTime)
	defer cancel()
	for {
		lock, err := Acquire(dir, account)
		if !errors.Is(err, ErrRunning) {
			return lock, err
		}
		err = askFor(ctx, filepath.Join(dir, name(account)+".sock"), link)
		switch {
		case err == nil:
			return nil, ErrRunning
		case !errors.Is(err, errNobody), !sleep(ctx):
			return nil, unanswered(err)
		}
	}
}

func askFor(ctx context.Context, socket, link string) error {
	ctx, cancel := context.WithTimeout(ctx, AnswerTime)
	defer cancel()
	request := wordRaise
	if isPassable(link) {
		request = wordOpen + " " + link
	}
	_, err := ask(ctx, socket, request)
	return err
}

// Handler is what the process that holds the lock does for second starts. Its functions may be called by several
// goroutines at once, and the second process waits for them to return. A link can be anything that somebody has
// the desktop open: it is printable ASCII, and bounded.
type Handler struct {
	// Raise brings the window to the front.
	Raise func()
	// Open does what a link asks for, and brings the window to the front. Nil takes no links.
	Open func(link string)
	// Offer takes a link that is the answer to a sign-in under way here and reports whether it was; it then brings
	// the window to the front. Nil takes no links.
	Offer func(link string) bool
}

// Serve begins to listen for second starts, until Release, and has h do what they ask for.
func (l *Lock) Serve(h Handler) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.released || l.server != nil {
		return errors.New("instance: the lock has been released, or is served already")
	}
	s, err := listen(l.socket, h)
	if err != nil {
		return fmt.Errorf("instance: a second start won't be able to raise the window: %w", err)
	}
	l.server = s
	return nil
}

// StopServing takes no more second starts, which then wait for the lock. It does not wait for those under way,
// and may be called at any time.
func (l *Lock) StopServing() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != nil {
		_ = l.server.stop() // Release reports what matters of it
	}
}

// Release stops listening, waits up to AnswerTime until the calls of the handler have returned, and gives the
// lock back. It may be called more than once, but not by the handler.
func (l *Lock) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.released {
		return nil
	}
	l.released = true
	var err error
	if s := l.server; s != nil {
		l.server = nil
		l.mu.Unlock() // StopServing does not wait meanwhile
		err = s.close()
		l.mu.Lock()
	}
	if err := errors.Join(err, l.file.Unlock()); err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	return nil
}

// name is the name of an account's files: short, since the address of a socket has room for about 100 bytes.
func name(account string) string {
	sum := sha256.Sum256([]byte(account))
	return hex.EncodeToString(sum[:8])
}

// retryTime is how often a second start tries again while the first is on its way up or down.
const retryTime = 25 * time.Millisecond

// sleep waits for retryTime; it reports false when ctx has ended.
func sleep(ctx context.Context) bool {
	t := time.NewTimer(retryTime)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func cannotLock(err error) *Error {
	problem := words.T("The application can't make sure that it runs only once: %s.", reason(err))
	mend := words.T("Check that the directory exists, belongs to you and can be written to.")
	var p *fs.PathError
	if errors.As(err, &p) {
		mend = words.T("Check that %s belongs to you and can be written to, and that the disk is not full.", p.Path)
	}
	if errors.Is(err, fs.ErrPermission) {
		mend += " " + words.T("It may have been left by a start as another user; then delete it.")
	}
	return &Error{Problem: problem, Mend: mend, Err: err}
}

func unanswered(err error) *Error {
	return &Error{
		Problem: words.T("The application is already running, but it does not answer."),
		Mend:    words.T("Wait a moment and start it again; if that does not help, end it with the system's task manager first."),
		Err:     err,
	}
}

// reason is what went wrong with a file, without its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

var (
	errNotDir  = errors.New("something that is not a directory is in its place")
	errForeign = errors.New("its directory belongs to another user")
)

// ownDir makes the directory, for the user alone, or sees to it that it is so. Its permissions are what
// keeps other users from the socket.
func ownDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return &fs.PathError{Op: "open", Path: dir, Err: errNotDir}
	case !isOurs(info):
		return &fs.PathError{Op: "open", Path: dir, Err: errForeign}
	case hasPermissions && info.Mode().Perm()&0o077 != 0:
		return os.Chmod(dir, 0o700)
	}
	return nil
}
