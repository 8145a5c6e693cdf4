package window

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words/wordstest"
)

var errDisk = errors.New("open /secret: no space left on device")

func TestAFailureIsShownWhereNobodyReadsIt(t *testing.T) {
	failure := &Failure{Problem: "It hangs.", Mend: "End it.", Err: errDisk}
	for name, c := range map[string]struct {
		err        error
		said       string
		show, mend string
	}{
		"in words":               {failure, "It hangs. End it.\n", "It hangs.", "End it."},
		"in words, wrapped":      {fmt.Errorf("main: %w", failure), "It hangs. End it.\n", "It hangs.", "End it."},
		"without advice":         {&Failure{Problem: "It hangs.", Err: errDisk}, "It hangs.\n", "It hangs.", ""},
		"plain":                  {errDisk, errDisk.Error() + "\n", errDisk.Error(), ""},
		"what looks like markup": {&Failure{Problem: "<b>100 %s</b>", Mend: "&amp;"}, "<b>100 %s</b> &amp;\n", "<b>100 %s</b>", "&amp;"},
	} {
		t.Run(name, func(t *testing.T) {
			stderr, said := file(t)
			var shown []dialog
			showFailure(c.err, stderr, func(d dialog) error { shown = append(shown, d); return nil })
			if got := said(); got != c.said {
				t.Errorf("stderr has %q, want %q", got, c.said)
			}
			want := dialog{title: brand.Current().Product, problem: c.show, mend: c.mend, button: "Close"}
			if len(shown) != 1 || shown[0] != want {
				t.Errorf("shown are %+v, want %+v once", shown, want)
			}
		})
	}
}

func TestAFailureOfTheDisplayIsSaidInTheUsersWords(t *testing.T) {
	wordstest.Pseudo(t)
	stderr, said := file(t)
	showFailure(&Failure{Problem: "The window could not be opened.", Err: ErrNoDisplay}, stderr, func(d dialog) error {
		if left := wordstest.Untranslated(d.problem + d.mend + d.button); left != "" {
			t.Errorf("%q is English", left)
		}
		return ErrNoDisplay
	})
	if got := said(); !strings.Contains(got, "DISPLAY") && !strings.Contains(got, "DÍSPLÁY") {
		t.Errorf("stderr has %q", got)
	}
}

func TestWhoeverWantsNoWebView2IsToldNothingMore(t *testing.T) {
	no := errors.New(windows.DefaultMessages().Webview2NotInstalled) // as Wails makes it
	stderr, said := file(t)
	showFailure(&Failure{Problem: "The window could not be opened.", Err: fmt.Errorf("wails: %w", no)}, stderr, func(d dialog) error {
		t.Errorf("shown is %+v", d)
		return nil
	})
	if got := said(); got != "The window could not be opened.\n" {
		t.Errorf("stderr has %q", got)
	}
}

func TestAFailureIsSaidEvenIfStderrIsGone(t *testing.T) {
	gone, _ := file(t)
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	for name, stderr := range map[string]*os.File{"closed": gone, "none": nil} {
		shown := 0
		showFailure(errDisk, stderr, func(dialog) error { shown++; return errors.New("it can't be shown") })
		if shown != 1 {
			t.Errorf("%s: it was shown %d times", name, shown)
		}
	}
}

func TestFilesAndPipesAreNoTerminals(t *testing.T) {
	written, _ := file(t)
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer nowhere.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for name, f := range map[string]*os.File{"a file": written, "what swallows everything": nowhere, "a pipe": w} {
		if isTerminal(f) {
			t.Errorf("%s is taken for a terminal", name)
		}
	}
}

// file is a file, and what has been written to it.
func file(t *testing.T) (f *os.File, written func() string) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, func() string {
		content, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
}
