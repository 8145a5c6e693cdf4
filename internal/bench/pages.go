//go:build bench && linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// preloaded is how long after a start the pages are ready: their code and first data are fetched from the first second on,
// one page after the other (frontend/src/widgets/ahead.ts).
const preloaded = 4 * time.Second

// window is the application, open on somebody's profile.
type window struct {
	*house
	*program
}

// openWindow opens the application and waits until the pages' code is there.
func (h *house) openWindow(ctx context.Context) (*window, error) {
	p, err := h.open(ctx, h.workos)
	if err != nil {
		return nil, err
	}
	time.Sleep(preloaded)
	return &window{h, p}, nil
}

func (w *window) close(ctx context.Context) error { return w.end(ctx, w.program) }

// measurePages goes from page to page, and holds a click on one against a click on hello, which only changes
// its colour. Half of these come before and half after: a machine that becomes slower meanwhile does so for both.
func measurePages(ctx context.Context, h *house, p plan) ([]Figure, error) {
	looks, err := h.learnPages(ctx)
	if err != nil {
		return nil, err
	}
	clicks := series{name: "clicks on hello"}
	if err := h.clickHello(ctx, &clicks, p.visits-p.visits/2); err != nil {
		return nil, err
	}
	w, err := h.openWindow(ctx)
	if err != nil {
		return nil, err
	}
	first, again, err := w.visits(ctx, looks, p.visits)
	if err != nil {
		return nil, err
	}
	if err := w.close(ctx); err != nil {
		return nil, err
	}
	if err := h.clickHello(ctx, &clicks, p.visits/2); err != nil {
		return nil, err
	}
	all := slices.Concat(first.samples, again.samples)
	return []Figure{atMost("click on a page to its data, p95", "ms", series{"visits", all}.read(p95), clicks.read(p95).called("p95 of a click on hello"), 100, first, again, clicks)}, nil
}

// learnPages learns what each page looks like with its data.
func (h *house) learnPages(ctx context.Context) (looks map[string]*picture, err error) {
	w, err := h.openWindow(ctx)
	if err != nil {
		return nil, err
	}
	looks = map[string]*picture{}
	for _, name := range h.at.pages {
		if err := w.visit(ctx, name); err != nil {
			return nil, err
		}
		if err := h.workos.calm(ctx); err != nil {
			return nil, err
		}
		if looks[name], err = h.screen.remember(ctx, name, h.at.content); err != nil {
			return nil, err
		}
	}
	if err := w.visit(ctx, "Profile"); err != nil { // the next window opens there
		return nil, err
	}
	time.Sleep(time.Second)
	return looks, w.close(ctx)
}

func (w *window) visit(ctx context.Context, name string) error {
	return w.pointer.click(ctx, w.at.page[name])
}

// visits goes to the pages n times, in an order that is mixed and the same every time. The first visit to a page
// is apart: its code has never run, though it and the data are there by then.
func (w *window) visits(ctx context.Context, looks map[string]*picture, n int) (first, again series, err error) {
	first, again = series{name: "first visits"}, series{name: "later visits"}
	been := map[string]bool{}
	current := "Profile"
	mixed := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < n; {
		for _, at := range mixed.Perm(len(w.at.pages)) {
			name := w.at.pages[at]
			if name == current || i == n {
				continue
			}
			took, err := w.timedVisit(ctx, name, looks[name])
			if err != nil {
				return first, again, err
			}
			if been[name] {
				again.samples = append(again.samples, ms(took))
			} else {
				first.samples = append(first.samples, ms(took))
			}
			current, been[name], i = name, true, i+1
			time.Sleep(100 * time.Millisecond)
		}
	}
	return first, again, nil
}

func (w *window) timedVisit(ctx context.Context, name string, look *picture) (time.Duration, error) {
	began := time.Now()
	if err := w.visit(ctx, name); err != nil {
		return 0, err
	}
	at, err := w.screen.until(ctx, name, patience, func() bool { return w.screen.shown(look) })
	if err != nil {
		return 0, fmt.Errorf("%w (%.0f %% of it is there; %s)", err, 100*w.screen.like(look), w.photograph())
	}
	return at.Sub(began), nil
}

// clickHello is the floor: what a click takes until the screen shows what it did, when it does next to nothing.
// It adds n of them.
func (h *house) clickHello(ctx context.Context, all *series, n int) error {
	p, err := h.openHello(ctx)
	if err != nil {
		return err
	}
	time.Sleep(time.Second)
	want := uint32(helloPressed)
	for range n {
		began := time.Now()
		if err := h.pointer.click(ctx, middle(h.at.content)); err != nil {
			return err
		}
		at, err := h.screen.until(ctx, "hello after a click", patience, func() bool { return h.screen.share(want, h.screen.bounds()) > helloShare })
		if err != nil {
			return err
		}
		all.samples = append(all.samples, ms(at.Sub(began)))
		want ^= helloGround ^ helloPressed
		time.Sleep(50 * time.Millisecond)
	}
	if err := h.pointer.move(ctx, parked); err != nil {
		return err
	}
	return h.end(ctx, p)
}
