package window

import (
	"os"
	"path/filepath"
	"testing"
)

func TestHasNVIDIA(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want bool
	}{
		"a machine without NVIDIA":           {file: "proc/version", want: false},
		"the driver's own file":              {file: "proc/driver/nvidia/version", want: true},
		"the kernel module":                  {file: "sys/module/nvidia/refcnt", want: true},
		"the free driver needs no such cure": {file: "sys/module/nouveau/refcnt", want: false},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			path := filepath.Join(root, c.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			if got := hasNVIDIA(root); got != c.want {
				t.Errorf("hasNVIDIA = %v, want %v", got, c.want)
			}
		})
	}
}
