package window

import (
	"time"

	"golang.org/x/sys/unix"
)

// keepDescriptors keeps what Wails has open, and does not mark, from the program that takes this one's place.
func keepDescriptors() { _ = unix.CloseRange(3, ^uint(0), unix.CLOSE_RANGE_CLOEXEC) }

// BuryChildren collects those children of the program whose place this one has taken that end as it does: the
// web view's processes. Nobody else would. It must run before the first child of this program's own; usually
// there is none at all, and it returns at once.
func BuryChildren() {
	for deadline := time.Now().Add(500 * time.Millisecond); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for pid := 1; pid > 0; {
			var err error
			if pid, err = unix.Wait4(-1, nil, unix.WNOHANG, nil); err == unix.ECHILD {
				return
			}
		}
	}
}
