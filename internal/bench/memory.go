//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// after is how long the memory is left to settle once the last page is shown.
const after = 5 * time.Second

// fewRuns is enough for what differs by a few per cent from run to run, when each takes more than a minute.
const fewRuns = 3

// The programs that a window consists of.
const (
	pageProgram    = "WebKitWebProcess"
	networkProgram = "WebKitNetworkProcess"
)

// measureMemory shows every page, in turns in the application and in Chromium, and then counts the memory of
// all their processes. Chromium has the same page from the development build, whose own memory does not count.
// Hello, which has one page, is in the turns: it is what WebKit and Go take for a window with nothing in it.
func measureMemory(ctx context.Context, h *house, p plan) (_ []Figure, err error) {
	server, err := openServer(ctx)
	if err != nil {
		return nil, fmt.Errorf("the development build: %w", err)
	}
	defer func() { err = errors.Join(err, server.close()) }()
	runs := min(p.runs, fewRuns)
	var ours, bare []map[string]float64
	theirs := series{name: "Chromium --app"}
	for range runs {
		parts, err := h.hellos(ctx)
		if err != nil {
			return nil, fmt.Errorf("hello: %w", err)
		}
		bare = append(bare, parts)
		if parts, err = h.visited(ctx); err != nil {
			return nil, err
		}
		ours = append(ours, parts)
		mib, err := server.visited(ctx, h.at.pages)
		if err != nil {
			return nil, fmt.Errorf("Chromium: %w", err)
		}
		theirs.samples = append(theirs.samples, mib)
	}
	figures := []Figure{times("memory of all processes, every page visited", "MiB", together("application", ours), theirs, 0.9).gauged(byItself)}
	figures = append(figures, memoryBesideHello(ours, bare)...)
	for i := range figures {
		figures[i].Runs = runs
	}
	return figures, nil
}

// memoryBesideHello says where the memory is, and how much of it a window with nothing in it has as well.
func memoryBesideHello(ours, bare []map[string]float64) []Figure {
	figures := []Figure{beside("memory beside hello: all processes", "MiB", together("application", ours), together("hello", bare))}
	for _, part := range []struct{ name, ours, hellos string }{
		{"the process itself", filepath.Base(application), filepath.Base(hello)},
		{pageProgram, pageProgram, pageProgram},
		{networkProgram, networkProgram, networkProgram},
	} {
		figures = append(figures, beside("memory beside hello: "+part.name, "MiB", apart("application", part.ours, ours), apart("hello", part.hellos, bare)))
	}
	return figures
}

// together is what all the programs hold in each run, and apart what one of them does.
func together(name string, runs []map[string]float64) series {
	s := series{name: name}
	for _, parts := range runs {
		var sum float64
		for _, mib := range parts {
			sum += mib
		}
		s.samples = append(s.samples, sum)
	}
	return s
}

func apart(name, program string, runs []map[string]float64) series {
	s := series{name: name}
	for _, parts := range runs {
		s.samples = append(s.samples, parts[program])
	}
	return s
}

// visited is the application's memory after every page was shown.
func (h *house) visited(ctx context.Context) (map[string]float64, error) {
	w, err := h.openWindow(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range append(slices.Clone(h.at.pages), "Profile") {
		if err := w.visit(ctx, name); err != nil {
			return nil, err
		}
		if err := rest(ctx, onPage); err != nil {
			return nil, err
		}
	}
	if err := rest(ctx, after); err != nil {
		return nil, err
	}
	parts, err := memoryByProgram(w.PID())
	if err != nil {
		return nil, err
	}
	if err := h.pointer.move(ctx, parked); err != nil {
		return nil, err
	}
	return parts, w.close(ctx)
}

// hellos is hello's memory.
func (h *house) hellos(ctx context.Context) (map[string]float64, error) {
	p, err := h.openHello(ctx)
	if err != nil {
		return nil, err
	}
	if err := rest(ctx, after); err != nil {
		return nil, err
	}
	parts, err := memoryByProgram(p.PID())
	if err != nil {
		return nil, err
	}
	return parts, h.end(ctx, p)
}

// onPage is how long each page is shown: it has its data after a tenth of that.
const onPage = 750 * time.Millisecond
