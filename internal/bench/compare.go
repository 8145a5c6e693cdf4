//go:build bench && linux

package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"
)

// comparable says why figures of this run say nothing about another, if they don't.
func (r *Record) comparable() error {
	switch {
	case r.busy():
		return fmt.Errorf("the run of %s had a busy machine (load %.2f on %d processors): it has no figures", r.When.Format(time.DateTime), r.Load, r.Processors)
	case r.Only != "":
		return fmt.Errorf("the run of %s took only the figures that match %q", r.When.Format(time.DateTime), r.Only)
	}
	return nil
}

// compare prints what has become of each figure since the run that is kept. Its error says that there is something
// to see to: a figure that is worse by more than chance, or that nobody knows any more.
func compare(w io.Writer, then, now *Record) error {
	if err := errors.Join(then.comparable(), now.comparable()); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s, %d runs, against %s of %s, %d runs\n\n", now.Version, now.Runs, then.Version, then.When.Format(time.DateOnly), then.Runs)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\tthen\tnow\tin terms of\tchange\tchance\t")
	bad := 0
	for _, p := range pairs(then, now) {
		line, worse := p.line(then, now)
		fmt.Fprintln(t, line)
		if worse {
			bad++
		}
	}
	t.Flush()
	if bad > 0 {
		return fmt.Errorf("%d figures are worse than they were, or not there any more", bad)
	}
	return nil
}

// pair is a figure in two runs; what a run does not have is nil.
type pair struct{ was, is *Figure }

// pairs has every figure that either run has, those of the later run first.
func pairs(then, now *Record) []pair {
	var all []pair
	for i, f := range now.Figures {
		all = append(all, pair{then.figure(f.Name), &now.Figures[i]})
	}
	for i, f := range then.Figures {
		if now.figure(f.Name) == nil {
			all = append(all, pair{was: &then.Figures[i]})
		}
	}
	return all
}

func (r *Record) figure(name string) *Figure {
	for i := range r.Figures {
		if r.Figures[i].Name == name {
			return &r.Figures[i]
		}
	}
	return nil
}

// line is what the table says of a figure, and whether that is bad.
func (p pair) line(then, now *Record) (text string, bad bool) {
	switch {
	case p.is == nil && p.was.Failed != "":
		return p.was.Name + "\tnot taken\t–\t\t\t\t", false // and taken by now, under the names of its figures
	case p.is == nil:
		return fmt.Sprintf("%s\t%s\t–\t\t\t\tNOT THERE ANY MORE", p.was.Name, p.was.amount(p.was.Value)), true
	case p.is.Failed != "":
		return p.is.Name + "\t\t–\t\t\t\tNOT TAKEN", true
	case p.was == nil || p.was.Failed != "":
		return fmt.Sprintf("%s\t–\t%s\t\t\t\tnew", p.is.Name, p.is.amount(p.is.Value)), false
	}
	before, after := then.measure(*p.was, p.is.Gauge), now.measure(*p.is, p.is.Gauge)
	change, chance := 0.0, chanceOf(before, after)
	if before.value != after.value { // they may be nothing both
		change = after.value/before.value - 1
	}
	verdict := ""
	switch {
	case math.IsNaN(change):
		verdict, bad = "CAN'T BE COMPARED", true
	case p.is.Misses() > 0 && p.was.Misses() == 0:
		verdict, bad = "NO LONGER REACHED", true
	case change > chance:
		verdict, bad = "SLOWER OR LARGER", true
	case math.IsInf(chance, 1):
		verdict = "taken only once: can't be told from chance"
	case change < -chance:
		verdict = "better"
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%+.1f %%\t%s\t%s",
		p.is.Name, p.was.amount(p.was.Value), p.is.amount(p.is.Value), after.name, 100*change, percent(chance), verdict), bad
}

// measure is a figure in terms of what does not move with it: a ratio, but for what is the same on every machine.
func (r *Record) measure(f Figure, by gauge) reading {
	against := reading{f.Against, f.Reference, f.ReferenceError}
	switch by {
	case byItself:
		against = exactly("itself", 1)
	case byHelloStart:
		against = reading{name: string(byHelloStart), value: math.NaN()}
		if start := r.figure(shellFigure); start != nil && start.Failed == "" {
			against.value, against.err = start.Reference, start.ReferenceError
		}
	}
	ratio := reading{name: against.name, value: math.NaN()}
	if against.value != 0 {
		ratio.value = f.Value / against.value
	}
	if f.ValueError != nil && against.err != nil {
		off := math.Hypot(*f.ValueError, *against.err)
		ratio.err = &off
	}
	return ratio
}

// How far two runs may be apart by chance: so many standard errors, which leaves one alarm in a thousand to chance,
// and at least this much, since the samples of a run say nothing of what is different between one run and the next.
const (
	standardErrors = 3
	leastChance    = 0.02
)

func chanceOf(before, after reading) float64 {
	if before.err == nil || after.err == nil {
		return math.Inf(1)
	}
	return max(leastChance, standardErrors*math.Hypot(*before.err, *after.err))
}

func percent(chance float64) string {
	if math.IsInf(chance, 1) {
		return "?"
	}
	return fmt.Sprintf("± %.1f %%", 100*chance)
}
