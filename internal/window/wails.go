package window

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"workos-widgets/internal/settings"
)

// Where the toolkit itself is out of reach, Wails' calls are all there is. Wails tells the screens' sizes, not
// where they are, and positions relative to the window's screen.

// placeByWails asks for a window as large as it was, and hidden until it has its place.
func (w *Window) placeByWails(o *options.App) {
	p := place(w.o.Placement, nil, 0, true)
	o.Width, o.Height = max(p.Width, MinWidth), max(p.Height, MinHeight)
	switch {
	case p.Fullscreen:
		o.WindowStartState = options.Fullscreen
	case p.Maximised:
		o.WindowStartState = options.Maximised
	case p.Positioned:
		o.StartHidden = true
	}
}

// showByWails puts the window where it was on its screen, if it still fits there.
func (w *Window) showByWails() {
	stored := w.o.Placement
	if !stored.Positioned || stored.Maximised || stored.Fullscreen {
		return
	}
	defer runtime.WindowShow(w.wails())
	screens, err := runtime.ScreenGetAll(w.wails())
	if err != nil {
		w.o.Log.Warn("the screens are not known", "error", err)
		return
	}
	for _, s := range screens {
		if !s.IsCurrent {
			continue
		}
		p := place(stored, []Monitor{{Width: s.Size.Width, Height: s.Size.Height, Primary: true}}, 0, true)
		runtime.WindowSetSize(w.wails(), p.Width, p.Height)
		if p.Positioned {
			runtime.WindowSetPosition(w.wails(), p.X, p.Y)
		}
	}
}

func (w *Window) currentByWails() current {
	var p settings.Placement
	p.Width, p.Height = runtime.WindowGetSize(w.wails())
	p.X, p.Y = runtime.WindowGetPosition(w.wails())
	p.Positioned = true
	p.Maximised, p.Fullscreen = runtime.WindowIsMaximised(w.wails()), runtime.WindowIsFullscreen(w.wails())
	return current{Placement: p, visible: !runtime.WindowIsMinimised(w.wails())}
}

// askByWails asks with the buttons that the desktop has: its own on macOS, yes and no on Windows. Wails'
// dialog can't be taken back, so at the end of ctx its answer no longer counts.
func (w *Window) askByWails(ctx context.Context, q question) Answer {
	o := runtime.MessageDialogOptions{
		Type: runtime.QuestionDialog, Title: q.message, Message: q.message + "\n\n" + q.detail,
		Buttons: []string{q.again, q.quit, q.wait}, DefaultButton: q.again, CancelButton: q.wait,
	}
	if system() != "darwin" {
		o.Message += "\n\n" + q.yesNo
	}
	answered := make(chan string, 1)
	go func() {
		button, err := runtime.MessageDialog(w.wails(), o)
		if err != nil {
			w.o.Log.Error("the question could not be asked", "error", err)
		}
		answered <- button
	}()
	select {
	case <-ctx.Done():
		return Wait
	case button := <-answered:
		switch button {
		case q.again, "Yes":
			return Again
		case q.quit, "No":
			return Quit
		}
		return Wait
	}
}
