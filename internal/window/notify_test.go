package window

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// desktop is a system's notifications, and what they were asked.
type desktop struct {
	mu      sync.Mutex
	did     []string
	missing bool
	broken  error
	answer  func() (bool, error) // to the question whether they are allowed
	sending func()
}

func (d *desktop) note(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.did = append(d.did, what)
}

func (d *desktop) notifier() *notifier {
	return &notifier{
		available: func() bool { return !d.missing },
		begin:     func() error { d.note("begin"); return d.broken },
		authorise: func() (bool, error) {
			d.note("ask")
			if d.answer == nil {
				return true, nil
			}
			return d.answer()
		},
		send: func(id, _, _ string) error {
			d.note("send " + id)
			if d.sending != nil {
				d.sending()
			}
			return nil
		},
		end: func() { d.note("end") },
	}
}

func (d *desktop) expect(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.did, want) {
		t.Errorf("the system was asked %q, want %q", d.did, want)
	}
}

func TestNotificationsAreBegunAndAskedForOnce(t *testing.T) {
	d := &desktop{}
	n := d.notifier()
	for _, id := range []string{"1", "2"} {
		if err := n.notify(t.Context(), id, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	n.stop()
	n.stop()
	d.expect(t, "begin", "ask", "send 1", "send 2", "end")
}

func TestNotificationsThatAreNotThere(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		d    *desktop
		want []string
		err  error
	}{
		"a system without":    {d: &desktop{missing: true}},
		"out of reach":        {&desktop{broken: broken}, []string{"begin"}, broken},
		"not allowed":         {&desktop{answer: func() (bool, error) { return false, nil }}, []string{"begin", "ask", "end"}, nil},
		"no answer to asking": {&desktop{answer: func() (bool, error) { return false, broken }}, []string{"begin", "ask", "end"}, broken},
	} {
		t.Run(name, func(t *testing.T) {
			n := c.d.notifier()
			if err := n.notify(t.Context(), "1", "", ""); !errors.Is(err, c.err) {
				t.Errorf("%v, want %v", err, c.err)
			}
			n.stop()
			c.d.expect(t, c.want...)
		})
	}
}

// macOS asks the person, for as long as three minutes. The window may be closed meanwhile.
func TestWindowClosesWhileThePersonIsAskedAboutNotifications(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desktop{answer: func() (bool, error) { time.Sleep(3 * time.Minute); return true, nil }}
		n := d.notifier()
		ctx, closeWindow := context.WithCancel(t.Context())
		var notifying sync.WaitGroup
		notifying.Go(func() {
			if err := n.notify(ctx, "1", "", ""); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(time.Second)
		closed := time.Now()
		closeWindow()
		n.stop()
		notifying.Wait()
		if took := time.Since(closed); took > 0 {
			t.Errorf("it took %v", took)
		}
		time.Sleep(3 * time.Minute) // until the answer, which is too late
		synctest.Wait()
		d.expect(t, "begin", "ask", "end")
	})
}

func TestWindowClosesWhileTheSystemDoesNotTakeANotification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desktop{sending: func() { time.Sleep(time.Hour) }}
		n := d.notifier()
		ctx, closeWindow := context.WithCancel(t.Context())
		var notifying sync.WaitGroup
		notifying.Go(func() { _ = n.notify(ctx, "1", "", "") })
		time.Sleep(time.Second)
		closed := time.Now()
		closeWindow()
		n.stop()
		notifying.Wait()
		if took := time.Since(closed); took > 0 {
			t.Errorf("it took %v", took)
		}
		d.expect(t, "begin", "ask", "send 1")
		time.Sleep(time.Hour) // until the system has come round
	})
}
