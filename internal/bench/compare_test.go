//go:build bench && linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// around is ten samples about a value, at most so far from it.
func around(name string, value, spread float64) series {
	s := series{name: name}
	for i := range 10 {
		s.samples = append(s.samples, value+spread*(float64(i)/4.5-1))
	}
	return s
}

// steady is a figure whose samples hardly differ, held against 100 of something else.
func steady(name string, value float64) Figure {
	all := around("application", value, 0.01*value)
	return atMost(name, "ms", all.read(median), around("hello", 100, 1).read(median), 200, all)
}

// shellAt is the figure that has hello's start.
func shellAt(hello float64) Figure {
	return over(shellFigure, "ms", around("application", 2*hello, 1), around("hello", hello, 1), 1000)
}

func whole(figures ...Figure) *Record { return &Record{Runs: 10, Processors: 2, Figures: figures} }

func TestCompareSaysWhatBecameOfAFigure(t *testing.T) {
	failed := func(name string) Figure { return Figure{Name: name, Failed: "the window does not open"} }
	once := atMost("f", "ms", series{"application", []float64{150}}.read(median), exactly("hello", 100), 200)
	for name, c := range map[string]struct {
		was, is []Figure
		says    string
		bad     bool
	}{
		"the same":                       {[]Figure{steady("f", 100)}, []Figure{steady("f", 100.5)}, "+0.5 %", false},
		"slower":                         {[]Figure{steady("f", 100)}, []Figure{steady("f", 120)}, "SLOWER OR LARGER", true},
		"quicker":                        {[]Figure{steady("f", 120)}, []Figure{steady("f", 100)}, "better", false},
		"over its limit":                 {[]Figure{steady("f", 199.9)}, []Figure{steady("f", 200.1)}, "NO LONGER REACHED", true},
		"over its limit as before":       {[]Figure{steady("f", 250)}, []Figure{steady("f", 251)}, "+0.4 %", false},
		"only there now":                 {nil, []Figure{steady("f", 100)}, "new", false},
		"only there then":                {[]Figure{steady("f", 100)}, nil, "NOT THERE ANY MORE", true},
		"not taken now":                  {[]Figure{steady("f", 100)}, []Figure{failed("f")}, "NOT TAKEN", true},
		"not taken then":                 {[]Figure{failed("f")}, []Figure{steady("f", 100)}, "new", false},
		"a group that failed only then":  {[]Figure{failed("f")}, nil, "not taken", false},
		"a group that fails only now":    {nil, []Figure{failed("f")}, "NOT TAKEN", true},
		"slower in a single sample":      {[]Figure{steady("f", 100)}, []Figure{once}, "taken only once", false},
		"without hello's start to go by": {[]Figure{steady("f", 100)}, []Figure{steady("f", 100).gauged(byHelloStart)}, "CAN'T BE COMPARED", true},
		"nothing, as before":             {[]Figure{steady("f", 0)}, []Figure{steady("f", 0)}, "+0.0 %", false},
	} {
		var out strings.Builder
		err := compare(&out, whole(c.was...), whole(c.is...))
		line := lineOf(out.String(), "f")
		if !strings.Contains(line, c.says) || (err != nil) != c.bad || !c.bad && strings.Contains(line, "SLOWER") {
			t.Errorf("%s: %q does not say %q, or not so to the shell: %v", name, line, c.says, err)
		}
	}
}

func TestCompareIsNotDeceivedByAReferenceThatMovesAlong(t *testing.T) {
	scripts := func(first, all float64) Figure {
		return atMost("f", "kB", exactly("of the first page", first), exactly("all scripts", all), 1000).gauged(byItself)
	}
	members := func(many, few float64) Figure {
		return times("f", "ms", around("100,000 members", many, 1), around("100 members", few, 1), 1.1).gauged(byHelloStart)
	}
	for name, c := range map[string]struct {
		was, is *Record
		worse   bool
	}{
		"all scripts became larger, too":             {whole(scripts(100, 300)), whole(scripts(110, 330)), true},
		"only the other scripts became smaller":      {whole(scripts(100, 300)), whole(scripts(100, 200)), false},
		"the page with few members is slower, too":   {whole(shellAt(100), members(400, 400)), whole(shellAt(100), members(500, 500)), true},
		"the machine is slower, and so is hello":     {whole(shellAt(100), members(400, 400)), whole(shellAt(125), members(500, 500)), false},
		"only the page with few members was mended":  {whole(shellAt(100), members(400, 400)), whole(shellAt(100), members(400, 380)), false},
		"hello is slower, what is weighed is larger": {whole(shellAt(100), scripts(100, 300)), whole(shellAt(120), scripts(120, 300)), true},
	} {
		var out strings.Builder
		err := compare(&out, c.was, c.is)
		if worse := strings.Contains(lineOf(out.String(), "f"), "SLOWER OR LARGER"); worse != c.worse || (err != nil) != c.worse {
			t.Errorf("%s: %v\n%s", name, err, out.String())
		}
	}
}

