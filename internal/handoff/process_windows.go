package handoff

import (
	"syscall"

	"github.com/pkg/browser"
	"golang.org/x/sys/windows"
)

// inProcess opens the browser without a child: ShellExecute hands the address to the shell and inherits
// no handles.
var inProcess = browser.OpenURL

// detached gives a child a process group of its own, which Ctrl-C does not reach, and no console.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
}
