package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http/httpproxy"

	"workos-widgets/internal/outbound/outboundtest"
)

func address(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// network is one whose system answers as told.
func network(environment httpproxy.Config, ask func(context.Context, *url.URL) (*url.URL, error)) *Network {
	return &Network{environment: environment, system: &remembered{ask: ask}}
}

func TestRouteAsksTheEnvironmentFirstAndThenTheSystem(t *testing.T) {
	system := func(context.Context, *url.URL) (*url.URL, error) {
		return &url.URL{Scheme: "http", Host: "system:3128", User: url.UserPassword("zoe", "pw")}, nil
	}
	for name, c := range map[string]struct {
		environment httpproxy.Config
		to          string
		want        Route
	}{
		"only the system":                  {to: "https://api.workos.com", want: Route{"http://system:3128", System}},
		"the environment wins":             {environment: httpproxy.Config{HTTPSProxy: "http://u:p@env:8080"}, to: "https://api.workos.com", want: Route{"http://env:8080", Environment}},
		"the environment makes exceptions": {environment: httpproxy.Config{HTTPSProxy: "http://env:8080", NoProxy: "workos.com"}, to: "https://api.workos.com", want: Route{Source: Direct}},
		"exceptions for the system's too":  {environment: httpproxy.Config{NoProxy: ".workos.com"}, to: "https://api.workos.com", want: Route{Source: Direct}},
		"never for this computer":          {to: "http://127.0.0.1:4000", want: Route{Source: Direct}},
		"nor by its name":                  {to: "http://localhost:4000", want: Route{Source: Direct}},
		"nor in IPv6":                      {to: "http://[::1]:4000", want: Route{Source: Direct}},
		"nor by a name below its own":      {to: "http://api.localhost:4000", want: Route{Source: Direct}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := network(c.environment, system).Route(t.Context(), address(t, c.to))
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

// TestProxyThatIsNoAddressIsNotPassedOver: neither directly nor by the system's proxy, which the variable is to replace.
func TestProxyThatIsNoAddressIsNotPassedOver(t *testing.T) {
	system := func(context.Context, *url.URL) (*url.URL, error) {
		return &url.URL{Scheme: "http", Host: "system:3128"}, nil
	}
	for name, c := range map[string]struct {
		environment httpproxy.Config
		to          string
		want        error
	}{
		"a percent sign in a password": {httpproxy.Config{HTTPSProxy: "http://u:p%@env:8080"}, "https://api.workos.com", ErrProxyAddress},
		"a port that is none":          {httpproxy.Config{HTTPSProxy: "http://env:80 80"}, "https://api.workos.com", ErrProxyAddress},
		"for http alone":               {httpproxy.Config{HTTPProxy: "http://u:p%@env:8080"}, "http://api.example.com", ErrProxyAddress},
		"for another scheme":           {httpproxy.Config{HTTPProxy: "http://u:p%@env:8080"}, "https://api.workos.com", nil},
		"an exception":                 {httpproxy.Config{HTTPSProxy: "http://u:p%@env:8080", NoProxy: "workos.com"}, "https://api.workos.com", nil},
		"this computer":                {httpproxy.Config{HTTPProxy: "http://u:p%@env:8080"}, "http://127.0.0.1:4000", nil},
	} {
		t.Run(name, func(t *testing.T) {
			n := network(c.environment, system)
			route, err := n.Route(t.Context(), address(t, c.to))
			if !errors.Is(err, c.want) || route != (Route{Source: Direct}) {
				t.Fatalf("got %+v, %v; want %v", route, err, c.want)
			}
			if c.want == nil {
				return
			}
			_, err = (&http.Client{Transport: n.Transport()}).Get(c.to)
			if !errors.Is(err, ErrProxyAddress) || !IsProxyTrouble(err) || strings.Contains(err.Error(), "u:p") {
				t.Errorf("the request: %v", err)
			}
		})
	}
}

func TestSystemThatFailsHasNoProxy(t *testing.T) {
	n := network(httpproxy.Config{}, func(context.Context, *url.URL) (*url.URL, error) {
		return &url.URL{Scheme: "http", Host: "x"}, errors.New("no bus")
	})
	if got, err := n.Route(t.Context(), address(t, "https://api.workos.com")); err != nil || got != (Route{Source: Direct}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSystemIsAskedOnceForManyAndAgainWhenItsAnswerIsOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		n := network(httpproxy.Config{}, func(_ context.Context, to *url.URL) (*url.URL, error) {
			asked.Add(1)
			time.Sleep(50 * time.Millisecond)
			return &url.URL{Scheme: "http", Host: "proxy:1"}, nil
		})
		to := address(t, "https://api.workos.com/x?y=z")
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got, _ := n.Route(t.Context(), to); got.Proxy != "http://proxy:1" {
					t.Errorf("got %+v", got)
				}
			})
		}
		all.Wait()
		time.Sleep(freshFor - time.Second)
		n.Route(t.Context(), to)
		if got := asked.Load(); got != 1 {
			t.Errorf("asked %d times", got)
		}
		time.Sleep(2 * time.Second)
		n.Route(t.Context(), to)
		if got := asked.Load(); got != 2 {
			t.Errorf("asked %d times after the answer was old", got)
		}
	})
}

