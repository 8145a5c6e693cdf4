package statefile

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename replaces a file. Windows refuses to while somebody has it open, be it another process of ours or one that
// looks for viruses, which is over in a moment.
func rename(from, to string) error {
	const patience, pause = 500 * time.Millisecond, 5 * time.Millisecond
	for deadline := time.Now().Add(patience); ; time.Sleep(pause) {
		err := os.Rename(from, to)
		inUse := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !inUse || time.Now().After(deadline) {
			return err
		}
	}
}
