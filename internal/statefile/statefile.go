// Package statefile keeps small documents in files that are whole at every moment: replaced with one rename,
// readable by their owner only, and put aside when they turn out to be damaged.
package statefile

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Write puts content in path's place with one rename, after it has reached the disk. A missing directory is
// made; directory and file are the owner's alone.
func Write(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("statefile: %w", err)
	}
	temporary, err := os.CreateTemp(dir, filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("statefile: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name())
			err = fmt.Errorf("statefile: %w", err)
		}
	}()
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Sync()
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = rename(temporary.Name(), path)
	}
	return err
}

// PutAside renames a damaged file, so that nothing in it is lost and the next Write has its place. It returns
// the new name, with the time in UTC. It has no capital letter: with one the log would take it for a token.
func PutAside(path string, now time.Time) (string, error) {
	aside := fmt.Sprintf("%s.damaged-%s", path, now.UTC().Format("20060102-150405"))
	if err := rename(path, aside); err != nil {
		return "", fmt.Errorf("statefile: putting a damaged file aside: %w", err)
	}
	return aside, nil
}