func TestSystemThatIsSlowHoldsARequestUpForHalfASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network(httpproxy.Config{}, func(context.Context, *url.URL) (*url.URL, error) {
			time.Sleep(2 * time.Second)
			return &url.URL{Scheme: "http", Host: "proxy:1"}, nil
		})
		to, begun := address(t, "https://api.workos.com"), time.Now()
		if got, _ := n.Route(t.Context(), to); got.Source != Direct || time.Since(begun) != patience {
			t.Errorf("got %+v after %s", got, time.Since(begun))
		}
		time.Sleep(2 * time.Second)
		if got, _ := n.Route(t.Context(), to); got.Source != System {
			t.Errorf("the late answer is not used: %+v", got)
		}
	})
}

func TestProxyThatIsKnownIsUsedWhileTheSystemIsSlowOrFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		proxy := func(host string) func() (*url.URL, error) {
			return func() (*url.URL, error) { return &url.URL{Scheme: "http", Host: host}, nil }
		}
		answer := proxy("proxy:1")
		n := network(httpproxy.Config{}, func(context.Context, *url.URL) (*url.URL, error) { return answer() })
		to := address(t, "https://api.workos.com")
		want := func(what, proxy string) {
			t.Helper()
			begun := time.Now()
			if got, err := n.Route(t.Context(), to); err != nil || got.Proxy != proxy || time.Since(begun) > patience {
				t.Errorf("%s: %+v, %v after %s; want %q", what, got, err, time.Since(begun), proxy)
			}
		}
		want("at first", "http://proxy:1")

		answer = func() (*url.URL, error) { time.Sleep(2 * time.Second); return proxy("proxy:2")() }
		time.Sleep(freshFor + time.Second)
		want("while the system is slow", "http://proxy:1")
		want("while it is still asked", "http://proxy:1")
		time.Sleep(2 * time.Second)
		want("once it has answered", "http://proxy:2")

		answer = func() (*url.URL, error) { return nil, errors.New("no bus") }
		for range 2 {
			time.Sleep(freshFor + time.Second)
			want("while it can't say", "http://proxy:2")
		}

		answer = func() (*url.URL, error) { return nil, nil }
		time.Sleep(freshFor + time.Second)
		want("where there is no proxy any more", "")
	})
}

func TestSystemIsToldTheHostAndNothingElse(t *testing.T) {
	var told string
	n := network(httpproxy.Config{}, func(_ context.Context, to *url.URL) (*url.URL, error) {
		told = to.String()
		return nil, nil
	})
	n.Route(t.Context(), address(t, "https://user:pw@api.workos.com/secret?token=x#y"))
	if told != "https://api.workos.com/" {
		t.Errorf("it was told %s", told)
	}
}

