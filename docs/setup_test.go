package docs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/widget"
)

func TestEveryPermissionIsInTheGuide(t *testing.T) {
	want := map[string][]string{}
	var open []string
	for _, w := range widget.Catalogue() {
		switch {
		case w.Page != "" && len(w.Permissions) > 0:
			want[w.Page] = w.Permissions
		case w.Page != "":
			open = append(open, w.Page)
		}
	}
	page := read(t, "setup.md")
	got := map[string][]string{}
	for _, cells := range table(page, "page") {
		for _, permission := range codeSpan.FindAllStringSubmatch(cells[1], -1) {
			got[cells[0]] = append(got[cells[0]], permission[1])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-in the catalogue +in the guide:\n%s", diff)
	}
	last := len(open) - 1
	if sentence := "Every person can see " + strings.Join(open[:last], ", ") + " and " + open[last] + "."; !strings.Contains(page, sentence) {
		t.Errorf("the guide does not say: %s", sentence)
	}
}
