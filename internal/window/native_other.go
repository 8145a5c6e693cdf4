//go:build !linux || !webkit2_41 || !(production || dev)

package window

import (
	"context"

	"workos-widgets/internal/settings"
)

// isNative says that this build reaches the window's toolkit itself. Where it does not, Wails' own calls are
// all there is, and what follows is never called.
const isNative = false

type first struct {
	monitors  []Monitor
	menubar   int
	positions bool
}

func prepareNative(settings.Theme, func(first), func(string), func(), func(bool)) error { return nil }

func nativeCurrent() (current, bool)                                { return current{}, false }
func nativeShow(settings.Placement)                                 {}
func nativePresent()                                                {}
func nativeToggleFullscreen()                                       {}
func nativeMinimise()                                               {}
func nativeTheme(settings.Theme)                                    {}
func nativeZoom(float64)                                            {}
func nativeEdit(string)                                             {}
func nativeRevive()                                                 {}
func nativeEndPage()                                                {}
func nativeAccelerators(zoomIn, zoomOut, zoomReset, refresh func()) {}
func nativeAsk(context.Context, question) Answer                    { return Wait }
