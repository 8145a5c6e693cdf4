//go:build bench && linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestQuantileLiesBetweenSamples(t *testing.T) {
	for _, c := range []struct {
		samples     []float64
		share, want float64
	}{
		{[]float64{7}, 0.5, 7}, {[]float64{3, 1, 2}, 0.5, 2}, {[]float64{4, 1, 3, 2}, 0.5, 2.5},
		{[]float64{1, 2, 3, 4, 5}, 0.95, 4.8}, {[]float64{1, 2}, 1, 2}, {[]float64{1, 2}, 0, 1},
	} {
		before := slices.Clone(c.samples)
		if got := quantile(c.samples, c.share); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%g of %v is %g, not %g", c.share, c.samples, got, c.want)
		}
		if !slices.Equal(before, c.samples) {
			t.Errorf("%v came out as %v", before, c.samples)
		}
	}
}

func TestFigureSaysByHowMuchItMisses(t *testing.T) {
	app, bare := series{"application", []float64{140, 150, 160}}, series{"hello", []float64{100, 100, 90}}
	for _, c := range []struct {
		figure Figure
		says   string
	}{
		{over("f", "ms", app, bare, 40), "MISSES by 10 ms"},
		{over("f", "ms", app, bare, 50), "reached"},
		{times("f", "ms", app, bare, 1.25), "MISSES by 25 ms"},
		{times("f", "ms", bare, app, 1), "reached"},
		{atMost("f", "ms", exactly("application", 0.5), exactly("hello", 0.25), 0.1), "MISSES by 0.400 ms"},
		{beside("f", "ms", app, bare), ""},
	} {
		if got := c.figure.verdict(); got != c.says {
			t.Errorf("%s: %g: %s, not %s", c.figure.Must, c.figure.Value, got, c.says)
		}
	}
}

func TestGoroutinesAreCountedByWhoStartedThem(t *testing.T) {
	const dump = `SIGQUIT: quit
PC=0x47 m=0 sigcode=0

goroutine 1 gp=0xc000002380 m=0 mp=0x1 [syscall]:
main.main()
	main.go:1

goroutine 18 [chan receive]:
net/http.(*persistConn).readLoop(0xc0)
created by net/http.(*Transport).dialConn in goroutine 12
	transport.go:1

goroutine 19 [select]:
net/http.(*persistConn).writeLoop(0xc0)
created by net/http.(*Transport).dialConn in goroutine 12
	transport.go:2

goroutine 2 [force gc (idle)]:
created by runtime.init.7 in goroutine 1

rax    0x0
`
	g := parseDump(dump)
	if g.total() != 3 || g["net/http.(*Transport).dialConn"] != 2 || g["the program itself"] != 1 {
		t.Errorf("%v", g)
	}
	more := g.more(goroutines{"net/http.(*Transport).dialConn": 1, "the program itself": 1})
	if len(more) != 1 || !strings.HasPrefix(more[0], "2 (1 before)") {
		t.Errorf("%q", more)
	}
}

func TestOnlyWhatAScriptWaitsForIsImported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "start.js")
	const script = "import{n as e}from\"./react-1.js\";import\"./radix-2.js\";export{x}from`./query-3.js`;const l=()=>import(\"./late-4.js\")"
	if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	paths, err := imported(path)
	var names []string
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	if err != nil || !slices.Equal(names, []string{"react-1.js", "radix-2.js", "query-3.js"}) {
		t.Errorf("%q, %v", names, err)
	}
}

func TestFaultsAreAsManyAsWasSaid(t *testing.T) {
	f := newFaults(1)
	const requests = 100_000
	failed, stalled := 0, 0
	for range requests {
		switch fault := f.next(nil); {
		case fault == nil:
		case fault.Delay == stall:
			stalled++
		default:
			failed++
		}
	}
	if failed < 4_700 || failed > 5_300 || stalled < 850 || stalled > 1_150 {
		t.Errorf("of %d requests %d failed and %d stalled", requests, failed, stalled)
	}
	f.pause(true)
	for range 1000 {
		if f.next(nil) != nil {
			t.Fatal("something goes wrong in a pause")
		}
	}
}

func TestTreeHoldsChildren(t *testing.T) {
	found := tree(os.Getppid())
	if !slices.Contains(found, os.Getpid()) {
		t.Errorf("%d is not below its parent: %v", os.Getpid(), found)
	}
	if mib, err := memory(os.Getpid()); err != nil || mib < 1 {
		t.Errorf("%g MiB, %v", mib, err)
	}
}

func TestPixelCountsFromTheMiddleOfAFade(t *testing.T) {
	p := &picture{ground: 0xffffff}
	for _, c := range []struct {
		point, shown uint32
		there        bool
	}{
		{0x1c2024, 0x1c2024, true}, {0x1c2024, 0x707070, true}, {0x1c2024, 0xa0a0a0, false}, {0x1c2024, 0xf0f0f3, false},
		{0xf9f9fb, 0xf9f9fb, true}, {0xf9f9fb, 0xffffff, false}, {0x3e63dd, 0xffffff, false}, {0x3e63dd, 0x5e80e0, true},
	} {
		if got := p.there(point{colour: c.point}, c.shown); got != c.there {
			t.Errorf("%06x where %06x should be: %v", c.shown, c.point, got)
		}
	}
}

func TestEstimateCountsNoMoreRunsThanAGroupTakes(t *testing.T) {
	few := group{cost: cost{least: 10, run: 20, most: 3}}
	many := group{cost: cost{run: 6, visit: 0.1}}
	for _, c := range []struct {
		chosen []group
		p      plan
		want   time.Duration
	}{
		{nil, plan{runs: 10, visits: 200}, 30 * time.Second},
		{[]group{few}, plan{runs: 1}, 30 * time.Second},
		{[]group{few}, plan{runs: 100}, 60 * time.Second},
		{[]group{few, many}, plan{runs: 10, visits: 200}, 150 * time.Second},
	} {
		if got := estimate(c.chosen, c.p); got != c.want {
			t.Errorf("%d groups, %d runs: %s, want %s", len(c.chosen), c.p.runs, got, c.want)
		}
	}
}

func TestTableSaysWhichFiguresRestOnFewerRuns(t *testing.T) {
	r := &Record{Runs: 10, Figures: []Figure{{Name: "memory", Runs: 3}, {Name: "start", Runs: 0}}}
	var table strings.Builder
	r.print(&table)
	if got := table.String(); !strings.Contains(got, "memory (3 runs)") || strings.Contains(got, "start (") {
		t.Errorf("the table says\n%s", got)
	}
}
