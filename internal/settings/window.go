package settings

import "slices"

// Placement is where the window was last, in the desktop's logical pixels, and how. The zero value means that
// this is not known.
type Placement struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
	// Positioned says that X and Y are known, which they are not on Wayland.
	Positioned bool `json:"positioned"`
	Maximised  bool `json:"maximised"`
	Fullscreen bool `json:"fullscreen"`
}

// maxPixel bounds sizes and positions to what the window systems themselves can tell (X11: 16 bits, signed).
const maxPixel = 1<<15 - 1

// usable is the placement without what can't be meant.
func (p Placement) usable() Placement {
	if p.Width <= 0 || p.Height <= 0 || p.Width > maxPixel || p.Height > maxPixel {
		p.Width, p.Height = 0, 0
	}
	if !p.Positioned || max(p.X, p.Y) > maxPixel || min(p.X, p.Y) < -maxPixel {
		p.X, p.Y, p.Positioned = 0, 0, false
	}
	return p
}

// Placement is where the window was last. A Width of 0 means that no size is known.
func (s *Settings) Placement() Placement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Placement
}

// SetPlacement keeps where the window is. The file is written within a second, which is not waited for; Close
// does not wait for that second.
func (s *Settings) SetPlacement(p Placement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p = p.usable(); p != s.file.Placement {
		s.file.Placement = p
		s.saveLazily()
	}
}

// Appearance is how the window looked last, "light" or "dark", for the first paint; "" when that is not known.
func (s *Settings) Appearance() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Appearance
}

// SetAppearance keeps how the window looks. Anything but "light" and "dark" is ignored.
func (s *Settings) SetAppearance(appearance string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(appearances, appearance) && appearance != s.file.Appearance {
		s.file.Appearance = appearance
		s.saveLazily()
	}
}

var appearances = []string{"light", "dark"}
