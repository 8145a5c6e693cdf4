//go:build bench && linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestMemoryIsToldApartByProgram(t *testing.T) {
	parts, err := memoryByProgram(os.Getpid())
	name := filepath.Base(os.Args[0])
	if err != nil || parts[name] < 1 {
		t.Fatalf("%v, %v", parts, err)
	}
	runs := []map[string]float64{{"hello": 20, pageProgram: 100}, {"hello": 22, pageProgram: 90}}
	if got := together("t", runs).samples; !slices.Equal(got, []float64{120, 112}) {
		t.Errorf("together %v", got)
	}
	if got := apart("a", pageProgram, runs).samples; !slices.Equal(got, []float64{100, 90}) {
		t.Errorf("apart %v", got)
	}
}
