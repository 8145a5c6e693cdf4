package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"workos-widgets/internal/handoff"
	"workos-widgets/internal/preflight"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/window"
)

// What the page hears: a new session.Snapshot, and new settings.Preferences.
const (
	snapshotEvent    = "session:changed"
	preferencesEvent = "preferences:changed"
)

// checkPatience bounds a pre-flight: each probe has its own, shorter limit.
const checkPatience = 30 * time.Second

// App is what the page may call. Each method calls one room of the house and maps its errors.
type App struct {
	info     Info
	session  *session.Session
	tokens   *widget.Tokens
	desk     *handoff.Desk
	settings *settings.Settings
	window   *window.Window
	check    func(context.Context) []preflight.Check
	// closing is told that the window is gone: a second start has nothing to raise any more.
	closing func()

	started chan struct{} // closed once what follows is set
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
}

// Info is what the page may know of the application itself.
type Info struct {
	Product     string `json:"product"`
	Version     string `json:"version"`
	Sandbox     bool   `json:"sandbox"`
	Development bool   `json:"development"`
	// Platform is "linux", "darwin" or "windows".
	Platform string `json:"platform"`
	// ClientID and APIHost say which WorkOS environment this is.
	ClientID string `json:"clientId"`
	APIHost  string `json:"apiHost"`
	// NativeZoom says that the window zooms the page as the preferences say; else the page does it itself.
	NativeZoom bool `json:"nativeZoom"`
	// SafeMode says that the window draws without the graphics card.
	SafeMode bool `json:"safeMode"`
	// SettingsDamaged is where settings that could not be read were put at this start; "" when they could.
	SettingsDamaged string `json:"settingsDamaged"`
}

// startup begins to serve the session. The window is being built meanwhile and does not wait for it.
func (a *App) startup(ctx context.Context) {
	working, stop := context.WithCancel(ctx)
	a.ctx, a.stop = ctx, stop
	a.running.Go(func() { a.session.Run(working) })
	a.running.Go(func() { quitOnHangup(working, ctx) })
	close(a.started)
}

// quitOnHangup closes the window in good order when the terminal it was started from goes away; Wails looks
// after the other signals. It returns when working ends.
func quitOnHangup(working, wails context.Context) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	select {
	case <-hangups:
		runtime.Quit(wails)
	case <-working.Done():
	}
}

// shutdown returns once the session has put away what must not be lost.
func (a *App) shutdown(context.Context) {
	if a.closing != nil {
		a.closing()
	}
	select {
	case <-a.started:
		a.stop()
		a.running.Wait()
	default:
	}
}

// raise asks for the window to come to the front. The desktop may refuse, or only mark it in the task bar.
func (a *App) raise() {
	select {
	case <-a.started:
		a.window.Raise()
	default: // it is about to open anyway
	}
}

// wails is the context that Wails' runtime wants. The page may be there before OnStartup has run.
func (a *App) wails() context.Context {
	<-a.started
	return a.ctx
}

// publish passes a snapshot to the page.
func (a *App) publish(s session.Snapshot) { runtime.EventsEmit(a.ctx, snapshotEvent, s) }

// GetWidgetToken returns the stand-in token for a widget of the catalogue: claims to read, and nothing that
// WorkOS would accept.
func (a *App) GetWidgetToken(widgetID string) (string, error) { return a.tokens.StandIn(widgetID) }

// GetSession returns the session as it is now; later ones come with the event session:changed.
func (a *App) GetSession() session.Snapshot { return a.session.Snapshot() }

// GetInfo returns what the application knows of itself.
func (a *App) GetInfo() Info { return a.info }

// Preflight runs the pre-flight checks, the same as --check on the command line.
func (a *App) Preflight() []preflight.Check {
	ctx, cancel := context.WithTimeout(a.wails(), checkPatience)
	defer cancel()
	return a.check(ctx)
}

// SignIn begins a sign-in in the system browser and returns at once; the snapshot tells the rest.
func (a *App) SignIn() error { return a.session.SignIn(a.wails()) }

// CancelSignIn ends the sign-in under way.
func (a *App) CancelSignIn() error { return a.session.CancelSignIn(a.wails()) }

// OpenSignInAgain opens the browser once more for the sign-in under way.
func (a *App) OpenSignInAgain() error { return a.session.OpenAgain(a.wails()) }

