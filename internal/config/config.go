// Package config turns the environment, .env files and what was compiled in into one validated Config.
// Whatever is wrong is said all at once, in words for the person who has to mend it, and without quoting
// a value: any of them may turn out to be a key.
package config

import (
	"log/slog"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// The environment variables that are read.
const (
	EnvClientID    = "WORKOS_CLIENT_ID"
	EnvAPIKey      = "WORKOS_API_KEY"
	EnvAPIURL      = "WORKOS_API_URL"
	EnvRedirectURI = "WORKOS_REDIRECT_URI"
	EnvLog         = "WORKOS_LOG"
	EnvIdleAfter   = "WORKOS_IDLE_AFTER"
	EnvCAFile      = "WORKOS_CA_FILE"
	EnvImageHosts  = "WORKOS_IMAGE_HOSTS"
)

// Build names the build itself, where an Error is about that and about no variable.
const Build = "Build"

// FlagSandbox is the flag that asks for the embedded sandbox; an Error about it has this as its Variable.
const FlagSandbox = "--sandbox"

// Config is how the application was started.
type Config struct {
	// ClientID is the WorkOS environment's client ID. It is "" while it is not known: after an error, and
	// for the sandbox before WithSandbox.
	ClientID string
	// APIKey is "" for a public client, which is the ordinary case.
	APIKey authkit.Secret
	// APIURL is the API's address without a path. It is never nil; https, or http on loopback.
	APIURL *url.URL
	// Redirect is where the browser comes back to; never the zero value.
	Redirect Redirect
	// Fallback is a loopback address for when Redirect is a deep link and its scheme does not lead here; the zero
	// value is none.
	Fallback Redirect
	LogLevel slog.Level
	// LogLevelGiven says that LogLevel is the environment's, which then has the last word on it.
	LogLevelGiven bool
	// IdleAfter is how long an unused session is still refreshed; 0 is for ever.
	IdleAfter time.Duration
	// CAFile holds certificates of authorities that are trusted besides the system's; "" when there are none.
	CAFile string
	// ImageHosts are the hosts that the page may load pictures from over https, each a host name, or *.host for
	// those under it. They are DefaultImageHosts unless the environment says otherwise; empty is none.
	ImageHosts []string
	// Sandbox says that the embedded sandbox is to be started; main then calls WithSandbox.
	Sandbox bool
	// OpenToWebPages says that this is a development build on a WorkOS that is not this computer's: Wails' development
	// server takes calls from any web page that is open in a browser here, and there is somebody's real session to use.
	OpenToWebPages bool
	// Warnings are what looks like a mistake and stops nothing, such as a misspelled variable.
	Warnings []*Error
}

// Source is where Load looks. The zero value is the process environment and the working directory.
type Source struct {
	// Lookup finds an environment variable; nil means os.LookupEnv.
	Lookup func(string) (string, bool)
	// Dir is where the .env files are; "" means the working directory.
	Dir string
	// Sandbox says that --sandbox was given.
	Sandbox bool
}

// build is what was decided when the binary was built.
type build struct {
	development, sandbox bool
	// clientID is "" where the environment has to say it; there is always an apiURL.
	clientID, apiURL string
}

// version is set by -ldflags "-X workos-widgets/internal/config.version=…".
var version string

// Load reads and checks the configuration. Its error is an Errors; the Config returned with it is good for
// logging and for showing what is wrong, and has no client ID or key that was found wrong.
func Load(s Source) (Config, error) {
	b := brand.Current()
	return load(s, build{development: Development, sandbox: SandboxBuild, clientID: b.ClientID, apiURL: b.APIURL})
}

func load(s Source, b build) (Config, error) {
	if s.Lookup == nil {
		s.Lookup = os.LookupEnv
	}
	r := reader{lookup: s.Lookup, build: b}
	if b.readsFiles() {
		r.readFiles(s.Dir)
	}
	c := Config{LogLevel: r.logLevel(), LogLevelGiven: r.value(EnvLog) != "", IdleAfter: r.idleAfter(), CAFile: r.caFile(), ImageHosts: r.imageHosts()}
	c.Redirect, c.Fallback = r.redirects()
	if s.Sandbox && !b.sandbox {
		r.fail(FlagSandbox, words.T("This build does not carry the sandbox, which "+FlagSandbox+" asks for."),
			words.T("Start it without "+FlagSandbox+", or use a development build."))
	}
	c.Sandbox = b.sandbox && (s.Sandbox || b.clientID == "" && r.value(EnvClientID) == "")
	if c.Sandbox {
		c.APIURL = placeholderAPIURL()
	} else {
		c.ClientID, c.APIKey, c.APIURL = r.clientID(), r.apiKey(), r.apiURL()
	}
	if c.Sandbox && !s.Sandbox {
		r.warnUnused(EnvAPIKey, EnvAPIURL)
	}
	r.warnMisnamed()
	if c.OpenToWebPages = b.development && c.APIURL.Scheme == "https"; c.OpenToWebPages {
		r.warn(Build, words.T("This is a development build: while it runs, any web page open in a browser on this computer can call the application, in the name of whoever is signed in."),
			words.T("Sign in as somebody whose account is for development, or use a build made with make build."))
	}
	c.Warnings = r.warnings
	if len(r.errors) > 0 {
		return c, r.errors
	}
	return c, nil
}

// readsFiles is decision 10: where a client ID is compiled in, a file dropped into the working directory
// must not be able to send the stored refresh token to another host.
func (b build) readsFiles() bool { return b.development || b.sandbox || b.clientID == "" }

// placeholderAPIURL stands in for the sandbox's address until it is known; nothing answers there.
func placeholderAPIURL() *url.URL { return &url.URL{Scheme: "http", Host: "127.0.0.1:0"} }

// WithSandbox completes the Config of a sandbox once it has been started.
func (c Config) WithSandbox(api *url.URL, clientID string) Config {
	c.Sandbox, c.APIURL, c.ClientID = true, api, clientID
	return c
}

// Account names the place where this configuration keeps what belongs to it: the keychain entry and the
// lock. Two client IDs, two API hosts, or a development and a release build never share one. For the
// embedded sandbox it is the same before and after WithSandbox, and whatever the port.
func (c Config) Account() string {
	if c.Sandbox {
		return "embedded sandbox (" + kind() + ")"
	}
	return c.ClientID + " at " + c.APIURL.Host + " (" + kind() + ")"
}

func kind() string {
	switch {
	case Development:
		return "dev"
	case SandboxBuild:
		return "sandbox"
	}
	return "release"
}

// Loopback is the loopback address that the browser comes back to, first or as the fallback; the zero value when
// there is none.
func (c Config) Loopback() Redirect {
	if c.Redirect.IsLink() {
		return c.Fallback
	}
	return c.Redirect
}

// Version is the application's version: the release's number, or for other builds the commit's, as far as
// the Go toolchain has recorded it.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

// ForgetKey takes the API key out of the process environment, so that no child process inherits it; also
// one that stands in another variable of ours by mistake. Call it after Load.
func ForgetKey() {
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if name == EnvAPIKey || strings.HasPrefix(name, "WORKOS_") && strings.Contains(value, keyPrefix) {
			_ = os.Unsetenv(name) // fails for names without a meaning only
		}
	}
}
