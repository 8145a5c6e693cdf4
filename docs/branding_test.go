package docs

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/brand/kit"
)

func TestEveryFieldOfABrandHasARowInItsOrder(t *testing.T) {
	var fields []string
	for _, cells := range table(read(t, "branding.md"), "field") {
		fields = append(fields, codeSpan.FindStringSubmatch(cells[0])[1])
	}
	if diff := cmp.Diff(kit.FieldNames(), fields); diff != "" {
		t.Errorf("branding.md: -there +listed:\n%s", diff)
	}
}

func TestTheExampleOfABrandIsOne(t *testing.T) {
	example := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(read(t, "branding.md"))
	if example == nil {
		t.Fatal("there is none")
	}
	b, err := kit.Parse([]byte(example[1]))
	if err != nil {
		t.Fatal(err)
	}
	if program := "`build/bin/" + b.ID + "`"; !strings.Contains(read(t, "branding.md"), program) {
		t.Errorf("the example's program is %s", program)
	}
}
