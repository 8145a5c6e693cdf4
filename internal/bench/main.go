//go:build bench && linux

// Command bench measures what the application costs a person, against the smallest window that Wails opens and
// against Chromium, in the same run and on the same desktop. docs/performance.md says what each figure means.
//
//	bench run [-runs N] [-only FIGURES] [-keep]   measure, print the table, keep it as JSON
//	bench compare                                 the last whole run against docs/bench.json
//	bench soak -minutes N                         an hour's use with a WorkOS that fails, for leaks
//
// make bench, make bench-compare and make soak build what it needs and start it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"slices"
	"syscall"
	"time"

	"workos-widgets/internal/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("say what to do: run, compare or soak")
	}
	switch args[0] {
	case "run":
		return run(ctx, args[1:])
	case "compare":
		return runCompare()
	case "soak":
		return runSoak(ctx, args[1:])
	}
	return fmt.Errorf("%q is none of run, compare and soak", args[0])
}

// plan is what a run was asked for.
type plan struct {
	runs, visits int
	only         *regexp.Regexp
	keep         bool
	version      string
}

func parsePlan(args []string) (plan, error) {
	var p plan
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	flags.IntVar(&p.runs, "runs", 10, "how many `times` each start is measured")
	flags.IntVar(&p.visits, "visits", 200, "how many `times` a page is gone to")
	flags.BoolVar(&p.keep, "keep", false, "keep the run as "+kept+", for make bench-compare")
	flags.StringVar(&p.version, "version", "", "what the application measured is called")
	only := flags.String("only", "", "take only the groups whose names match this `expression`")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	var err error
	if p.only, err = regexp.Compile(*only); err != nil {
		return p, err
	}
	if p.keep && *only != "" {
		return p, errors.New("what is kept has every figure: -keep and -only don't go together")
	}
	return p, nil
}

func run(ctx context.Context, args []string) error {
	p, err := parsePlan(args)
	if err != nil {
		return err
	}
	chosen := slices.DeleteFunc(slices.Clone(groups), func(g group) bool { return !p.only.MatchString(g.name) })
	fmt.Fprintf(os.Stderr, "This takes about %s on two idle processors.\n", estimate(chosen, p))
	load, err := settled(ctx, loadAverage)
	if err != nil {
		return err
	}
	r := &Record{When: time.Now(), Version: p.version, Only: p.only.String(), Runs: p.runs, Load: load, Processors: runtime.NumCPU()}
	failed := 0
	for _, g := range chosen {
		began := time.Now()
		fmt.Fprint(os.Stderr, "measuring: ", g.name)
		figures, err := g.measure(ctx, p)
		fmt.Fprintf(os.Stderr, ", %.0f s\n", time.Since(began).Seconds())
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "%s: %v\n", g.name, err)
			figures = append(figures, Figure{Name: g.name, Failed: err.Error()})
		}
		r.Figures = append(r.Figures, figures...)
	}
	if err := r.save(folder); err != nil {
		return err
	}
	r.print(os.Stdout)
	if failed > 0 {
		return fmt.Errorf("%d groups of figures could not be taken", failed)
	}
	if !p.keep {
		return nil
	}
	if err := r.comparable(); err != nil {
		return fmt.Errorf("not kept: %w", err)
	}
	return r.write(kept)
}

func runCompare() error {
	now, err := readRecord(latest)
	if err != nil {
		return fmt.Errorf("%w (make bench measures)", err)
	}
	then, err := readRecord(kept)
	if err != nil {
		return fmt.Errorf("%w (make bench KEEP=1 keeps a run)", err)
	}
	return compare(os.Stdout, then, now)
}

// group is figures that are taken together.
type group struct {
	name    string
	measure func(context.Context, plan) ([]Figure, error)
	cost    cost
}

// cost is how long a group takes on two idle processors, in seconds: so much at least, and so much more for each
// run, of which there are at most so many unless most is 0, and for each visit.
type cost struct {
	least, run, visit float64
	most              int
}

func (c cost) of(p plan) time.Duration {
	runs := p.runs
	if c.most > 0 {
		runs = min(runs, c.most)
	}
	return time.Duration((c.least + c.run*float64(runs) + c.visit*float64(p.visits)) * float64(time.Second))
}

var groups = []group{
	{"starts", onScreen(measureStarts), cost{least: 12, run: 2.5}},
	{"pages", onScreen(measurePages), cost{least: 58, visit: 0.3}},
	{"switches", onScreen(measureSwitches), cost{least: 22, visit: 0.7}},
	{"memory", onScreen(measureMemory), cost{least: 32, run: 38, most: fewRuns}},
	{"members", onScreen(measureMembers), cost{least: 22, run: 5}},
	{"tokens", measureTokens, cost{least: 4, run: 0.2}},
	{"proxy", measureProxy, cost{least: 1, run: 0.5}},
	{"expiry", measureExpiry, cost{}},
	{"idle", onScreen(measureIdle), cost{least: 10, run: 80, most: fewRuns}},
	{"sizes", measureSizes, cost{}},
}

// estimate is how long groups take together, to the half minute.
func estimate(chosen []group, p plan) time.Duration {
	var all time.Duration
	for _, g := range chosen {
		all += g.cost.of(p)
	}
	return max(all.Round(30*time.Second), 30*time.Second)
}

// onScreen measures with a desktop of its own.
func onScreen(measure func(context.Context, *house, plan) ([]Figure, error)) func(context.Context, plan) ([]Figure, error) {
	return func(ctx context.Context, p plan) (figures []Figure, err error) {
		h, err := openHouse(ctx, sandbox.Options{})
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, h.close()) }()
		return measure(ctx, h, p)
	}
}
