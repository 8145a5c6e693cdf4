package logging

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// buffer is a console that can be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func closeLog(t *testing.T, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestALineIsOnTheConsoleInTheFileAndInMemoryWithoutItsSecrets(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "app")
	var console buffer
	l := Open(Options{Console: &console, Dir: dir})
	l.Info("signed in", "token", short, "who", "zoe@acme.example", "key", key)
	recent := strings.Join(l.Recent(), "\n")
	closeLog(t, l)
	for place, got := range map[string]string{"console": console.String(), "file": content(t, filepath.Join(dir, fileName())), "memory": recent} {
		if !strings.Contains(got, `msg="signed in" token=[redacted] who=[redacted] key=[redacted]`) {
			t.Errorf("%s: %q", place, got)
		}
	}
	if l.Dir() != dir {
		t.Errorf("Dir() = %q", l.Dir())
	}
}

func TestTheLogIsItsOwnersAloneAlsoWhenItWasNot(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes; the directory is the user's own there")
	}
	dir := filepath.Join(t.TempDir(), "app")
	path := filepath.Join(dir, fileName())
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(path, []byte("earlier\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	l := Open(Options{Dir: dir})
	l.Info("later")
	closeLog(t, l)
	for path, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if got := content(t, path); !strings.HasPrefix(got, "earlier\n") || !strings.Contains(got, "later") {
		t.Errorf("the file holds %q", got)
	}
}

func TestAFileThatCannotBeOpenedStopsNothing(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"a file where the directory belongs": func(dir string) error { return os.WriteFile(dir, nil, 0o600) },
		"a directory where the file belongs": func(dir string) error { return os.MkdirAll(filepath.Join(dir, fileName()), 0o700) },
		"a link to nowhere": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), os.Symlink(filepath.Join(dir, "none", "x"), filepath.Join(dir, fileName())))
		},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && name == "a link to nowhere" {
				t.Skip("people have no such links there")
			}
			dir := filepath.Join(t.TempDir(), "app")
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			var console buffer
			l := Open(Options{Console: &console, Dir: dir})
			l.Info("on we go")
			closeLog(t, l)
			if got := console.String(); !strings.Contains(got, "not kept in a file") || !strings.Contains(got, "on we go") {
				t.Errorf("the console has %q", got)
			}
			if l.Dir() != "" || len(l.Recent()) != 2 {
				t.Errorf("Dir() = %q, Recent() = %q", l.Dir(), l.Recent())
			}
		})
	}
}

func TestFilesReplaceOneAnother(t *testing.T) {
	dir := t.TempDir()
	l := Open(Options{Dir: dir})
	line := strings.Repeat("x ", maxValue/2-1)
	for i := range 5 << 20 / maxValue {
		l.Info("filling", "n", i, "with", line)
		if i%1000 == 999 { // keep within what may wait
			time.Sleep(20 * time.Millisecond)
		}
	}
	closeLog(t, l)
	var files []string
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		files, _ = filepath.Glob(filepath.Join(dir, "*"))
		if len(files) == maxOldFiles+1 || time.Now().After(deadline) { // old ones are deleted in the background
			break
		}
	}
	if len(files) != maxOldFiles+1 {
		t.Fatalf("there are %q", files)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Size() > maxFileMegabytes<<20 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %d bytes, %v, %v", f, info.Size(), info.Mode(), err)
		}
	}
}

