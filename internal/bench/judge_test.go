//go:build bench && linux

package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// series of 40 samples, one a minute, as memory comes out of a soak.
func over40(f func(minute float64) float64) []sample {
	var all []sample
	for m := range 60 {
		// The first twenty are the warm-up, whatever happens in it.
		value := 400.0
		if m < 20 {
			value = 200 + 10*float64(m)
		} else {
			value = f(float64(m - 20))
		}
		all = append(all, sample{Minute: float64(m), Own: value, Descriptors: 40, Threads: 24, Controls: 134})
	}
	return all
}

func TestGrowthIsTellingALeakFromNoise(t *testing.T) {
	const span = 39.0
	mixed := rand.New(rand.NewPCG(1, 1))
	noise := func() float64 { return 1 + 0.06*(mixed.Float64()-0.5) }
	linear := func(share float64) func(float64) float64 {
		return func(m float64) float64 { return 400 * (1 + share*m/span) }
	}
	// sawTooth is what a collector makes: it lets memory grow for so many minutes, and takes it back.
	sawTooth := func(f func(float64) float64, period float64) func(float64) float64 {
		return func(m float64) float64 { return f(m) * (1 + 0.25*math.Mod(m, period)/period) }
	}
	for _, c := range []struct {
		name  string
		f     func(float64) float64
		grows bool
	}{
		{"flat", linear(0), false},
		{"flat with noise", func(float64) float64 { return 400 * noise() }, false},
		{"less by and by", linear(-0.3), false},
		{"linear, 8 %", linear(0.08), false},
		{"linear, 12 %", linear(0.12), true},
		{"linear, 12 %, with noise", func(m float64) float64 { return linear(0.125)(m) * noise() }, true},
		{"linear, 19 %", linear(0.19), true},
		{"a step in the middle", func(m float64) float64 { return 400 + 60*math.Floor(m/20) }, true},
		{"a step near the end", func(m float64) float64 { return 400 + 60*math.Floor(min(m, 31)/29) }, true},
		{"a peak that passes", func(m float64) float64 { return 400 + 200*math.Max(0, 1-math.Abs(m-20)/3) }, false},
		{"saw-tooth", sawTooth(linear(0), 7), false},
		{"slow saw-tooth", sawTooth(linear(0), 13), false},
		{"saw-tooth that climbs by 19 %", sawTooth(linear(0.19), 7), true},
	} {
		v := newVerdicts(io.Discard)
		v.growth(over40(c.f), 100)
		if grows := len(v.wrong) > 0; grows != c.grows {
			t.Errorf("%s: %v", c.name, errors.Join(v.wrong...))
		}
	}
}

func TestGrowthNeedsSamples(t *testing.T) {
	v := newVerdicts(io.Discard)
	v.growth(over40(func(float64) float64 { return 400 })[:5], 100)
	if len(v.wrong) == 0 {
		t.Error("five samples were enough")
	}
}

func TestShortUseIsHeldToHalfAsMuchAgain(t *testing.T) {
	for share, grows := range map[float64]bool{0.3: false, 0.7: true} {
		all := over40(func(m float64) float64 { return 400 * (1 + share*m/39) })
		for i := range all {
			all[i].Minute /= 20
		}
		v := newVerdicts(io.Discard)
		v.growth(all, 100)
		if (len(v.wrong) > 0) != grows {
			t.Errorf("%.0f %%: %v", 100*share, errors.Join(v.wrong...))
		}
	}
}

func TestOneDescriptorForEachHandOverIsALeak(t *testing.T) {
	v := newVerdicts(io.Discard)
	all := over40(func(float64) float64 { return 400 })[:9] // three minutes, two hand-overs in each
	for i := range all {
		all[i].Descriptors += i * 6 / 9
	}
	v.growth(all, 6)
	if err := errors.Join(v.wrong...); err == nil || !strings.Contains(err.Error(), "descriptors") {
		t.Errorf("passes: %v", err)
	}
}

func TestRoundsInChromium(t *testing.T) {
	for _, c := range []struct {
		name             string
		nodes, listeners float64 // more, each round
		grows            bool
	}{{"flat", 0, 0, false}, {"nodes", 10, 0, true}, {"listeners", 0, 10, true}} {
		var all []round
		for i := range rounds {
			n := float64(i)
			all = append(all, round{Nodes: 300 + n*c.nodes, Listeners: 340 + n*c.listeners, Heap: 7})
		}
		all[0].Nodes = 900 // while it is warming up
		v := newVerdicts(io.Discard)
		if v.rounds(all); (len(v.wrong) > 0) != c.grows {
			t.Errorf("%s: %v", c.name, errors.Join(v.wrong...))
		}
	}
}

// worked is a soak of so many minutes in which everything was done as often as its share says.
func worked(minutes int) acts {
	a := newActs(1)
	for range minutes * 12 {
		a.count(a.deal().name, nil)
	}
	return a
}

