package scheme

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// On macOS an application's bundle declares its schemes in its Info.plist (CFBundleURLTypes), which Launch Services
// reads when the bundle is first seen. A binary outside a bundle gets no links.

func check(b brand.Brand) error {
	program, err := os.Executable()
	if err != nil {
		return leadsNowhere(b, err)
	}
	content, err := os.ReadFile(filepath.Join(filepath.Dir(program), "..", "Info.plist"))
	if err != nil {
		return leadsNowhere(b, err)
	}
	if !slices.ContainsFunc(urlSchemes(content), func(s string) bool { return strings.EqualFold(s, b.Scheme) }) {
		return leadsNowhere(b, nil)
	}
	return nil
}

func mend(b brand.Brand) string {
	return words.T("Put %s into the folder Applications as it was packaged (a folder that ends in .app), and open it from there.", b.Product)
}

var errBundle = errors.New("the Info.plist of the bundle registers the scheme")

func register(b brand.Brand) error {
	return &Error{problem: words.T("On macOS the application's package registers the scheme, and nothing else can."), mend: mend(b), Err: errBundle}
}

func unregister(b brand.Brand) error { return register(b) }
