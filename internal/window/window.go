package window

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"workos-widgets/internal/settings"
)

// The events that the page hears of the window.
const (
	// CommandEvent brings what was chosen in a menu.
	CommandEvent = "menu:command"
	// PingEvent brings a number; the page answers with Pong of it.
	PingEvent = "window:ping"
)

// NativeZoom says that Zoom works here. Elsewhere the page zooms itself.
const NativeZoom = isNative

// Options are what a Window works with.
type Options struct {
	// Pages are the names of the pages, in the order of the navigation.
	Pages []string
	// Placement is where the window was last, Theme and Appearance ("light", "dark" or "") how it looked.
	Placement  settings.Placement
	Theme      settings.Theme
	Appearance string
	// Zoom is the page's zoom; 1 is the size as drawn.
	Zoom float64
	// Keep is told where the window is.
	Keep func(settings.Placement)
	// OpenLink shows an address in the system browser.
	OpenLink func(address string) error
	// Safe says that this is safe mode: the place of the last time is left alone, and not used.
	Safe bool
	// Development lets the page be silent: a debugger may hold it.
	Development bool
	Log         *slog.Logger
}

// Window is the application's one window. Its methods may be called from any goroutine once it is open.
type Window struct {
	o     Options
	watch *watch

	started chan struct{} // closed once what follows is set
	ctx     context.Context
	working context.Context // ends with the window
	stop    context.CancelFunc
	running sync.WaitGroup

	front atomic.Bool
	// theme is the person's choice, scheme what the desktop is set to.
	theme, scheme atomic.Value // settings.Theme
	colouring     sync.Mutex
	restart       atomic.Bool

	mu   sync.Mutex
	last settings.Placement // as it is when neither maximised nor full screen

	notifier *notifier
}

// current is how the window is at a moment.
type current struct {
	settings.Placement
	visible bool
}

// New returns a window that is not open yet.
func New(o Options) *Window {
	if o.Safe {
		o.Placement = settings.Placement{}
	}
	w := &Window{o: o, started: make(chan struct{}), last: o.Placement}
	w.watch = newWatch(watchOptions{
		ping:    func(n int) { runtime.EventsEmit(w.wails(), PingEvent, n) },
		revive:  w.Reload,
		visible: w.visible,
		ask:     w.ask,
		decided: w.decide,
		deaf:    o.Development,
		log:     o.Log,
	})
	w.notifier = w.newNotifier()
	return w
}

// Open opens the window with these further options and returns when it is closed. The second result is whether
// the application is to be started again in safe mode, which is for after everything has been put away.
func (w *Window) Open(o *options.App) (again bool, err error) {
	if err := prepareNative(w.o.Theme, w.showPlaced, w.watch.died, w.watch.unresponsive, w.watch.minimised); err != nil {
		return false, err
	}
	o.MinWidth, o.MinHeight = MinWidth, MinHeight
	o.Width, o.Height = DefaultWidth, DefaultHeight
	ground := groundOf(look(w.o.Theme, w.o.Appearance))
	o.BackgroundColour = &ground
	o.Menu = menus(system(), w.o.Pages, w.actions())
	if !isNative {
		w.placeByWails(o)
	}
	started, closing, ended := o.OnStartup, o.OnBeforeClose, o.OnShutdown
	o.OnStartup = func(ctx context.Context) {
		w.opened(ctx)
		call(started, ctx)
	}
	o.OnBeforeClose = func(ctx context.Context) bool {
		w.KeepPlace()
		return closing != nil && closing(ctx)
	}
	o.OnShutdown = func(ctx context.Context) {
		w.closed()
		call(ended, ctx)
	}
	err = wails.Run(o)
	return w.restart.Load(), err
}

func call(f func(context.Context), ctx context.Context) {
	if f != nil {
		f(ctx)
	}
}

// opened begins to watch the page.
func (w *Window) opened(ctx context.Context) {
	working, stop := context.WithCancel(ctx)
	w.ctx, w.working, w.stop = ctx, working, stop
	close(w.started)
	if !isNative {
		w.showByWails()
	}
	w.SetTheme(w.o.Theme)
	w.running.Go(func() { w.watch.run(working) })
	w.running.Go(func() { w.followDesktop(working) })
	w.running.Go(func() { onHangup(working, func() { runtime.Quit(ctx) }) })
}

// closed ends what opened began.
func (w *Window) closed() {
	select {
	case <-w.started:
		w.stop()
		w.running.Wait()
		w.notifier.stop()
	default:
	}
}

// wails is the context that Wails' runtime wants. Menus and page may be there before OnStartup has run.
func (w *Window) wails() context.Context {
	<-w.started
	return w.ctx
}

// Painted says that the page has shown something.
func (w *Window) Painted() { w.watch.painted() }

// Pong answers the event window:ping of that number.
func (w *Window) Pong(n int) { w.watch.pong(n) }

// SetFront says whether the window has the focus.
func (w *Window) SetFront(front bool) {
	w.front.Store(front)
	if front {
		w.watch.front()
	}
}

// Front reports whether the window has the focus, as far as the page has said.
func (w *Window) Front() bool { return w.front.Load() }

