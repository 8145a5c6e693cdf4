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

// measureIdle hides the application and hello, and sees what they do when nobody wants anything of them.
func measureIdle(ctx context.Context, h *house, p plan) ([]Figure, error) {
	share, woken := newSides(), newSides()
	runs := min(p.runs, fewRuns)
	for range runs {
		ours, theirs, err := h.idleTogether(ctx)
		if err != nil {
			return nil, err
		}
		share.add(ours.share, theirs.share)
		woken.add(ours.switches, theirs.switches)
	}
	figures := []Figure{
		atMost("hidden for 60 s: share of a core", "%", share.ours.read(median), share.hellos.read(median), 0.1, share.ours, share.hellos),
		over("hidden for 60 s: the Go process gives up a core, a second", "", woken.ours, woken.hellos, 1),
	}
	for i := range figures {
		figures[i].Runs = runs
	}
	return figures, nil
}

// sides is what was taken of the application and of hello.
type sides struct{ ours, hellos series }

func newSides() *sides { return &sides{series{name: "application"}, series{name: "hello"}} }

func (s *sides) add(ours, hellos float64) {
	s.ours.samples = append(s.ours.samples, ours)
	s.hellos.samples = append(s.hellos.samples, hellos)
}

// idleTogether opens both, hides both and watches both at once: whatever wakes one for the desktop's sake wakes
// the other.
func (h *house) idleTogether(ctx context.Context) (ours, theirs idle, err error) {
	app, err := h.openWindow(ctx)
	if err != nil {
		return ours, theirs, err
	}
	if err := h.hide(ctx); err != nil {
		return ours, theirs, err
	}
	bare, err := h.openHello(ctx)
	if err != nil {
		return ours, theirs, err
	}
	time.Sleep(time.Second)
	if err := h.hide(ctx); err != nil {
		return ours, theirs, err
	}
	if err := rest(ctx, calm); err != nil {
		return ours, theirs, err
	}
	if ours, theirs, err = idleness(ctx, app.PID(), bare.PID()); err != nil {
		return ours, theirs, err
	}
	if err := app.close(ctx); err != nil {
		return ours, theirs, err
	}
	return ours, theirs, h.end(ctx, bare)
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
