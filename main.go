// Command workos-widgets puts every WorkOS Widget on a person's desktop.
package main

import (
	"context"
	"embed"
	"io/fs"
	"log"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"workos-widgets/internal/session"
)

//go:embed all:frontend/dist
var dist embed.FS

func main() {
	page, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		log.Fatal(err)
	}
	app := &App{}
	err = wails.Run(&options.App{
		Title: "WorkOS Widgets", Width: 1080, Height: 720, MinWidth: 720, MinHeight: 480,
		AssetServer: &assetserver.Options{Assets: page},
		OnStartup:   func(ctx context.Context) { app.ctx = ctx },
		Bind:        []any{app},
		EnumBind: []any{
			[]struct {
				Value  session.Status
				TSName string
			}{{session.Restoring, "Restoring"}, {session.SignedOut, "SignedOut"}, {session.SigningIn, "SigningIn"}, {session.SignedIn, "SignedIn"}, {session.Misconfigured, "Misconfigured"}},
			[]struct {
				Value  session.SignInStep
				TSName string
			}{{session.WaitingForBrowser, "WaitingForBrowser"}, {session.Exchanging, "Exchanging"}, {session.ChoosingOrganization, "ChoosingOrganization"}},
		},
		Linux: &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: "workos-widgets"},
	})
	if err != nil {
		log.Fatal(err)
	}
}
