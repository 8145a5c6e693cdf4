// Package build holds what a build carries of its brand. These are the files of the brand that is committed; make
// with BRAND=… has the compiler read others in their place (go build -overlay).
package build

import _ "embed"

// Brand is brand.json, as package brand reads it.
//
//go:embed brand.json
var Brand []byte

// WindowIcon is the brand's icon, a PNG of 192 by 192: GTK drops pictures of 256 by 256 and more.
//
//go:embed windowicon.png
var WindowIcon []byte
