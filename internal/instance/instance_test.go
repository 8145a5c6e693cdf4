package instance

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const account = "client_01 at api.workos.com (release)"

// shortDir is a directory whose path leaves room for a socket, which t.TempDir's may not on macOS.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ww")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "locks")
}

func acquire(t *testing.T, dir, account string) *Lock {
	t.Helper()
	l, err := Acquire(dir, account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func serve(t *testing.T, l *Lock) *atomic.Int64 {
	t.Helper()
	var raised atomic.Int64
	if err := l.Serve(Handler{Raise: func() { raised.Add(1) }}); err != nil {
		t.Fatal(err)
	}
	return &raised
}

// again is a second start, whose error is nil once the first one's window was raised.
func again(ctx context.Context, dir string) error {
	lock, err := Claim(ctx, dir, account, "")
	switch {
	case errors.Is(err, ErrRunning):
		return nil
	case err != nil:
		return err
	}
	return errors.Join(errors.New("it took the lock"), lock.Release())
}

func TestOneLockForEachAccount(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	if _, err := Acquire(dir, account); !errors.Is(err, ErrRunning) {
		t.Errorf("a second lock: %v", err)
	}
	acquire(t, dir, account+"x")
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Errorf("releasing again: %v", err)
	}
	acquire(t, dir, account)
}

func TestTheLockFileStaysAndIsTheUsersAlone(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	serve(t, l)
	check := func(file string, want fs.FileMode) {
		t.Helper()
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if hasPermissions && info.Mode().Perm() != want {
			t.Errorf("%s has %v, want %v", file, info.Mode().Perm(), want)
		}
	}
	lock := filepath.Join(dir, name(account)+".lock")
	check(dir, 0o700)
	check(lock, 0o600)
	check(l.socket, 0o600)
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	check(lock, 0o600)
	if _, err := os.Lstat(l.socket); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket stays: %v", err)
	}
}

func TestADirectoryThatIsOpenToOthersIsClosed(t *testing.T) {
	if !hasPermissions {
		t.Skip("access lists keep others out here")
	}
	dir := shortDir(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	acquire(t, dir, account)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
}

func TestASecondStartRaisesTheWindow(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	raised := serve(t, l)
	for want := range int64(2) {
		if err := again(t.Context(), dir); err != nil || raised.Load() != want+1 {
			t.Errorf("got %v, raised %d times", err, raised.Load())
		}
	}
}

func TestTheWindowOfAnotherAccountIsLeftAlone(t *testing.T) {
	dir := shortDir(t)
	raised := serve(t, acquire(t, dir, account))
	other, err := Claim(t.Context(), dir, "another", "")
	if err != nil || raised.Load() != 0 {
		t.Fatalf("got %v, raised %d times", err, raised.Load())
	}
	if err := other.Release(); err != nil {
		t.Error(err)
	}
}

func TestASecondStartWaitsForOneThatIsStillStarting(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	done := make(chan error, 1)
	go func() { done <- again(t.Context(), dir) }()
	time.Sleep(3 * retryTime)
	raised := serve(t, l)
	if err := <-done; err != nil || raised.Load() != 1 {
		t.Errorf("got %v, raised %d times", err, raised.Load())
	}
}

func TestASecondStartTakesOverFromOneThatIsQuitting(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	time.AfterFunc(3*retryTime, func() { l.Release() })
	next, err := Claim(t.Context(), dir, account, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Release(); err != nil {
		t.Error(err)
	}
}

func TestOneThatDoesNotAnswerIsReportedInWords(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	stuck := make(chan struct{})
	if err := l.Serve(Handler{Raise: func() { <-stuck }}); err != nil {
		t.Fatal(err)
	}
	defer close(stuck)
	began := time.Now()
	err := again(t.Context(), dir)
	var words *Error
	if !errors.As(err, &words) || errors.Is(err, ErrRunning) || !strings.Contains(words.Problem, "does not answer") || words.Mend == "" {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took < AnswerTime/2 || took > 2*AnswerTime {
		t.Errorf("it took %v", took)
	}
}

func TestAWindowThatHangsDoesNotKeepTheProcessFromEnding(t *testing.T) {
	dir := shortDir(t)
	l, err := Acquire(dir, account)
	if err != nil {
		t.Fatal(err)
	}
	stuck, begun := make(chan struct{}), make(chan struct{})
	defer close(stuck)
	if err := l.Serve(Handler{Raise: func() { close(begun); <-stuck }}); err != nil {
		t.Fatal(err)
	}
	go again(t.Context(), dir)
	<-begun
	if err := l.Release(); !errors.Is(err, errBusy) {
		t.Errorf("got %v", err)
	}
	acquire(t, dir, account)
}

func TestASecondStartEndsWithItsContext(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	stuck := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	if err := l.Serve(Handler{Raise: func() { cancel(); <-stuck }}); err != nil {
		t.Fatal(err)
	}
	defer close(stuck)
	began := time.Now()
	if err := again(ctx, dir); err == nil || time.Since(began) > AnswerTime/2 {
		t.Errorf("got %v after %v", err, time.Since(began))
	}
}

func TestRubbishIsNoRequest(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	g := &guest{}
	if err := l.Serve(g.handler(true)); err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"another word":          "quit\n",
		"a word too many":       "raise a\n",
		"two links":             "open a: b:\n",
		"no link":               "open\n",
		"an empty link":         "offer \n",
		"a link out of shape":   "open a:\x1b[2J\n",
		"a link that is long":   "open a:" + strings.Repeat("x", maxLink) + "\n",
		"a link without an end": "offer a:" + strings.Repeat("x", 1<<20) + "\n",
		"no end of line":        "raise",
		"nothing":               "",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("unix", l.socket)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.Write([]byte(line))
			if c, ok := conn.(*net.UnixConn); ok {
				c.CloseWrite()
			}
			if got, err := readLine(conn); err == nil {
				t.Errorf("it is answered: %q", got)
			}
		})
	}
	if g.raised+len(g.opened)+len(g.offered) != 0 {
		t.Errorf("raised %d times, opened %q, offered %q", g.raised, g.opened, g.offered)
	}
	if err := again(t.Context(), dir); err != nil {
		t.Errorf("and then: %v", err)
	}
}

