package instance

import (
	"os"
	"path/filepath"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// dirName is our directory in a directory that belongs to the user.
func dirName() string { return brand.Current().ID }

// DefaultDir is the directory for locks: in the user's runtime directory, where there is one (XDG Base
// Directory Specification), else in the user's cache directory. It is not made yet. Every start of a user
// has to come to the same answer, so one whose environment lacks XDG_RUNTIME_DIR looks in systemd's place
// for it.
func DefaultDir() (string, error) {
	for _, dir := range runtimeDirs() {
		if info, err := os.Stat(dir); err == nil && info.IsDir() && isOurs(info) && info.Mode().Perm()&0o022 == 0 {
			return filepath.Join(dir, dirName()), nil
		}
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", &Error{
			Problem: words.T("The application can't find a directory of yours to make sure that it runs only once."),
			Mend:    words.T("Set %s to your home directory.", homeVariable),
			Err:     err,
		}
	}
	return filepath.Join(dir, dirName()), nil
}