func TestChanceIsAsLargeAsTheSamplesAreFarApart(t *testing.T) {
	compareWith := func(spread float64) error {
		figure := func(value float64) Figure {
			return over("f", "ms", around("application", value, spread), around("hello", 100, 0.1), 1000)
		}
		return compare(new(strings.Builder), whole(figure(100)), whole(figure(115)))
	}
	if err := compareWith(1); err == nil {
		t.Error("15 % between samples that agree to 1 % passes for chance")
	}
	if err := compareWith(60); err != nil {
		t.Errorf("15 %% between samples that are 60 %% apart: %v", err)
	}
}

func TestStandardErrorIsThatOfTheStatistic(t *testing.T) {
	// The mean's is known: the deviation over the root of how many there are. Uniform samples from 50 to 150 deviate by 29.
	var samples []float64
	for i := range 101 {
		samples = append(samples, float64(50+i))
	}
	mean := func(all []float64) float64 {
		var sum float64
		for _, v := range all {
			sum += v
		}
		return sum / float64(len(all))
	}
	if got := *standardError(samples, mean); got < 0.026 || got > 0.032 {
		t.Errorf("%g of the mean, not 0.029", got)
	}
	if standardError([]float64{1}, median) != nil {
		t.Error("one sample is said to tell how far it is off")
	}
	if got := *standardError([]float64{3, 3, 3}, median); got != 0 {
		t.Errorf("equal samples are %g apart", got)
	}
}

func TestRunsThatSayNothingAreNotCompared(t *testing.T) {
	busy, part := whole(steady("f", 100)), whole(steady("f", 100))
	busy.Load, part.Only = 1.5, "starts"
	for _, pair := range [][2]*Record{{whole(), busy}, {busy, whole()}, {whole(), part}, {part, whole()}} {
		var out strings.Builder
		if err := compare(&out, pair[0], pair[1]); err == nil || out.String() != "" {
			t.Errorf("%v\n%s", err, out.String())
		}
	}
}

func TestRunBeginsWhenTheMachineRests(t *testing.T) {
	const busy, idle = 1000, 0.01
	for name, tt := range map[string]struct {
		loads  []float64 // at each look; the last one stays
		want   float64
		waited time.Duration
	}{
		"at once, if it does":  {[]float64{idle}, idle, 0},
		"after a build":        {[]float64{busy, busy, idle}, idle, 10 * time.Second},
		"though it never does": {[]float64{busy}, busy, 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				got, err := settled(t.Context(), func() float64 {
					load := tt.loads[0]
					if len(tt.loads) > 1 {
						tt.loads = tt.loads[1:]
					}
					return load
				})
				if err != nil || got != tt.want || time.Since(began) != tt.waited {
					t.Errorf("load %v after %v, %v; not %v after %v", got, time.Since(began), err, tt.want, tt.waited)
				}
			})
		})
	}
	t.Run("not at all once it is given up", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.ErrUnsupported)
		if _, err := settled(ctx, func() float64 { return busy }); !errors.Is(err, errors.ErrUnsupported) {
			t.Error(err)
		}
	})
}

func TestPartOfARunDoesNotReplaceTheLatest(t *testing.T) {
	folder := t.TempDir()
	all, part := whole(steady("f", 100)), whole(steady("g", 1))
	all.Version, part.Only, part.When = "whole", "g", time.Unix(1, 0)
	for _, r := range []*Record{all, part} {
		if err := r.save(folder); err != nil {
			t.Fatal(err)
		}
	}
	r, err := readRecord(filepath.Join(folder, filepath.Base(latest)))
	if err != nil || r.Version != "whole" || r.figure("f") == nil {
		t.Errorf("%+v, %v", r, err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "19700101-000001.json"))
	if err != nil || json.Unmarshal(text, r) != nil || r.figure("g") == nil {
		t.Errorf("%s, %v", text, err)
	}
	if _, err := parsePlan([]string{"-keep", "-only", "starts"}); err == nil {
		t.Error("part of a run would be kept")
	}
}

func lineOf(text, prefix string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, prefix+" ") {
			return line
		}
	}
	return ""
}
