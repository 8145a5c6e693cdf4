//go:build bench && linux

package main

import (
	"context"
	"fmt"
	"time"

	"workos-widgets/internal/sandbox"
)

// The grounds that are looked for: hello's page, before and after a click, and the application's sidebar as
// index.html has it before any script has run (frontend/src/shell/first-paint.css).
const (
	helloGround   = 0xd6f0e0
	helloPressed  = 0xf0d6e0
	sidebarGround = 0xf9f9fb
)

// How much of the screen has to have the ground for the page to count as painted. The sidebar has an eighth.
const (
	helloShare   = 0.4
	sidebarShare = 0.06
)

// away is how far away WorkOS is when a start with a stored session is measured.
const away = 80 * time.Millisecond

// shellFigure is the one that has hello's start as its reference.
const shellFigure = "start to the static shell"

// measureStarts makes figures of the starts.
func measureStarts(ctx context.Context, h *house, p plan) ([]Figure, error) {
	all, err := h.startUps(ctx, p.runs)
	if err != nil {
		return nil, err
	}
	bare := series{"hello", all.hello}
	return []Figure{
		over(shellFigure, "ms", series{"application", all.shell}, bare, 40),
		over("start to Sign in, and it can be clicked", "ms", series{"application", all.clickable}, bare, 200),
		over("start to the profile's data, WorkOS 80 ms away", "ms", series{"application", all.data},
			series{"hello + one refresh + one request", plus(all.hello, all.away)}, 120),
	}, nil
}

// house is what the figures on the screen share: the stage, the WorkOS that somebody is signed in to, and
// another that nobody has ever signed in to.
type house struct {
	*stage
	workos, stranger *workos
	at               *places
	signIn, profile  *picture
}

func openHouse(ctx context.Context, o sandbox.Options) (*house, error) {
	h := &house{}
	var err error
	if h.stage, err = openStage(ctx); err != nil {
		return nil, err
	}
	if h.workos, err = startWorkOS(o); err != nil {
		return nil, err
	}
	if h.stranger, err = startWorkOS(sandbox.Options{}); err != nil {
		return nil, err
	}
	if h.at, err = h.explore(ctx, h.workos); err != nil {
		return nil, fmt.Errorf("learning where things are: %w", err)
	}
	if h.at.signIn, err = h.findSignIn(ctx, h.stranger); err != nil {
		return nil, fmt.Errorf("learning where Sign in is: %w", err)
	}
	if h.signIn, err = h.look(ctx, h.stranger, "Sign in", func() (*picture, error) {
		return h.screen.remember(ctx, "Sign in", h.at.signIn)
	}); err != nil {
		return nil, err
	}
	h.profile, err = h.look(ctx, h.workos, "Profile", func() (*picture, error) {
		return h.screen.remember(ctx, "Profile", h.at.content)
	})
	return h, err
}

// look opens the application, learns what something looks like in the end, and closes it.
func (h *house) look(ctx context.Context, w *workos, what string, learn func() (*picture, error)) (*picture, error) {
	p, err := h.open(ctx, w)
	if err != nil {
		return nil, err
	}
	if err := w.calm(ctx); err != nil {
		return nil, err
	}
	picture, err := learn()
	if err != nil {
		return nil, fmt.Errorf("learning what %s looks like: %w\n%s", what, err, p.Output())
	}
	return picture, h.end(ctx, p)
}

// open starts the application as it is measured, and waits for its shell.
func (h *house) open(ctx context.Context, w *workos) (*program, error) {
	p, err := h.start(application, append(w.env(), unassisted...)...)
	if err != nil {
		return nil, err
	}
	_, err = h.screen.until(ctx, "the application's shell", patience, func() bool { return h.shell() || h.signInShown() })
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, p.Output())
	}
	return p, nil
}

func (h *house) shell() bool { return h.screen.share(sidebarGround, h.screen.bounds()) > sidebarShare }

