// Command workos-widgets puts every WorkOS Widget on a person's desktop.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"

	"workos-widgets/build"
	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/authkit"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/config"
	"workos-widgets/internal/console"
	"workos-widgets/internal/diagnostics"
	"workos-widgets/internal/handoff"
	"workos-widgets/internal/instance"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/page"
	"workos-widgets/internal/preflight"
	"workos-widgets/internal/sandbox/embedded"
	"workos-widgets/internal/scheme"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/window"
	"workos-widgets/internal/words"
)

//go:embed all:frontend/packed
var packed embed.FS

func main() {
	switch {
	case handoff.IsOpener(os.Args):
		os.Exit(handoff.RunOpener())
	case window.GeneratingBindings:
		if err := wails.Run(&options.App{Bind: []any{&App{}}, EnumBind: enums()}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		environ := os.Environ() // with the API key, which a new start needs again
		code, again := run()
		if again {
			if err := window.Restart(environ); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
		os.Exit(code)
	}
}

// run returns the exit status and whether the application is to be started again in safe mode.
func run() (code int, again bool) {
	logging.OutliveReader()
	letGo := console.Attach()
	languageErr := speak()
	version := flag.Bool("version", false, words.T("print the version and exit"))
	check := flag.Bool("check", false, words.T("print one line for each pre-flight check and exit; the status is 0 only if all pass"))
	sandbox := flag.Bool("sandbox", false, words.T("use the embedded WorkOS, in builds that carry it"))
	safe := flag.Bool(window.SafeModeFlag, false, safeModeUsage())
	register := flag.Bool(scheme.RegisterFlag, false, words.T("have links that begin with %s:// brought to this program, and exit", config.Scheme()))
	unregister := flag.Bool(scheme.UnregisterFlag, false, words.T("take that back, and exit"))
	flag.Parse()
	link, err := handoff.LinkIn(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		flag.Usage()
		return 2, false
	}
	if *version {
		fmt.Println(brand.Current().Product, config.Version())
		return 0, false
	}
	if *register || *unregister {
		return runRegister(*register), false
	}
	if !*check {
		letGo() // the window outlives the console that it was started from
	}
	if *safe {
		window.BuryChildren() // this may be in the place of one that could not show its page
	}
	c, configErr := config.Load(config.Source{Sandbox: *sandbox})
	config.ForgetKey()
	log := openLog(c, *check)
	defer log.Close()
	if languageErr != nil {
		log.Warn("the system's language is not known; everything is in English", "error", languageErr)
	}
	if *check {
		return runCheck(c, configErr, log), false
	}
	return runWindow(c, configErr, *safe, link, log)
}

func safeModeUsage() string {
	if window.DrawsWithoutGPU {
		return words.T("draw without the graphics card, and open in the usual place; for a window that stays blank")
	}
	return words.T("open in the usual place; for a window that can't be found")
}

// speak has everything said in the system's language, where there is a translation. A development build is in
// English: there the page comes from Vite, which has none.
func speak() error {
	if config.Development {
		return nil
	}
	preferred, err := words.System()
	if err != nil {
		return fmt.Errorf("asking for it: %w", err)
	}
	t, err := words.Find(preferred)
	if err != nil {
		return err
	}
	words.Use(t)
	return nil
}

// runRegister has deep links brought to this binary, or no longer, and returns the exit status.
func runRegister(register bool) int {
	do, done := scheme.Unregister, words.T("Links that begin with %s:// no longer lead to this program, as far as it had registered them.", config.Scheme())
	if register {
		do, done = scheme.Register, words.T("Links that begin with %s:// lead to this program now.", config.Scheme())
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(done)
	return 0
}

// openLog begins the log, which Wails and libraries use too in places, with what looks wrong in the configuration. A
// pre-flight leaves no file.
func openLog(c config.Config, check bool) *logging.Log {
	o := logging.Options{Console: os.Stderr, Level: c.LogLevel}
	var err error
	if !check {
		o.Dir, err = logging.DefaultDir()
	}
	log := logging.Open(o)
	slog.SetDefault(log.Logger)
	if err != nil {
		log.Warn("there is no place for log files", "error", err)
	}
	for _, w := range c.Warnings {
		log.Warn(w.Error())
	}
	return log
}

// runCheck prints the pre-flight. It takes no lock: it is most wanted beside an application that is stuck.
func runCheck(c config.Config, configErr error, log *logging.Log) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, running, err := startSandbox(ctx, c, "", log.Logger)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer closeSandbox(running, log.Logger)
	kept := settings.Open("", log.Logger) // putting a damaged file aside is for the window, which says so
	if !preflight.Print(os.Stdout, newHouse(c, configErr, false, kept, log).check(ctx)) {
		return 1
	}
	return 0
}

// runWindow returns once the window is closed, or the person has been told why there is none.
func runWindow(c config.Config, configErr error, safe bool, link string, log *logging.Log) (code int, again bool) {
	again, err := openWindow(c, configErr, safe, link, log)
	switch {
	case errors.Is(err, instance.ErrRunning):
		return 0, false
	case err != nil:
		window.ShowFailure(err)
		return 1, false
	}
	return 0, again
}

// openWindow returns once the window is closed and everything is put away. The error is instance.ErrRunning when
// another process has done what there was to do.
func openWindow(c config.Config, configErr error, safe bool, link string, log *logging.Log) (again bool, err error) {
	lock, err := takeLock(c, link, log.Logger)
	if err != nil {
		return false, err
	}
	defer lock.Release()
	assets, err := pageAssets()
	if err != nil {
		return false, err
	}
	c, running, err := startSandbox(context.Background(), c, cacheFolder("sandbox"), log.Logger)
	if err != nil {
		log.Error("the sandbox could not be started", "error", err)
		return false, err
	}
	defer closeSandbox(running, log.Logger)
	if err := window.PrepareWebView(safe); err != nil {
		log.Warn("the web view could not be prepared", "error", err)
	}
	h := newHouse(c, configErr, safe, openSettings(log.Logger), log)
	h.sandbox = running
	defer h.settings.Close()
	defer h.app.proxy.Close()
	defer h.app.desk.Close()
	h.app.closing = lock.StopServing
	if err := lock.Serve(instance.Handler{Raise: h.app.raise, Open: h.app.openLink, Offer: h.app.takeLink}); err != nil {
		log.Warn("a second start will not raise this window", "error", err)
		if runtime.GOOS != "darwin" { // where the desktop brings a link without a second start
			h.app.receiver.SetUnreachable(err)
		}
	}
	if link != "" {
		h.app.openLink(link)
	}
	again, err = h.app.window.Open(h.wails(assets, safe, log.Logger))
	if err != nil {
		log.Error("the window could not be opened", "error", err)
		return false, &window.Failure{Problem: words.T("The window could not be opened."), Mend: whereItSaysWhy(log, err), Err: err}
	}
	return again, nil
}

// pageAssets is the page in the binary. While it is developed the binary needs none: Wails has it from Vite.
func pageAssets() (fs.FS, error) {
	files, err := fs.Sub(packed, "frontend/packed")
	assets := page.Unpacked(files)
	if err == nil && !config.Development {
		_, err = fs.Stat(assets, "index.html")
	}
	if err != nil {
		return nil, &window.Failure{Problem: words.T("This binary was built without its page."), Mend: words.T("Build it with make run or make build."), Err: err}
	}
	return assets, nil
}

// whereItSaysWhy leads to the log, which holds an error that has no words for the person. Without a log there is only
// the error itself to say.
func whereItSaysWhy(log *logging.Log, err error) string {
	if log.Dir() == "" {
		return words.T("There is no log; the reason is: %s.", err)
	}
	return words.T("The log says why: it is in %s.", log.Dir())
}

// takeLock makes sure that one process at most uses this account's session. A deep link goes to the process that
// waits for it, or else to this account's; then, as when a window was raised, the error is instance.ErrRunning.
func takeLock(c config.Config, link string, log *slog.Logger) (*instance.Lock, error) {
	dir, err := instance.DefaultDir()
	if err != nil {
		return nil, noLock(err)
	}
	if link != "" && instance.Offer(context.Background(), dir, link) {
		log.Info("a link was brought to the application that waits for it")
		return nil, instance.ErrRunning
	}
	lock, err := instance.Claim(context.Background(), dir, c.Account(), link)
	if errors.Is(err, instance.ErrRunning) {
		log.Info("already running; its window was asked to come to the front")
	}
	return lock, noLock(err)
}

// noLock has the words of an error of the lock's, if it is one that has any, said to the person.
func noLock(err error) error {
	var said *instance.Error
	if errors.As(err, &said) {
		return &window.Failure{Problem: said.Problem, Mend: said.Mend, Err: err}
	}
	return err
}

// startSandbox starts the embedded WorkOS if the configuration asks for it; else there is none, which is nil.
func startSandbox(ctx context.Context, c config.Config, stateDir string, log *slog.Logger) (config.Config, *embedded.Running, error) {
	if !c.Sandbox {
		return c, nil, nil
	}
	running, err := embedded.Start(ctx, stateDir, log)
	if err != nil {
		// It is for developers, so its errors are said as they are: most name a variable that they have set.
		return c, nil, &window.Failure{Problem: words.T("The sandbox could not be started: %s.", err), Err: err}
	}
	return c.WithSandbox(running.APIURL(), running.ClientID()), running, nil
}

func closeSandbox(running *embedded.Running, log *slog.Logger) {
	if running == nil {
		return
	}
	if err := running.Close(); err != nil {
		log.Warn("closing the sandbox failed", "error", err)
	}
}

// cacheFolder is a folder of ours among what the system keeps for this computer; "" is none. What the embedded sandbox
// remembers is in one, and on Windows what WebView2 knows: left to itself, that takes the folder that goes with a
// person from computer to computer.
func cacheFolder(name string) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, brand.Current().ID, name)
}

