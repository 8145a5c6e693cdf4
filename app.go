package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/attention"
	"workos-widgets/internal/autostart"
	"workos-widgets/internal/diagnostics"
	"workos-widgets/internal/handoff"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/preflight"
	"workos-widgets/internal/sandbox/embedded"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/window"
	"workos-widgets/internal/words"
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
	proxy    *apiproxy.Proxy
	desk     *handoff.Desk
	settings *settings.Settings
	window   *window.Window
	launcher *handoff.Launcher
	receiver *handoff.Receiver
	log      *logging.Log
	check    func(context.Context) []preflight.Check
	// facts are those of a report that do not change.
	facts diagnostics.Facts
	// attention decides what is worth a notification.
	attention attention.Watcher
	// wished says that a deep link wants somebody to be signed in, and the session has not been told yet.
	wished atomic.Bool
	// closing is told that the window is gone: a second start has nothing to raise any more.
	closing func()

	started chan struct{} // closed once what follows is set
	ctx     context.Context
	working context.Context // ends with the window
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
	// LogLevelFixed says that the environment sets the log level, whatever the preferences say.
	LogLevelFixed bool `json:"logLevelFixed"`
	// OpenToWebPages says that any web page in a browser on this computer can call the application.
	OpenToWebPages bool `json:"openToWebPages"`
}

// startup begins to serve the session. The window is being built meanwhile and does not wait for it.
func (a *App) startup(ctx context.Context) {
	working, stop := context.WithCancel(ctx)
	a.ctx, a.working, a.stop = ctx, working, stop
	a.running.Go(func() { a.session.Run(working) })
	if !a.info.Development && !a.info.Sandbox {
		a.running.Go(a.repairAutostart)
	}
	close(a.started)
	a.running.Go(a.follow)
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

// openLink does what a deep link asks for, and brings the window to the front. Every web page can have the desktop
// bring one.
func (a *App) openLink(link string) {
	if a.receiver.Arrive(link) == handoff.Wish {
		a.wished.Store(true)
		a.follow()
	}
	a.raise()
}

// takeLink takes a link that is the answer to the sign-in under way here, and reports whether it was.
func (a *App) takeLink(link string) bool {
	if a.receiver.Arrive(link) != handoff.Answer {
		return false
	}
	a.raise()
	return true
}

// follow passes a link's wish on to the session, once that runs.
func (a *App) follow() {
	select {
	case <-a.started:
		if a.wished.Swap(false) {
			a.session.SignInForLink()
		}
	default: // startup does it
	}
}

// wails is the context that Wails' runtime wants. The page may be there before OnStartup has run.
func (a *App) wails() context.Context {
	<-a.started
	return a.ctx
}

// publish passes a snapshot to the page, and to the desktop what the page can't show by itself.
func (a *App) publish(s session.Snapshot) {
	a.proxy.SessionChanged(s.Status == session.SignedIn && s.ExpiresAt != 0)
	runtime.EventsEmit(a.ctx, snapshotEvent, s)
	if n, worthIt := a.attention.Look(s, a.window.Front()); worthIt {
		a.running.Go(func() { a.notify(n) })
	}
}

// notify shows a notification, if it still holds once the window has had the time to come to the front.
func (a *App) notify(n attention.Notification) {
	select {
	case <-time.After(n.After):
	case <-a.working.Done():
		return
	}
	if a.window.Front() || !attention.Stands(n, a.session.Snapshot()) {
		return
	}
	if err := a.window.Notify(n.ID, n.Title, n.Body); err != nil {
		a.log.Warn("a notification could not be shown", "kind", n.Kind, "error", err)
	}
}

// repairAutostart points an entry for the start at sign-in here if the application was moved since.
func (a *App) repairAutostart() {
	if repaired, err := autostart.Repair(); err != nil {
		a.log.Warn("the start at sign-in could not be repaired", "error", err)
	} else if repaired {
		a.log.Info("the start at sign-in points here again")
	}
}

// GetWidgetToken returns the stand-in token for a widget of the catalogue: claims to read, and nothing that
// WorkOS would accept.
func (a *App) GetWidgetToken(widgetID string) (string, error) { return a.tokens.StandIn(widgetID) }

// GetSession returns the session as it is now; later ones come with the event session:changed.
func (a *App) GetSession() session.Snapshot { return a.session.Snapshot() }

// person is who is signed in, for the sandbox's panel.
func (a *App) person() embedded.Person {
	s := a.session.Snapshot()
	if s.User == nil {
		return embedded.Person{}
	}
	return embedded.Person{UserID: s.User.ID, OrganizationID: s.Organization, SessionID: s.Session}
}

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
	a.setLogLevel(now)
	runtime.EventsEmit(a.wails(), preferencesEvent, now)
	return err
}

