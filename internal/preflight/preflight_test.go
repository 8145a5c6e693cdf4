package preflight

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/outbound"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func works(context.Context) error { return nil }

func direct(context.Context) (outbound.Route, error) {
	return outbound.Route{Source: outbound.Direct}, nil
}

var allWork = Probes{Reach: works, Route: direct, Keychain: works, Link: works, Port: works, Browser: func() (string, error) { return "xdg-open", nil }}

// load is a configuration as it comes from these variables, in a release build.
func load(t *testing.T, pairs ...string) (config.Config, error) {
	t.Helper()
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return config.Load(config.Source{Lookup: func(name string) (string, bool) { v, ok := m[name]; return v, ok }, Dir: t.TempDir()})
}

// named is the check of a name.
func named(t *testing.T, checks []Check, name string) Check {
	t.Helper()
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no check %q in %+v", name, checks)
	return Check{}
}

func names(checks []Check) (all []string) {
	for _, c := range checks {
		all = append(all, c.Name)
	}
	return all
}

func TestEverythingWorks(t *testing.T) {
	c, err := load(t, config.EnvClientID, "client_01")
	checks := Run(t.Context(), c, err, allWork)
	want := []string{"Client ID", "API key", "WorkOS API", "Proxy", "Keychain", "Loopback port", "Browser"}
	if diff := cmp.Diff(want, names(checks)); diff != "" {
		t.Error(diff)
	}
	for _, check := range checks {
		if !check.OK || check.Skipped || check.Message == "" || check.Mend != "" {
			t.Errorf("got %+v", check)
		}
	}
	var b strings.Builder
	if !Print(&b, checks) {
		t.Error("Print says that something has failed")
	}
}

func TestWhereTheBrowserComesBackTo(t *testing.T) {
	const elsewhere = "the scheme leads elsewhere"
	for name, tt := range map[string]struct {
		redirect   string
		leadsHere  bool
		link, port *Check // nil: there is no such check
	}{
		"a port":                         {"", false, nil, &Check{OK: true, Message: "http://127.0.0.1:*/callback"}},
		"a link":                         {"workos-widgets://callback", true, &Check{OK: true, Message: "workos-widgets://callback"}, nil},
		"a link that leads elsewhere":    {"workos-widgets://callback", false, &Check{Message: elsewhere, Mend: "package"}, nil},
		"a link, else a port":            {"workos-widgets://callback,http://127.0.0.1:*/callback", true, &Check{OK: true, Message: "workos-widgets://callback"}, &Check{OK: true, Message: "http://127.0.0.1:*/callback"}},
		"a port, as a link is elsewhere": {"workos-widgets://callback,http://127.0.0.1:*/callback", false, &Check{Skipped: true, Message: "to a port instead", Mend: "package"}, &Check{OK: true, Message: "http://127.0.0.1:*/callback"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, config.EnvClientID, "client_01", config.EnvRedirectURI, tt.redirect)
			probes := allWork
			if !tt.leadsHere {
				probes.Link = func(context.Context) error { return errors.New(elsewhere) }
			}
			checks := Run(t.Context(), c, err, probes)
			for name, want := range map[string]*Check{nameLink: tt.link, namePort: tt.port} {
				if want == nil {
					if slices.Contains(names(checks), name) {
						t.Errorf("%s is checked", name)
					}
					continue
				}
				if got := named(t, checks, name); got.OK != want.OK || got.Skipped != want.Skipped || !strings.Contains(got.Message, want.Message) || !strings.Contains(got.Mend, want.Mend) {
					t.Errorf("got %+v", got)
				}
			}
			if Print(&strings.Builder{}, checks) != (tt.leadsHere || tt.port != nil) {
				t.Error("Print does not agree")
			}
		})
	}
}

func TestTheSandboxIsNamedInTheLines(t *testing.T) {
	c := config.Config{Redirect: config.Redirect{Host: "127.0.0.1", Path: "/callback"}}.WithSandbox(&url.URL{Scheme: "http", Host: "127.0.0.1:41234"}, "client_sandbox")
	checks := Run(t.Context(), c, nil, allWork)
	for _, name := range []string{nameClientID, nameAPIKey, nameAPI, namePort} {
		if got := named(t, checks, name); !got.OK || !strings.Contains(got.Message, "embedded sandbox") {
			t.Errorf("got %+v", got)
		}
	}
}

