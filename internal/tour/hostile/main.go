//go:build tour

// Command hostile is a window with a page that tries to tell a stranger something: what a widget could do whose
// dependency was compromised. The stranger is a server at another origin, given as the only argument. What the page
// finds out it prints, a line for each attempt. It can hoard memory instead, and prints when it begins and when it has.
package main

import (
	"embed"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"

	"workos-widgets/internal/logging"
	"workos-widgets/internal/page"
	"workos-widgets/internal/window"
)

//go:embed page
var files embed.FS

// App is what the page may call here: enough to see that calls do arrive.
type App struct{}

// Hello is the method that the page calls.
func (*App) Hello() string { return "hello" }

func main() {
	policy := flag.Bool("policy", true, "have the page live under the application's policy")
	guard := flag.Bool("guard", true, "open it in the application's window, with what guards it, and not in one of Wails' own")
	attempt := flag.String("attempt", "", "what the page does alone: a way to leave it, by name, or all; or hoard-N, which keeps N MiB and pictures that it no longer shows")
	flag.Parse()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	slog.SetDefault(log)
	o, err := hostile(flag.Arg(0), *attempt, *policy, log)
	if err == nil {
		err = open(o, *guard, log)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hostile(stranger, attempt string, policy bool, log *slog.Logger) (*options.App, error) {
	assets, err := fs.Sub(files, "page")
	if err != nil {
		return nil, err
	}
	middleware := func(next http.Handler) http.Handler { return next }
	if policy {
		// The stranger stands in for a host that pictures may not come from.
		middleware = page.Middleware(page.Options{ImageHosts: []string{"workoscdn.com"}, Theme: func() string { return "" }})
	}
	return &options.App{
		Title: "Hostile",
		AssetServer: &assetserver.Options{
			Assets:     assets,
			Middleware: assetserver.ChainMiddleware(middleware, reports(stranger, attempt)),
		},
		Bind:   []any{&App{}},
		Logger: logging.Wails(log),
		Linux:  &linux.Options{WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: "workos-widgets-hostile"},
	}, nil
}

// reports tells the page what to attack, and prints what came of it.
func reports(stranger, attempt string) assetserver.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/orders":
				fmt.Fprintf(w, "%s\n%s", stranger, attempt)
			case "/report":
				line, _ := io.ReadAll(io.LimitReader(r.Body, 1<<10))
				fmt.Printf("report: %s\n", line)
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

func open(o *options.App, guard bool, log *slog.Logger) error {
	if !guard {
		return wails.Run(o)
	}
	w := window.New(window.Options{Pages: []string{"Hostile"}, OpenLink: func(string) error { return nil }, Development: true, Log: log})
	_, err := w.Open(o)
	return err
}
