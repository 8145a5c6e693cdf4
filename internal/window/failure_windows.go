package window

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// isTerminal reports whether a file is a console. A graphical program has let go of it by now, if it had one.
func isTerminal(f *os.File) bool {
	var mode uint32
	return windows.GetConsoleMode(windows.Handle(f.Fd()), &mode) == nil
}

// failureDialog shows a message box. Windows itself names its button, in its own language.
func failureDialog(d dialog) error {
	body, err := windows.UTF16PtrFromString(d.text())
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	title, err := windows.UTF16PtrFromString(d.title)
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	if _, err := windows.MessageBox(0, body, title, windows.MB_OK|windows.MB_ICONERROR|windows.MB_SETFOREGROUND); err != nil {
		return fmt.Errorf("window: a message box: %w", err)
	}
	return nil
}
