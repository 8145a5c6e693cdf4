//go:build linux && webkit2_41 && (production || dev)

package window

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include <stdlib.h>
#include "native_linux.h"
*/
import "C"

import (
	"context"
	"os"
	"runtime"
	"runtime/cgo"
	"slices"
	"sync"
	"time"
	"unsafe"

	"workos-widgets/internal/settings"
)

// isNative says that this build reaches the window's toolkit itself: Wails has no call for much of what a
// window needs on Linux.
const isNative = true

// mainPatience bounds how long a question to the main loop may take; it is not there any more while the
// application closes.
const mainPatience = 2 * time.Second

// home is where Wails has the page, in case the web view does not know.
const home = "wails://wails/"

// toolkit is the one GTK of this process, and who hears of its window.
var toolkit struct {
	ready        func(first) // on the main loop, once, before the window is seen
	died         func(how string)
	unresponsive func()
	minimised    func(bool)

	mu           sync.Mutex
	accelerators []func()
}

// first is what the window can be told before it is seen.
type first struct {
	monitors  []Monitor
	menubar   int
	positions bool
}

// prepareNative readies GTK before Wails does, and has ready called with what is to be placed. It must run on
// the goroutine that runs Wails.
func prepareNative(theme settings.Theme, ready func(first), died func(string), unresponsive func(), minimised func(bool)) error {
	runtime.LockOSThread()
	useX11Quietly()
	if C.native_init() == 0 {
		return ErrNoDisplay
	}
	toolkit.ready, toolkit.died, toolkit.unresponsive, toolkit.minimised = ready, died, unresponsive, minimised
	C.native_theme(gtkTheme(theme))
	C.native_await_window()
	C.native_guard()
	boundMemory()
	return nil
}

// useX11Quietly is what Wails does before it readies GTK (internal/frontend/desktop/linux/frontend.go).
func useX11Quietly() {
	session := os.Getenv("XDG_SESSION_TYPE")
	if os.Getenv("GDK_BACKEND") == "" && slices.Contains([]string{"", "unspecified", "x11"}, session) {
		_ = os.Setenv("GDK_BACKEND", "x11")
	}
}

// onMain has f run on GTK's main loop and does not wait for it.
func onMain(f func()) { C.native_invoke(C.uintptr_t(cgo.NewHandle(f))) }

// askMain has f run on GTK's main loop and waits for it. It returns false if the loop does not come round to
// it; then f may still run later.
func askMain(f func()) bool {
	done := make(chan struct{})
	onMain(func() { f(); close(done) })
	select {
	case <-done:
		return true
	case <-time.After(mainPatience):
		return false
	}
}

func nativeCurrent() (current, bool) {
	type answer struct {
		c  current
		ok bool
	}
	answered := make(chan answer, 1)
	onMain(func() {
		var s C.native_state
		ok := C.native_current(&s) != 0
		answered <- answer{current{
			Placement: settings.Placement{
				X: int(s.x), Y: int(s.y), Width: int(s.width), Height: int(s.height),
				Positioned: s.positioned != 0, Maximised: s.maximised != 0, Fullscreen: s.fullscreen != 0,
			},
			visible: s.visible != 0,
		}, ok}
	})
	select {
	case a := <-answered:
		return a.c, a.ok
	case <-time.After(mainPatience):
		return current{}, false
	}
}

// nativeShow places the window and shows it. It runs on the main loop.
func nativeShow(p settings.Placement) {
	s := C.native_state{
		x: C.int(p.X), y: C.int(p.Y), width: C.int(p.Width), height: C.int(p.Height),
		positioned: toC(p.Positioned), maximised: toC(p.Maximised), fullscreen: toC(p.Fullscreen),
	}
	C.native_show(&s, MinWidth, MinHeight)
}

func nativePresent()          { onMain(func() { C.native_present() }) }
func nativeToggleFullscreen() { onMain(func() { C.native_toggle_fullscreen() }) }
func nativeMinimise()         { onMain(func() { C.native_minimise() }) }

func nativeTheme(theme settings.Theme) { onMain(func() { C.native_theme(gtkTheme(theme)) }) }

func nativeZoom(level float64) { onMain(func() { C.native_zoom(C.double(level)) }) }