// Raise asks for the window to come to the front. The desktop may refuse, or only mark it in the task bar.
func (w *Window) Raise() {
	if isNative {
		nativePresent()
		return
	}
	runtime.WindowUnminimise(w.wails())
	runtime.WindowShow(w.wails())
}

// Reload loads the page anew, even if its process is gone or hangs.
func (w *Window) Reload() {
	if isNative {
		nativeRevive()
		return
	}
	runtime.WindowReloadApp(w.wails())
}

// SetZoom sets the zoom of the page, 1 being the size as drawn. It does nothing without NativeZoom.
func (w *Window) SetZoom(zoom float64) {
	if isNative {
		nativeZoom(zoom)
	}
}

// SetTheme colours what is around the page: title bar, menus, dialogs. What the page finds in
// prefers-color-scheme follows.
func (w *Window) SetTheme(theme settings.Theme) {
	w.theme.Store(theme)
	w.colour()
}

// followDesktop has a window without a theme of its own look as the desktop is set to, until ctx ends.
func (w *Window) followDesktop(ctx context.Context) {
	err := followScheme(ctx, func(scheme settings.Theme) {
		w.scheme.Store(scheme)
		w.colour()
	})
	if err != nil {
		w.o.Log.Debug("the desktop does not say whether it is light or dark", "error", err)
	}
}

// colour gives the window the colours that are wished for now. The lock has the last wish win.
func (w *Window) colour() {
	w.colouring.Lock()
	defer w.colouring.Unlock()
	theme, _ := w.theme.Load().(settings.Theme)
	if scheme, known := w.scheme.Load().(settings.Theme); known && theme == settings.System {
		theme = scheme
	}
	switch {
	case isNative:
		nativeTheme(theme)
	case theme == settings.Light:
		runtime.WindowSetLightTheme(w.wails())
	case theme == settings.Dark:
		runtime.WindowSetDarkTheme(w.wails())
	default:
		runtime.WindowSetSystemDefaultTheme(w.wails())
	}
}

// SetAppearance gives the window the ground of a "light" or "dark" page, which shows where the page is not
// painted yet.
func (w *Window) SetAppearance(appearance string) {
	c := groundOf(appearance)
	runtime.WindowSetBackgroundColour(w.wails(), c.R, c.G, c.B, c.A)
}

// look is how a window of a theme looks, as far as that is known: "light", "dark" or "".
func look(theme settings.Theme, appearance string) string {
	if theme == settings.System {
		return appearance
	}
	return string(theme)
}

// groundOf is the page's ground, the same as in frontend/src/shell/first-paint.css.
func groundOf(appearance string) options.RGBA {
	if appearance == "dark" {
		return options.RGBA{R: 0x11, G: 0x11, B: 0x13, A: 255}
	}
	return options.RGBA{R: 255, G: 255, B: 255, A: 255}
}

func (w *Window) actions() actions {
	return actions{
		page: func(command string) {
			w.o.Log.Debug("a command from the menus", "command", command)
			runtime.EventsEmit(w.wails(), CommandEvent, command)
		},
		edit:     w.edit,
		quit:     func() { runtime.Quit(w.wails()) },
		close:    func() { runtime.Quit(w.wails()) }, // it is the only window
		minimise: w.minimise, fullscreen: w.toggleFullscreen, reload: w.Reload, documentation: w.openDocumentation,
	}
}

// documentation is about the widgets themselves.
const documentation = "https://workos.com/docs/widgets"

func (w *Window) openDocumentation() {
	if err := w.o.OpenLink(documentation); err != nil {
		w.o.Log.Warn("the documentation could not be opened", "error", err)
	}
}

func (w *Window) edit(e edit) {
	switch {
	case isNative:
		nativeEdit(e.native)
	case e == paste || e == pastePlain:
		text, err := runtime.ClipboardGetText(w.wails())
		if err != nil {
			w.o.Log.Warn("the clipboard could not be read", "error", err)
			return
		}
		quoted, err := json.Marshal(text)
		if err == nil {
			runtime.WindowExecJS(w.wails(), fmt.Sprintf("document.execCommand(%q, false, %s)", e.document, quoted))
		}
	default:
		runtime.WindowExecJS(w.wails(), fmt.Sprintf("document.execCommand(%q)", e.document))
	}
}

func (w *Window) minimise() {
	if isNative {
		nativeMinimise()
		return
	}
	runtime.WindowMinimise(w.wails())
}

func (w *Window) toggleFullscreen() {
	switch {
	case isNative:
		nativeToggleFullscreen()
	case runtime.WindowIsFullscreen(w.wails()):
		runtime.WindowUnfullscreen(w.wails())
	default:
		runtime.WindowFullscreen(w.wails())
	}
}

func (w *Window) visible() bool {
	if isNative {
		c, ok := nativeCurrent()
		return ok && c.visible
	}
	return !runtime.WindowIsMinimised(w.wails())
}

func (w *Window) ask(ctx context.Context, t Trouble) Answer {
	q := questionAbout(system(), t, w.o.Safe)
	if isNative {
		return nativeAsk(ctx, q)
	}
	return w.askByWails(ctx, q)
}

// decide ends the window as the person wishes.
func (w *Window) decide(a Answer) {
	w.restart.Store(a == Again)
	if isNative {
		nativeEndPage() // one that hangs does not end by itself
	}
	runtime.Quit(w.wails())
}
