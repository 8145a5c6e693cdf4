package window

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// Failure is why there is no window, in the user's words.
type Failure struct {
	// Problem is a sentence that says what happened, Mend one that says what to do, or "" where that is not known.
	Problem, Mend string
	// Err is where it comes from; it may be technical.
	Err error
}

func (f *Failure) Error() string {
	if f.Mend == "" {
		return f.Problem
	}
	return f.Problem + " " + f.Mend
}

// Unwrap gives where it comes from.
func (f *Failure) Unwrap() error { return f.Err }

// ShowFailure says why there is no window: on stderr and, where that is not a terminal, in a dialog of the desktop's
// own, for a program that was started from a menu has nobody who reads its stderr. It returns once the dialog is closed.
// Call it from the goroutine that would have opened the window, when everything is put away: a person may leave the
// dialog open for hours. On macOS it closes by itself after ten minutes.
func ShowFailure(err error) { showFailure(err, os.Stderr, failureDialog) }

// dialog is what a dialog says. None of it is markup.
type dialog struct{ title, problem, mend, button string }

func showFailure(err error, stderr *os.File, show func(dialog) error) {
	f := failureOf(err)
	_, _ = fmt.Fprintln(stderr, f) // one that is closed is the reason for the dialog
	if isTerminal(stderr) || isAnswered(err) {
		return
	}
	d := dialog{title: brand.Current().Product, problem: f.Problem, mend: f.Mend, button: words.T("Close")}
	if err := show(d); err != nil && !errors.Is(err, ErrNoDisplay) {
		slog.Warn("there is no window, and no dialog could say so", "error", err)
	}
}

// isAnswered reports whether the person has told Wails not to install WebView2, which it asks for on Windows. They know
// why there is no window, and an installer that has closed that question for an upgrade waits for the process to end.
func isAnswered(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if err.Error() == windows.DefaultMessages().Webview2NotInstalled {
			return true
		}
	}
	return false
}

func failureOf(err error) *Failure {
	var f *Failure
	switch {
	case errors.Is(err, ErrNoDisplay):
		return &Failure{
			Problem: words.T("There is no display to open a window on."), Mend: words.T("Check DISPLAY or WAYLAND_DISPLAY."), Err: err,
		}
	case errors.As(err, &f):
		return f
	}
	return &Failure{Problem: err.Error(), Err: err}
}
