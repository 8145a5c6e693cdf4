package logging

import (
	"os"
	"path/filepath"
	"runtime"

	"workos-widgets/internal/brand"
)

// DefaultDir is where the log files belong on this system: $XDG_STATE_HOME/ID (XDG Base Directory Specification),
// ~/Library/Logs/ID or %LocalAppData%\ID\logs, where ID is the brand's.
func DefaultDir() (string, error) {
	dirName := brand.Current().ID
	if runtime.GOOS == "windows" {
		dir, err := os.UserCacheDir() // %LocalAppData%
		if err != nil {
			return "", err
		}
		return filepath.Join(dir, dirName, "logs"), nil
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) && runtime.GOOS != "darwin" {
		return filepath.Join(dir, dirName), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Logs", dirName), nil
	}
	return filepath.Join(home, ".local", "state", dirName), nil
}
