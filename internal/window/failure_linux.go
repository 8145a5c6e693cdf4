//go:build linux && webkit2_41 && (production || dev)

package window

/*
#cgo pkg-config: gtk+-3.0
#include <stdlib.h>
#include "failure_linux.h"
*/
import "C"

import (
	"runtime"
	"unsafe"

	"workos-widgets/internal/brand"
)

// failureDialog runs a dialog with a main loop of its own. Without a display there is none: ErrNoDisplay.
func failureDialog(d dialog) error {
	runtime.LockOSThread() // GTK belongs to one thread
	defer runtime.UnlockOSThread()
	useX11Quietly()
	var texts []*C.char
	for _, text := range []string{brand.Current().ID, d.title, d.problem, d.mend, d.button} {
		c := C.CString(text)
		defer C.free(unsafe.Pointer(c))
		texts = append(texts, c)
	}
	if C.native_show_failure(texts[0], texts[1], texts[2], texts[3], texts[4]) == 0 {
		return ErrNoDisplay
	}
	return nil
}
