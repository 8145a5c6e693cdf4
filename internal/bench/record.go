//go:build bench && linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// kept is the run that later ones are compared with; latest is the last one here that has every figure.
const (
	kept   = "docs/bench.json"
	latest = folder + "/latest.json"
)

// Record is one run of the benchmark.
type Record struct {
	When    time.Time `json:"when"`
	Version string    `json:"version"`
	// Only is what the groups' names had to match; empty for a run with every figure.
	Only string `json:"only,omitempty"`
	// Runs is how many starts each figure rests on. Load is the machine's load average before the run: above
	// half the number of its processors, the figures say little.
	Runs       int     `json:"runs"`
	Load       float64 `json:"load"`
	Processors int     `json:"processors"`
	// Figures in the order of the table.
	Figures []Figure `json:"figures"`
}

// loadAverage is that of the last minute.
func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return math.NaN()
	}
	var load float64
	fmt.Sscan(string(text), &load)
	return load
}

func (r *Record) busy() bool { return tooMuch(r.Load, r.Processors) }

func tooMuch(load float64, processors int) bool { return load > float64(processors)/2 }

// settled waits until the machine has little to do, for make bench builds what it measures just before, and says what
// its load is then. On a machine that stays busy it gives up after three minutes.
func settled(ctx context.Context, load func() float64) (float64, error) {
	const look, most = 5 * time.Second, 3 * time.Minute
	for waited := time.Duration(0); ; waited += look {
		now := load()
		if !tooMuch(now, runtime.NumCPU()) || waited >= most {
			return now, nil
		}
		if waited == 0 {
			fmt.Fprintf(os.Stderr, "The machine is busy (load %.2f); waiting until it rests, at most %s.\n", now, most)
		}
		if err := rest(ctx, look); err != nil {
			return 0, err
		}
	}
}

// save keeps the run as JSON in a folder, under the time at which it began. One with every figure is the latest there;
// some of them do not replace it.
func (r *Record) save(folder string) error {
	if err := r.write(filepath.Join(folder, r.When.UTC().Format("20060102-150405")+".json")); err != nil || r.Only != "" {
		return err
	}
	return r.write(filepath.Join(folder, filepath.Base(latest)))
}

func (r *Record) write(path string) error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

func readRecord(path string) (*Record, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	r := &Record{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("record: %s: %w", path, err)
	}
	return r, nil
}

// print writes the table.
func (r *Record) print(w io.Writer) {
	fmt.Fprintf(w, "%s, %d runs of each start, load %.2f on %d processors (%s)\n", r.Version, r.Runs, r.Load, r.Processors, runtime.GOARCH)
	if r.busy() {
		fmt.Fprintln(w, "The machine was busy with something else: take these for a test of the benchmark, not for figures.")
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\tapplication\tagainst\tratio\tmust\t")
	for _, f := range r.Figures {
		if f.Failed != "" {
			first, _, _ := strings.Cut(f.Failed, "\n")
			fmt.Fprintf(t, "%s\t–\t\t\t\tNOT TAKEN: %s\n", f.Name, first)
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s: %s\t%s\t%s\t%s\n", f.Name+r.fewer(f), f.amount(f.Value), f.Against, f.amount(f.Reference), ratio(f.Ratio()), f.Must, f.verdict())
	}
	t.Flush()
}

// fewer says how many runs a figure rests on, if these are fewer than the others'.
func (r *Record) fewer(f Figure) string {
	if f.Runs == 0 || f.Runs >= r.Runs {
		return ""
	}
	return fmt.Sprintf(" (%d runs)", f.Runs)
}

func (f Figure) amount(v float64) string {
	switch {
	case v == math.Trunc(v), math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f %s", v, f.Unit)
	case math.Abs(v) >= 1:
		return fmt.Sprintf("%.2f %s", v, f.Unit)
	}
	return fmt.Sprintf("%.3f %s", v, f.Unit)
}

func ratio(r float64) string {
	if math.IsNaN(r) {
		return "–"
	}
	return fmt.Sprintf("%.2f ×", r)
}

func (f Figure) verdict() string {
	if f.Must == "" {
		return ""
	}
	if miss := f.Misses(); miss > 0 {
		return "MISSES by " + f.amount(miss)
	}
	return "reached"
}
