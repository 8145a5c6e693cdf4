package statefile

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/logging"
)

func TestWriteMakesThePlaceAndReplacesWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "state.json")
	for _, content := range []string{"first", "second, longer", ""} {
		if err := Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("read %q, %v; want %q", got, err, content)
		}
	}
	for path, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("mode of %s is %v", path, info.Mode())
		}
	}
}

func TestWritersAtOnceLeaveOneWholeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	contents := map[string]bool{}
	var all sync.WaitGroup
	for _, c := range "abcdefgh" {
		content := make([]byte, 100_000)
		for i := range content {
			content[i] = byte(c)
		}
		contents[string(content)] = true
		all.Go(func() {
			if err := Write(path, content); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got, err := os.ReadFile(path)
	if err != nil || !contents[string(got)] {
		t.Errorf("the file is none of those written (%d bytes, %v)", len(got), err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
}

func TestWriteWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(file, "state.json"), nil); err == nil {
		t.Error("a file became a directory")
	}
}

func TestPutAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	if err := Write(path, []byte("damaged")); err != nil {
		t.Fatal(err)
	}
	aside, err := PutAside(path, time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(aside); err != nil || string(got) != "damaged" {
		t.Errorf("read %q, %v", got, err)
	}
	if name := filepath.Base(aside); logging.Redact(name) != name {
		t.Errorf("the log would hide the name %s", name)
	}
	if _, err := PutAside(path, time.Now()); err == nil {
		t.Error("a file that is not there was put aside")
	}
}
