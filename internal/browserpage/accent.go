package browserpage

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"workos-widgets/internal/brand"
)

// accent is one of Radix's accent colours as the pages use it.
type accent struct {
	// Solid is a button's ground, Hover that under the pointer, and On the text there.
	Solid, Hover, On string
	// Darker is how much black, in hundredths, is mixed into Radix's own colour, so that the text can be read. The window
	// does the same (frontend/brand.ts).
	Darker      int
	Light, Dark onGround
}

// onGround is what stands on a page itself.
type onGround struct{ Text, Focus string }

var (
	//go:embed accents.json
	accentsFile []byte
	accents     = read(accentsFile)
)

func read(content []byte) (all map[string]accent) {
	if err := json.Unmarshal(content, &all); err != nil {
		panic("browserpage: " + err.Error()) // its test has read it
	}
	return all
}

// accentStyle defines the variables of style.css that are the brand's.
func accentStyle() string {
	a := accents[brand.Current().Accent]
	return fmt.Sprintf(":root { --accent: %s; --accent-hover: %s; --on-accent: %s; --accent-text: %s; --focus: %s; }\n"+
		"@media (prefers-color-scheme: dark) { :root { --accent-text: %s; --focus: %s; } }\n",
		a.Solid, a.Hover, a.On, a.Light.Text, a.Light.Focus, a.Dark.Text, a.Dark.Focus)
}
