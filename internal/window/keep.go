package window

// showPlaced shows the window for the first time. It runs on the toolkit's main loop.
func (w *Window) showPlaced(f first) {
	p := place(w.o.Placement, f.monitors, f.menubar, f.positions)
	w.mu.Lock()
	w.last = p
	w.last.Maximised, w.last.Fullscreen = false, false
	w.mu.Unlock()
	page := w.actions().page
	nativeAccelerators(
		func() { page("zoom-in") }, func() { page("zoom-out") }, func() { page("zoom-reset") }, func() { page("refresh") },
	)
	if w.o.Zoom > 0 {
		nativeZoom(w.o.Zoom)
	}
	nativeShow(p)
}

// KeepPlace has it remembered where the window is now. A minimised window stays where it was.
func (w *Window) KeepPlace() {
	if w.o.Safe {
		return
	}
	now, ok := w.current()
	if !ok || !now.visible {
		return
	}
	w.mu.Lock()
	w.last = remembered(w.last, now.Placement)
	kept := w.last
	w.mu.Unlock()
	w.o.Keep(kept)
}

func (w *Window) current() (current, bool) {
	if isNative {
		return nativeCurrent()
	}
	return w.currentByWails(), true
}
