//go:build unix

package logging

import (
	"os"
	"os/signal"
	"syscall"
)

// OutliveReader lets the process go on when whoever reads its console is gone: a line that is written then is lost, and
// the signal for it would end the process, whatever it is in the middle of. Unlike a signal that is ignored, one that
// is taken is not passed on to the programs that this one starts.
func OutliveReader() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
