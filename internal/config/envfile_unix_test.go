//go:build unix

package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAnEnvFileThatIsAPipeDoesNotHoldUpTheStart(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, ".env"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: dir}, release)
	var one *Error
	if !errors.As(err, &one) || one.Variable != ".env" || !strings.Contains(one.Problem, "not an ordinary file") {
		t.Errorf("got %v", err)
	}
}

func TestAnEnvFileThatCannotBeReadIsNamedWithoutItsPath(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(".env", filepath.Join(dir, ".env")); err != nil { // a link to itself, which not even root can read
		t.Fatal(err)
	}
	_, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: dir}, release)
	var one *Error
	if !errors.As(err, &one) || one.Variable != ".env" || !strings.Contains(one.Problem, "can't be read") || strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}
