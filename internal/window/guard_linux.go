//go:build linux && webkit2_41 && (production || dev)

package window

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include "native_linux.h"
*/
import "C"

import "log/slog"

//export nativeMayGoTo
func nativeMayGoTo(address *C.char) C.int {
	may := mayGoTo(C.GoString(address))
	if !may {
		slog.Warn("the page was kept from leaving its window's address")
	}
	return toC(may)
}

//export nativeMayTell
func nativeMayTell(message *C.char) C.int {
	may := mayTell(C.GoString(message))
	if !may {
		slog.Warn("a message of the page was kept from Wails")
	}
	return toC(may)
}
