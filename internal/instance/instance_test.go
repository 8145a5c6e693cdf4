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
	t.Setenv("XDG_ACTIVATION_TOKEN", "not a token")
	t.Setenv("DESKTOP_STARTUP_ID", "gnome-shell/app/1-2_TIME3")
	if err := Raise(t.Context(), dir, account); err != nil {
		t.Fatal(err)
	}
	if raised.Load() != 1 {
		t.Errorf("raised %d times", raised.Load())
	}
	if hasPermissions { // unix
		if got := l.ActivationToken(); got != "gnome-shell/app/1-2_TIME3" {
			t.Errorf("token %q", got)
		}
		if got := l.ActivationToken(); got != "" {
			t.Errorf("the token is given twice: %q", got)
		}
	}
	if _, err := Claim(t.Context(), dir, account, ""); !errors.Is(err, ErrRunning) || raised.Load() != 2 {
		t.Errorf("Claim: %v, raised %d times", err, raised.Load())
	}
}

func TestTheWindowOfAnotherAccountIsLeftAlone(t *testing.T) {
	dir := shortDir(t)
	raised := serve(t, acquire(t, dir, account))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := Raise(ctx, dir, "another"); err == nil || raised.Load() != 0 {
		t.Errorf("got %v, raised %d times", err, raised.Load())
	}
}

func TestASecondStartWaitsForOneThatIsStillStarting(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	done := make(chan error, 1)
	go func() { done <- Raise(t.Context(), dir, account) }()
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
	for name, start := range map[string]func() error{
		"Raise": func() error { return Raise(t.Context(), dir, account) },
		"Claim": func() error { _, err := Claim(t.Context(), dir, account, ""); return err },
	} {
		began := time.Now()
		err := start()
		var words *Error
		if !errors.As(err, &words) || errors.Is(err, ErrRunning) || !strings.Contains(words.Problem, "does not answer") || words.Mend == "" {
			t.Errorf("%s: got %v", name, err)
		}
		if took := time.Since(began); took < AnswerTime/2 || took > 2*AnswerTime {
			t.Errorf("%s took %v", name, took)
		}
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
	go Raise(t.Context(), dir, account)
	<-begun
	if err := l.Release(); !errors.Is(err, errBusy) {
		t.Errorf("got %v", err)
	}
	acquire(t, dir, account)
}

func TestRaiseEndsWithItsContext(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	stuck := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	if err := l.Serve(Handler{Raise: func() { cancel(); <-stuck }}); err != nil {
		t.Fatal(err)
	}
	defer close(stuck)
	began := time.Now()
	if err := Raise(ctx, dir, account); err == nil || time.Since(began) > AnswerTime/2 {
		t.Errorf("got %v after %v", err, time.Since(began))
	}
}

func TestRubbishIsNoRequest(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	raised := serve(t, l)
	for name, line := range map[string]string{
		"another word":         "quit\n",
		"a word too many":      "raise a b\n",
		"a token out of shape": "raise \x1b[2J\n",
		"a token without end":  "raise " + strings.Repeat("x", 1<<20) + "\n",
		"no end of line":       "raise",
		"nothing":              "",
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
	if raised.Load() != 0 || l.ActivationToken() != "" {
		t.Errorf("raised %d times", raised.Load())
	}
	if err := Raise(t.Context(), dir, account); err != nil {
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
	if err := Raise(t.Context(), dir, account); err != nil {
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
	if err := Raise(t.Context(), dir, account); err != nil || raised.Load() != 1 {
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
	if err := Raise(t.Context(), dir, account); err != nil {
		t.Error(err)
	}
	if err := l.Release(); err != nil {
		t.Error(err)
	}
}

func FuzzIsToken(f *testing.F) {
	f.Add("gnome-shell/app/1-2_TIME3")
	f.Add("a\nraise")
	f.Fuzz(func(t *testing.T, s string) {
		if isToken(s) && (strings.ContainsAny(s, " \n\x00\x1b") || len(s) > maxToken || s == "") {
			t.Errorf("%q", s)
		}
	})
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
