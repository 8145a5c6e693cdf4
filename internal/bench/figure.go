//go:build bench && linux

package main

import (
	"cmp"
	"fmt"
	"math"
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
	// Limit is what Value must not pass, and Must says where that comes from.
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
func (f Figure) Misses() float64 { return max(0, f.Value-f.Limit) }

// series is the samples of one thing.
type series struct {
	name    string
	samples []float64
}

func (s series) median() float64 { return quantile(s.samples, 0.5) }

func (s series) p95() float64 { return quantile(s.samples, 0.95) }

// over is a figure whose median may be so much more than the reference's.
func over(name, unit string, value, reference series, more float64) Figure {
	return Figure{
		Name: name, Unit: unit, Value: value.median(), Against: reference.name, Reference: reference.median(),
		Limit: reference.median() + more, Must: fmt.Sprintf("≤ %s + %g %s", reference.name, more, unit), Samples: raw(value, reference),
	}
}

// times is a figure whose median may be so many times the reference's.
func times(name, unit string, value, reference series, factor float64) Figure {
	return Figure{
		Name: name, Unit: unit, Value: value.median(), Against: reference.name, Reference: reference.median(),
		Limit: reference.median() * factor, Must: fmt.Sprintf("≤ %g × %s", factor, reference.name), Samples: raw(value, reference),
	}
}

// atMost is a figure that has a limit of its own; the reference gives the ratio.
func atMost(name, unit string, value float64, against string, reference, limit float64, all ...series) Figure {
	return Figure{
		Name: name, Unit: unit, Value: value, Against: against, Reference: reference,
		Limit: limit, Must: fmt.Sprintf("≤ %g %s", limit, unit), Samples: raw(all...),
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
