//go:build unix

package window

import (
	"context"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// hangUp tells this process every 10 ms that its terminal has gone away, until something happens.
func hangUp(t *testing.T, happens <-chan struct{}) {
	t.Helper()
	for patience := time.After(10 * time.Second); ; {
		select {
		case <-happens:
			return
		case <-time.After(10 * time.Millisecond):
			if err := syscall.Kill(syscall.Getpid(), syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
		case <-patience:
			t.Fatal("nothing happens")
		}
	}
}

func TestHangupQuits(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("the test itself runs under nohup, which the application honours")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	quit, returned := make(chan struct{}), make(chan struct{})
	go func() { onHangup(ctx, func() { close(quit) }); close(returned) }()
	time.Sleep(50 * time.Millisecond) // until it listens: before, a hangup ends this process
	hangUp(t, quit)
	<-returned
}

func TestHangupIsLeftAloneUnderNohup(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	returned := make(chan struct{})
	go func() {
		onHangup(t.Context(), func() { t.Error("the application would have quit") })
		close(returned)
	}()
	hangUp(t, returned)
	if !signal.Ignored(syscall.SIGHUP) {
		t.Error("a hangup is not ignored any more")
	}
}

func TestHangupIsNoLongerHeardOfAtTheEnd(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	onHangup(ctx, func() { t.Error("the application would have quit") })
}
