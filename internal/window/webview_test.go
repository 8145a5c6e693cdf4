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

func TestPrepareWebViewLeavesThePersonsChoiceAlone(t *testing.T) {
	for name, c := range map[string]struct {
		nvidia, set  bool
		before, want string
	}{
		"NVIDIA":                      {nvidia: true, want: "1"},
		"NVIDIA, and a choice":        {nvidia: true, set: true, before: "0", want: "0"},
		"NVIDIA, and an empty choice": {nvidia: true, set: true, before: "", want: ""},
		"no NVIDIA":                   {want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(dmabufVariable, c.before)
			if !c.set {
				os.Unsetenv(dmabufVariable)
			}
			if err := prepareWebView(c.nvidia); err != nil {
				t.Fatal(err)
			}
			if got := os.Getenv(dmabufVariable); got != c.want {
				t.Errorf("%s is %q, want %q", dmabufVariable, got, c.want)
			}
		})
	}
}

func TestSafeModeStaysOffTheGPUWhateverIsSet(t *testing.T) {
	for name := range withoutGPU {
		t.Setenv(name, "0")
	}
	if err := stayOffGPU(); err != nil {
		t.Fatal(err)
	}
	for name, want := range withoutGPU {
		if got := os.Getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
