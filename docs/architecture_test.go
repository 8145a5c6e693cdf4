package docs

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryRoomIsOnTheMapAndTheOtherWayRound(t *testing.T) {
	page := read(t, "architecture.md")
	for _, root := range []string{"internal", "frontend/src"} {
		entries, err := os.ReadDir("../" + root)
		if err != nil {
			t.Fatal(err)
		}
		var there []string
		for _, e := range entries {
			if e.IsDir() {
				there = append(there, e.Name())
			}
		}
		_, list, found := strings.Cut(page, "\n"+root+"/\n")
		if !found {
			t.Fatalf("there is no list of %s/", root)
		}
		var listed []string
		for line := range strings.Lines(list) {
			room := regexp.MustCompile(`^  ([a-z]+)\s`).FindStringSubmatch(line)
			if room == nil {
				break
			}
			listed = append(listed, room[1])
		}
		slices.Sort(listed)
		if diff := cmp.Diff(there, listed); diff != "" {
			t.Errorf("%s: -there +listed:\n%s", root, diff)
		}
	}
}
