package handoff

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fileManagerOf puts a program in xdg-open's place.
func fileManagerOf(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	program(t, dir, xdgOpen, script)
}

func TestOpenFolderAsksTheFileManager(t *testing.T) {
	l, _ := newLauncher(t, time.Second)
	folder := filepath.Join(t.TempDir(), "with spaces & more")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	seen := filepath.Join(t.TempDir(), "seen")
	fileManagerOf(t, `printf '%s' "$1" > "`+seen+`"`)
	if err := l.OpenFolder(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	if got := read(t, seen); got != folder {
		t.Errorf("it was asked for %q", got)
	}
}

func TestOpenFolderSaysThatTheFileManagerFailed(t *testing.T) {
	l, _ := newLauncher(t, time.Second)
	fileManagerOf(t, "exit 3")
	err := l.OpenFolder(t.Context(), t.TempDir())
	var e *OpenError
	if !errors.As(err, &e) || e.Reason != FolderFailed || !strings.Contains(e.Message(), "file manager") {
		t.Errorf("got %v", err)
	}
}

func TestOpenFolderOpensFoldersOnly(t *testing.T) {
	l, _ := newLauncher(t, time.Second)
	fileManagerOf(t, "exit 0")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"a file": file, "nothing": file + ".missing", "a relative path": ".", "an address": "https://workos.com/"} {
		t.Run(name, func(t *testing.T) {
			var e *OpenError
			if err := l.OpenFolder(t.Context(), path); !errors.As(err, &e) || e.Reason != AddressRefused {
				t.Errorf("got %v", err)
			}
		})
	}
}
