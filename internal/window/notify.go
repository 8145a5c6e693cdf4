package window

import (
	"context"
	"fmt"
	"sync"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Notify shows a native notification; pressing it brings the window to the front. What is shown under an ID
// already is shown once. The system may have notifications turned off, which is no error.
func (w *Window) Notify(id, title, body string) error {
	<-w.started
	return w.notifier.notify(w.working, id, title, body)
}

// notifier is the system's notifications, by these calls.
type notifier struct {
	available func() bool
	begin     func() error
	// authorise asks the person on macOS, and waits three minutes for an answer.
	authorise func() (bool, error)
	send      func(id, title, body string) error
	end       func()

	mu             sync.Mutex
	begun, allowed bool
}

func (w *Window) newNotifier() *notifier {
	return &notifier{
		available: func() bool { return runtime.IsNotificationAvailable(w.ctx) },
		begin: func() error {
			if err := runtime.InitializeNotifications(w.ctx); err != nil {
				return err
			}
			runtime.OnNotificationResponse(w.ctx, func(runtime.NotificationResult) { w.Raise() })
			return nil
		},
		authorise: func() (bool, error) { return runtime.RequestNotificationAuthorization(w.ctx) },
		send: func(id, title, body string) error {
			return runtime.SendNotification(w.ctx, runtime.NotificationOptions{ID: id, Title: title, Body: body})
		},
		end: func() { runtime.CleanupNotifications(w.ctx) },
	}
}

// notify waits for the system no longer than ctx: Wails' calls can't be taken back, and one of them may wait for the
// person, or for a desktop that does not answer.
func (n *notifier) notify(ctx context.Context, id, title, body string) error {
	shown := make(chan error, 1)
	go func() { shown <- n.show(ctx, id, title, body) }()
	select {
	case err := <-shown:
		return err
	case <-ctx.Done():
		return nil
	}
}

func (n *notifier) show(ctx context.Context, id, title, body string) error {
	begun, allowed, err := n.reach(ctx)
	if begun && !allowed {
		allowed, err = n.authorise() // without the lock
	}
	if err != nil || !allowed {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.begun || ctx.Err() != nil {
		return nil
	}
	n.allowed = true
	if err := n.send(id, title, body); err != nil {
		return fmt.Errorf("showing a notification: %w", err)
	}
	return nil
}

// reach begins the system's notifications, once, if there are any, and reports whether it is known that they are allowed.
func (n *notifier) reach(ctx context.Context) (begun, allowed bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.begun && ctx.Err() == nil && n.available() {
		if err := n.begin(); err != nil {
			return false, false, fmt.Errorf("reaching the system's notifications: %w", err)
		}
		n.begun = true
	}
	return n.begun, n.allowed, nil
}

// stop lets go of the system's notifications, unless a call hangs there: the process ends anyway.
func (n *notifier) stop() {
	if !n.mu.TryLock() {
		return
	}
	defer n.mu.Unlock()
	if n.begun {
		n.end()
		n.begun, n.allowed = false, false
	}
}