func TestActsThatAlwaysFailAreTold(t *testing.T) {
	failed := errors.New("nothing came of it")
	for _, k := range kinds {
		a, stuck := worked(3), 0
		*a.of(k.name) = tally{}
		for range giveUp {
			for _, other := range kinds { // which go well, in between
				if other.name != k.name {
					a.count(other.name, nil)
				}
			}
			if s, _ := a.count(k.name, failed); s {
				stuck++
			}
		}
		if stuck != 1 {
			t.Errorf("%s have come to nothing %d times in a row, and the window counted as stuck %d times", k.name, giveUp, stuck)
		}
		if err := a.judge(3); err == nil || !strings.Contains(err.Error(), k.name) {
			t.Errorf("%s never worked: %v", k.name, err)
		}
	}
}

func TestActsMayFailAsOftenAsWorkOS(t *testing.T) {
	for _, c := range []struct {
		done, vain int
		wrong      bool
	}{{12, 1, false}, {12, 4, false}, {12, 8, true}, {180, 20, false}, {150, 50, true}, {0, 0, true}} {
		a := worked(3)
		*a.of(handOvers) = tally{Done: c.done, Vain: c.vain}
		if err := a.judge(3); (err != nil) != c.wrong {
			t.Errorf("%d done, %d in vain: %v", c.done, c.vain, err)
		}
	}
	a := worked(3)
	a.of(ways).Done, a.of(ways).Vain = 5, 10
	if a.judge(3) == nil {
		t.Error("two of three ways back came to nothing, and that passes")
	}
	if a := worked(3); a.judge(30) == nil {
		t.Error("what is a good deal in three minutes passes for half an hour")
	}
}

func TestGoroutineForEachHandOverIsALeak(t *testing.T) {
	const leak, connection = "workos-widgets/internal/handoff.(*Listener).Listen", "net/http.(*Transport).dialConn"
	before := goroutines{"main.main": 3, connection: 4}
	for _, c := range []struct {
		name      string
		after     goroutines
		handOvers int
		leaks     bool
	}{
		{"as before", before, 6, false},
		{"three under way", goroutines{"main.main": 3, connection: 4, leak: 3}, 100, false},
		{"connections that are kept", goroutines{"main.main": 3, connection: 16}, 100, false},
		{"more connections than are kept", goroutines{"main.main": 3, connection: 18}, 100, true},
		{"one for each of six", goroutines{"main.main": 3, connection: 4, leak: 6}, 6, true},
		{"one for each of two", goroutines{"main.main": 3, connection: 4, leak: 2}, 2, true},
		{"a connection for each of six", goroutines{"main.main": 3, connection: 16}, 6, true},
	} {
		if err := c.after.grown(before, c.handOvers); (err != nil) != c.leaks {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestProcessThatWasReplacedIsGone(t *testing.T) {
	then := map[int]string{1: "workos-widgets", 2: "WebKitNetworkPr", 3: "WebKitWebProces"}
	if ended := gone(then, map[int]string{1: "workos-widgets", 2: "WebKitNetworkPr", 3: "WebKitWebProces", 9: "sh"}); len(ended) > 0 {
		t.Errorf("ended: %q", ended)
	}
	ended := gone(then, map[int]string{1: "workos-widgets", 3: "WebKitWebProces", 9: "WebKitNetworkPr"})
	if len(ended) != 1 || ended[0] != "WebKitNetworkPr (2)" {
		t.Errorf("ended: %q", ended)
	}
	self := processes(os.Getpid())
	if self[os.Getpid()] == "" || holding(os.Getpid()).Own <= 0 || holding(os.Getpid()).Descriptors < 3 {
		t.Errorf("this process is %v and holds %v", self, holding(os.Getpid()))
	}
}

func TestFilesThatAreLeftAreSeen(t *testing.T) {
	dir := t.TempDir()
	before := files(dir, filepath.Join(dir, "nowhere"))
	path := filepath.Join(dir, "left")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if after := files(dir); before[path] || !after[path] {
		t.Errorf("before %v, after %v", before, after)
	}
}

func TestAlarmsAreWhatNoFailureOfWorkOSExplains(t *testing.T) {
	said := []string{
		`time=1 level=WARN msg="refresh failed" kind=transient status=503`,
		`time=1 level=ERROR msg="apiproxy: panic" type=string`,
		`time=1 level=WARN msg="the page's process ended" how=crashed`,
		`(workos-widgets:1): Gtk-CRITICAL **: 12:00:00.000: gtk_widget_show: assertion failed`,
		`panic: runtime error`, `Overriding existing handler for signal 10.`,
	}
	lines, warnings := alarms(fmt.Sprintln(strings.Join(said, "\n")))
	if len(lines) != 4 || warnings != 2 {
		t.Errorf("%d alarms, %d warnings: %q", len(lines), warnings, lines)
	}
}
