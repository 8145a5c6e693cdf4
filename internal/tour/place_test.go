//go:build linux && tour

package tour

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"testing"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/settings"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/window"
)

// TestWindowKeepsItsPlace moves the window as a person does, and finds it there after a restart.
func TestWindowKeepsItsPlace(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "place", workos: true})
	tour.step("opens in the middle", tour.opensInTheMiddle)
	tour.step("is where it was, on the same page", tour.staysWhereItWasMoved)
	tour.step("is never smaller than it is useful", tour.shrinksNoFurther)
	tour.step("is maximised again, and goes back to its size", tour.staysMaximised)
	tour.step("comes back from a screen that is gone", tour.comesBackOnScreen)
}

// frame is the window itself.
var frame = atspi.Query{Roles: []atspi.Role{atspi.Frame}}

// area is where the window is, without what the window manager puts around it.
func (t *tour) area() image.Rectangle {
	t.t.Helper()
	window := t.see(frame.Is(atspi.Active))
	if len(window.Children) == 0 {
		return image.Rectangle{} // it is being built
	}
	r, err := window.Children[0].Extents(t.ctx)
	t.check(err)
	return r
}

// arrange presses a key that the window manager has for a place (desktop/openbox.xml) and waits until the window
// is there.
func (t *tour) arrange(key atspi.Key, there func(image.Rectangle) bool) image.Rectangle {
	t.t.Helper()
	t.see(frame.Is(atspi.Active))
	t.check(t.bus.Chord(t.ctx, atspi.Control, atspi.Alt, key))
	var now image.Rectangle
	t.eventually("the window in its new place", func() bool { now = t.area(); return there(now) })
	return now
}

func ofSize(width, height int) func(image.Rectangle) bool {
	return func(r image.Rectangle) bool { return r.Size() == image.Pt(width, height) }
}

var screen = image.Rect(0, 0, 1280, 900)

func (t *tour) opensInTheMiddle() {
	t.open()
	t.becomes(zoe, sandbox.Acme)
	t.see(switcher("Acme Corp"))
	now := t.area()
	if off := now.Min.Add(now.Max).Sub(screen.Max); now.Dx() != window.DefaultWidth || distance(off.X) > 8 || distance(off.Y) > 60 {
		t.t.Errorf("the first window is at %v", now)
	}
}

// distance is how far something is from 0.
func distance(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func (t *tour) staysWhereItWasMoved() {
	t.visit("Members")
	was := t.arrange(atspi.Digit(1), func(r image.Rectangle) bool { return r.Dx() == 900 })
	t.quit()
	t.open()
	t.see(heading("Members"))
	t.see(main("Hannah Kowalczyk"))
	if now := t.area(); now != was {
		t.t.Errorf("it was at %v, and is at %v", was, now)
	}
	t.picture("where-it-was")
}

func (t *tour) shrinksNoFurther() {
	t.smallest()
	t.picture("smallest")
	t.quit()
	t.open()
	if now := t.area(); now.Size() != image.Pt(window.MinWidth, window.MinHeight) {
		t.t.Errorf("the smallest window came back as %v", now)
	}
	t.see(heading("Members")) // only a page that is there reports sizes
	t.arrange(atspi.Digit(1), func(r image.Rectangle) bool { return r.Dx() == 900 })
	t.eventually("the new size in the settings", func() bool { return t.placement().Width == 900 })
}

// placement is where the window is by the settings' file.
func (t *tour) placement() settings.Placement {
	var kept struct{ Placement settings.Placement }
	raw, err := os.ReadFile(t.settingsFile())
	if err != nil || json.Unmarshal(raw, &kept) != nil {
		return settings.Placement{}
	}
	return kept.Placement
}

// smallest makes the window as small as it goes.
func (t *tour) smallest() {
	t.t.Helper()
	t.arrange(atspi.Digit(2), ofSize(window.MinWidth, window.MinHeight))
}

// usual gives the window the size that it has at a first start.
func (t *tour) usual() {
	t.t.Helper()
	t.arrange(atspi.Digit(3), func(r image.Rectangle) bool { return r.Dx() == window.DefaultWidth })
}

func (t *tour) staysMaximised() {
	fills := func(r image.Rectangle) bool { return r.Dx() > 1270 && r.Dy() > 850 }
	was := t.area()
	t.arrange(atspi.Digit(4), fills)
	t.quit()
	t.open()
	t.see(heading("Members"))
	if now := t.area(); !fills(now) {
		t.t.Errorf("the maximised window came back at %v", now)
	}
	t.picture("maximised")
	t.arrange(atspi.Digit(4), ofSize(was.Dx(), was.Dy()))
}

// comesBackOnScreen has the settings say that the window was on a screen to the right of this one.
func (t *tour) comesBackOnScreen() {
	t.quit()
	t.changeSettings(func(all map[string]any) {
		all["placement"] = settings.Placement{X: 2500, Y: 1700, Width: 900, Height: 700, Positioned: true}
	})
	t.open()
	now := t.area()
	if !now.In(screen) || now.Size() != image.Pt(900, 700) {
		t.t.Errorf("it opened at %v of a screen of %v", now, screen)
	}
	t.quit()
	t.changeSettings(func(all map[string]any) {
		all["placement"] = settings.Placement{X: -5000, Y: 100, Width: 3000, Height: 2000, Positioned: true}
	})
	t.open()
	if now := t.area(); !now.In(screen) {
		t.t.Errorf("one larger than the screen opened at %v", now)
	}
	t.quit()
}

// settingsFile is where the application keeps what a person has set.
func (t *tour) settingsFile() string {
	return filepath.Join(t.desk.Home, ".config", "workos-widgets", "settings.json")
}

// changeSettings changes the settings' file by hand, while the application does not run.
func (t *tour) changeSettings(change func(map[string]any)) {
	t.t.Helper()
	raw, err := os.ReadFile(t.settingsFile())
	t.check(err)
	var all map[string]any
	t.check(json.Unmarshal(raw, &all))
	change(all)
	raw, err = json.Marshal(all)
	t.check(err)
	t.check(os.WriteFile(t.settingsFile(), raw, 0o600))
}