func TestMistakesInTheConfiguration(t *testing.T) {
	tests := map[string]struct {
		env     []string
		fails   []string
		skipped []string
	}{
		"no client ID":           {nil, []string{nameClientID}, nil},
		"a malformed client ID":  {[]string{config.EnvClientID, "x"}, []string{nameClientID}, nil},
		"a malformed key":        {[]string{config.EnvClientID, "client_01", config.EnvAPIKey, "x"}, []string{nameAPIKey}, nil},
		"no address for the API": {[]string{config.EnvClientID, "client_01", config.EnvAPIURL, "x"}, []string{config.EnvAPIURL}, []string{nameAPI, nameProxy}},
		"no redirect URI":        {[]string{config.EnvClientID, "client_01", config.EnvRedirectURI, "x"}, []string{config.EnvRedirectURI}, []string{namePort}},
		"no log level":           {[]string{config.EnvClientID, "client_01", config.EnvLog, "x"}, []string{config.EnvLog}, nil},
		"a misspelled variable":  {[]string{config.EnvClientID, "client_01", "WORKOS_LOG_LEVEL", "x"}, nil, []string{"WORKOS_LOG_LEVEL"}},
		"everything":             {[]string{config.EnvAPIKey, "x", config.EnvAPIURL, "x", config.EnvRedirectURI, "x", config.EnvLog, "x"}, []string{nameClientID, nameAPIKey, config.EnvLog, config.EnvRedirectURI, config.EnvAPIURL}, []string{nameAPI, nameProxy, namePort}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, tt.env...)
			probes := allWork
			for _, s := range tt.skipped {
				switch s {
				case nameAPI:
					probes.Reach = func(context.Context) error { t.Error("the API is asked"); return nil }
				case nameProxy:
					probes.Route = func(context.Context) (outbound.Route, error) {
						t.Error("the way is looked for")
						return outbound.Route{}, nil
					}
				case namePort:
					probes.Port = func(context.Context) error { t.Error("the port is opened"); return nil }
				}
			}
			checks := Run(t.Context(), c, err, probes)
			var fails, skipped []string
			for _, check := range checks {
				switch {
				case check.Skipped:
					skipped = append(skipped, check.Name)
				case !check.OK:
					fails = append(fails, check.Name)
					if check.Mend == "" {
						t.Errorf("no mend: %+v", check)
					}
				}
			}
			if diff := cmp.Diff(tt.fails, fails); diff != "" {
				t.Errorf("fails: %s", diff)
			}
			if diff := cmp.Diff(tt.skipped, skipped); diff != "" {
				t.Errorf("skipped: %s", diff)
			}
			if Print(&strings.Builder{}, checks) != (len(tt.fails) == 0) {
				t.Error("Print does not agree")
			}
		})
	}
}

func TestAnErrorThatIsNotConfigsIsShown(t *testing.T) {
	c, _ := load(t, config.EnvClientID, "client_01")
	if got := named(t, Run(t.Context(), c, errors.New("boom"), allWork), "Configuration"); got.OK || got.Message != "boom" {
		t.Errorf("got %+v", got)
	}
}

func TestWhyTheAPICannotBeReached(t *testing.T) {
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer hangs.Close()
	fails := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	defer fails.Close()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	t.Setenv("HTTPS_PROXY", proxy.URL)
	network, err := outbound.New(outbound.Options{})
	if err != nil {
		t.Fatal(err)
	}
	throughProxy := network.Transport()
	defer throughProxy.CloseIdleConnections()
	nameless := &http.Transport{DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: address}}
	}}
	unreadable := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, outbound.ErrProxyAddress }}
	tests := map[string]struct {
		api         string
		transport   http.RoundTripper
		says, mends string
	}{
		"it does not answer":         {hangs.URL, nil, "did not answer in time", "firewall"},
		"it has trouble":             {fails.URL, nil, "trouble answering (HTTP 503)", "status.workos.com"},
		"its certificate is unknown": {untrusted.URL, nil, "can't be trusted", "date and time"},
		"nobody is there":            {gone.URL, nil, "can't be reached", "network"},
		"the proxy wants a password": {"https://api.workos.com", throughProxy, "network asks for a user name and password", "name:password@"},
		"the proxy is no address":    {"https://api.workos.com", unreadable, "no address of a proxy", "http://host:port"},
		"there is no such name":      {"https://nowhere.invalid", nameless, "No address was found for nowhere.invalid", config.EnvAPIURL},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(tt.api)
			if err != nil {
				t.Fatal(err)
			}
			transport := tt.transport
			if transport == nil {
				own := &http.Transport{}
				defer own.CloseIdleConnections()
				transport = own
			}
			client := authkit.New(authkit.Options{ClientID: "client_01", APIURL: u, Transport: transport})
			probes := allWork
			probes.Reach = func(ctx context.Context) error {
				ctx, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				return client.Reachable(ctx)
			}
			got := named(t, Run(t.Context(), config.Config{ClientID: "client_01", APIURL: u}, nil, probes), nameAPI)
			if got.OK || !strings.Contains(got.Message, tt.says) || !strings.Contains(got.Mend, tt.mends) {
				t.Errorf("got %+v", got)
			}
			if strings.Contains(got.Message, "/sso/jwks") || strings.Contains(got.Message, "\n") {
				t.Errorf("the message is not for people: %s", got.Message)
			}
		})
	}
}

