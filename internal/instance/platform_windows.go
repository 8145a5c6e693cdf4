package instance

import (
	"io/fs"

	"golang.org/x/sys/windows"
)

const (
	// hasPermissions is false: the user's own directories keep other users out by their access lists.
	hasPermissions = false
	homeVariable   = "LOCALAPPDATA"
)

func isOurs(fs.FileInfo) bool { return true }

func runtimeDirs() []string { return nil }

var allowSetForegroundWindow = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow")

// letRaise lets another process come to the front, which Windows allows to the one that the user has just
// started only.
func letRaise() {
	const anyProcess = 0xFFFFFFFF // ASFW_ANY
	if allowSetForegroundWindow.Find() == nil {
		_, _, _ = allowSetForegroundWindow.Call(anyProcess) // refused: the window then blinks in the task bar
	}
}
