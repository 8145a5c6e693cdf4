//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// goroutines are those of a program, by who has started them.
type goroutines map[string]int

// What there may be more of after long use: a few of whatever is under way just then, and connections that are kept
// for the next request, which have two each. However short the use was, one more for each hand-over is too many.
func spare(who string, handOvers int) int {
	if strings.HasPrefix(who, "net/http.(*Transport).") {
		return min(12, handOvers-1)
	}
	return min(3, handOvers/2)
}

// grown is an error for each starter that has more than it may have after so many hand-overs.
func (g goroutines) grown(before goroutines, handOvers int) error {
	var all []error
	for _, who := range slices.Sorted(maps.Keys(g)) {
		if more := g[who] - before[who]; more > max(0, spare(who, handOvers)) {
			all = append(all, fmt.Errorf("%d more goroutines started by %s, after %d hand-overs", more, who, handOvers))
		}
	}
	return errors.Join(all...)
}

func (g goroutines) total() int {
	n := 0
	for _, k := range g {
		n += k
	}
	return n
}

// more lists what there is more of than before.
func (g goroutines) more(before goroutines) []string {
	var all []string
	for who, n := range g {
		if n > before[who] {
			all = append(all, fmt.Sprintf("%d (%d before) started by %s", n, before[who], who))
		}
	}
	slices.Sort(all)
	return all
}

// goroutinesAtRest are those of an application that was opened and left alone.
func (h *house) goroutinesAtRest(ctx context.Context) (goroutines, error) {
	p, err := h.start(application, append(h.workos.env(), "GOTRACEBACK=all")...)
	if err != nil {
		return nil, err
	}
	if _, err := h.screen.until(ctx, "the application's shell", patience, h.shell); err != nil {
		return nil, err
	}
	if err := rest(ctx, calm); err != nil {
		return nil, err
	}
	return h.dump(ctx, p)
}

// dump ends a Go program in the way that has it say what its goroutines do.
func (s *stage) dump(ctx context.Context, p *program) (goroutines, error) {
	if err := syscall.Kill(p.PID(), syscall.SIGQUIT); err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	ending, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_ = p.Wait(ending) // it never ends well
	if ending.Err() != nil {
		return nil, fmt.Errorf("%s does not end: %w", p.Name, context.Cause(ending))
	}
	g := parseDump(p.Output())
	if g.total() == 0 {
		return nil, fmt.Errorf("%s has not said what its goroutines do:\n%s", p.Name, p.Output())
	}
	return g, s.screen.empty(ctx)
}

// created is the line of a goroutine that says who has started it. Those that the runtime has started for itself
// come with the garbage and do not count.
var created = regexp.MustCompile(`(?m)^created by (\S+)`)

func parseDump(text string) goroutines {
	g := goroutines{}
	for block := range strings.SplitSeq(text, "\n\n") {
		at := strings.Index(block, "goroutine ")
		if at < 0 || at > 0 && block[at-1] != '\n' {
			continue
		}
		who := "the program itself"
		if m := created.FindStringSubmatch(block); m != nil {
			who = m[1]
		}
		if !strings.HasPrefix(who, "runtime.") {
			g[who]++
		}
	}
	return g
}
