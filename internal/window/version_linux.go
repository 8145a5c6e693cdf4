//go:build linux && webkit2_41 && (production || dev)

package window

// #cgo pkg-config: webkit2gtk-4.1
// #include <webkit2/webkit2.h>
import "C"

import "fmt"

// WebView names the web view that shows the page, with its version; "" when that is not known.
func WebView() string {
	return fmt.Sprintf("WebKitGTK %d.%d.%d", C.webkit_get_major_version(), C.webkit_get_minor_version(), C.webkit_get_micro_version())
}
