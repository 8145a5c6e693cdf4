//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"workos-widgets/internal/tour/atspi"
)

// switched is the page on which a switch is seen, and switchedFrom what it asks WorkOS for: everybody has it, and
// what it lists is the organization's. The person has connected accounts in Acme Corp and none in Globex.
const (
	switched     = "Connections"
	switchedFrom = "/_widgets/DataIntegrations/mine"
)

// measureSwitches switches between two organizations on a page that differs between them.
func measureSwitches(ctx context.Context, h *house, p plan) ([]Figure, error) {
	clicks := series{name: "clicks on hello"}
	if err := h.clickHello(ctx, &clicks, clicksBeside); err != nil {
		return nil, err
	}
	w, err := h.openWindow(ctx)
	if err != nil {
		return nil, err
	}
	looks, err := w.learnOrganizations(ctx)
	if err != nil {
		return nil, err
	}
	all := series{name: "switches"}
	for range max(p.visits/5, 2) {
		for _, name := range []string{globex, acme} {
			took, err := w.timedSwitch(ctx, looks[name])
			if err != nil {
				return nil, err
			}
			all.samples = append(all.samples, ms(took))
			time.Sleep(500 * time.Millisecond)
		}
	}
	if err := w.close(ctx); err != nil {
		return nil, err
	}
	if err := h.clickHello(ctx, &clicks, clicksBeside); err != nil {
		return nil, err
	}
	return []Figure{atMost("organization switch to its data, p95", "ms", all.read(p95), clicks.read(p95).called("p95 of a click on hello"), 250, all, clicks)}, nil
}

// clicksBeside is how many clicks on hello are taken before the switches, and again after them.
const clicksBeside = 20

// organization is what the window looks like in one.
type organization struct {
	name             string
	sidebar, content *picture
}

// learnOrganizations learns what tells the organizations apart, in the sidebar and on the page: at least twice, for the
// first time their names are not known yet, and again where a slow machine's menu has missed a key.
func (w *window) learnOrganizations(ctx context.Context) (map[string]*organization, error) {
	if err := w.visit(ctx, switched); err != nil {
		return nil, err
	}
	for round := 1; ; round++ {
		looks := map[string]*organization{}
		for _, name := range []string{globex, acme} {
			o, err := w.learnOrganization(ctx, name)
			if err != nil {
				return nil, err
			}
			looks[name] = o
		}
		err := errors.Join(tell(looks[globex].sidebar, looks[acme].sidebar), tell(looks[globex].content, looks[acme].content))
		if round >= 2 && err == nil || round == learningRounds {
			return looks, err
		}
	}
}

// learningRounds is how often the organizations are looked at for what tells them apart, at most.
const learningRounds = 5

func (w *window) learnOrganization(ctx context.Context, name string) (*organization, error) {
	if err := w.chooseOrganization(ctx, name); err != nil {
		return nil, err
	}
	if err := w.bus.Chord(ctx, atspi.Return); err != nil {
		return nil, err
	}
	if err := w.workos.calm(ctx); err != nil {
		return nil, err
	}
	sidebar, err := w.screen.remember(ctx, name, w.at.sidebar)
	if err != nil {
		return nil, err
	}
	content, err := w.screen.remember(ctx, name, w.at.content)
	if err != nil {
		return nil, err
	}
	return &organization{name, sidebar, content}, nil
}

// in says whether the window shows an organization: its name in the sidebar and its data on the page.
func (w *window) in(o *organization) bool {
	return w.screen.tells(o.sidebar) && w.screen.tells(o.content) && w.screen.shown(o.content)
}

// timedSwitch switches, and waits until the window shows the other organization with its data, which nothing but
// WorkOS can have told it since: a page that was kept from the visit before does not count.
func (w *window) timedSwitch(ctx context.Context, to *organization) (time.Duration, error) {
	if w.in(to) {
		return 0, fmt.Errorf("what the window shows already can't be told from %s", to.name)
	}
	if err := w.chooseOrganization(ctx, to.name); err != nil {
		return 0, err
	}
	w.workos.taken()
	began := time.Now()
	if err := w.bus.Chord(ctx, atspi.Return); err != nil {
		return 0, err
	}
	at, err := w.screen.until(ctx, to.name, patience, func() bool { return w.in(to) })
	if err != nil {
		return 0, fmt.Errorf("%w (%.0f %% of the sidebar, %.0f %% of the page; %s)", err, 100*w.screen.like(to.sidebar), 100*w.screen.like(to.content), w.photograph())
	}
	if !w.workos.answered(switchedFrom) {
		return 0, fmt.Errorf("%s was shown before WorkOS was asked for %s", to.name, switchedFrom)
	}
	return at.Sub(began), nil
}

// chooseOrganization opens the menu and goes to an organization by the first letter of its name: Return switches.
func (w *window) chooseOrganization(ctx context.Context, name string) error {
	if err := w.pointer.click(ctx, middle(w.at.switcher)); err != nil {
		return err
	}
	time.Sleep(500 * time.Millisecond)
	if err := w.bus.Type(ctx, strings.ToLower(name[:1])); err != nil {
		return err
	}
	time.Sleep(300 * time.Millisecond)
	return nil
}
