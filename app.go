package main

import (
	"context"
	"errors"

	"workos-widgets/internal/session"
)

var errNotYet = errors.New("not built yet")

// App is what the page may call. Each method calls one room of the house and maps its errors.
type App struct {
	ctx context.Context
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
}

// Check is one line of the pre-flight.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Skipped means that an earlier failure left nothing to check.
	Skipped bool   `json:"skipped"`
	Message string `json:"message"`
	Mend    string `json:"mend"`
}

// GetWidgetToken returns the stand-in token for a widget of the catalogue.
func (a *App) GetWidgetToken(widgetID string) (string, error) { return "", errNotYet }

// GetSession returns the session as it is now; later ones come with the event session:changed.
func (a *App) GetSession() session.Snapshot {
	return session.Snapshot{Status: session.Restoring, Permissions: []string{}, Problems: []session.Problem{}}
}

// GetInfo returns what the application knows of itself.
func (a *App) GetInfo() Info { return Info{} }

// Preflight runs the pre-flight checks, the same as --check on the command line.
func (a *App) Preflight() []Check { return nil }

// SignIn begins a sign-in in the system browser and returns at once; the snapshot tells the rest.
func (a *App) SignIn() error { return errNotYet }

// CancelSignIn ends the sign-in under way.
func (a *App) CancelSignIn() {}

// OpenSignInAgain opens the browser once more for the sign-in under way.
func (a *App) OpenSignInAgain() error { return errNotYet }

// CopySignInLink puts the address of the sign-in under way on the clipboard.
func (a *App) CopySignInLink() error { return errNotYet }

// PasteCallback takes the address the browser ended up on, when it could not reach the listener.
func (a *App) PasteCallback(address string) error { return errNotYet }

// ChooseOrganization answers WorkOS's question which organization to sign in to.
func (a *App) ChooseOrganization(organizationID string) error { return errNotYet }

// SwitchOrganization moves the session to another organization and returns once it is there.
func (a *App) SwitchOrganization(organizationID string) error { return errNotYet }

// RefreshSession asks WorkOS for new tokens, for instance after a role was changed.
func (a *App) RefreshSession() error { return errNotYet }

// SignOut forgets the session and opens WorkOS's logout page.
func (a *App) SignOut() error { return errNotYet }

// DismissProblem takes a problem that has been read off the snapshot.
func (a *App) DismissProblem(code string) {}
