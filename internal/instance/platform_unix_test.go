//go:build unix

package instance

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestAStoppedProcessIsReported(t *testing.T) {
	dir := shortDir(t)
	first := startProcess(t, dir)
	first.expect(t, "held")
	if err := first.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	second := startProcess(t, dir)
	if line := second.says(t); !strings.HasPrefix(line, "failed") || !strings.Contains(line, "does not answer") {
		t.Errorf("it says %q", line)
	}
}

func TestDefaultDir(t *testing.T) {
	systemd := "/run/user/" + strconv.Itoa(os.Geteuid())
	if runtime.GOOS != "linux" {
		t.Skip("runtime directories are Linux's")
	}
	if _, err := os.Stat(systemd); err == nil {
		t.Skip("this user has " + systemd)
	}
	runtimeDir, cache, open := t.TempDir(), t.TempDir(), t.TempDir()
	if err := errors.Join(os.Chmod(runtimeDir, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ runtime, cache, want string }{
		"the runtime directory":                         {runtimeDir, cache, runtimeDir},
		"no runtime directory":                          {"", cache, cache},
		"a runtime directory that does not exist":       {filepath.Join(runtimeDir, "x"), cache, cache},
		"a runtime directory that anybody can write to": {open, cache, cache},
		"a runtime directory that is relative":          {"run", cache, cache},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", tt.runtime)
			t.Setenv("XDG_CACHE_HOME", tt.cache)
			if got, err := DefaultDir(); err != nil || got != filepath.Join(tt.want, dirName()) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	t.Run("no home at all", func(t *testing.T) {
		for _, name := range []string{"XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "HOME"} {
			t.Setenv(name, "")
		}
		_, err := DefaultDir()
		var words *Error
		if !errors.As(err, &words) || !strings.Contains(words.Mend, "HOME") {
			t.Errorf("got %v", err)
		}
	})
}

// root may write anywhere, so who is root looks at ownership and who is not looks at permissions.
func TestADirectoryOfAnotherUserIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root to give a directory away")
	}
	dir := shortDir(t)
	if err := errors.Join(os.MkdirAll(dir, 0o777), os.Chown(dir, 12345, 12345)); err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(dir, account); !errors.Is(err, errForeign) {
		t.Errorf("got %v", err)
	}
	t.Setenv("XDG_RUNTIME_DIR", dir)
	if got, err := DefaultDir(); err != nil || filepath.Dir(got) == dir {
		t.Errorf("as the runtime directory: %q, %v", got, err)
	}
}

func TestAReadOnlyHomeIsReportedInWords(t *testing.T) {
	parent := filepath.Dir(shortDir(t))
	if os.Geteuid() == 0 {
		parent = "/proc/sys"
		if runtime.GOOS != "linux" {
			t.Skip("root may write anywhere")
		}
	} else if err := os.Chmod(parent, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := Acquire(filepath.Join(parent, "locks"), account)
	var words *Error
	if !errors.As(err, &words) || !strings.Contains(words.Mend, "can be written to") {
		t.Errorf("got %v", err)
	}
	t.Log(err)
}
