//go:build bench

// Command bridge opens a window whose page calls GetWidgetToken again and again, warm, and a method that does
// nothing. It prints, as JSON, how long each call took, in milliseconds, and ends.
package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/widget/widgettest"
)

//go:embed page
var page embed.FS

// App is what the page calls. GetWidgetToken does what the application's does.
type App struct {
	ctx    context.Context
	tokens *widget.Tokens
}

// GetWidgetToken returns the stand-in token for a widget of the catalogue.
func (a *App) GetWidgetToken(widgetID string) (string, error) { return a.tokens.StandIn(widgetID) }

// Nothing costs what the bridge itself costs.
func (*App) Nothing() {}

// Measured is told what the page has measured, and ends the program.
func (a *App) Measured(calls map[string][]float64) error {
	if err := json.NewEncoder(os.Stdout).Encode(calls); err != nil {
		return err
	}
	runtime.Quit(a.ctx)
	return nil
}

// noKey is WorkOS for an application without an API key.
type noKey struct{}

func (noKey) HasKey() bool { return false }

func (noKey) WidgetToken(context.Context, string, string, []string) (authkit.Secret, error) {
	return "", session.ErrSignedOut
}

func main() {
	somebody := &session.Identity{
		Session: "session_01HZDRJE00SANDBX0SESS10N00", User: "user_01HZDRJE00SANDBX0Z0EANGSTR", Organization: "org_01HZDRJE00SANDBX0ACMECORP0",
		Role: "admin", Permissions: []string{"widgets:users-table:manage", "widgets:sso:manage", "widgets:api-keys:manage"},
	}
	app := &App{tokens: widget.NewTokens(widgettest.NewSession(somebody), noKey{}, time.Now)}
	assets, err := fs.Sub(page, "page")
	if err == nil {
		err = wails.Run(&options.App{
			Title: "Bridge", Width: 400, Height: 300,
			AssetServer: &assetserver.Options{Assets: assets},
			OnStartup:   func(ctx context.Context) { app.ctx = ctx },
			Bind:        []any{app},
			Linux:       &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: "bridge"},
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