func TestWhatTheAPIsAnswersMean(t *testing.T) {
	tests := map[string]struct {
		err  error
		says string
	}{
		"too many requests":      {&authkit.Error{Kind: authkit.Transient, Status: 429}, "too many requests"},
		"a captive portal":       {&authkit.Error{Kind: authkit.Transient, Status: 200}, "Something else answers in place of api.workos.com"},
		"a wrapped error":        {fmt.Errorf("x: %w", &authkit.Error{Kind: authkit.Transient, Status: 500}), "trouble answering"},
		"a certificate":          {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "can't be trusted"},
		"an error of no kind":    {errors.New("boom"), "(boom)"},
		"an error with a secret": {errors.New("code=s3cr3t-Q"), "(code=[redacted])"},
	}
	c := config.Config{APIURL: &url.URL{Scheme: "https", Host: "api.workos.com"}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := api(c, tt.err); got.OK || !strings.Contains(got.Message, tt.says) || got.Mend == "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestAKeychainThatCannotBeUsedSaysWhatThatCosts(t *testing.T) {
	got := keychainCheck(fmt.Errorf("x: %w", &keychain.UnavailableError{Op: "probe", Err: errors.New("there is no D-Bus session")}), "linux")
	if got.OK || !strings.Contains(got.Message, "would not survive a restart") || !strings.Contains(got.Message, "no D-Bus session") || got.Mend == "" {
		t.Errorf("got %+v", got)
	}
}

func TestWhatMacOSsKeychainDoesNotGiveIsSaid(t *testing.T) {
	const warning = "your other programs read"
	for goos, warns := range map[string]bool{"darwin": true, "linux": false, "windows": false} {
		if got := keychainCheck(nil, goos); !got.OK || strings.Contains(got.Message, warning) != warns {
			t.Errorf("%s: got %+v", goos, got)
		}
	}
	if got := keychainCheck(errors.New("boom"), "darwin"); got.OK || strings.Contains(got.Message, warning) {
		t.Errorf("of a keychain that keeps nothing: %+v", got)
	}
}

type silentRing struct{ until chan struct{} }

func (r silentRing) Set(_, _, _ string) error        { <-r.until; return nil }
func (r silentRing) Get(_, _ string) (string, error) { <-r.until; return "", nil }
func (r silentRing) Delete(_, _ string) error        { <-r.until; return nil }

func TestAKeychainThatWaitsForAPasswordIsGivenUpOnInItsOwnWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := silentRing{make(chan struct{})}
		defer close(ring.until)
		probes := allWork
		probes.Keychain = keychain.New("x", ring).Probe
		c, err := load(t, config.EnvClientID, "client_01")
		began := time.Now()
		got := named(t, Run(t.Context(), c, err, probes), nameKeychain)
		if got.OK || !strings.Contains(got.Message, "did not answer in time") || !strings.Contains(got.Mend, "a window of its own") {
			t.Errorf("got %+v", got)
		}
		if took := time.Since(began); took != keychain.CallTimeout {
			t.Errorf("it took %v", took)
		}
	})
}

type wordy struct{}

func (wordy) Error() string   { return "technical" }
func (wordy) Message() string { return "What happened." }
func (wordy) Mend() string    { return "What to do." }

