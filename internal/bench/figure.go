//go:build bench && linux

package main

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Figure is one thing that was measured, held against something measured in the same run.
type Figure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	// Value is what the application takes; Against is what the same took Reference.
	Value     float64 `json:"value"`
	Against   string  `json:"against"`
	Reference float64 `json:"reference"`
	// ValueError and ReferenceError are how far the two may be off, as their samples tell: a standard error, as a
	// share of the number. 0 is for what was counted or weighed; nil for what was taken once, which tells nothing.
	ValueError     *float64 `json:"valueError"`
	ReferenceError *float64 `json:"referenceError"`
	// Gauge is what Value is held against when two runs are compared.
	Gauge gauge `json:"gauge,omitempty"`
	// Limit is what Value must not pass, and Must says where that comes from; it is empty where there is no limit.
	Limit float64 `json:"limit"`
	Must  string  `json:"must"`
	// Samples are the raw numbers, by what was measured.
	Samples map[string][]float64 `json:"samples,omitempty"`
	// Runs is how many runs it rests on, where these are fewer than the record's.
	Runs int `json:"runs,omitempty"`
	// Failed says why there is no such figure.
	Failed string `json:"failed,omitempty"`
}

// Ratio is the figure: Value in terms of Reference. It is comparable between machines, as milliseconds are not.
func (f Figure) Ratio() float64 {
	if f.Reference == 0 {
		return math.NaN()
	}
	return f.Value / f.Reference
}

// Misses is by how much Value is over its limit; 0 when it is not.
func (f Figure) Misses() float64 {
	if f.Must == "" {
		return 0
	}
	return max(0, f.Value-f.Limit)
}

// gauge is what must not move along when a figure becomes worse.
type gauge string

// The gauges of a comparison.
const (
	byReference  gauge = ""
	byHelloStart gauge = "hello's start" // for what has a part of the application as its reference
	byItself     gauge = "itself"        // for what is no time: it is the same on every machine
)

// gauged has a figure compared by something else than its reference.
func (f Figure) gauged(g gauge) Figure {
	f.Gauge = g
	return f
}

// series is the samples of one thing.
type series struct {
	name    string
	samples []float64
}

// statistic is one number of many samples.
type statistic func([]float64) float64

func median(samples []float64) float64 { return quantile(samples, 0.5) }
func p95(samples []float64) float64    { return quantile(samples, 0.95) }
func most(samples []float64) float64   { return quantile(samples, 1) }

// reading is a number with how far it may be off.
type reading struct {
	name  string
	value float64
	err   *float64 // as in Figure
}

// read makes a number of a series.
func (s series) read(of statistic) reading {
	return reading{name: s.name, value: of(s.samples), err: standardError(s.samples, of)}
}

// called gives a reading another name.
func (r reading) called(name string) reading {
	r.name = name
	return r
}

// exactly is a number that comes out the same every time.
func exactly(name string, value float64) reading { return reading{name, value, new(float64)} }

// redrawn is how many times samples are drawn anew to see how far a number may be off.
const redrawn = 1000

// standardError is how far a statistic wanders when the samples are drawn anew, each time as many of them with repetitions
// (a bootstrap), as a share of it. Few samples show too little of the spread; what is missing is made up for.
func standardError(samples []float64, of statistic) *float64 {
	n := len(samples)
	if n < 2 {
		return nil
	}
	draw := rand.New(rand.NewPCG(1, 2))
	again := make([]float64, n)
	var sum, squares float64
	for range redrawn {
		for i := range again {
			again[i] = samples[draw.IntN(n)]
		}
		v := of(again)
		sum, squares = sum+v, squares+v*v
	}
	mean := sum / redrawn
	deviation := math.Sqrt(max(0, squares/redrawn-mean*mean) * float64(n) / float64(n-1))
	if v := math.Abs(of(samples)); v > 0 {
		deviation /= v
	}
	return &deviation
}

// over is a figure whose median may be so much more than the reference's.
func over(name, unit string, value, reference series, more float64) Figure {
	v, r := value.read(median), reference.read(median)
	return limited(name, unit, v, r, r.value+more, fmt.Sprintf("≤ %s + %g %s", r.name, more, unit), value, reference)
}

// times is a figure whose median may be so many times the reference's.
func times(name, unit string, value, reference series, factor float64) Figure {
	v, r := value.read(median), reference.read(median)
	return limited(name, unit, v, r, r.value*factor, fmt.Sprintf("≤ %g × %s", factor, r.name), value, reference)
}

// atMost is a figure that has a limit of its own; the reference gives the ratio.
func atMost(name, unit string, value, reference reading, limit float64, all ...series) Figure {
	return limited(name, unit, value, reference, limit, fmt.Sprintf("≤ %g %s", limit, unit), all...)
}

// beside is a figure that has no limit: it says what the rest is that others would have to go below.
func beside(name, unit string, value, reference series) Figure {
	return limited(name, unit, value.read(median), reference.read(median), 0, "", value, reference)
}

func limited(name, unit string, value, reference reading, limit float64, must string, all ...series) Figure {
	return Figure{
		Name: name, Unit: unit, Value: value.value, ValueError: value.err,
		Against: reference.name, Reference: reference.value, ReferenceError: reference.err,
		Limit: limit, Must: must, Samples: raw(all...),
	}
}

func raw(all ...series) map[string][]float64 {
	m := map[string][]float64{}
	for _, s := range all {
		m[s.name] = s.samples
	}
	return m
}

// plus adds two series, sample by sample.
func plus(a, b []float64) []float64 {
	sum := make([]float64, min(len(a), len(b)))
	for i := range sum {
		sum[i] = a[i] + b[i]
	}
	return sum
}

// quantile is the value below which a share of the samples lies: the median for one half.
func quantile(samples []float64, share float64) float64 {
	if len(samples) == 0 {
		return math.NaN()
	}
	sorted := slices.SortedFunc(slices.Values(samples), cmp.Compare)
	at := share * float64(len(sorted)-1)
	low := int(at)
	if low == len(sorted)-1 {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
