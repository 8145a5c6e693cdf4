//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// after is how long the memory is left to settle once the last page is shown.
const after = 5 * time.Second

// fewRuns is enough for the memory: it differs by a few per cent from run to run, and each takes most of a minute.
const fewRuns = 3

// measureMemory shows every page, in turns in the application and in Chromium, and then counts the memory of
// all their processes. Chromium has the same page from the development build, whose own memory does not count.
func measureMemory(ctx context.Context, h *house, p plan) (_ []Figure, err error) {
	ours, theirs := series{name: "application"}, series{name: "Chromium --app"}
	server, err := openServer(ctx)
	if err != nil {
		return nil, fmt.Errorf("the development build: %w", err)
	}
	defer func() { err = errors.Join(err, server.close()) }()
	runs := min(p.runs, fewRuns)
	for range runs {
		mib, err := h.visited(ctx)
		if err != nil {
			return nil, err
		}
		ours.samples = append(ours.samples, mib)
		if mib, err = server.visited(ctx, h.at.pages); err != nil {
			return nil, fmt.Errorf("Chromium: %w", err)
		}
		theirs.samples = append(theirs.samples, mib)
	}
	held := times("memory of all processes, every page visited", "MiB", ours, theirs, 0.9).gauged(byItself)
	held.Runs = runs
	return []Figure{held}, nil
}

// visited is the application's memory after every page was shown, in MiB.
func (h *house) visited(ctx context.Context) (float64, error) {
	w, err := h.openWindow(ctx)
	if err != nil {
		return 0, err
	}
	for _, name := range append(h.at.pages, "Profile") {
		if err := w.visit(ctx, name); err != nil {
			return 0, err
		}
		if err := rest(ctx, onPage); err != nil {
			return 0, err
		}
	}
	if err := rest(ctx, after); err != nil {
		return 0, err
	}
	mib, err := memory(w.PID())
	if err != nil {
		return 0, err
	}
	if err := h.pointer.move(ctx, parked); err != nil {
		return 0, err
	}
	return mib, w.close(ctx)
}

// onPage is how long each page is shown: it has its data after a tenth of that.
const onPage = 750 * time.Millisecond