// setLogLevel has the log follow the preferences, unless the environment says how much is logged.
func (a *App) setLogLevel(p settings.Preferences) {
	if !a.info.LogLevelFixed {
		a.log.SetLevel(p.LogLevel)
	}
}

// StartsAtLogin reports whether the application starts when the person signs in to the computer.
func (a *App) StartsAtLogin() (bool, error) { return autostart.Enabled() }

// SetStartAtLogin has the application started when the person signs in to the computer, or no longer.
func (a *App) SetStartAtLogin(on bool) error { return autostart.Set(on) }

// GetOpenWith returns the ID of the organization that the person signed in wants to open with; "" is the last one.
func (a *App) GetOpenWith() string {
	if user := a.session.Snapshot().User; user != nil {
		return a.settings.OpenWith(user.ID)
	}
	return ""
}

// SetOpenWith keeps which organization the person signed in wants to open with; "" is the last one.
func (a *App) SetOpenWith(organizationID string) error {
	user := a.session.Snapshot().User
	if user == nil {
		return session.ErrSignedOut
	}
	a.settings.SetOpenWith(user.ID, organizationID)
	return nil
}

// StaySignedIn says that somebody is there, when the session is about to end for want of use.
func (a *App) StaySignedIn() error { return a.session.StaySignedIn(a.wails()) }

// CopyDiagnostics puts a report for whoever helps the person on the clipboard. It holds no secret and no name.
func (a *App) CopyDiagnostics() error { return runtime.ClipboardSetText(a.wails(), a.report()) }

func (a *App) report() string {
	f := a.facts
	f.Now, f.Checks, f.Preferences, f.Session, f.Lines = time.Now(), a.Preflight(), a.settings.Preferences(), a.session.Snapshot(), a.log.Recent()
	f.System, f.AtLogin = diagnostics.ThisSystem(), "no"
	if on, err := autostart.Enabled(); err != nil {
		f.AtLogin = "not known"
	} else if on {
		f.AtLogin = "yes"
	}
	return diagnostics.Report(f)
}

// OpenLogFolder shows the log files in the system's file manager.
func (a *App) OpenLogFolder() error {
	dir := a.log.Dir()
	if dir == "" {
		return errNoLogFolder
	}
	return a.launcher.OpenFolder(a.wails(), dir)
}

// errNoLogFolder is in words for the person.
var errNoLogFolder = errors.New(words.Mark("The log is not kept in files on this computer. Copy the diagnostics instead: they have its latest lines.")) //nolint:staticcheck // shown as it is

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

// SetFront says whether the window has the focus. What it shows then needs no notification.
func (a *App) SetFront(front bool) {
	a.window.SetFront(front)
	if front {
		a.attention.Look(a.session.Snapshot(), true)
	}
}

// formatError is what a bound method that fails gives the page: words for the person.
func formatError(err error) any {
	var (
		p    *session.Problem
		open *handoff.OpenError
		port *handoff.PortError
		auto *autostart.Error
	)
	switch {
	case errors.As(err, &p):
		return strings.TrimSpace(p.Message + " " + p.Advice)
	case errors.As(err, &open):
		return open.Message() + " " + open.Mend()
	case errors.As(err, &port):
		return port.Message() + " " + port.Mend()
	case errors.As(err, &auto):
		return auto.Message() + " " + auto.Mend()
	case errors.Is(err, session.ErrSignedOut):
		return words.T("Nobody is signed in. Sign in first.")
	case errors.Is(err, session.ErrSuperseded):
		return words.T("Another organization was chosen meanwhile.")
	case errors.Is(err, session.ErrClosing), errors.Is(err, context.Canceled):
		return words.T("The application is closing.")
	}
	return words.Of(err.Error())
}
