//go:build !linux

package handoff

import "os"

// self is our own binary.
func self() (string, error) { return os.Executable() }

// keepDescriptors and closeInherited have nothing to do here: only Wails' Linux asset server opens pipes
// that a child would inherit.
func keepDescriptors() {}

func closeInherited() {}
