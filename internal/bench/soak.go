//go:build bench && linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"workos-widgets/internal/sandbox"
)

// soak is the application in use for a long time.
type soak struct {
	*house
	program *program
	app     *driven
	minutes int
	faults  *faults
	acts    acts
	samples []sample
	web     int // the process of the page
}

// sample is what the application holds at a moment when it shows the profile and nobody wants anything of it.
type sample struct {
	Minute      float64 `json:"minute"`
	Memory      float64 `json:"memoryMiB"`
	Descriptors int     `json:"descriptors"`
	Listeners   int     `json:"listeners"`
	Threads     int     `json:"threads"`
	// Controls are those of the page's accessibility tree: the page's elements that mean something.
	Controls int `json:"controls"`
}

// runSoak uses the application for so many minutes with a WorkOS that fails, and says what has grown.
func runSoak(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	minutes := flags.Int("minutes", 60, "how `long`, in minutes")
	seed := flags.Uint64("seed", 1, "what the order of things and of failures comes from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	h, err := openHouse(ctx, sandbox.Options{TokenLife: time.Minute}) // many refreshes
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	s := &soak{house: h, minutes: max(1, *minutes), faults: newFaults(*seed), acts: newActs(*seed)}
	before, err := h.goroutinesAtRest(ctx)
	if err != nil {
		return fmt.Errorf("goroutines of an application at rest: %w", err)
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := s.use(ctx); err != nil {
		return errors.Join(err, s.keep())
	}
	after, err := s.finish(ctx)
	if err != nil {
		return errors.Join(err, s.keep())
	}
	return errors.Join(s.keep(), s.judge(before, after))
}

// begin opens the application and has WorkOS fail from then on.
func (s *soak) begin(ctx context.Context) error {
	var err error
	s.program, err = s.start(application, append(s.workos.env(), "GOTRACEBACK=all")...)
	if err != nil {
		return err
	}
	if s.app, err = s.driven(ctx, s.program); err != nil {
		return err
	}
	if _, err := s.app.see(navigation); err != nil {
		return err
	}
	if s.web = webProcess(s.program.PID()); s.web == 0 {
		return errors.New("the page has no process of its own")
	}
	s.workos.box.Fail(s.faults.next)
	return nil
}

// every is how often a sample is taken.
func (s *soak) every() time.Duration {
	if s.minutes < 10 {
		return 20 * time.Second
	}
	return time.Minute
}

// use works the window until the time is over.
func (s *soak) use(ctx context.Context) error {
	began := time.Now()
	end, next := began.Add(time.Duration(s.minutes)*time.Minute), began.Add(s.every())
	for time.Now().Before(end) {
		if err := s.acts.one(ctx, s); err != nil {
			return err
		}
		if err := s.alive(ctx); err != nil {
			return err
		}
		if time.Now().After(next) {
			if err := s.sample(ctx, began); err != nil {
				return err
			}
			next = time.Now().Add(s.every())
		}
	}
	return nil
}

// alive says what is wrong when the application or its page has ended.
func (s *soak) alive(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	at, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := s.program.Wait(at); at.Err() == nil {
		return fmt.Errorf("the application has ended: %v\n%s", err, s.program.Output())
	}
	if web := webProcess(s.program.PID()); web != s.web {
		return fmt.Errorf("the page's process %d has ended (now %d)\n%s", s.web, web, s.program.Output())
	}
	return nil
}

// sample goes to the profile, waits until nothing is under way, and counts.
func (s *soak) sample(ctx context.Context, began time.Time) error {
	s.faults.pause(true)
	defer s.faults.pause(false)
	if err := s.acts.home(ctx, s); err != nil {
		return err
	}
	if err := rest(ctx, 3*time.Second); err != nil {
		return err
	}
	page, err := s.app.Tree(ctx)
	if err != nil {
		return err
	}
	now := sample{Minute: time.Since(began).Minutes()}
	for range page.All() {
		now.Controls++
	}
	pid := s.program.PID()
	if now.Memory, err = memory(pid); err != nil {
		return err
	}
	now.Descriptors, now.Listeners = descriptors(pid)
	now.Threads = len(threads(pid, "stat"))
	s.samples = append(s.samples, now)
	fmt.Fprintf(os.Stderr, "minute %.1f: %.0f MiB, %d descriptors, %d listeners, %d threads, %d controls; %s\n",
		now.Minute, now.Memory, now.Descriptors, now.Listeners, now.Threads, now.Controls, s.acts.String())
	return nil
}

// keep writes the samples.
func (s *soak) keep() error {
	text, err := json.MarshalIndent(struct {
		When    time.Time      `json:"when"`
		Minutes int            `json:"minutes"`
		Done    map[string]int `json:"done"`
		Faults  map[string]int `json:"faults"`
		Samples []sample       `json:"samples"`
	}{time.Now(), s.minutes, s.acts.done, s.faults.counts(), s.samples}, "", "\t")
	if err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	if err := os.WriteFile(folder+"/soak.json", append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	return nil
}

// flat is by how much memory and page may grow after the warm-up.
const flat = 0.10

// judge prints what has grown; the error says what should not have.
func (s *soak) judge(before, after goroutines) error {
	warm := s.samples[len(s.samples)/3:]
	if len(warm) < 2 {
		return errors.New("too short to tell whether anything grows")
	}
	early, late := warm[:len(warm)/2], warm[len(warm)/2:]
	var all []error
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%d minutes of use\t%s; %s\t\n", s.minutes, s.acts.String(), s.faults)
	row := func(name string, then, now, limit float64) {
		verdict := "holds"
		if now > limit {
			verdict = "GROWS"
			all = append(all, fmt.Errorf("%s has grown from %.0f to %.0f", name, then, now))
		}
		fmt.Fprintf(t, "%s\t%.0f → %.0f (%+.1f %%)\t%s\n", name, then, now, 100*(now/then-1), verdict)
	}
	least := func(of []sample, what func(sample) float64) float64 {
		n := what(of[0])
		for _, s := range of {
			n = min(n, what(s))
		}
		return n
	}
	growing := func(name string, slack float64, what func(sample) float64) {
		then, now := least(early, what), least(late, what)
		row(name, then, now, then*(1+flat)+slack)
	}
	growing("memory of all processes, MiB", 0, func(s sample) float64 { return s.Memory })
	growing("controls on the profile", 5, func(s sample) float64 { return float64(s.Controls) })
	growing("descriptors of the Go process", 4, func(s sample) float64 { return float64(s.Descriptors) })
	growing("threads of the Go process", 4, func(s sample) float64 { return float64(s.Threads) })
	row("goroutines, against an application that has done nothing", float64(before.total()), float64(after.total()), float64(before.total()+spare))
	fmt.Fprintf(t, "listeners at the end\t%d\t\n", s.samples[len(s.samples)-1].Listeners)
	t.Flush()
	for _, line := range after.more(before) {
		fmt.Println("  more:", line)
	}
	if n := s.samples[len(s.samples)-1].Listeners; n > 0 {
		all = append(all, fmt.Errorf("%d listeners are left", n))
	}
	return errors.Join(all...)
}

// webProcess is the process that shows a program's page; 0 when there is none.
func webProcess(pid int) int {
	for _, p := range tree(pid) {
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p))
		if err == nil && string(name) == "WebKitWebProces\n" { // the kernel keeps fifteen letters
			return p
		}
	}
	return 0
}

// finish waits until what was under way is over, takes a last sample, and has the application say what its
// goroutines do.
func (s *soak) finish(ctx context.Context) (goroutines, error) {
	s.workos.box.Fail(nil)
	began := time.Now()
	for {
		if err := rest(ctx, 5*time.Second); err != nil {
			return nil, err
		}
		if _, listeners := descriptors(s.program.PID()); listeners == 0 || time.Since(began) > listening {
			break
		}
	}
	if err := s.sample(ctx, began.Add(-time.Duration(s.minutes)*time.Minute)); err != nil {
		return nil, err
	}
	return s.dump(ctx, s.program)
}

// listening is how long a one-time page may wait for its browser.
const listening = 3 * time.Minute
