//go:build linux && webkit2_41 && (production || dev)

package window

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include "native_linux.h"
*/
import "C"

// What the page's process may have written, in MiB, as WebKit counts it: 18 less than the kernel (docs/performance.md,
// "The soak"). It looks every 30 seconds: above the first it drops caches that nobody uses, above the second also
// compiled code, styles and decoded pictures, and asks for garbage to be collected sooner. Without a limit it would begin
// that at 1,024 and 1,536 (a third and a half of 3 GiB), for it expects a browser's pages. Ours come to about 135 by
// WebKit's count in an hour of all of them.
// https://webkitgtk.org/reference/webkit2gtk/stable/struct.MemoryPressureSettings.html
const (
	tidiesAbove  = 144
	givesUpAbove = 176
)

// boundMemory has WebKit keep the page's process small. It must run before Wails makes its view.
func boundMemory() { C.native_bound_memory(tidiesAbove, givesUpAbove) }
