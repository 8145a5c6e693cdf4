package window

import (
	"testing"

	"workos-widgets/internal/settings"
)

func TestPlace(t *testing.T) {
	laptop := Monitor{Y: 27, Width: 1366, Height: 741, Primary: true}
	right := Monitor{X: 1366, Width: 1920, Height: 1080}
	left := Monitor{X: -1920, Width: 1920, Height: 1080}
	netbook := Monitor{Width: 640, Height: 400}
	at := func(x, y, w, h int) settings.Placement {
		return settings.Placement{X: x, Y: y, Width: w, Height: h, Positioned: true}
	}
	size := func(w, h int) settings.Placement { return settings.Placement{Width: w, Height: h} }
	maximised, fullscreen := at(100, 100, 900, 600), at(100, 100, 900, 600)
	maximised.Maximised, fullscreen.Fullscreen = true, true

	for name, c := range map[string]struct {
		stored   settings.Placement
		monitors []Monitor
		wayland  bool
		want     settings.Placement
	}{
		"the first start":                        {monitors: []Monitor{right}, want: size(DefaultWidth, DefaultHeight+28)},
		"the first start on a small screen":      {monitors: []Monitor{laptop}, want: size(DefaultWidth, 741-titleBar)},
		"as it was":                              {stored: at(100, 100, 900, 600), monitors: []Monitor{laptop}, want: at(100, 100, 900, 600)},
		"on the other screen":                    {stored: at(1500, 10, 1200, 900), monitors: []Monitor{laptop, right}, want: at(1500, 10, 1200, 900)},
		"on a screen to the left":                {stored: at(-1800, 10, 1200, 900), monitors: []Monitor{laptop, left}, want: at(-1800, 10, 1200, 900)},
		"the other screen was unplugged":         {stored: at(1500, 10, 1200, 700), monitors: []Monitor{laptop}, want: size(1200, 700)},
		"across two screens":                     {stored: at(1200, 50, 900, 600), monitors: []Monitor{laptop, right}, want: at(1200, 50, 900, 600)},
		"half off the edge, but to be caught":    {stored: at(1100, 50, 900, 600), monitors: []Monitor{laptop}, want: at(1100, 50, 900, 600)},
		"only a sliver left":                     {stored: at(1330, 50, 900, 600), monitors: []Monitor{laptop}, want: at(1366-900, 50, 900, 600)},
		"title bar under the panel":              {stored: at(100, 0, 900, 600), monitors: []Monitor{laptop}, want: at(100, 27, 900, 600)},
		"title bar below the edge":               {stored: at(100, 750, 900, 600), monitors: []Monitor{laptop}, want: at(100, 27+741-600-titleBar, 900, 600)},
		"larger than the screen":                 {stored: at(0, 27, 3000, 2000), monitors: []Monitor{laptop}, want: at(0, 27, 1366, 741-titleBar)},
		"smaller than useful":                    {stored: at(10, 30, 200, 100), monitors: []Monitor{laptop}, want: at(10, 30, MinWidth, MinHeight)},
		"a screen smaller than useful":           {stored: at(0, 0, 900, 600), monitors: []Monitor{netbook}, want: at(0, 0, MinWidth, MinHeight)},
		"maximised, with its size underneath":    {stored: maximised, monitors: []Monitor{laptop}, want: maximised},
		"full screen, with its size underneath":  {stored: fullscreen, monitors: []Monitor{laptop}, want: fullscreen},
		"Wayland keeps positions to itself":      {stored: at(100, 100, 900, 600), monitors: []Monitor{laptop}, wayland: true, want: size(900, 600)},
		"no screen that anything is known about": {stored: at(5000, 100, 900, 600), want: at(5000, 100, 900, 600)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := place(c.stored, c.monitors, 28, !c.wayland); got != c.want {
				t.Errorf("placed at %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestRememberedKeepsTheSizeUnderneath(t *testing.T) {
	normal := settings.Placement{X: 10, Y: 20, Width: 900, Height: 600, Positioned: true}
	full := settings.Placement{Width: 1920, Height: 1080, Positioned: true, Maximised: true}
	kept := remembered(normal, full)
	if want := (settings.Placement{X: 10, Y: 20, Width: 900, Height: 600, Positioned: true, Maximised: true}); kept != want {
		t.Errorf("maximised: %+v, want %+v", kept, want)
	}
	moved := settings.Placement{X: 11, Y: 20, Width: 800, Height: 600, Positioned: true}
	if got := remembered(kept, moved); got != moved {
		t.Errorf("back to normal: %+v, want %+v", got, moved)
	}
}

func TestWindowThatFillsAScreenOpensOnThatScreen(t *testing.T) {
	screens := []Monitor{{Width: 1920, Height: 1080, Primary: true}, {X: 1920, Width: 1920, Height: 1080}, {X: -1280, Width: 1280, Height: 1024}}
	normal := settings.Placement{X: 100, Y: 100, Width: 1000, Height: 700, Positioned: true}
	across := settings.Placement{X: 1500, Y: 100, Width: 1000, Height: 700, Positioned: true}
	filling := func(m Monitor) settings.Placement {
		return settings.Placement{X: m.X, Y: m.Y, Width: m.Width, Height: m.Height, Positioned: true, Maximised: true}
	}
	full := settings.Placement{X: 1920, Width: 1920, Height: 1080, Positioned: true, Fullscreen: true}
	nowhere := filling(screens[1])
	nowhere.X, nowhere.Positioned = 0, false

	for name, c := range map[string]struct {
		last, now settings.Placement
		x, y      int
	}{
		"on the first":                   {normal, filling(screens[0]), 100, 100},
		"on the second":                  {normal, filling(screens[1]), 1920, 0},
		"on the one to the left":         {normal, filling(screens[2]), -1280, 0},
		"full screen on the second":      {normal, full, 1920, 0},
		"most of it on the second":       {across, filling(screens[1]), 1500, 100},
		"where it was never known":       {settings.Placement{Width: 1000, Height: 700}, filling(screens[1]), 1920, 0},
		"where the desktop does not say": {normal, nowhere, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			got := place(remembered(c.last, c.now), screens, 0, true)
			want := settings.Placement{X: c.x, Y: c.y, Width: 1000, Height: 700, Positioned: true, Maximised: c.now.Maximised, Fullscreen: c.now.Fullscreen}
			if got != want {
				t.Errorf("opens at %+v, want %+v", got, want)
			}
		})
	}
}
