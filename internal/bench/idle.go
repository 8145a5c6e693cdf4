//go:build bench && linux

package main

import (
	"context"
	"time"

	"workos-widgets/internal/tour/atspi"
)

// quiet is how long the windows are left alone, and calm how long before that.
const (
	quiet = 60 * time.Second
	calm  = 10 * time.Second
)

// measureIdle hides the application and hello, and sees what they do when nobody wants anything of them. Both
// at once: whatever wakes one for the desktop's sake wakes the other.
func measureIdle(ctx context.Context, h *house, _ plan) ([]Figure, error) {
	app, err := h.openWindow(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.hide(ctx); err != nil {
		return nil, err
	}
	bare, err := h.start(hello, unassisted...)
	if err != nil {
		return nil, err
	}
	if _, err := h.screen.until(ctx, "hello", patience, h.helloShown); err != nil {
		return nil, err
	}
	time.Sleep(time.Second)
	if err := h.hide(ctx); err != nil {
		return nil, err
	}
	if err := rest(ctx, calm); err != nil {
		return nil, err
	}
	ours, theirs, err := idleness(ctx, app.PID(), bare.PID())
	if err != nil {
		return nil, err
	}
	if err := app.close(ctx); err != nil {
		return nil, err
	}
	if err := h.end(ctx, bare); err != nil {
		return nil, err
	}
	cpu := atMost("hidden for 60 s: share of a core", "%", exactly("application", ours.share), exactly("hello", theirs.share), 0.1)
	woken := over("hidden for 60 s: the Go process gives up a core, a second", "", series{"application", []float64{ours.switches}}, series{"hello", []float64{theirs.switches}}, 1)
	return []Figure{cpu, woken}, nil
}

// hide minimises the window in front, with the key that the window manager has for it.
func (h *house) hide(ctx context.Context) error {
	if err := h.bus.Chord(ctx, atspi.Alt, atspi.F9); err != nil {
		return err
	}
	return h.screen.empty(ctx)
}

// idle is what a program does while it does nothing.
type idle struct {
	share    float64 // of a core, in per cent, by all of its processes
	switches float64 // a second, of the process that was started
}

// idleness watches two programs at once.
func idleness(ctx context.Context, one, other int) (a, b idle, err error) {
	pids := []int{one, other}
	began := time.Now()
	before, err := spentBy(pids)
	if err != nil {
		return a, b, err
	}
	if err := rest(ctx, quiet); err != nil {
		return a, b, err
	}
	seconds := time.Since(began).Seconds()
	after, err := spentBy(pids)
	if err != nil {
		return a, b, err
	}
	since := func(i int) idle {
		return idle{
			share:    after[i].busy.growth(before[i].busy) / (10 * seconds),
			switches: after[i].switches.growth(before[i].switches) / seconds,
		}
	}
	return since(0), since(1), nil
}

// spent is what a program has done until now.
type spent struct{ busy, switches counters }

func spentBy(pids []int) ([]spent, error) {
	all := make([]spent, len(pids))
	for i, pid := range pids {
		had, err := busy(pid)
		if err != nil {
			return nil, err
		}
		all[i] = spent{had, switches(pid)}
	}
	return all, nil
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
