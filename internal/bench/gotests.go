//go:build bench && linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// goBenchmark runs one benchmark of the Go tests so many times, and gives the medians of what it reports, by unit.
func goBenchmark(ctx context.Context, pkg, name, benchtime string, runs int) (map[string]series, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^"+name+"$", "-benchtime", benchtime, "-count", strconv.Itoa(runs), pkg).Output()
	if err != nil {
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			return nil, fmt.Errorf("%s: %w\n%s%s", name, err, out, exit.Stderr)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	all := map[string]series{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], name) {
			continue
		}
		for i := 2; i+1 < len(fields); i += 2 { // a value, a unit
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %q: %w", name, line, err)
			}
			unit := fields[i+1]
			all[unit] = series{unit, append(all[unit].samples, value)}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s reports nothing:\n%s", name, out)
	}
	return all, nil
}

// measureTokens times GetWidgetToken by itself, and through Wails' bridge against a method that does nothing.
func measureTokens(ctx context.Context, p plan) (_ []Figure, err error) {
	alone, err := goBenchmark(ctx, "./internal/widget", "BenchmarkStandInWarm", "200000x", p.runs)
	if err != nil {
		return nil, err
	}
	s, err := openStage(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	b, err := s.start(bridge, unassisted...)
	if err != nil {
		return nil, err
	}
	if err := b.Wait(ctx); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, b.Output())
	}
	var calls struct{ Token, Nothing []float64 }
	if err := json.Unmarshal([]byte(lastObject(b.Output())), &calls); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, b.Output())
	}
	token, nothing := series{"GetWidgetToken", calls.Token}, series{"a call that does nothing", calls.Nothing}
	inGo := alone["ns/op"].in("GetWidgetToken in Go", 0.001)
	return []Figure{
		atMost("GetWidgetToken warm, in Go", "µs", inGo.read(median), token.in("through the bridge", 1000).read(median), 2, inGo).gauged(byHelloStart),
		atMost("GetWidgetToken warm, through the bridge", "ms", token.read(median), nothing.read(median), 1, token, nothing),
	}, nil
}

// lastObject is the JSON that a program has printed among other things.
func lastObject(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "{") {
			return line
		}
	}
	return ""
}

// measureProxy times a request through the proxy against the same one sent straight to WorkOS.
func measureProxy(ctx context.Context, p plan) ([]Figure, error) {
	all, err := goBenchmark(ctx, "./internal/apiproxy", "BenchmarkProxyOverhead", "2000x", p.runs)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, limit := range []struct {
		at   string
		more float64
	}{{"p50", 0.2}, {"p99", 1}} {
		direct, added := all["µs-direct-"+limit.at], all["µs-added-"+limit.at]
		if direct.samples == nil || added.samples == nil {
			return nil, errors.New("BenchmarkProxyOverhead does not report " + limit.at)
		}
		through := series{samples: plus(direct.samples, added.samples)}.in("through the proxy", 0.001)
		figures = append(figures, over("request through the proxy, "+limit.at, "ms", through, direct.in("direct", 0.001), limit.more))
	}
	return figures, nil
}

// in gives a series in another unit.
func (s series) in(name string, factor float64) series {
	scaled := make([]float64, len(s.samples))
	for i, v := range s.samples {
		scaled[i] = v * factor
	}
	return series{name, scaled}
}
