package authkit_test

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/outbound/outboundtest"
)

// TestNobodyInBetweenGetsTheRefreshTokenAttack puts servers in WorkOS's place that can't prove to be it, or want a
// version of TLS that is broken. None of them sees a request, while one that is as it should be does.
func TestNobodyInBetweenGetsTheRefreshTokenAttack(t *testing.T) {
	for name, c := range map[string]struct {
		host             string
		version          uint16
		trusted, reached bool
	}{
		"WorkOS": {"127.0.0.1", tls.VersionTLS13, true, true},
		"WorkOS, with the oldest TLS that will do":          {"127.0.0.1", tls.VersionTLS12, true, true},
		"a certificate of an authority that is not trusted": {"127.0.0.1", tls.VersionTLS13, false, false},
		"a certificate for another name":                    {"localhost", tls.VersionTLS13, true, false},
		"TLS 1.1":                                           {"127.0.0.1", tls.VersionTLS11, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			var arrived atomic.Bool
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				arrived.Store(true)
				_, _ = io.WriteString(w, tokenAnswer(t, nil))
			}))
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: c.version}
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			defer s.Close()
			var options outbound.Options
			if c.trusted {
				options.CAFile = outboundtest.Authority(t, s)
			}
			client := clientBy(t, strings.Replace(s.URL, "127.0.0.1", c.host, 1), options)
			if c.reached {
				if _, err := client.Refresh(t.Context(), refreshToken, "org_acme"); err != nil {
					t.Error(err)
				}
			} else if e := mustFail(t, client); e.Kind != authkit.Transient || e.Lost {
				t.Errorf("the session would end or its token be taken for sent: %v, lost %v", e.Kind, e.Lost)
			}
			if arrived.Load() != c.reached {
				t.Errorf("a request arrived: %t", arrived.Load())
			}
		})
	}
}

// clientBy is a client that goes out as the options say.
func clientBy(t *testing.T, address string, o outbound.Options) *authkit.Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	network, err := outbound.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return authkit.New(authkit.Options{ClientID: clientID, APIURL: u, Network: network})
}
