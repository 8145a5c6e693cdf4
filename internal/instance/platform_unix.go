//go:build unix

package instance

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

const (
	hasPermissions = true
	homeVariable   = "HOME"
)

// isOurs reports whether a file belongs to the user.
func isOurs(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(s.Uid) == int64(os.Geteuid())
}

func runtimeDirs() []string {
	var dirs []string
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		dirs = append(dirs, dir)
	}
	if runtime.GOOS == "linux" {
		dirs = append(dirs, "/run/user/"+strconv.Itoa(os.Geteuid()))
	}
	return dirs
}

// letRaise is for systems where a process has to be allowed to come to the front by the one that is there.
func letRaise() {}
