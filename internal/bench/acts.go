//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"workos-widgets/internal/tour/atspi"
)

// acts are what somebody does with the application all day.
type acts struct {
	mixed *rand.Rand
	done  map[string]int
	// lost is how many in a row came to nothing.
	lost int
}

// giveUp is how many acts in a row may come to nothing, as they do when WorkOS fails, before the window counts
// as stuck; reply is how long one may take.
const (
	giveUp = 6
	reply  = 10 * time.Second
)

func newActs(seed uint64) acts {
	return acts{mixed: rand.New(rand.NewPCG(seed, 2)), done: map[string]int{}}
}

func (a *acts) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(a.done)) {
		all = append(all, fmt.Sprintf("%d %s", a.done[name], name))
	}
	return strings.Join(all, ", ")
}

// one does one thing. Its error means that the window is stuck.
func (a *acts) one(ctx context.Context, s *soak) error {
	kinds := []struct {
		name  string
		share int
		do    func(context.Context, *soak) error
	}{
		{"walks through the pages", 5, a.walk}, {"switches", 3, a.change}, {"renamings", 2, a.rename}, {"hand-overs", 2, a.handOver},
	}
	sum := 0
	for _, k := range kinds {
		sum += k.share
	}
	at := a.mixed.IntN(sum)
	for _, k := range kinds {
		if at -= k.share; at >= 0 {
			continue
		}
		if err := k.do(ctx, s); err != nil {
			return a.recover(ctx, s, fmt.Errorf("%s: %w", k.name, err))
		}
		a.done[k.name]++
		a.lost = 0
		return nil
	}
	return nil
}

// recover does what a person does to whom something did not happen: close what is open, and go on.
func (a *acts) recover(ctx context.Context, s *soak, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	a.done["in vain"]++
	if a.lost++; a.lost >= giveUp {
		return fmt.Errorf("%d times in a row nothing came of it: %w\n%s", a.lost, err, s.explain(ctx))
	}
	return a.escape(s)
}

func (a *acts) escape(s *soak) error {
	for range 2 {
		if err := s.bus.Chord(s.app.ctx, atspi.Escape); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

// home closes whatever is open and goes to the profile. What was clicked before may still be under way.
func (a *acts) home(ctx context.Context, s *soak) error {
	for {
		if err := a.escape(s); err != nil {
			return err
		}
		err := a.page(s, "Profile")
		if err == nil {
			return nil
		}
		if err := a.recover(ctx, s, fmt.Errorf("back to the profile: %w", err)); err != nil {
			return err
		}
	}
}

func (a *acts) page(s *soak, name string) error {
	if err := s.app.press(button(name).In(navigation)); err != nil {
		return err
	}
	_, err := s.app.seeWithin(reply, atspi.A(atspi.Heading, name))
	return err
}

// walk clicks through twenty pages faster than they load.
func (a *acts) walk(ctx context.Context, s *soak) error {
	for range 20 {
		name := s.at.pages[a.mixed.IntN(len(s.at.pages))]
		if err := s.pointer.click(ctx, s.at.page[name]); err != nil {
			return err
		}
		time.Sleep(time.Duration(50+a.mixed.IntN(400)) * time.Millisecond)
	}
	return nil
}

// change goes to the other organization.
func (a *acts) change(ctx context.Context, s *soak) error {
	from, err := a.switcher(s)
	if err != nil {
		return err
	}
	there := globex
	if from.Name == globex {
		there = acme
	}
	if err := from.Focus(ctx); err != nil {
		return err
	}
	if err := s.bus.Chord(ctx, atspi.Return); err != nil {
		return err
	}
	item, err := s.app.seeWithin(reply, atspi.Query{Roles: anyMenu, Contains: there})
	if err != nil {
		return err
	}
	if err := item.Press(ctx); err != nil {
		return err
	}
	_, err = s.app.seeWithin(reply, atspi.A(atspi.ComboBox, there))
	return err
}

// switcher is the control that has the name of the organization.
func (a *acts) switcher(s *soak) (found *atspi.Node, err error) {
	ctx, cancel := context.WithTimeout(s.app.ctx, reply)
	defer cancel()
	err = s.app.Until(ctx, "the switcher", func(tree *atspi.Node) bool {
		for _, name := range []string{acme, globex} {
			if n := tree.Find(atspi.A(atspi.ComboBox, name)); n != nil {
				found = n
				return true
			}
		}
		return false
	})
	return found, err
}

// rename gives the person another first name.
func (a *acts) rename(ctx context.Context, s *soak) error {
	if err := a.page(s, "Profile"); err != nil {
		return err
	}
	edit := atspi.A(atspi.ComboBox, "Edit").In(atspi.Query{Roles: []atspi.Role{atspi.Definition}, Contains: "Full name"})
	if err := s.app.press(edit); err != nil {
		return err
	}
	dialog := atspi.A(atspi.Dialog, "Edit name")
	field, err := s.app.seeWithin(reply, atspi.A(atspi.Entry, "First name").In(dialog))
	if err != nil {
		return err
	}
	if err := field.Focus(ctx); err != nil {
		return err
	}
	if err := s.bus.Chord(ctx, atspi.Control, atspi.KeyA); err != nil {
		return err
	}
	time.Sleep(300 * time.Millisecond) // the key may go through the window's menu
	name := fmt.Sprintf("Zoe%d", a.mixed.IntN(1000))
	if err := s.bus.Type(ctx, name); err != nil {
		return err
	}
	if _, err := s.app.seeWithin(reply, atspi.Query{Roles: []atspi.Role{atspi.Entry}, Contains: name}.In(dialog)); err != nil {
		return err
	}
	if err := s.app.press(button("Save").In(dialog)); err != nil {
		return err
	}
	gone, cancel := context.WithTimeout(ctx, reply)
	defer cancel()
	return s.app.WaitGone(gone, dialog)
}

// handOver opens the Admin Portal, by the one-time page that the browser gets.
func (a *acts) handOver(ctx context.Context, s *soak) error {
	in, err := a.switcher(s)
	if err != nil {
		return err
	}
	if in.Name == globex { // where the page is locked
		if err := a.change(ctx, s); err != nil {
			return err
		}
	}
	if err := a.page(s, "Single sign-on"); err != nil {
		return err
	}
	manage, err := s.app.seeWithin(reply, atspi.Query{Roles: []atspi.Role{atspi.Button, atspi.Link}, Name: "Manage"}.Following(navigation))
	if err != nil {
		return err
	}
	s.opened = len(s.addresses())
	if err := manage.Press(ctx); err != nil {
		return err
	}
	address, err := s.address(ctx, reply)
	if err != nil {
		return err
	}
	return get(ctx, address)
}

// explain is what the window shows, for somebody who has to find out why nothing happens.
func (s *soak) explain(ctx context.Context) string {
	tree, err := s.app.Tree(ctx)
	if err != nil {
		return errors.Join(errors.New("the window does not answer"), err).Error()
	}
	return tree.Dump() + s.program.Output()
}
