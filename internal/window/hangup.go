package window

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// onHangup calls quit when the terminal that the application was started from goes away, so that it ends in good order;
// Wails looks after the other signals. It returns when ctx ends, and at once under nohup.
func onHangup(ctx context.Context, quit func()) {
	if signal.Ignored(syscall.SIGHUP) {
		return
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	select {
	case <-hangups:
		quit()
	case <-ctx.Done():
	}
}