// nativeEdit does one of WebKit's editing commands
// (https://webkitgtk.org/reference/webkit2gtk/stable/?q=EDITING_COMMAND).
func nativeEdit(command string) {
	onMain(func() {
		c := C.CString(command)
		defer C.free(unsafe.Pointer(c))
		C.native_edit(c)
	})
}

func nativeRevive() {
	onMain(func() {
		c := C.CString(home)
		defer C.free(unsafe.Pointer(c))
		C.native_revive(c)
	})
}

// nativeEndPage ends the page's process, which may be one that no longer ends by itself.
func nativeEndPage() { askMain(func() { C.native_end_web_process() }) }

// nativeAccelerators adds keys to those that the menu shows. It runs on the main loop.
func nativeAccelerators(zoomIn, zoomOut, zoomReset, refresh func()) {
	for _, a := range []struct {
		key, modifiers C.guint
		do             func()
	}{
		{C.GDK_KEY_equal, C.GDK_CONTROL_MASK, zoomIn},
		{C.GDK_KEY_KP_Add, C.GDK_CONTROL_MASK, zoomIn},
		{C.GDK_KEY_KP_Subtract, C.GDK_CONTROL_MASK, zoomOut},
		{C.GDK_KEY_KP_0, C.GDK_CONTROL_MASK, zoomReset},
		{C.GDK_KEY_F5, 0, refresh},
	} {
		toolkit.mu.Lock()
		toolkit.accelerators = append(toolkit.accelerators, a.do)
		number := len(toolkit.accelerators) - 1
		toolkit.mu.Unlock()
		C.native_accelerator(a.key, a.modifiers, C.uintptr_t(number))
	}
}

// nativeAsk shows a question above the window until it is answered or ctx ends; that, and closing it, is to
// wait.
func nativeAsk(ctx context.Context, q question) Answer {
	answered := make(chan Answer, 1)
	h := cgo.NewHandle(answered)
	defer onMain(func() { C.native_withdraw(); h.Delete() })
	onMain(func() {
		var texts []*C.char
		for _, text := range []string{q.message, q.detail, q.wait, q.quit, q.again} {
			c := C.CString(text)
			defer C.free(unsafe.Pointer(c))
			texts = append(texts, c)
		}
		C.native_ask(C.uintptr_t(h), texts[0], texts[1], texts[2], texts[3], texts[4])
	})
	select {
	case a := <-answered:
		return a
	case <-ctx.Done():
		return Wait
	}
}

func toC(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

func gtkTheme(theme settings.Theme) C.int {
	switch theme {
	case settings.Light:
		return 1
	case settings.Dark:
		return 2
	}
	return 0
}

//export nativeReady
func nativeReady() {
	f := first{menubar: int(C.native_menubar_height()), positions: C.native_positions() != 0}
	var room [16]C.native_monitor
	for _, m := range room[:C.native_monitors(&room[0], C.int(len(room)))] {
		f.monitors = append(f.monitors, Monitor{
			X: int(m.x), Y: int(m.y), Width: int(m.width), Height: int(m.height), Primary: m.primary != 0,
		})
	}
	toolkit.ready(f)
}

//export nativeRun
func nativeRun(handle C.uintptr_t) {
	h := cgo.Handle(handle)
	f := h.Value().(func())
	h.Delete()
	f()
}

//export nativeDied
func nativeDied(how *C.char) { toolkit.died(C.GoString(how)) }

//export nativeUnresponsive
func nativeUnresponsive() { toolkit.unresponsive() }

//export nativeMinimised
func nativeMinimised(now C.int) { toolkit.minimised(now != 0) }

//export nativeAccelerator
func nativeAccelerator(number C.uintptr_t) {
	toolkit.mu.Lock()
	do := toolkit.accelerators[number]
	toolkit.mu.Unlock()
	go do() // as Wails does with its own: it may wait for the main loop
}

//export nativeAnswered
func nativeAnswered(handle C.uintptr_t, response C.int) {
	a := Wait
	switch response {
	case 1:
		a = Quit
	case 2:
		a = Again
	}
	select {
	case cgo.Handle(handle).Value().(chan Answer) <- a:
	default:
	}
}