func TestOnesThatStaySilentHoldNobodyUp(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	serve(t, l)
	for range maxPeers - 1 {
		conn, err := net.Dial("unix", l.socket)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	began := time.Now()
	if err := again(t.Context(), dir); err != nil {
		t.Error(err)
	}
	if err := l.Release(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > AnswerTime/2 {
		t.Errorf("it took %v", took)
	}
}

func TestASocketThatWasLeftBehindIsReplaced(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	if err := os.WriteFile(l.socket, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	raised := serve(t, l)
	if err := again(t.Context(), dir); err != nil || raised.Load() != 1 {
		t.Errorf("got %v", err)
	}
}

func TestALockIsServedOnce(t *testing.T) {
	l := acquire(t, shortDir(t), account)
	serve(t, l)
	if err := l.Serve(Handler{Raise: func() {}}); err == nil {
		t.Error("it is served twice")
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if err := l.Serve(Handler{Raise: func() {}}); err == nil {
		t.Error("it is served after its release")
	}
}

func TestAPathTooLongForASocketIsReportedAndTheLockStands(t *testing.T) {
	dir := filepath.Join(shortDir(t), strings.Repeat("x", 100))
	l := acquire(t, dir, account)
	if err := l.Serve(Handler{Raise: func() {}}); !errors.Is(err, errLongPath) {
		t.Errorf("got %v", err)
	}
	if _, err := Acquire(dir, account); !errors.Is(err, ErrRunning) {
		t.Errorf("got %v", err)
	}
}

func TestWhereThereCanBeNoLockItIsSaidInWords(t *testing.T) {
	file := shortDir(t)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{
		"a file in its place": file,
		"a file in its way":   filepath.Join(file, "locks"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Acquire(dir, account)
			var words *Error
			if !errors.As(err, &words) || !strings.Contains(words.Problem, "only once") || !strings.Contains(words.Mend, "belongs to you") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNoGoroutineIsLeft(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := shortDir(t)
	l := acquire(t, dir, account)
	serve(t, l)
	if err := again(t.Context(), dir); err != nil {
		t.Error(err)
	}
	if err := l.Release(); err != nil {
		t.Error(err)
	}
}

func TestASecondStartWaitsForOneWhoseWindowIsGone(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, "a")
	raised := serve(t, l)
	l.StopServing()
	const quitting = AnswerTime + time.Second // longer than an answer may take
	go func() {
		time.Sleep(quitting)
		_ = l.Release()
	}()
	began := time.Now()
	next, err := Claim(t.Context(), dir, "a", "")
	if err != nil {
		t.Fatalf("after %s: %v", time.Since(began), err)
	}
	defer func() { _ = next.Release() }()
	if raised.Load() != 0 {
		t.Error("a window that is gone was raised")
	}
}
