package window

import (
	"fmt"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// Notify shows a native notification; pressing it brings the window to the front. What is shown under an ID
// already is shown once. The system may have notifications turned off, which is no error.
func (w *Window) Notify(id, title, body string) error {
	ctx := w.wails()
	w.notifying.Lock()
	defer w.notifying.Unlock()
	if !w.notifies {
		if !runtime.IsNotificationAvailable(ctx) {
			return nil
		}
		if err := runtime.InitializeNotifications(ctx); err != nil {
			return fmt.Errorf("reaching the system's notifications: %w", err)
		}
		if allowed, err := runtime.RequestNotificationAuthorization(ctx); err != nil || !allowed {
			return err
		}
		runtime.OnNotificationResponse(ctx, func(runtime.NotificationResult) { w.Raise() })
		w.notifies = true
	}
	if err := runtime.SendNotification(ctx, runtime.NotificationOptions{ID: id, Title: title, Body: body}); err != nil {
		return fmt.Errorf("showing a notification: %w", err)
	}
	return nil
}

// stopNotifying lets go of the system's notifications.
func (w *Window) stopNotifying() {
	w.notifying.Lock()
	defer w.notifying.Unlock()
	if w.notifies {
		runtime.CleanupNotifications(w.ctx)
		w.notifies = false
	}
}
