package preflight

import (
	"context"
	"errors"
	"net"
	"testing"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/words/wordstest"
)

func TestEveryCheckIsInThePersonsLanguage(t *testing.T) {
	wordstest.Pseudo(t)
	broken := errors.New("boom")
	fails := func(err error) Probes {
		fail := func(context.Context) error { return err }
		return Probes{Reach: fail, Keychain: fail, Port: fail, Link: fail, Route: func(context.Context) (outbound.Route, error) { return outbound.Route{}, err }, Browser: func() (string, error) { return "", err }}
	}
	proxied := func(from outbound.Source) Probes {
		p := allWork
		p.Route = func(context.Context) (outbound.Route, error) {
			return outbound.Route{Proxy: "http://proxy:8080", Source: from}, nil
		}
		return p
	}
	for name, of := range map[string]struct {
		variables []string
		probes    Probes
	}{
		"all is well":           {[]string{config.EnvClientID, "client_01", config.EnvAPIKey, "sk_01"}, allWork},
		"nothing works":         {[]string{config.EnvClientID, "client_01"}, fails(broken)},
		"WorkOS has trouble":    {nil, fails(&authkit.Error{Status: 503})},
		"too many requests":     {nil, fails(&authkit.Error{Status: 429})},
		"a captive portal":      {nil, fails(&authkit.Error{Status: 302})},
		"no address":            {nil, fails(&net.DNSError{})},
		"no time":               {nil, fails(context.DeadlineExceeded)},
		"a proxy's password":    {nil, fails(outbound.ErrProxyAuthentication)},
		"no keychain":           {nil, fails(&keychain.UnavailableError{Err: broken})},
		"the desktop's proxy":   {nil, proxied(outbound.System)},
		"a proxy by variable":   {nil, proxied(outbound.Environment)},
		"everything misset":     {[]string{config.EnvClientID, "'x'", config.EnvAPIKey, "client_01", config.EnvAPIURL, "ftp://", config.EnvRedirectURI, "x", config.EnvLog, "x", config.EnvIdleAfter, "x", config.EnvCAFile, "/nowhere", config.EnvImageHosts, ",", "WORKOS_URL", "x"}, allWork},
		"a key for an ID":       {[]string{config.EnvClientID, "sk_01", config.EnvIdleAfter, "1s", config.EnvImageHosts, "a/b"}, allWork},
		"no encryption":         {[]string{config.EnvClientID, "x", config.EnvAPIURL, "http://api.example.com", config.EnvRedirectURI, "https://127.0.0.1/x"}, allWork},
		"another's redirect":    {[]string{config.EnvAPIURL, "https://a.example/?x", config.EnvRedirectURI, "http://a.example:1/x"}, allWork},
		"no link leads here":    {[]string{config.EnvClientID, "client_01", config.EnvRedirectURI, "workos-widgets://callback"}, fails(broken)},
		"no link, but a port":   {[]string{config.EnvClientID, "client_01", config.EnvRedirectURI, "workos-widgets://callback,http://127.0.0.1:*/callback"}, fails(broken)},
		"a redirect to nowhere": {[]string{config.EnvAPIURL, "https://a.example/x", config.EnvRedirectURI, "http://127.0.0.1:0/x"}, allWork},
	} {
		c, err := load(t, of.variables...)
		for _, check := range Run(t.Context(), c, err, of.probes) {
			texts := check.Message + check.Mend
			if check.OK && check.Message == c.ClientID {
				texts = ""
			}
			if rest := wordstest.Untranslated(texts); rest != "" {
				t.Errorf("%s: of the check %s this is not translated: %q", name, check.Name, rest)
			}
		}
	}
}
