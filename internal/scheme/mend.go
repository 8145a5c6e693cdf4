//go:build !darwin

package scheme

import (
	"os"
	"path/filepath"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// mend is what to do where links do not come here.
func mend(b brand.Brand) string {
	name := b.ID
	if program, err := os.Executable(); err == nil {
		name = filepath.Base(program)
	}
	return words.T("Install the application's package, or register this program with %s, then try again.", name+" --"+RegisterFlag)
}
