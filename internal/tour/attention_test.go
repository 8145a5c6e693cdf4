//go:build linux && tour

package tour

import (
	"testing"
	"time"

	"workos-widgets/internal/attention"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
)

// TestDesktopIsNotified does what a person has to hear of while the window is not in front.
func TestDesktopIsNotified(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "attention", workos: true})
	shown := tour.serveNotifications()
	tour.step("of a sign-in that waits in the browser", func() { tour.isToldOfBrowser(shown) })
	tour.step("of a session that has ended", func() { tour.isToldOfEnd(shown) })
}

// minimises takes the window out of sight.
func (t *tour) minimises() {
	t.t.Helper()
	t.keys(atspi.Alt, atspi.F9)
	t.see(frame.Is(atspi.Iconified))
	t.gone(frame.Is(atspi.Active))
}

// told waits until the desktop shows its nth notification, and minds what it says.
func (t *tour) told(shown *notifications, n int, title, body string) notification {
	t.t.Helper()
	t.eventually("a notification: "+title, func() bool { return len(shown.all()) >= n })
	all := shown.all()
	if got := all[n-1]; len(all) != n || got.title != title || got.body != body {
		t.t.Errorf("it shows %+v, not %q and %q last", all, title, body)
	}
	return all[n-1]
}

func (t *tour) isToldOfBrowser(shown *notifications) {
	t.open()
	t.press(button("Sign in"))
	t.see(heading("Continue in your browser"))
	if got := shown.all(); len(got) > 0 {
		t.t.Errorf("it shows %+v, in front of the window that says so", got)
	}
	t.press(button("Cancel"))
	_, err := t.browser.await(t.ctx)
	t.check(err)
	signIn := button("Sign in").Is(atspi.Enabled)
	n := t.see(signIn)
	t.minimises()
	t.check(n.Press(t.ctx)) // as the browser's window comes over this one
	if *long {
		t.isToldOfForgotten(shown)
	} else {
		time.Sleep(2 * attention.Pause)
		if got := shown.all(); len(got) > 0 {
			t.t.Errorf("it shows %+v, of a sign-in that they have just begun", got)
		}
	}
	t.answers(zoe, sandbox.Acme)
	t.see(switcher("Acme Corp"))
}

func (t *tour) isToldOfForgotten(shown *notifications) {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end) && len(shown.all()) == 0; {
		time.Sleep(time.Second)
	}
	one := t.told(shown, 1, "Your sign-in waits in the browser", "Finish it there, or cancel it in the window.")
	t.check(shown.press(one))
	t.see(frame.Is(atspi.Active))
	t.gone(frame.Is(atspi.Iconified))
}

func (t *tour) isToldOfEnd(shown *notifications) {
	t.visit("API keys")
	t.see(main("Nightly export"))
	refresh := t.see(button("Refresh"))
	before := len(shown.all())
	t.minimises()
	t.check(t.workos.revoke())
	t.check(refresh.Press(t.ctx))
	one := t.told(shown, before+1, "Your session has ended", "Sign in again to go on.")
	t.check(shown.press(one))
	t.see(frame.Is(atspi.Active))
	t.see(button("Sign in").Is(atspi.Enabled))
	t.picture("ended")
	t.quit()
}