// CopySignInLink puts the address of the sign-in under way on the clipboard.
func (a *App) CopySignInLink() error {
	link, err := a.session.SignInLink(a.wails())
	if err != nil {
		return err
	}
	return runtime.ClipboardSetText(a.wails(), link)
}

// PasteCallback takes the address the browser ended up on, when it could not reach the listener.
func (a *App) PasteCallback(address string) error { return a.session.PasteCallback(a.wails(), address) }

// ChooseOrganization answers WorkOS's question which organization to sign in to.
func (a *App) ChooseOrganization(organizationID string) error {
	return a.session.ChooseOrganization(a.wails(), organizationID)
}

// ReplaceSession says that the person meant to come back from the browser as somebody else than before.
func (a *App) ReplaceSession() error { return a.session.ReplaceSession(a.wails()) }

// SwitchOrganization moves the session to another organization and returns once it is there.
func (a *App) SwitchOrganization(organizationID string) error {
	return a.session.Switch(a.wails(), organizationID)
}

// RefreshSession asks WorkOS for new tokens, for instance after a role was changed.
func (a *App) RefreshSession() error { return a.session.Refresh(a.wails()) }

// SignOut forgets the session and opens WorkOS's logout page.
func (a *App) SignOut() error { return a.session.SignOut(a.wails()) }

// UseAnotherAccount signs out, in the browser as well, and begins a sign-in for somebody else.
func (a *App) UseAnotherAccount() error { return a.session.UseAnotherAccount(a.wails()) }

// OpenLink shows a link of the page in the system browser. What is a token's form or popup goes by way of
// /_handoff/ instead: Wails logs a bound call that fails.
func (a *App) OpenLink(address string) error { return a.desk.OpenLink(a.wails(), address) }

// Wake says that the window came to the front, or that the network is back.
func (a *App) Wake() { a.session.Wake() }

// DismissProblem takes a problem that has been read off the snapshot.
func (a *App) DismissProblem(code string) { a.session.DismissProblem(code) }

// GetPreferences returns what the person has set; later changes come with the event preferences:changed.
func (a *App) GetPreferences() settings.Preferences { return a.settings.Preferences() }

// SetPreferences keeps the preferences and has the window follow them.
func (a *App) SetPreferences(p settings.Preferences) error {
	err := a.settings.SetPreferences(p)
	now := a.settings.Preferences()
	a.window.SetTheme(now.Theme)
	a.window.SetZoom(now.Zoom)
	runtime.EventsEmit(a.wails(), preferencesEvent, now)
	return err
}

// forcedTheme is the theme that the page has whatever the desktop says; "" is none.
func (a *App) forcedTheme() string {
	if theme := a.settings.Preferences().Theme; theme != settings.System {
		return string(theme)
	}
	return ""
}

// SetAppearance says how the page looks, "light" or "dark". The next window opens with that ground.
func (a *App) SetAppearance(appearance string) {
	a.settings.SetAppearance(appearance)
	a.window.SetAppearance(appearance)
}

// Painted says that the page has shown something. Until it does, the window is watched for a fault.
func (a *App) Painted() { a.window.Painted() }

// Pong answers the event window:ping with its number.
func (a *App) Pong(n int) { a.window.Pong(n) }

// PlaceChanged says that the window was resized, or lost the focus.
func (a *App) PlaceChanged() { a.window.KeepPlace() }

// SetFront says whether the window has the focus.
func (a *App) SetFront(front bool) { a.window.SetFront(front) }

// formatError is what a bound method that fails gives the page: words for the person.
func formatError(err error) any {
	var (
		p    *session.Problem
		open *handoff.OpenError
		port *handoff.PortError
	)
	switch {
	case errors.As(err, &p):
		return strings.TrimSpace(p.Message + " " + p.Advice)
	case errors.As(err, &open):
		return open.Message() + " " + open.Mend()
	case errors.As(err, &port):
		return port.Message() + " " + port.Mend()
	case errors.Is(err, session.ErrSignedOut):
		return "Nobody is signed in. Sign in first."
	case errors.Is(err, session.ErrSuperseded):
		return "Another organization was chosen meanwhile."
	case errors.Is(err, session.ErrClosing), errors.Is(err, context.Canceled):
		return "The application is closing."
	}
	return err.Error()
}