func TestErrorsWithWordsOfTheirOwnSpeakForThemselves(t *testing.T) {
	c, err := load(t, config.EnvClientID, "client_01")
	probes := allWork
	probes.Port = func(context.Context) error { return fmt.Errorf("x: %w", wordy{}) }
	probes.Browser = func() (string, error) { return "", wordy{} }
	checks := Run(t.Context(), c, err, probes)
	for _, name := range []string{namePort, nameBrowser} {
		if diff := cmp.Diff(Check{Name: name, Message: "What happened.", Mend: "What to do."}, named(t, checks, name)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestErrorsWithoutWordsGetThem(t *testing.T) {
	c, err := load(t, config.EnvClientID, "client_01")
	boom := errors.New("boom")
	probes := Probes{
		Route: func(context.Context) (outbound.Route, error) { return outbound.Route{}, boom },
		Reach: func(context.Context) error { return boom }, Keychain: func(context.Context) error { return boom },
		Port: func(context.Context) error { return boom }, Browser: func() (string, error) { return "", boom },
	}
	for _, check := range Run(t.Context(), c, err, probes)[2:] {
		if check.OK || check.Skipped || !strings.HasSuffix(check.Message, "(boom).") || check.Mend == "" {
			t.Errorf("got %+v", check)
		}
	}
}

func TestProbesRunAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(context.Context) error { time.Sleep(time.Second); return nil }
		c, err := load(t, config.EnvClientID, "client_01")
		began := time.Now()
		Run(t.Context(), c, err, Probes{slow, func(ctx context.Context) (outbound.Route, error) { return outbound.Route{}, slow(ctx) }, slow, slow, slow, func() (string, error) { return "x", slow(t.Context()) }})
		if took := time.Since(began); took != time.Second {
			t.Errorf("they took %v", took)
		}
	})
}

func TestProbesThatNeverReturnAreLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		never := make(chan struct{})
		defer close(never)
		stuck := func(context.Context) error { <-never; return nil }
		c, err := load(t, config.EnvClientID, "client_01")
		began := time.Now()
		checks := Run(t.Context(), c, err, Probes{stuck, func(ctx context.Context) (outbound.Route, error) { return outbound.Route{}, stuck(ctx) }, stuck, stuck, stuck, func() (string, error) { <-never; return "x", nil }})
		if took := time.Since(began); took > probeTime+5*grace {
			t.Errorf("it took %v", took)
		}
		for _, check := range checks[2:] {
			if check.OK || !strings.Contains(check.Message, "12s") || check.Mend == "" {
				t.Errorf("got %+v", check)
			}
		}
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		probes := allWork
		probes.Reach = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		never := make(chan struct{})
		defer close(never)
		probes.Port = func(context.Context) error { <-never; return nil }
		c, err := load(t, config.EnvClientID, "client_01")
		began := time.Now()
		checks := Run(ctx, c, err, probes)
		if took := time.Since(began); took > time.Second+2*grace {
			t.Errorf("it took %v", took)
		}
		if got := named(t, checks, namePort); got.OK || !strings.Contains(got.Message, "stopped") {
			t.Errorf("got %+v", got)
		}
		if got := named(t, checks, nameKeychain); !got.OK {
			t.Errorf("what was finished is lost: %+v", got)
		}
	})
}

func TestPrint(t *testing.T) {
	var b strings.Builder
	pass := Print(&b, []Check{
		{Name: "Browser", OK: true, Message: "Opened with xdg-open.", Mend: "unused"},
		{Name: "Client ID", Message: "It is\nnot \x1b[31mset.", Mend: "Set\tit."},
		{Name: "WorkOS API", Skipped: true, Message: "Not checked."},
	})
	want := "ok    Browser:     Opened with xdg-open.\n" +
		"FAIL  Client ID:   It is not [31mset. -> Set it.\n" +
		"--    WorkOS API:  Not checked.\n"
	if diff := cmp.Diff(want, b.String()); diff != "" || pass {
		t.Errorf("pass %v, %s", pass, diff)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestPrintThatCannotWriteDoesNotPass(t *testing.T) {
	if Print(full{}, []Check{{Name: "x", OK: true}}) {
		t.Error("it passes")
	}
}

func TestTheWayToWorkOSIsNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		route outbound.Route
		err   error
		ok    bool
		says  string
	}{
		"directly":                          {outbound.Route{Source: outbound.Direct}, nil, true, "directly"},
		"by the environment":                {outbound.Route{Proxy: "http://proxy:8080", Source: outbound.Environment}, nil, true, "http://proxy:8080, as HTTPS_PROXY"},
		"by the system":                     {outbound.Route{Proxy: "http://proxy:8080", Source: outbound.System}, nil, true, "network settings"},
		"an exception to the environment's": {outbound.Route{Source: outbound.Direct}, nil, true, "directly"},
		"by what is no address":             {outbound.Route{}, fmt.Errorf("asking: %w", outbound.ErrProxyAddress), false, "holds no address"},
		"by nonsense":                       {outbound.Route{}, errors.New("invalid proxy address"), false, "can't be understood"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := proxy(tt.route, tt.err); got.OK != tt.ok || !strings.Contains(got.Message, tt.says) || (got.Mend == "") != tt.ok {
				t.Errorf("got %+v", got)
			}
		})
	}
}
