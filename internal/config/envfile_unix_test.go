//go:build unix

package config

import (
	"errors"
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
