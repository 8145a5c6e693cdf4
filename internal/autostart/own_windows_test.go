package autostart

import (
	"os"
	"testing"

	"golang.org/x/sys/windows/registry"
)

func TestOnAndOffInTheRegistry(t *testing.T) {
	const root = `Software\workos-widgets-test`
	e := runEntry{root: root, executable: `C:\a b\x.exe`}
	t.Cleanup(func() {
		for _, path := range []string{e.run(), e.approved(), root + `\Explorer\StartupApproved`, root + `\Explorer`, root} {
			if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil && !os.IsNotExist(err) {
				t.Error(err)
			}
		}
	})
	want := func(on bool) {
		t.Helper()
		if got, err := e.state(); err != nil || got.on != on || on && got.program != e.executable {
			t.Errorf("state %+v, %v; want on=%v", got, err, on)
		}
	}
	want(false)
	if err := e.write(); err != nil {
		t.Fatal(err)
	}
	want(true)
	key, _, err := registry.CreateKey(registry.CURRENT_USER, e.approved(), registry.SET_VALUE)
	if err == nil {
		err = key.SetBinaryValue(runName(), []byte{3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = key.Close()
	want(false) // the task manager says so
	if err := e.write(); err != nil {
		t.Fatal(err)
	}
	want(true)
	for range 2 {
		if err := e.remove(); err != nil {
			t.Fatal(err)
		}
		want(false)
	}
}