// house is all the rooms, wired.
type house struct {
	app      *App
	settings *settings.Settings
	check    func(context.Context) []preflight.Check
	sandbox  *embedded.Running // nil where WorkOS itself is asked

	imageHosts []string
}

func newHouse(c config.Config, configErr error, safe bool, kept *settings.Settings, book *logging.Log) *house {
	log := book.Logger
	network, err := outbound.New(outbound.Options{CAFile: c.CAFile})
	if err != nil { // it could be read a moment ago
		log.Warn("the certificates could not be read; only the system's are trusted", "error", err)
	}
	workos := authkit.New(authkit.Options{ClientID: c.ClientID, APIKey: c.APIKey, APIURL: c.APIURL, Network: network})
	store := keychain.New(c.Account(), nil)
	launcher := handoff.NewLauncher(log)
	receiver := handoff.NewReceiver(c, scheme.Check, log)
	check := func(ctx context.Context) []preflight.Check {
		return preflight.Run(ctx, c, configErr, preflight.Probes{
			Reach: workos.Reachable, Route: func(ctx context.Context) (outbound.Route, error) { return network.Route(ctx, c.APIURL) }, Keychain: store.Probe, Link: receiver.ProbeLink, Port: receiver.ProbePort, Browser: launcher.Browser,
		})
	}
	app := &App{
		info: Info{
			Product: brand.Current().Product, Version: config.Version(), Sandbox: c.Sandbox, Development: config.Development,
			Platform: runtime.GOOS, ClientID: c.ClientID, APIHost: c.APIURL.Host,
			NativeZoom: window.NativeZoom, SafeMode: safe && window.DrawsWithoutGPU, SettingsDamaged: kept.Damaged(),
			LogLevelFixed: c.LogLevelGiven, OpenToWebPages: c.OpenToWebPages,
		},
		settings: kept,
		launcher: launcher,
		receiver: receiver,
		log:      book,
		facts:    diagnostics.Facts{Product: brand.Current().Product, Version: config.Version(), WebView: window.WebView(), Config: c, ConfigError: configErr},
		check:    check,
		started:  make(chan struct{}),
	}
	preferences := kept.Preferences()
	app.setLogLevel(preferences)
	app.window = window.New(window.Options{
		Pages: widget.Pages(), Placement: kept.Placement(), Theme: preferences.Theme, Appearance: kept.Appearance(),
		Zoom: preferences.Zoom, Keep: kept.SetPlacement, OpenLink: app.OpenLink,
		Safe: safe, Development: config.Development, Log: log,
	})
	// A WorkOS that is itself on this machine leads to pages on this machine.
	app.desk = handoff.NewDesk(launcher, config.Development || c.APIURL.Scheme == "http", log)
	app.session = session.New(session.Options{
		WorkOS: workos, Keychain: store, Open: launcher.Open,
		Listen: func(ctx context.Context, accept func(url.Values) error) (session.Callback, error) {
			return receiver.Listen(ctx, accept)
		},
		MarkSignedOut:    func(sessionID string) { kept.MarkSignedOut(c.Account(), sessionID) },
		MarkedSignedOut:  func(sessionID string) bool { return kept.SignedOut(c.Account(), sessionID) },
		LastOrganization: kept.LastOrganization, RememberOrganization: kept.RememberOrganization, OpenWith: kept.OpenWith,
		IdleAfter: c.IdleAfter, Raise: app.raise, Publish: app.publish, Log: log, Misconfigured: misconfigured(configErr),
	})
	app.tokens = widget.NewTokens(app.session, workos, time.Now)
	app.proxy = apiproxy.New(apiproxy.Options{API: c.APIURL, Tokens: app.tokens, Network: network, Log: log})
	return &house{app: app, settings: kept, check: check, imageHosts: c.ImageHosts}
}

