package handoff

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
)

// OpenFolder shows a folder of this computer in the system's file manager. The path must be absolute. It
// returns as Open does, and fails with an *OpenError or with ctx's error.
func (l *Launcher) OpenFolder(ctx context.Context, dir string) error {
	if !isFolder(dir) {
		return &OpenError{Reason: AddressRefused}
	}
	manager := fileManager()
	err := l.try(ctx, opener{name: manager, command: []string{manager}}, dir)
	if err == nil || ctx.Err() != nil || manager == explorer { // explorer.exe ends with 1 when all is well
		return ctx.Err()
	}
	return &OpenError{Reason: FolderFailed, Tried: []string{manager}, Err: err}
}

const explorer = "explorer.exe"

// fileManager is the program that shows folders.
func fileManager() string {
	switch runtime.GOOS {
	case "windows":
		return explorer
	case "darwin":
		return "open"
	}
	return xdgOpen
}

// isFolder reports whether a path is that of a folder, and of nothing that would be run or opened as a document.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && filepath.IsAbs(path) && info.IsDir()
}
