// Package brand says whose application this is: the names, addresses and colour that a company gives its own build.
// See docs/branding.md. Package kit, which the application does without, checks a brand and makes a build's files of it.
package brand

import (
	"encoding/json"
	"sync"

	"workos-widgets/build"
)

// Brand is what a build is given. Everything in it can be read out of the binary.
type Brand struct {
	// Product is the name that people read: in titles, menus, notifications and installers.
	Product string `json:"product"`
	// ID names the binary, the package, the folders for settings, logs and locks, the keychain's entries and the
	// autostart entry: [a-z][a-z0-9-]*. Another ID is another application, which finds nothing of this one's.
	ID string `json:"id"`
	// AppID is the application's name in reverse DNS notation, for macOS and AppStream.
	AppID string `json:"appId"`
	// Publisher is who gives the application to people.
	Publisher string `json:"publisher"`
	// Summary says what the application is for, in a line.
	Summary string `json:"summary"`
	// Homepage is a page about the application (https).
	Homepage string `json:"homepage"`
	// Support is where people get help, an https address or an e-mail address; "" when nowhere.
	Support string `json:"support"`
	// Licence is an SPDX licence expression.
	Licence string `json:"licence"`
	// Scheme is the URI scheme of links that open the application.
	Scheme string `json:"scheme"`
	// ClientID is the WorkOS environment's client ID; "" leaves it to the environment variable.
	ClientID string `json:"clientId"`
	// APIURL is WorkOS's API, unless the environment names another.
	APIURL string `json:"apiUrl"`
	// Icon is the file with the icon, relative to the brand's own file.
	Icon string `json:"icon"`
	// Accent is the name of one of Radix's accent colours.
	Accent string `json:"accent"`
}

// Current is the brand that is compiled in. It was checked when it was built.
func Current() Brand { return current() }

var current = sync.OnceValue(func() Brand {
	var b Brand
	if err := json.Unmarshal(build.Brand, &b); err != nil {
		panic("build/brand.json: " + err.Error()) // only go build without make comes here
	}
	return b
})