func (h *house) signInShown() bool { return h.signIn != nil && h.screen.shown(h.signIn) }

func (h *house) helloShown() bool { return h.screen.share(helloGround, h.screen.bounds()) > helloShare }

// openHello opens hello and waits until it is there.
func (h *house) openHello(ctx context.Context) (*program, error) {
	p, err := h.start(hello, unassisted...)
	if err != nil {
		return nil, err
	}
	_, err = h.screen.until(ctx, "hello", patience, h.helloShown)
	return p, err
}

func (h *house) close() error {
	_ = h.workos.close()
	_ = h.stranger.close()
	return h.stage.close()
}

// starts are three ways to start, in turns, so many times.
type starts struct {
	hello, shell, clickable, data []float64 // ms from the start of the process
	away                          []float64 // ms that one refresh and one request took
}

// startUps measures what the person waits for at a start.
func (h *house) startUps(ctx context.Context, runs int) (*starts, error) {
	var all starts
	for range runs {
		if err := h.startHello(ctx, &all); err != nil {
			return nil, err
		}
		if err := h.startSignedOut(ctx, &all); err != nil {
			return nil, err
		}
		if err := h.startSignedIn(ctx, &all); err != nil {
			return nil, err
		}
	}
	return &all, nil
}

func (h *house) startHello(ctx context.Context, all *starts) error {
	p, err := h.start(hello, unassisted...)
	if err != nil {
		return err
	}
	at, err := h.screen.until(ctx, "hello", patience, h.helloShown)
	if err != nil {
		return err
	}
	all.hello = append(all.hello, ms(at.Sub(p.began)))
	return h.end(ctx, p)
}

// startSignedOut sees the button, presses it at once, and takes the time for true only if that was taken.
func (h *house) startSignedOut(ctx context.Context, all *starts) error {
	p, err := h.start(application, append(h.stranger.env(), unassisted...)...)
	if err != nil {
		return err
	}
	at, err := h.screen.until(ctx, "Sign in", patience, h.signInShown)
	if err != nil {
		return err
	}
	if err := h.pointer.click(ctx, middle(h.at.signIn)); err != nil {
		return err
	}
	if _, err := h.address(ctx, 10*time.Second); err != nil {
		return fmt.Errorf("Sign in was on the screen, but a click on it was lost: %w (%s)\n%s", err, h.photograph(), p.Output())
	}
	all.clickable = append(all.clickable, ms(at.Sub(p.began)))
	if err := h.pointer.move(ctx, parked); err != nil {
		return err
	}
	return h.end(ctx, p)
}

func (h *house) startSignedIn(ctx context.Context, all *starts) error {
	h.workos.taken()
	h.workos.latency.Store(int64(away))
	defer h.workos.latency.Store(0)
	p, err := h.start(application, append(h.workos.env(), unassisted...)...)
	if err != nil {
		return err
	}
	shell, err := h.screen.until(ctx, "the application's shell", patience, h.shell)
	if err != nil {
		return err
	}
	data, err := h.screen.until(ctx, "the profile", patience, func() bool { return h.screen.shown(h.profile) })
	if err != nil {
		return fmt.Errorf("%w (%.0f %% of it is there)\n%s", err, 100*h.screen.like(h.profile), p.Output())
	}
	all.shell = append(all.shell, ms(shell.Sub(p.began)))
	all.data = append(all.data, ms(data.Sub(p.began)))
	all.away = append(all.away, ms(roundTrips(h.workos.taken())))
	return h.end(ctx, p)
}

// roundTrips is what one refresh and one request took, the shortest of each.
func roundTrips(all []exchange) time.Duration {
	var refresh, request time.Duration
	for _, e := range all {
		switch {
		case e.isRefresh() && (refresh == 0 || e.took < refresh):
			refresh = e.took
		case e.isRequest() && (request == 0 || e.took < request):
			request = e.took
		}
	}
	return refresh + request
}
