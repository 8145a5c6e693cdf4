//go:build bench && linux

package main

import (
	"context"
	"fmt"
	"time"

	"workos-widgets/internal/sandbox"
)

// The two organizations whose members' page is compared.
const (
	few  = 100
	many = sandbox.MaxMembers
)

// crowd is a WorkOS with so many members in the organization, and its members' page.
type crowd struct {
	*workos
	page    *picture
	samples []float64 // ms from the shell to the page with its data
}

// measureMembers starts the application on the members' page, in turns with few of them and with many. What
// counts is the time from the shell to the list: the start before it is the same.
func measureMembers(ctx context.Context, h *house, p plan) ([]Figure, error) {
	var crowds []*crowd
	for _, n := range []int{few, many} {
		c, err := h.gather(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("%d members: %w", n, err)
		}
		defer c.close()
		crowds = append(crowds, c)
	}
	for range p.runs {
		for _, c := range crowds {
			if err := h.startAmong(ctx, c); err != nil {
				return nil, err
			}
		}
	}
	few, many := crowds[0], crowds[1]
	return []Figure{times("members' page, 100,000 of them", "ms", series{"100,000 members", many.samples}, series{"100 members", few.samples}, 1.1).gauged(byHelloStart)}, nil
}

// gather signs in to a WorkOS with n members and leaves the application on their page.
func (h *house) gather(ctx context.Context, n int) (*crowd, error) {
	w, err := startWorkOS(sandbox.Options{Members: n})
	if err != nil {
		return nil, err
	}
	c := &crowd{workos: w}
	p, err := h.open(ctx, w)
	if err != nil {
		return nil, err
	}
	if _, err := h.screen.until(ctx, "Sign in", patience, h.signInShown); err != nil {
		return nil, err
	}
	if err := h.pointer.click(ctx, middle(h.at.signIn)); err != nil {
		return nil, err
	}
	if err := h.stage.signIn(ctx, w); err != nil {
		return nil, err
	}
	// It may open on the page that it showed last, to somebody else.
	if _, err := h.screen.until(ctx, "the sidebar", patience, h.shell); err != nil {
		return nil, err
	}
	time.Sleep(preloaded)
	if err := h.pointer.click(ctx, h.at.page["Members"]); err != nil {
		return nil, err
	}
	if err := w.calm(ctx); err != nil {
		return nil, err
	}
	if c.page, err = h.screen.remember(ctx, "Members", h.at.content); err != nil {
		return nil, err
	}
	if err := h.pointer.move(ctx, parked); err != nil {
		return nil, err
	}
	return c, h.end(ctx, p)
}

func (h *house) startAmong(ctx context.Context, c *crowd) error {
	p, err := h.open(ctx, c.workos)
	if err != nil {
		return err
	}
	shell := time.Now()
	at, err := h.screen.until(ctx, "Members", patience, func() bool { return h.screen.shown(c.page) })
	if err != nil {
		return fmt.Errorf("%w (%.0f %% of it is there)", err, 100*h.screen.like(c.page))
	}
	c.samples = append(c.samples, ms(at.Sub(shell)))
	return h.end(ctx, p)
}
