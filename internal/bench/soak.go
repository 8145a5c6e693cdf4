//go:build bench && linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workos-widgets/internal/sandbox"
)

// soak is the application in use for a long time.
type soak struct {
	*house
	program *program
	app     *driven
	minutes int
	began   time.Time
	faults  *faults
	acts    acts
	samples []sample
	alike   map[int]string // the processes that it began with, and has to end with
	files   map[string]bool
	left    []string // files that are there at the end and were not at the first sample
	log     string
}

// sample is what the application holds at a moment when it shows the profile and nobody wants anything of it.
type sample struct {
	Minute float64 `json:"minute"`
	// Memory is all of it, and Own what was written: without the files that are mapped, whose part (PSS) depends on
	// who else on the machine has mapped them.
	Memory      float64 `json:"memoryMiB"`
	Own         float64 `json:"ownMiB"`
	Descriptors int     `json:"descriptors"`
	Listeners   int     `json:"listeners"`
	Threads     int     `json:"threads"`
	// Controls are those of the page's accessibility tree: the page's elements that mean something.
	Controls  int             `json:"controls"`
	Processes map[string]held `json:"processes"`
}

// runSoak uses the application for so many minutes with a WorkOS that fails, and says what has grown.
func runSoak(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	minutes := flags.Int("minutes", 60, "how `long`, in minutes; 0 leaves the window out and only counts in Chromium")
	seed := flags.Uint64("seed", 1, "what the order of things and of failures comes from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var used error
	if *minutes > 0 {
		used = soakWindow(ctx, *minutes, *seed)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	all, err := pageRounds(ctx)
	if err == nil {
		err = judgeRounds(all)
	}
	return errors.Join(used, err)
}

// soakWindow uses the real window.
func soakWindow(ctx context.Context, minutes int, seed uint64) (err error) {
	h, err := openHouse(ctx, sandbox.Options{TokenLife: time.Minute}) // many refreshes
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	s := &soak{house: h, minutes: minutes, faults: newFaults(seed), acts: newActs(seed)}
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
	scratch := filepath.Join(s.desk.Dir, "tmp")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	s.program, err = s.start(application, append(s.workos.env(), "GOTRACEBACK=all", "TMPDIR="+scratch)...)
	if err != nil {
		return err
	}
	if s.app, err = s.driven(ctx, s.program); err != nil {
		return err
	}
	if _, err := s.app.see(navigation); err != nil {
		return err
	}
	if err := rest(ctx, calm); err != nil {
		return err
	}
	if s.alike = processes(s.program.PID()); len(s.alike) < 3 {
		return fmt.Errorf("the page has no processes of its own: %v", s.alike)
	}
	s.workos.box.Fail(s.faults.next)
	return nil
}

// every is how often a sample is taken.
func (s *soak) every() time.Duration {
	if s.minutes < 10 {
		return 15 * time.Second
	}
	return time.Minute
}

// use works the window until the time is over.
func (s *soak) use(ctx context.Context) error {
	s.began = time.Now()
	end, next := s.began.Add(time.Duration(s.minutes)*time.Minute), s.began.Add(s.every())
	for time.Now().Before(end) {
		if err := s.acts.one(ctx, s); err != nil {
			return err
		}
		if err := s.alive(ctx); err != nil {
			return err
		}
		if time.Now().After(next) {
			if err := s.sample(ctx); err != nil {
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
	if ended := gone(s.alike, processes(s.program.PID())); len(ended) > 0 {
		return fmt.Errorf("ended meanwhile: %s\n%s", strings.Join(ended, ", "), s.program.Output())
	}
	return nil
}

// sample goes to the profile, waits until nothing is under way, and counts.
func (s *soak) sample(ctx context.Context) error {
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
	now := sample{Minute: time.Since(s.began).Minutes(), Processes: map[string]held{}}
	for range page.All() {
		now.Controls++
	}
	pid := s.program.PID()
	if now.Memory, err = memory(pid); err != nil {
		return err
	}
	for p, name := range processes(pid) {
		h := holding(p)
		now.Own += h.Own
		now.Descriptors += h.Descriptors
		now.Processes[name] = now.Processes[name].plus(h)
	}
	_, now.Listeners = descriptors(pid)
	now.Threads = len(threads(pid, "stat"))
	s.samples = append(s.samples, now)
	if s.files == nil {
		s.files = files(s.desk.Home, filepath.Join(s.desk.Dir, "run"), filepath.Join(s.desk.Dir, "tmp"))
	}
	fmt.Fprintf(os.Stderr, "minute %.1f: %.0f MiB, %.0f written (%s), %d descriptors, %d listeners, %d threads, %d controls; %s\n",
		now.Minute, now.Memory, now.Own, byProcess(now.Processes), now.Descriptors, now.Listeners, now.Threads, now.Controls, s.acts.String())
	return nil
}

// keep writes the samples.
func (s *soak) keep() error {
	text, err := json.MarshalIndent(struct {
		When    time.Time         `json:"when"`
		Minutes int               `json:"minutes"`
		Done    map[string]*tally `json:"done"`
		Faults  map[string]int    `json:"faults"`
		Samples []sample          `json:"samples"`
	}{time.Now(), s.minutes, s.acts.tally, s.faults.counts(), s.samples}, "", "\t")
	if err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	if err := os.WriteFile(folder+"/soak.json", append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("soak: %w", err)
	}
	return nil
}

// finish waits until what was under way is over, takes a last sample, and has the application say what its
// goroutines do.
func (s *soak) finish(ctx context.Context) (goroutines, error) {
	s.workos.box.Fail(nil)
	ended := time.Now()
	for {
		if err := rest(ctx, 5*time.Second); err != nil {
			return nil, err
		}
		if _, listeners := descriptors(s.program.PID()); listeners == 0 || time.Since(ended) > listening {
			break
		}
	}
	if err := s.sample(ctx); err != nil {
		return nil, err
	}
	if err := s.alive(ctx); err != nil {
		return nil, err
	}
	for path := range files(s.desk.Home, filepath.Join(s.desk.Dir, "run"), filepath.Join(s.desk.Dir, "tmp")) {
		if !s.files[path] {
			s.left = append(s.left, path)
		}
	}
	slices.Sort(s.left)
	s.log = s.program.Output()
	return s.dump(ctx, s.program)
}

// listening is how long a one-time page may wait for its browser.
const listening = 3 * time.Minute