func TestTheLevelChangesByName(t *testing.T) {
	l := Open(Options{Level: slog.LevelWarn})
	for _, step := range []struct{ level, want string }{
		{"debug", "debug info warn error"}, {"info", "info warn error"}, {"error", "error"}, {"", "warn error"}, {"loud", "warn error"},
	} {
		before := len(l.Recent())
		l.SetLevel(step.level)
		l.Debug("debug")
		l.Info("info")
		l.Warn("warn")
		l.Error("error")
		var got []string
		for _, line := range l.Recent()[before:] {
			got = append(got, line[strings.LastIndex(line, "msg=")+4:])
		}
		if strings.Join(got, " ") != step.want {
			t.Errorf("at %q: %q", step.level, got)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l := Open(Options{})
	for i := range 2 * tailLines {
		l.Info("x", "n", i)
	}
	got := l.Recent()
	if len(got) != tailLines || !strings.Contains(got[0], fmt.Sprint("n=", tailLines)) || !strings.HasSuffix(got[tailLines-1], fmt.Sprint("n=", 2*tailLines-1)) {
		t.Errorf("%d lines from %q to %q", len(got), got[0], got[len(got)-1])
	}
	for range tailLines {
		l.Info(strings.Repeat("é ", maxValue))
	}
	size := 0
	for _, line := range l.Recent() {
		size += len(line)
	}
	if size > tailBytes || size < tailBytes/2 {
		t.Errorf("%d bytes are kept", size)
	}
}

// stuck is a terminal that takes nothing until it is let go.
type stuck struct {
	buffer
	free chan struct{}
}

func (s *stuck) Write(p []byte) (int, error) {
	<-s.free
	return s.buffer.Write(p)
}

func TestATerminalThatIsStuckHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		console := &stuck{free: make(chan struct{})}
		l := Open(Options{Console: console})
		start := time.Now()
		for i := range 2 * waitingLines {
			l.Info("x", "n", i)
		}
		if took := time.Since(start); took != 0 { // nobody waits in a bubble without its clock going on
			t.Errorf("logging took %v", took)
		}
		if err := l.Close(); err == nil || time.Since(start) != closePatience {
			t.Errorf("Close: %v after %v", err, time.Since(start))
		}
		close(console.free)
		synctest.Wait()
		written, missing := strings.Count(console.String(), "msg=x"), 0
		_, after, _ := strings.Cut(console.String(), "lines are missing here\" lines=")
		if _, err := fmt.Sscan(after, &missing); err != nil || written+missing != 2*waitingLines || missing == 0 {
			t.Errorf("%d lines written, %d said to be missing (%v)", written, missing, err)
		}
	})
}

// broken is a disk that is full now and then.
type broken struct {
	bytes.Buffer
	full bool
}

func (b *broken) Write(p []byte) (int, error) {
	if b.full {
		return 0, errors.New("no space left")
	}
	return b.Buffer.Write(p)
}

func TestLinesThatCouldNotBeWrittenAreCounted(t *testing.T) {
	b := &broken{full: true}
	s := &sink{w: b}
	s.write([]byte("one\n"))
	s.write([]byte("two\n"))
	b.full = false
	s.write([]byte("three\n"))
	s.write([]byte("four\n"))
	if got := b.String(); strings.Contains(got, "one") || !strings.HasSuffix(got, "msg=\"log lines are missing here\" lines=2\nthree\nfour\n") {
		t.Errorf("written: %q", got)
	}
}

func TestManyMayLogWhileItIsClosed(t *testing.T) {
	dir := t.TempDir()
	l := Open(Options{Dir: dir})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 200 {
				l.Info("x", "n", i)
				l.SetLevel([]string{"debug", "info"}[i%2])
				_ = l.Recent()
			}
		})
	}
	l.Info("before")
	closeLog(t, l)
	closeLog(t, l)
	all.Wait()
	if !strings.Contains(content(t, filepath.Join(dir, fileName())), "msg=before") {
		t.Error("a line from before Close is not in the file")
	}
}

func TestDefaultDirFollowsTheSystem(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the XDG directories are Linux's")
	}
	t.Setenv("HOME", "/home/zoe")
	for state, want := range map[string]string{
		"/var/state": "/var/state/workos-widgets", "": "/home/zoe/.local/state/workos-widgets", "relative": "/home/zoe/.local/state/workos-widgets",
	} {
		t.Setenv("XDG_STATE_HOME", state)
		if got, err := DefaultDir(); err != nil || got != want {
			t.Errorf("with %q: %q, %v", state, got, err)
		}
	}
}
