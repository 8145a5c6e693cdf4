//go:build bench && linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
)

// How much memory and page may grow between the end of the warm-up and the end. In less than a quarter of an hour an engine's
// heap has not found its size, and only what grows by half can be told from that.
const (
	flat      = 0.10
	flatShort = 0.50
	enough    = 15 // minutes after the warm-up
)

// spared is how many descriptors, threads and files more there may be at the end. One for each hand-over is too many,
// however few these were: a third of them was in the warm-up.
func spared(handOvers int) float64 { return float64(min(4, handOvers/3)) }

// course is how a quantity went from the end of the warm-up to the end.
type course struct{ from, to float64 }

// grown finds the course of samples in two ways, and takes the one that says more. The line through them (Theil and Sen:
// the median of the slopes of all pairs) sees what grows little by little, whatever a collector does in between.
// The least of the last quarter against the least of the first sees what grew once and stayed.
func grown(minutes, values []float64) course {
	var slopes, bases []float64
	for i := range values {
		for j := range i {
			if minutes[i] > minutes[j] {
				slopes = append(slopes, (values[i]-values[j])/(minutes[i]-minutes[j]))
			}
		}
	}
	slope := quantile(slopes, 0.5)
	for i, v := range values {
		bases = append(bases, v-slope*(minutes[i]-minutes[0]))
	}
	base := quantile(bases, 0.5)
	line := course{base, base + slope*(minutes[len(minutes)-1]-minutes[0])}
	quarter := max(2, len(values)/4)
	step := course{slices.Min(values[:quarter]), slices.Min(values[len(values)-quarter:])}
	if step.to/step.from > line.to/line.from {
		return step
	}
	return line
}

// verdicts are the lines of the table, and what is wrong.
type verdicts struct {
	table *tabwriter.Writer
	wrong []error
}

func newVerdicts(w io.Writer) *verdicts {
	return &verdicts{table: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
}

func (v *verdicts) fail(err error) {
	if err != nil {
		v.wrong = append(v.wrong, err)
	}
}

// row says whether a quantity has stayed within its limit.
func (v *verdicts) row(name string, c course, limit float64) {
	verdict := "holds"
	if c.to > limit {
		verdict = "GROWS"
		v.fail(fmt.Errorf("%s has grown from %.0f to %.0f, more than %.0f", name, c.from, c.to, limit))
	}
	fmt.Fprintf(v.table, "%s\t%.0f → %.0f (%+.1f %%)\t%s\n", name, c.from, c.to, 100*(c.to/c.from-1), verdict)
}

// growth holds samples against what they may grow by.
func (v *verdicts) growth(samples []sample, handOvers int) {
	if len(samples) < 6 {
		v.fail(errors.New("too short to tell whether anything grows"))
		return
	}
	warm := samples[len(samples)/3:]
	share := flat
	if warm[len(warm)-1].Minute-warm[0].Minute < enough {
		share = flatShort
	}
	of := func(what func(sample) float64) course {
		var minutes, values []float64
		for _, s := range warm {
			minutes, values = append(minutes, s.Minute), append(values, what(s))
		}
		return grown(minutes, values)
	}
	own := of(func(s sample) float64 { return s.Own })
	if own.from > 0 { // samples of older versions have none
		v.row("memory that the processes have written, MiB", own, own.from*(1+share))
		for _, name := range named(warm) {
			c := of(func(s sample) float64 { return s.Processes[name].Own })
			fmt.Fprintf(v.table, "  %s\t%.0f → %.0f\t\n", name, c.from, c.to)
		}
	} else {
		all := of(func(s sample) float64 { return s.Memory })
		v.row("memory of all processes, MiB", all, all.from*(1+share))
	}
	controls := of(func(s sample) float64 { return float64(s.Controls) })
	v.row("controls on the profile", controls, controls.from*(1+share)+5)
	open := of(func(s sample) float64 { return float64(s.Descriptors) })
	v.row("descriptors", open, open.from+spared(handOvers))
	for _, name := range named(warm) {
		c := of(func(s sample) float64 { return float64(s.Processes[name].Descriptors) })
		v.row("  of "+name, c, c.from+spared(handOvers))
	}
	running := of(func(s sample) float64 { return float64(s.Threads) })
	v.row("threads of the Go process", running, running.from+spared(handOvers))
}

// named are the processes that are in all samples.
func named(samples []sample) []string {
	var all []string
	for name := range samples[0].Processes {
		if !slices.ContainsFunc(samples, func(s sample) bool { _, there := s.Processes[name]; return !there }) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// judge prints what has grown, what came to nothing and what was left; the error says what should not have.
func (s *soak) judge(before, after goroutines) error {
	v := newVerdicts(os.Stdout)
	fmt.Fprintf(v.table, "%d minutes of use\t%s; %s\t\n", s.minutes, s.acts.String(), s.faults)
	v.fail(s.acts.judge(float64(s.minutes)))
	over := s.acts.of(handOvers).Done
	v.growth(s.samples, over)
	v.fail(after.grown(before, over))
	fmt.Fprintf(v.table, "goroutines, against an application that has done nothing\t%d → %d\t\n", before.total(), after.total())
	left := s.samples[len(s.samples)-1].Listeners
	fmt.Fprintf(v.table, "listeners at the end\t%d\t\n", left)
	if left > 0 {
		v.fail(fmt.Errorf("%d listeners are left", left))
	}
	fmt.Fprintf(v.table, "files that were not there at the first sample\t%d\t\n", len(s.left))
	if float64(len(s.left)) > spared(over) {
		v.fail(fmt.Errorf("%d files are left: %q", len(s.left), s.left))
	}
	lines, warnings := alarms(s.log)
	fmt.Fprintf(v.table, "the application's log\t%d warnings, %d alarms\t\n", warnings, len(lines))
	for _, line := range lines {
		v.fail(errors.New("the application said: " + line))
	}
	v.table.Flush()
	for _, line := range after.more(before) {
		fmt.Println("  more:", line)
	}
	for _, path := range s.left {
		fmt.Println("  left:", path)
	}
	return errors.Join(v.wrong...)
}

// judgeRounds prints what Chromium's page held more of from round to round.
func judgeRounds(all []round) error {
	v := newVerdicts(os.Stdout)
	v.rounds(all)
	v.table.Flush()
	return errors.Join(v.wrong...)
}

func (v *verdicts) rounds(all []round) {
	if len(all) <= warmRounds {
		v.fail(errors.New("too few rounds in Chromium"))
		return
	}
	warm := all[warmRounds-1:]
	of := func(what func(round) float64) course {
		var at, values []float64
		for i, r := range warm {
			at, values = append(at, float64(i)), append(values, what(r))
		}
		return grown(at, values)
	}
	nodes, listeners, heap := of(func(r round) float64 { return r.Nodes }), of(func(r round) float64 { return r.Listeners }), of(func(r round) float64 { return r.Heap })
	v.row("nodes in Chromium, in the document or not", nodes, nodes.from*(1+flat))
	v.row("listeners for events in Chromium", listeners, listeners.from*(1+flat))
	// Without a limit: V8 keeps compiling for long, and what it compiles is in there.
	fmt.Fprintf(v.table, "scripts' heap in Chromium, MiB\t%.1f → %.1f\t\n", heap.from, heap.to)
}
