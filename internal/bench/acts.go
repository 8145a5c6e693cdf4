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
	hand  []int // the kinds that come next, as cards are dealt
	tally map[string]*tally
}

// tally is how often something was done and how often it came to nothing.
type tally struct {
	Done int `json:"done"`
	Vain int `json:"inVain"`
	row  int // how often in a row it came to nothing, until now
}

// kind is something to do; its share is how often among twelve acts.
type kind struct {
	name  string
	share int
	do    func(*acts, context.Context, *soak) error
}

const handOvers, ways = "hand-overs", "ways back to the profile"

var kinds = []kind{
	{"walks through the pages", 5, (*acts).walk}, {"switches", 3, (*acts).change}, {"renamings", 2, (*acts).rename}, {handOvers, 2, (*acts).handOver},
}

// giveUp is how often in a row one kind of act may come to nothing, as it does when WorkOS fails, before the window
// counts as stuck; reply is how long one may take.
const (
	giveUp = 6
	reply  = 10 * time.Second
)

// What of each kind has to be done, and may come to nothing. In an hour on two busy processors 1.5 acts a minute were done for
// each share; a window that does well under a third of that is slow or stuck, not unlucky. Of hand-overs, which ask WorkOS
// for most and cannot be asked twice, one in ten came to nothing, with six in a hundred requests failing or stalling; twice as many,
// and two more for chance while there are few, would be the window's doing.
const (
	leastPerMinute = 0.4
	vainShare      = 0.20
	vainSpare      = 2
)

func newActs(seed uint64) acts {
	return acts{mixed: rand.New(rand.NewPCG(seed, 2)), tally: map[string]*tally{}}
}

func (a *acts) of(name string) *tally {
	if a.tally[name] == nil {
		a.tally[name] = &tally{}
	}
	return a.tally[name]
}

func (a *acts) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(a.tally)) {
		text := fmt.Sprintf("%d %s", a.tally[name].Done, name)
		if n := a.tally[name].Vain; n > 0 {
			text += fmt.Sprintf(" (%d in vain)", n)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// judge says of what too little was done in so many minutes, and what came to nothing too often.
func (a *acts) judge(minutes float64) error {
	var all []error
	for _, k := range kinds {
		if n, least := a.of(k.name).Done, leastPerMinute*float64(k.share)*minutes; n == 0 || float64(n) < least {
			all = append(all, fmt.Errorf("only %d %s in %.1f minutes, where %.0f should be possible", n, k.name, minutes, max(1, least)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.tally)) {
		t := a.tally[name]
		if float64(t.Vain) > vainShare*float64(t.Done+t.Vain)+vainSpare {
			all = append(all, fmt.Errorf("of %d %s %d came to nothing", t.Done+t.Vain, name, t.Vain))
		}
	}
	return errors.Join(all...)
}

// deal chooses what comes next: in a mixed order, but each kind as often as its share says.
func (a *acts) deal() kind {
	if len(a.hand) == 0 {
		for i, k := range kinds {
			a.hand = append(a.hand, slices.Repeat([]int{i}, k.share)...)
		}
		a.mixed.Shuffle(len(a.hand), func(i, j int) { a.hand[i], a.hand[j] = a.hand[j], a.hand[i] })
	}
	next := kinds[a.hand[0]]
	a.hand = a.hand[1:]
	return next
}

// one does one thing. Its error means that the window is stuck.
func (a *acts) one(ctx context.Context, s *soak) error {
	k := a.deal()
	if stuck, err := a.count(k.name, k.do(a, ctx, s)); err != nil {
		return a.recover(ctx, s, stuck, err)
	}
	return nil
}

// count takes down how something ended, and says whether that was so too often in a row.
func (a *acts) count(name string, err error) (stuck bool, _ error) {
	t := a.of(name)
	if err == nil {
		t.Done++
		t.row = 0
		return false, nil
	}
	t.Vain++
	t.row++
	return t.row >= giveUp, fmt.Errorf("%s: %w", name, err)
}

// recover does what a person does to whom something did not happen: close what is open, and go on.
func (a *acts) recover(ctx context.Context, s *soak, stuck bool, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if stuck {
		return fmt.Errorf("%d times in a row nothing came of it: %w\n%s", giveUp, err, s.explain(ctx))
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
		stuck, err := a.count(ways, a.page(s, "Profile"))
		if err == nil {
			return nil
		}
		if err := a.recover(ctx, s, stuck, err); err != nil {
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

// walk clicks through twenty pages faster than they load. The last has to be the one that is shown.
func (a *acts) walk(ctx context.Context, s *soak) error {
	var name string
	for range 20 {
		name = s.at.pages[a.mixed.IntN(len(s.at.pages))]
		if err := s.pointer.click(ctx, s.at.page[name]); err != nil {
			return err
		}
		time.Sleep(time.Duration(50+a.mixed.IntN(400)) * time.Millisecond)
	}
	_, err := s.app.seeWithin(reply, atspi.A(atspi.Heading, name))
	return err
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
