package console

import (
	"os"

	"golang.org/x/sys/windows"
)

var (
	kernel32      = windows.NewLazySystemDLL("kernel32.dll")
	attachConsole = kernel32.NewProc("AttachConsole")
	freeConsole   = kernel32.NewProc("FreeConsole")
)

func attach() func() {
	silent := unheard()
	if len(silent) == 0 {
		return func() {}
	}
	const parent = ^uint32(0) // ATTACH_PARENT_PROCESS
	if ok, _, _ := attachConsole.Call(uintptr(parent)); ok == 0 {
		return func() {} // the parent has none, or this is a build that has its own
	}
	screen, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		_, _, _ = freeConsole.Call()
		return func() {}
	}
	before := make([]*os.File, len(silent))
	for i, stream := range silent {
		before[i], *stream = *stream, screen
	}
	return func() {
		for i, stream := range silent {
			*stream = before[i]
		}
		_ = screen.Close()
		_, _, _ = freeConsole.Call()
	}
}

// unheard is which of the two streams go nowhere.
func unheard() []**os.File {
	var all []**os.File
	for _, s := range []struct {
		stream **os.File
		id     uint32
	}{{&os.Stdout, windows.STD_OUTPUT_HANDLE}, {&os.Stderr, windows.STD_ERROR_HANDLE}} {
		handle, err := windows.GetStdHandle(s.id)
		if err != nil || !leadsSomewhere(handle) {
			all = append(all, s.stream)
		}
	}
	return all
}

// leadsSomewhere is whether a handle is a file, a pipe or a console. It is 0 in a graphical program that nobody has
// redirected.
func leadsSomewhere(handle windows.Handle) bool {
	if handle == 0 || handle == windows.InvalidHandle {
		return false
	}
	kind, err := windows.GetFileType(handle)
	return err == nil && kind != windows.FILE_TYPE_UNKNOWN
}
