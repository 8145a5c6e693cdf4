package window

import "workos-widgets/internal/settings"

// The window's sizes, in the desktop's logical pixels. The default is of its content, without a menu bar.
const (
	DefaultWidth  = 1080
	DefaultHeight = 720
	MinWidth      = 720
	MinHeight     = 480
)

const (
	// titleBar is about what a desktop adds above a window, and what a person drags it by.
	titleBar = 36
	// grip is how much of a title bar has to be on a screen for it to be caught.
	grip = 120
)

// Monitor is the part of a screen that windows may use, in the coordinates of the whole desktop.
type Monitor struct {
	X, Y, Width, Height int
	Primary             bool
}

// place says how to open the window: as it was, if that is still possible. It fits on a screen that is there,
// its title bar can be caught, and it is not smaller than it is useful. Maximised and full-screen windows
// have under them the size they go back to. With no monitors nothing is known, and nothing is changed.
func place(stored settings.Placement, monitors []Monitor, menubar int, positions bool) settings.Placement {
	p := stored
	if p.Width <= 0 || p.Height <= 0 {
		p.Width, p.Height = DefaultWidth, DefaultHeight+menubar
	}
	p.Positioned = p.Positioned && positions
	if len(monitors) == 0 {
		return p
	}
	m, seen := nearest(p, monitors)
	if !seen {
		p.Positioned = false // where it was is not there any more: the middle of another screen
	}
	p.Width = max(min(p.Width, m.Width), MinWidth)
	p.Height = max(min(p.Height, m.Height-titleBar), MinHeight)
	if p.Positioned && !reachable(p, monitors) {
		p.X = max(min(p.X, m.X+m.Width-p.Width), m.X)
		p.Y = max(min(p.Y, m.Y+m.Height-p.Height-titleBar), m.Y)
	}
	if !p.Positioned {
		p.X, p.Y = 0, 0
	}
	return p
}

// nearest is the monitor that shows most of the window, and whether it shows any; else the primary one.
func nearest(p settings.Placement, monitors []Monitor) (Monitor, bool) {
	best, most := monitors[0], 0
	for _, m := range monitors {
		if m.Primary {
			best = m
		}
	}
	if !p.Positioned {
		return best, false
	}
	for _, m := range monitors {
		width := overlap(p.X, p.Width, m.X, m.Width)
		height := overlap(p.Y, p.Height+titleBar, m.Y, m.Height)
		if width*height > most {
			best, most = m, width*height
		}
	}
	return best, most > 0
}

// reachable reports whether enough of the title bar is on one of the monitors to move the window by.
func reachable(p settings.Placement, monitors []Monitor) bool {
	for _, m := range monitors {
		if overlap(p.X, p.Width, m.X, m.Width) >= grip && p.Y >= m.Y && p.Y+titleBar <= m.Y+m.Height {
			return true
		}
	}
	return false
}

// overlap is how long the common part of two stretches is.
func overlap(from, length, otherFrom, otherLength int) int {
	return max(0, min(from+length, otherFrom+otherLength)-max(from, otherFrom))
}

// remembered is what to keep of how the window is now: of a maximised or full-screen one, the size it goes
// back to is the last one known, and the place too while it is on the same screen.
func remembered(last, now settings.Placement) settings.Placement {
	if !now.Maximised && !now.Fullscreen {
		return now
	}
	if now.Positioned && !(last.Positioned && centred(last, now)) {
		last.X, last.Y, last.Positioned = now.X, now.Y, true
	}
	last.Maximised, last.Fullscreen = now.Maximised, now.Fullscreen
	return last
}

// centred reports whether the middle of a window lies within another one's rectangle.
func centred(p, in settings.Placement) bool {
	x, y := p.X+p.Width/2-in.X, p.Y+p.Height/2-in.Y
	return x >= 0 && x < in.Width && y >= 0 && y < in.Height
}
