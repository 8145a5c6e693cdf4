package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// defaultAPI is what the brand that is committed has.
const defaultAPI = "https://api.workos.com"

var (
	release    = build{apiURL: defaultAPI}
	sandboxed  = build{sandbox: true, apiURL: defaultAPI}
	dev        = build{development: true, sandbox: true, apiURL: defaultAPI}
	configured = build{clientID: "client_compiled", apiURL: "https://compiled.example"}
)

func env(pairs ...string) func(string) (string, bool) {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadTakesWhatIsGiven(t *testing.T) {
	tests := map[string]struct {
		build build
		env   []string
		want  Config
		url   string
	}{
		"a client ID alone is a public client with every default": {
			release, []string{EnvClientID, "client_01"},
			Config{ClientID: "client_01", Redirect: Redirect{Host: "127.0.0.1", Path: "/callback"}}, "https://api.workos.com",
		},
		"everything set, with the spaces that pasting brings": {
			release, []string{EnvClientID, " client_01\n", EnvAPIKey, "sk_test_a2V5/+=,x ", EnvAPIURL, "https://API.Example.com.:443/", EnvRedirectURI, "http://LOCALHOST:8400/cb", EnvLog, "WARN", EnvIdleAfter, "12h"},
			Config{ClientID: "client_01", APIKey: "sk_test_a2V5/+=,x", Redirect: Redirect{Host: "localhost", Port: 8400, Path: "/cb"}, LogLevel: slog.LevelWarn, IdleAfter: 12 * time.Hour}, "https://api.example.com",
		},
		"what was compiled in serves where nothing is set": {
			configured, nil, Config{ClientID: "client_compiled", Redirect: defaultRedirect}, "https://compiled.example",
		},
		"the environment wins over what was compiled in": {
			configured, []string{EnvClientID, "client_env", EnvAPIURL, "http://127.0.0.1:4100"},
			Config{ClientID: "client_env", Redirect: defaultRedirect}, "http://127.0.0.1:4100",
		},
		"empty variables count as not given": {
			configured, []string{EnvClientID, "", EnvAPIKey, " ", EnvAPIURL, "", EnvRedirectURI, "", EnvLog, "", EnvIdleAfter, ""},
			Config{ClientID: "client_compiled", Redirect: defaultRedirect}, "https://compiled.example",
		},
		"a build that carries the sandbox uses it where nothing is set": {
			sandboxed, nil, Config{Sandbox: true, Redirect: defaultRedirect}, "http://127.0.0.1:0",
		},
		"a build that carries the sandbox uses the environment where one is set": {
			sandboxed, []string{EnvClientID, "client_01"}, Config{ClientID: "client_01", Redirect: defaultRedirect}, "https://api.workos.com",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := load(Source{Lookup: env(tt.env...), Dir: t.TempDir()}, tt.build)
			if err != nil {
				t.Fatal(err)
			}
			if got.APIURL.String() != tt.url {
				t.Errorf("APIURL = %s, want %s", got.APIURL, tt.url)
			}
			if got.ClientID != tt.want.ClientID || got.APIKey != tt.want.APIKey || got.Redirect != tt.want.Redirect || got.LogLevel != tt.want.LogLevel || got.Sandbox != tt.want.Sandbox {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if len(got.Warnings) != 0 {
				t.Errorf("unexpected warnings: %v", Errors(got.Warnings))
			}
		})
	}
}

func TestSandboxAskedForIgnoresTheEnvironmentAndTakesNoKey(t *testing.T) {
	c, err := load(Source{Lookup: env(EnvClientID, "nonsense", EnvAPIKey, "sk_live_real", EnvAPIURL, "::"), Dir: t.TempDir(), Sandbox: true}, sandboxed)
	if err != nil || !c.Sandbox || c.APIKey != "" || c.ClientID != "" || len(c.Warnings) != 0 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	const ok = "client_01"
	tests := map[string]struct {
		env      []string
		variable string
		says     string // part of the problem
		mend     string // part of the mend
	}{
		"no client ID":                         {nil, EnvClientID, "is not set", "dashboard"},
		"a client ID without its prefix":       {[]string{EnvClientID, "project_01"}, EnvClientID, "must begin with client_", "API keys page"},
		"a client ID that is the prefix alone": {[]string{EnvClientID, "client_"}, EnvClientID, "is not a client ID", "API keys page"},
		"a client ID with a space in it":       {[]string{EnvClientID, "client_0 1"}, EnvClientID, "is not a client ID", "API keys page"},
		"a client ID without end":              {[]string{EnvClientID, "client_" + strings.Repeat("0", 200)}, EnvClientID, "is not a client ID", "API keys page"},
		"a client ID in quotation marks":       {[]string{EnvClientID, `"client_01"`}, EnvClientID, "quotation marks", "without"},
		"an API key for a client ID":           {[]string{EnvClientID, "sk_live_hush"}, EnvClientID, "holds an API key", "begins with client_"},
		"both in one":                          {[]string{EnvClientID, "client_01 sk_live_hush"}, EnvClientID, "holds an API key", "begins with client_"},
		"a client ID for an API key":           {[]string{EnvClientID, ok, EnvAPIKey, "client_hush"}, EnvAPIKey, "holds a client ID", "unset"},
		"a key without its prefix":             {[]string{EnvClientID, ok, EnvAPIKey, "hush"}, EnvAPIKey, "must begin with sk_", "unset"},
		"a key that is the prefix alone":       {[]string{EnvClientID, ok, EnvAPIKey, "sk_"}, EnvAPIKey, "cut short", "unset"},
		"a key with a line break in it":        {[]string{EnvClientID, ok, EnvAPIKey, "sk_hush\nx"}, EnvAPIKey, "pasted", "unset"},
		"a key in quotation marks":             {[]string{EnvClientID, ok, EnvAPIKey, "'sk_hush'"}, EnvAPIKey, "quotation marks", "without"},
		"an API URL that is a bare host":       {[]string{EnvClientID, ok, EnvAPIURL, "api.hush.com"}, EnvAPIURL, "begin with https://", defaultAPI},
		"an API URL that is no URL":            {[]string{EnvClientID, ok, EnvAPIURL, "https://[hush"}, EnvAPIURL, "not the address", defaultAPI},
		"an API URL in the clear":              {[]string{EnvClientID, ok, EnvAPIURL, "http://api.hush.com"}, EnvAPIURL, "without encryption", defaultAPI},
		"an API URL in the clear, look-alike":  {[]string{EnvClientID, ok, EnvAPIURL, "http://localhost.hush.com"}, EnvAPIURL, "without encryption", defaultAPI},
		"an API URL in the clear, by its end":  {[]string{EnvClientID, ok, EnvAPIURL, "http://hushlocalhost"}, EnvAPIURL, "without encryption", defaultAPI},
		"an API URL in the clear, next door":   {[]string{EnvClientID, ok, EnvAPIURL, "http://192.168.0.2"}, EnvAPIURL, "without encryption", defaultAPI},
		"an API URL in the clear, everywhere":  {[]string{EnvClientID, ok, EnvAPIURL, "http://0.0.0.0"}, EnvAPIURL, "without encryption", defaultAPI},
		"an API URL with a password":           {[]string{EnvClientID, ok, EnvAPIURL, "https://me:hush@api.workos.com"}, EnvAPIURL, "user name or password", defaultAPI},
		"an API URL with a path":               {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com/hush"}, EnvAPIURL, "path", defaultAPI},
		"an API URL with a query":              {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com?hush"}, EnvAPIURL, "query", defaultAPI},
		"an API URL with an empty query":       {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com/?"}, EnvAPIURL, "query", defaultAPI},
		"an API URL with a fragment":           {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com/#"}, EnvAPIURL, "fragment", defaultAPI},
		"an API URL of another scheme":         {[]string{EnvClientID, ok, EnvAPIURL, "ftp://api.workos.com"}, EnvAPIURL, "begin with https://", defaultAPI},
		"an API URL with port 0":               {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com:0"}, EnvAPIURL, "1 to 65535", defaultAPI},
		"an API URL with a port too high":      {[]string{EnvClientID, ok, EnvAPIURL, "https://api.workos.com:65536"}, EnvAPIURL, "1 to 65535", defaultAPI},
		"a redirect over https":                {[]string{EnvClientID, ok, EnvRedirectURI, "https://127.0.0.1:*/callback"}, EnvRedirectURI, "no certificate", "redirect URIs"},
		"a redirect to another's scheme":       {[]string{EnvClientID, ok, EnvRedirectURI, "hush://callback"}, EnvRedirectURI, "the scheme that this application registers", "redirect URIs"},
		"a deep link without a host":           {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets:///callback"}, EnvRedirectURI, "needs a word", "redirect URIs"},
		"a deep link with a port":              {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://callback:80"}, EnvRedirectURI, "needs a word", "redirect URIs"},
		"a deep link that asks for a sign-in":  {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://sign-in"}, EnvRedirectURI, "needs a word", "redirect URIs"},
		"a deep link with a query":             {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://callback?hush"}, EnvRedirectURI, "query", "redirect URIs"},
		"a deep link with a password":          {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://hush@callback"}, EnvRedirectURI, "user name", "redirect URIs"},
		"a deep link with a path that climbs":  {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://callback/../hush"}, EnvRedirectURI, "path", "redirect URIs"},
		"two loopback addresses":               {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*/a,http://127.0.0.1:*/b"}, EnvRedirectURI, "first workos-widgets://callback", "redirect URIs"},
		"a deep link to fall back on":          {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*/a,workos-widgets://callback"}, EnvRedirectURI, "first workos-widgets://callback", "redirect URIs"},
		"three redirects":                      {[]string{EnvClientID, ok, EnvRedirectURI, "workos-widgets://callback,http://127.0.0.1:*/a,http://127.0.0.1:*/b"}, EnvRedirectURI, "path", "redirect URIs"},
		"a redirect to another machine":        {[]string{EnvClientID, ok, EnvRedirectURI, "http://hush.example:80/callback"}, EnvRedirectURI, "this machine", "redirect URIs"},
		"a redirect to every address":          {[]string{EnvClientID, ok, EnvRedirectURI, "http://0.0.0.0:80/callback"}, EnvRedirectURI, "this machine", "redirect URIs"},
		"a redirect to IPv6":                   {[]string{EnvClientID, ok, EnvRedirectURI, "http://[::1]:*/callback"}, EnvRedirectURI, "127.0.0.1 only", "redirect URIs"},
		"a redirect without a port":            {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1/callback"}, EnvRedirectURI, "needs a port", "redirect URIs"},
		"a redirect with port 0":               {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:0/callback"}, EnvRedirectURI, "needs a port", "redirect URIs"},
		"a redirect without a path":            {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*"}, EnvRedirectURI, "needs a path", "redirect URIs"},
		"a redirect with a query":              {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*/cb?hush"}, EnvRedirectURI, "query", "redirect URIs"},
		"a redirect with a query and no path":  {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*?hush"}, EnvRedirectURI, "query", "redirect URIs"},
		"a redirect with a password":           {[]string{EnvClientID, ok, EnvRedirectURI, "http://hush@127.0.0.1:*/cb"}, EnvRedirectURI, "user name", "redirect URIs"},
		"a redirect whose path is encoded":     {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*/%63b"}, EnvRedirectURI, "path", "redirect URIs"},
		"a redirect whose path climbs":         {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*/a/../b"}, EnvRedirectURI, "path", "redirect URIs"},
		"a redirect whose path is two slashes": {[]string{EnvClientID, ok, EnvRedirectURI, "http://127.0.0.1:*//"}, EnvRedirectURI, "path", "redirect URIs"},
		"a redirect that is no address":        {[]string{EnvClientID, ok, EnvRedirectURI, "callback"}, EnvRedirectURI, "not an address", "redirect URIs"},
		"an idle time without a unit":          {[]string{EnvClientID, ok, EnvIdleAfter, "30hush"}, EnvIdleAfter, "not a length of time", "30m or 12h"},
		"an idle time that is too short":       {[]string{EnvClientID, ok, EnvIdleAfter, "59s"}, EnvIdleAfter, "less than a minute", "30m or 12h"},
		"certificates that are not there":      {[]string{EnvClientID, ok, EnvCAFile, "/nowhere/ca.pem"}, EnvCAFile, "can't be read", "whole path"},
		"certificates that are none":           {[]string{EnvClientID, ok, EnvCAFile, "config_test.go"}, EnvCAFile, "without a certificate", "BEGIN CERTIFICATE"},
		"an idle time below zero":              {[]string{EnvClientID, ok, EnvIdleAfter, "-1h"}, EnvIdleAfter, "less than a minute", "30m or 12h"},
		"a log level there isn't":              {[]string{EnvClientID, ok, EnvLog, "hush"}, EnvLog, "none of the levels", "debug, info, warn or error"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(Source{Lookup: env(tt.env...), Dir: t.TempDir()}, release)
			var all Errors
			if !errors.As(err, &all) || len(all) != 1 {
				t.Fatalf("got %v, want one error", err)
			}
			got := all[0]
			if got.Variable != tt.variable || !strings.Contains(got.Problem, tt.says) || !strings.Contains(got.Mend, tt.mend) {
				t.Errorf("got %q: %q, mend %q", got.Variable, got.Problem, got.Mend)
			}
			if !strings.HasPrefix(got.Problem, tt.variable) || !strings.HasSuffix(got.Problem, ".") || !strings.HasSuffix(got.Mend, ".") {
				t.Errorf("not in whole sentences: %q", got)
			}
			if strings.Contains(fmt.Sprintf("%v %+v %s", err, c, got), "hush") {
				t.Errorf("the value is quoted: %v, %+v", err, c)
			}
			if c.APIURL == nil || c.Redirect.Path == "" {
				t.Errorf("the Config is not usable: %+v", c)
			}
		})
	}
}

func TestLoadSaysEverythingAtOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".env", "A B")
	_, err := load(Source{Lookup: env(EnvClientID, "x", EnvAPIKey, "x", EnvAPIURL, "x", EnvRedirectURI, "x", EnvLog, "x", EnvIdleAfter, "x", EnvCAFile, "x", EnvImageHosts, "x"), Dir: dir, Sandbox: true}, release)
	var all Errors
	if !errors.As(err, &all) || len(all) != 10 {
		t.Fatalf("got %v, want ten errors", err)
	}
	var one *Error
	if !errors.As(err, &one) || one != all[0] {
		t.Errorf("errors.As finds %v", one)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 10 {
		t.Errorf("got %d lines, want 10", len(lines))
	}
}

func TestSandboxIsRefusedByABuildWithoutIt(t *testing.T) {
	_, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: t.TempDir(), Sandbox: true}, release)
	var one *Error
	if !errors.As(err, &one) || one.Variable != FlagSandbox || one.Mend == "" {
		t.Errorf("got %v", err)
	}
}

func TestWarnings(t *testing.T) {
	tests := map[string]struct {
		build build
		env   []string
		want  []string
	}{
		"a misspelled variable":                       {release, []string{EnvClientID, "client_01", "WORKOS_REDIRECT_URL", "x"}, []string{"WORKOS_REDIRECT_URL"}},
		"another tool's variable beside the right":    {release, []string{EnvClientID, "client_01", "VITE_WORKOS_CLIENT_ID", "x"}, nil},
		"a key and an address without a client":       {dev, []string{EnvAPIKey, "sk_x", EnvAPIURL, "https://x.example"}, []string{EnvAPIKey, EnvAPIURL}},
		"a misspelled client ID leads to the sandbox": {dev, []string{"WORKOS_CLIENTID", "client_01"}, []string{"WORKOS_CLIENTID"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(Source{Lookup: env(tt.env...), Dir: t.TempDir()}, tt.build)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range c.Warnings {
				got = append(got, w.Variable)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("warned about %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheBrowserComesBackByADeepLinkOrALoopbackAddress(t *testing.T) {
	link := Redirect{Scheme: Scheme(), Host: "callback"}
	for value, want := range map[string]struct{ first, fallback, loopback Redirect }{
		"":                                {defaultRedirect, Redirect{}, defaultRedirect},
		"http://127.0.0.1:*/callback":     {defaultRedirect, Redirect{}, defaultRedirect},
		"workos-widgets://callback":       {link, Redirect{}, Redirect{}},
		"WorkOS-Widgets://CallBack/":      {link, Redirect{}, Redirect{}},
		"workos-widgets://auth/call/back": {Redirect{Scheme: Scheme(), Host: "auth", Path: "/call/back"}, Redirect{}, Redirect{}},
		"workos-widgets://callback, http://127.0.0.1:*/callback": {link, defaultRedirect, defaultRedirect},
	} {
		c, err := load(Source{Lookup: env(EnvClientID, "client_01", EnvRedirectURI, value), Dir: t.TempDir()}, release)
		if err != nil || c.Redirect != want.first || c.Fallback != want.fallback || c.Loopback() != want.loopback {
			t.Errorf("%q: %v, else %v, loopback %v: %v", value, c.Redirect, c.Fallback, c.Loopback(), err)
		}
	}
}

func TestAccountKeepsEnvironmentsApart(t *testing.T) {
	at := func(clientID, api string) string {
		u, problem := ParseAPIURL(api)
		if problem != "" {
			t.Fatal(problem)
		}
		return Config{ClientID: clientID, APIURL: u}.Account()
	}
	seen := map[string]bool{}
	for _, a := range []string{
		at("client_a", "https://api.workos.com"), at("client_b", "https://api.workos.com"),
		at("client_a", "https://eu.workos.com"), at("client_a", "http://127.0.0.1:4100"), at("client_a", "http://127.0.0.1:4101"),
		Config{Sandbox: true, APIURL: placeholderAPIURL()}.Account(),
	} {
		if seen[a] {
			t.Errorf("%q comes twice", a)
		}
		seen[a] = true
	}
	if at("client_a", "https://API.workos.com:443/") != at("client_a", "https://api.workos.com") {
		t.Error("two ways to write one address are two accounts")
	}
}

func TestAccountOfTheSandboxDoesNotDependOnItsPort(t *testing.T) {
	before, err := load(Source{Lookup: env(), Dir: t.TempDir()}, sandboxed)
	if err != nil {
		t.Fatal(err)
	}
	after := before.WithSandbox(&url.URL{Scheme: "http", Host: "127.0.0.1:41234"}, "client_sandbox")
	if after.ClientID != "client_sandbox" || after.APIURL.Port() != "41234" || !after.Sandbox {
		t.Errorf("got %+v", after)
	}
	if before.Account() != after.Account() {
		t.Errorf("%q became %q", before.Account(), after.Account())
	}
}

func TestForgetKeyTakesEveryKeyOutOfTheEnvironment(t *testing.T) {
	t.Setenv(EnvAPIKey, "sk_live_hush")
	t.Setenv("WORKOS_CLIENT_SECRET", "sk_live_hush")
	t.Setenv(EnvClientID, "client_01")
	ForgetKey()
	if strings.Contains(strings.Join(os.Environ(), " "), "sk_live_hush") {
		t.Error("the key is still there")
	}
	if os.Getenv(EnvClientID) != "client_01" {
		t.Error("the client ID is gone")
	}
}

func TestLoadReadsTheProcessEnvironmentByDefault(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{EnvAPIKey, EnvAPIURL, EnvRedirectURI, EnvLog, EnvIdleAfter} {
		t.Setenv(name, "")
	}
	t.Setenv(EnvClientID, "client_process")
	if c, err := Load(Source{}); err != nil || c.ClientID != "client_process" {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestVersionIsNeverEmpty(t *testing.T) {
	if Version() == "" {
		t.Error("no version")
	}
	t.Cleanup(func() { version = "" })
	version = "1.2.3"
	if Version() != "1.2.3" {
		t.Errorf("got %q", Version())
	}
}

func TestClientIDThatWasCompiledInIsChecked(t *testing.T) {
	for _, compiled := range []string{"nope", "sk_live_hush", " client_x", "client_a b"} {
		c, err := load(Source{Lookup: env(), Dir: t.TempDir()}, build{clientID: compiled, apiURL: defaultAPI})
		var all Errors
		if !errors.As(err, &all) || len(all) != 1 || all[0].Variable != EnvClientID || c.ClientID != "" || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %+v, %v", compiled, c.ClientID, err)
		}
	}
}
