//go:build bench && linux

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"workos-widgets/internal/sandbox"
)

// How much goes wrong: of a hundred requests five fail, and one has no answer for so long.
const (
	failing  = 0.05
	stalling = 0.01
	stall    = 5 * time.Second
)

// faults have a sandbox's requests fail, in an order that is mixed and, for the same requests, the same.
type faults struct {
	mu     sync.Mutex
	mixed  *rand.Rand
	paused bool
	all    int
	made   map[string]int
}

func newFaults(seed uint64) *faults {
	return &faults{mixed: rand.New(rand.NewPCG(seed, 1)), made: map[string]int{}}
}

// pause has nothing go wrong for a while.
func (f *faults) pause(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paused = on
}

// next decides about a request; see sandbox.Server.Fail.
func (f *faults) next(*http.Request) *sandbox.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all++
	if f.paused {
		return nil
	}
	switch at := f.mixed.Float64(); {
	case at < failing:
		kinds := []string{"503", "500", "429", "lost", "lost-reply"}
		return f.make(kinds[f.mixed.IntN(len(kinds))])
	case at < failing+stalling:
		return f.make(stall.String())
	}
	return nil
}

func (f *faults) make(kind string) *sandbox.Fault {
	f.made[kind]++
	fault, err := sandbox.ParseFault(kind)
	if err != nil {
		panic(err) // the kinds are ours
	}
	return &fault
}

func (f *faults) counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := map[string]int{"requests": f.all}
	for kind, n := range f.made {
		counts[kind] = n
	}
	return counts
}

// String says how much has gone wrong.
func (f *faults) String() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	failed := 0
	for _, n := range f.made {
		failed += n
	}
	return fmt.Sprintf("%d requests, of which %d failed or stalled", f.all, failed)
}
