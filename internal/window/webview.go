// Package window is the application's one window: where it opens, its menus and colours, and the watch that
// brings its page back. On Linux it reaches GTK and WebKitGTK itself; elsewhere Wails' own calls have to do.
package window

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// dmabufVariable turns off the way WebKitGTK passes its pictures on that leaves windows blank with NVIDIA's
// driver (https://github.com/wailsapp/wails/issues/2977).
const dmabufVariable = "WEBKIT_DISABLE_DMABUF_RENDERER"

// ErrNoDisplay means that there is no screen to open a window on.
var ErrNoDisplay = errors.New("there is no display to open a window on; check DISPLAY or WAYLAND_DISPLAY")

// SafeModeFlag starts the application without the graphics card, where it can, and in the usual place.
const SafeModeFlag = "safe-mode"

// withoutGPU keeps WebKitGTK, and what draws for it, from the graphics card.
var withoutGPU = map[string]string{
	"WEBKIT_DISABLE_COMPOSITING_MODE": "1",
	dmabufVariable:                    "1",
	"LIBGL_ALWAYS_SOFTWARE":           "1",
}

// DrawsWithoutGPU says that safe mode does what it is for on this system.
var DrawsWithoutGPU = drawsWithoutGPU(runtime.GOOS)

// drawsWithoutGPU leaves out macOS: its web view can't be kept from the graphics card.
func drawsWithoutGPU(system string) bool { return system != "darwin" }

// PrepareWebView sets what WebKitGTK reads from the environment, unless the person has set it; safe mode has
// its way in any case. It must run before the web view is made.
func PrepareWebView(safe bool) error {
	if runtime.GOOS != "linux" {
		return nil
	}
	if safe {
		return stayOffGPU()
	}
	return prepareWebView(hasNVIDIA("/"))
}

func stayOffGPU() error {
	var all error
	for name, value := range withoutGPU {
		all = errors.Join(all, os.Setenv(name, value))
	}
	return all
}

func prepareWebView(nvidia bool) error {
	if !nvidia {
		return nil
	}
	if _, set := os.LookupEnv(dmabufVariable); set {
		return nil
	}
	return os.Setenv(dmabufVariable, "1")
}

// hasNVIDIA reports whether NVIDIA's kernel module is loaded, under a root for tests. The free driver,
// nouveau, does not have the fault.
func hasNVIDIA(root string) bool {
	for _, sign := range []string{"proc/driver/nvidia/version", "sys/module/nvidia"} {
		if _, err := os.Stat(filepath.Join(root, sign)); err == nil {
			return true
		}
	}
	return false
}
