package browserpage

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/brand/kit"
)

var update = flag.Bool("update", false, "write accents.json anew from Radix's colours")

const (
	readable = 4.5 // WCAG 2.2, 1.4.3: text
	visible  = 3.0 // 1.4.11: what is not text
	light    = "#fcfcfd"
	dark     = "#111113"
)

// The table is made of Radix's own colours, so that the pages in the browser look like the window.
func TestAccentsAreRadixs(t *testing.T) {
	want := map[string]accent{}
	for _, name := range kit.Accents {
		want[name] = accentOf(t, name)
	}
	if *update {
		content, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("accents.json", append(content, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, accents); diff != "" {
		t.Errorf("go test ./internal/browserpage -run Accents -update writes it anew: -wanted +there\n%s", diff)
	}
}

func TestEveryAccentCanBeRead(t *testing.T) {
	if !slices.Equal(slices.Sorted(maps.Keys(accents)), slices.Sorted(slices.Values(kit.Accents))) {
		t.Error("not every accent that a brand may have is there")
	}
	for name, a := range accents {
		for what, c := range map[string]struct {
			front, back string
			least       float64
		}{
			"a button": {a.On, a.Solid, readable}, "a button under the pointer": {a.On, a.Hover, readable},
			"a link": {a.Light.Text, light, readable}, "a link in the dark": {a.Dark.Text, dark, readable},
			"the focus": {a.Light.Focus, light, visible}, "the focus in the dark": {a.Dark.Focus, dark, visible},
		} {
			if got := contrast(t, c.front, c.back); got < c.least {
				t.Errorf("%s of %s has a contrast of %.2f, %s on %s", what, name, got, c.front, c.back)
			}
		}
	}
}

// accentOf makes an accent of Radix's steps: 9 is for solid grounds, 10 for those under the pointer, 11 for text.
func accentOf(t *testing.T, name string) accent {
	t.Helper()
	sheet, err := os.ReadFile("../../frontend/node_modules/@radix-ui/themes/tokens/colors/" + name + ".css")
	if err != nil {
		t.Fatalf("the page's packages are wanted (make build installs them): %v", err)
	}
	steps := func(step string) []string {
		var found []string
		for _, m := range regexp.MustCompile(`--`+name+`-`+step+`: (#[0-9a-f]{3,6}|white);`).FindAllStringSubmatch(string(sheet), -1) {
			found = append(found, whole(m[1]))
		}
		if want := map[bool]int{true: 1, false: 2}[step == "contrast"]; len(found) != want {
			t.Fatalf("%s has %d steps called %s, want %d: %v", name, len(found), step, want, found)
		}
		return found
	}
	solid, hover, text := steps("9"), steps("10"), steps("11")
	a := accent{On: steps("contrast")[0], Solid: solid[0], Hover: hover[0]}
	for ; contrast(t, a.On, a.Solid) < readable || contrast(t, a.On, a.Hover) < readable; a.Darker++ {
		a.Solid, a.Hover = darker(t, solid[0], a.Darker+1), darker(t, solid[0], a.Darker+7)
	}
	a.Light = onGround{Text: text[0], Focus: solid[0]}
	if contrast(t, a.Light.Focus, light) < visible {
		a.Light.Focus = text[0]
	}
	if contrast(t, a.Light.Text, light) < readable {
		a.Light.Text = steps("12")[0]
	}
	a.Dark = onGround{Text: text[1], Focus: hover[1]}
	return a
}

func whole(color string) string {
	if color == "white" {
		return "#ffffff"
	}
	if len(color) == 4 {
		return "#" + strings.Repeat(color[1:2], 2) + strings.Repeat(color[2:3], 2) + strings.Repeat(color[3:4], 2)
	}
	return color
}

// contrast is WCAG's, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(color string) float64 {
		c := linear(t, color)
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05
	}
	return max(luminance(a)/luminance(b), luminance(b)/luminance(a))
}

// linear is a colour's light, from 0 to 1 (IEC 61966-2-1).
func linear(t *testing.T, color string) (c [3]float64) {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 24)
	if err != nil || len(color) != 7 {
		t.Fatalf("%q is no colour", color)
	}
	for i := range c {
		v := float64(n>>(16-8*i)&255) / 255
		if c[i] = v / 12.92; v > 0.04045 {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

// darker is CSS's color-mix(in oklab, color, black percent%). Black is 0 in all of OKLab, which is cubes of sums of light:
// to mix so much of it in is to take the cube of what is left of the light.
func darker(t *testing.T, color string, percent int) string {
	t.Helper()
	left := math.Pow(1-float64(percent)/100, 3)
	mixed := "#"
	for _, v := range linear(t, color) {
		if v *= left; v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		mixed += fmt.Sprintf("%02x", int(math.Round(v*255)))
	}
	return mixed
}