func openSettings(log *slog.Logger) *settings.Settings {
	path, err := settings.DefaultPath()
	if err != nil {
		log.Warn("there is no place for settings; they last until the application ends", "error", err)
	}
	return settings.Open(path, log)
}

func misconfigured(err error) *session.Problem {
	if err == nil {
		return nil
	}
	return &session.Problem{
		Code: "misconfigured", Message: words.T("This application is not set up yet."),
		Advice: words.T("The checks below say what is missing and how to mend it."), Details: err.Error(),
		Since: time.Now().UnixMilli(),
	}
}

// wails is what Wails is asked for; the window adds what is its own.
func (h *house) wails(assets fs.FS, safe bool, log *slog.Logger) *options.App {
	return &options.App{
		Title: brand.Current().Product,
		AssetServer: &assetserver.Options{
			Assets:     assets,
			Middleware: assetserver.ChainMiddleware(page.Middleware(page.Options{Development: config.Development, ImageHosts: h.imageHosts, Theme: h.app.forcedTheme, Language: words.Language(), Translation: words.ForPage()}), h.app.proxy.Middleware, h.app.desk.Middleware, h.sandbox.Middleware(h.app.person)),
		},
		Logger:         logging.Wails(log),
		OnStartup:      h.app.startup,
		OnShutdown:     h.app.shutdown,
		Bind:           []any{h.app},
		EnumBind:       enums(),
		ErrorFormatter: formatError,
		// Any Linux option at all turns the GPU on unless told otherwise, and blank windows come with it.
		Linux:   &linux.Options{Icon: build.WindowIcon, WebviewGpuPolicy: linux.WebviewGpuPolicyNever, ProgramName: brand.Current().ID},
		Windows: &windows.Options{WebviewGpuIsDisabled: safe, WebviewUserDataPath: cacheFolder("webview")},
		Mac:     &mac.Options{OnUrlOpen: h.app.openLink, About: &mac.AboutInfo{Title: brand.Current().Product, Message: words.T("Version %s", config.Version())}},
	}
}

// enums are the constants that the page knows by name.
func enums() []any {
	return []any{
		[]struct {
			Value  session.Status
			TSName string
		}{{session.Restoring, "Restoring"}, {session.SignedOut, "SignedOut"}, {session.SigningIn, "SigningIn"}, {session.SignedIn, "SignedIn"}, {session.Misconfigured, "Misconfigured"}},
		[]struct {
			Value  session.SignInStep
			TSName string
		}{{session.WaitingForBrowser, "WaitingForBrowser"}, {session.Exchanging, "Exchanging"}, {session.ChoosingOrganization, "ChoosingOrganization"}, {session.ConfirmingUser, "ConfirmingUser"}},
	}
}