// TestProxyThatWantsAPassword goes through a real proxy that answers CONNECT with 407.
func TestProxyThatWantsAPassword(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	transport := network(httpproxy.Config{}, func(context.Context, *url.URL) (*url.URL, error) { return url.Parse(proxy.URL) }).Transport()
	defer transport.CloseIdleConnections()
	_, err := (&http.Client{Transport: transport}).Get("https://api.workos.invalid/")
	if !errors.Is(err, ErrProxyAuthentication) || !IsProxyTrouble(err) {
		t.Errorf("got %v", err)
	}
}

func TestProxyThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	transport := network(httpproxy.Config{HTTPSProxy: "http://" + l.Addr().String()}, nil).Transport()
	defer transport.CloseIdleConnections()
	_, err = (&http.Client{Transport: transport}).Get("https://api.workos.invalid/")
	if !IsProxyTrouble(err) || errors.Is(err, ErrProxyAuthentication) {
		t.Errorf("got %v", err)
	}
}

func TestAuthorityOfOnesOwnIsTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the connection that is refused is meant to be
	server.StartTLS()
	defer server.Close()
	file := outboundtest.Authority(t, server)
	for name, c := range map[string]struct {
		options Options
		trusted bool
	}{"with the file": {Options{CAFile: file}, true}, "without": {Options{}, false}} {
		t.Run(name, func(t *testing.T) {
			n, err := New(c.options)
			if err != nil {
				t.Fatal(err)
			}
			transport := n.Transport()
			transport.Proxy = nil
			defer transport.CloseIdleConnections()
			res, err := (&http.Client{Transport: transport}).Get(server.URL)
			if err == nil {
				res.Body.Close()
			}
			if (err == nil) != c.trusted {
				t.Errorf("got %v", err)
			}
		})
	}
	n, err := New(Options{CAFile: file})
	if err != nil {
		t.Fatal(err)
	}
	both, err := x509.SystemCertPool()
	if err != nil {
		t.Fatal(err)
	}
	both.AddCert(server.Certificate())
	if !n.roots.Equal(both) {
		t.Error("the system's own authorities are not trusted any more")
	}
}

// TestNoTLSBefore12IsOffered looks at what a server is offered, so that it holds too where the server's certificate is
// not trusted.
func TestNoTLSBefore12IsOffered(t *testing.T) {
	offered := make(chan []uint16, 1)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		offered <- hello.SupportedVersions
		return nil, nil
	}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // nobody trusts it without the file
	server.StartTLS()
	defer server.Close()
	ordinary, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	withFile, err := New(Options{CAFile: outboundtest.Authority(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string]*Network{"no network": nil, "without an authority of one's own": ordinary, "with one": withFile} {
		t.Run(name, func(t *testing.T) {
			transport := n.Transport()
			defer transport.CloseIdleConnections()
			if res, err := (&http.Client{Transport: transport}).Get(server.URL); err == nil {
				res.Body.Close()
			}
			select {
			case versions := <-offered:
				if slices.Min(versions) < tls.VersionTLS12 {
					t.Errorf("offered: %x", versions)
				}
			default:
				t.Error("the server was not asked")
			}
		})
	}
}

func TestFileThatHoldsNoCertificateIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{CAFile: file}); !errors.Is(err, ErrNoCertificate) {
		t.Errorf("got %v", err)
	}
	if _, err := New(Options{CAFile: file + ".missing"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestNoNetworkIsTheOrdinaryTransport(t *testing.T) {
	var n *Network
	if transport := n.Transport(); transport.Proxy == nil || transport.TLSClientConfig != nil && transport.TLSClientConfig.RootCAs != nil {
		t.Error("it is another")
	}
}
