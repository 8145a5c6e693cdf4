//go:build bench && linux

package main

import (
	"slices"
	"testing"
)

func TestOrganizationsThatLookTheSameAreNotToldApart(t *testing.T) {
	line := func(y int, colour uint32) (points []point) {
		for x := range legible {
			points = append(points, point{x, y, colour})
		}
		return points
	}
	one, other := &picture{name: "one", points: line(0, 1)}, &picture{name: "other", points: line(0, 2)}
	if err := tell(one, other); err != nil || len(one.telling) != legible {
		t.Errorf("%d pixels, %v", len(one.telling), err)
	}
	same := &picture{name: "same", points: slices.Concat(line(0, 1), line(1, 3))}
	if err := tell(one, same); err == nil {
		t.Error("what has nothing of its own is told from what has the same and more")
	}
}
