package scheme

import (
	"errors"
	"testing"

	"golang.org/x/sys/windows/registry"

	"workos-widgets/internal/brand"
)

func TestABuildIsRegisteredInTheRegistry(t *testing.T) {
	b := brand.Brand{Product: "Widgets' test", ID: "widgets-test", Scheme: "workos-widgets-test"}
	t.Cleanup(func() {
		if err := unregister(b); err != nil {
			t.Error(err)
		}
	})
	want := func(here bool) {
		t.Helper()
		err := check(b)
		var words *Error
		if (err == nil) != here || err != nil && !errors.As(err, &words) {
			t.Errorf("got %v (%v), want here=%v", err, errors.Unwrap(err), here)
		}
	}
	want(false)
	for range 2 {
		if err := register(b); err != nil {
			t.Fatal(err)
		}
		want(true)
	}
	for range 2 {
		if err := unregister(b); err != nil {
			t.Fatal(err)
		}
		want(false)
	}
}

func TestWhatAnotherCopyHasRegisteredStays(t *testing.T) {
	b := brand.Brand{Product: "Widgets' test", ID: "widgets-test", Scheme: "workos-widgets-test-2"}
	root := classes + b.Scheme
	const other = `"C:\Windows\System32\notepad.exe" "%1"`
	if err := errors.Join(setValue(root, "URL Protocol", ""), setValue(root+command, "", other)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, path := range []string{root + command, root + `\shell\open`, root + `\shell`, root} {
			if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil {
				t.Error(err)
			}
		}
	})
	var words *Error
	if err := check(b); !errors.As(err, &words) {
		t.Errorf("got %v", err)
	}
	if err := unregister(b); err != nil || value(registry.CURRENT_USER, root+command) != other {
		t.Errorf("it was taken away: %q, %v", value(registry.CURRENT_USER, root+command), err)
	}
}
