// Package outbound is how requests leave this computer: through the proxy that the person's system names, and
// trusting whom the system trusts. Programs that are started from a desktop seldom inherit the variables that
// terminals have (HTTPS_PROXY), so the desktop itself is asked as well.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"

	"workos-widgets/internal/words"
)

// ErrNoCertificate means that a file of certificates has none that can be read.
var ErrNoCertificate = errors.New("the file holds no certificate in PEM")

// Errors of a proxy that a person can mend. They bring their words along.
var (
	// ErrProxyAuthentication means that the proxy wants a user name and password (HTTP 407), or other ones.
	ErrProxyAuthentication error = &proxyError{
		text:    "the proxy asks for a user name and password (HTTP 407)",
		message: func() string { return words.T("The proxy of this network asks for a user name and password.") },
		mend: func() string {
			return words.T("Put them into the variable HTTPS_PROXY, as in http://name:password@host:port, and start the application again.")
		},
	}
	// ErrProxyAddress means that HTTPS_PROXY or HTTP_PROXY holds no address. It does not repeat what they hold: that may be a password.
	ErrProxyAddress error = &proxyError{
		text:    "HTTPS_PROXY or HTTP_PROXY is no address",
		message: func() string { return words.T("The variable HTTPS_PROXY or HTTP_PROXY holds no address of a proxy.") },
		mend: func() string {
			return words.T("Write it as http://host:port, with what is special in a password escaped as in every address, and start the application again.")
		},
	}
)

type proxyError struct {
	text          string
	message, mend func() string
}

func (e *proxyError) Error() string { return e.text }

// Message says what happened, in the person's words.
func (e *proxyError) Message() string { return e.message() }

// Mend says what to do about it.
func (e *proxyError) Mend() string { return e.mend() }

// Source is where a route comes from.
type Source string

// The sources of a route.
const (
	// Direct means that no proxy is used.
	Direct Source = "direct"
	// Environment means HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
	Environment Source = "environment"
	// System means the desktop's own settings.
	System Source = "system"
)

// Route is how a request gets to its host.
type Route struct {
	// Proxy is the proxy's address without user name and password; "" when there is none.
	Proxy  string
	Source Source
}

// Options change what the system says. The zero value changes nothing.
type Options struct {
	// CAFile holds certificates of authorities (PEM) that are trusted besides the system's own.
	CAFile string
}

// Network knows the way out. It is safe for concurrent use; a nil *Network asks the environment only and
// trusts the system's authorities.
type Network struct {
	roots       *x509.CertPool // nil means the system's
	environment httpproxy.Config
	system      *remembered
}

// New returns the Network of this computer. With its error, ErrNoCertificate or that CAFile can't be read, comes
// one that trusts the system's authorities only.
func New(o Options) (*Network, error) {
	n := &Network{environment: *httpproxy.FromEnvironment(), system: &remembered{ask: systemProxy}}
	if o.CAFile == "" {
		return n, nil
	}
	pem, err := os.ReadFile(o.CAFile)
	if err != nil {
		return n, fmt.Errorf("reading certificates: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return n, ErrNoCertificate
	}
	n.roots = roots
	return n, nil
}

// Transport returns a transport of net/http's usual limits that goes this way out. The caller owns it.
func (n *Network) Transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusProxyAuthRequired {
			return ErrProxyAuthentication
		}
		return nil
	}
	if n == nil {
		return t
	}
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		proxy, _, err := n.proxy(r.Context(), r.URL)
		return proxy, err
	}
	if n.roots != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: n.roots, MinVersion: tls.VersionTLS12}
	}
	return t
}

// IsProxyTrouble reports whether a request failed on its way through a proxy, before it reached its host.
func IsProxyTrouble(err error) bool {
	var op *net.OpError
	return errors.Is(err, ErrProxyAuthentication) || errors.Is(err, ErrProxyAddress) || errors.As(err, &op) && op.Op == "proxyconnect"
}

// Route says which way a request to an address would take.
func (n *Network) Route(ctx context.Context, to *url.URL) (Route, error) {
	proxy, source, err := n.proxy(ctx, to)
	if err != nil || proxy == nil {
		return Route{Source: Direct}, err
	}
	return Route{Proxy: (&url.URL{Scheme: proxy.Scheme, Host: proxy.Host}).String(), Source: source}, nil
}

// proxy is the proxy for an address; nil when there is none. What the environment says comes first, as a person
// who sets it means this program.
func (n *Network) proxy(ctx context.Context, to *url.URL) (*url.URL, Source, error) {
	if n.environment.HTTPProxy != "" || n.environment.HTTPSProxy != "" {
		proxy, err := fromEnvironment(n.environment, to)
		return proxy, Environment, err
	}
	if isLoopback(to.Hostname()) {
		return nil, Direct, nil
	}
	found := n.system.proxy(ctx, to)
	if found == nil {
		return nil, Direct, nil
	}
	// NO_PROXY counts for the system's proxy too.
	except := httpproxy.Config{HTTPProxy: found.String(), HTTPSProxy: found.String(), NoProxy: n.environment.NoProxy}
	proxy, err := except.ProxyFunc()(to)
	return proxy, System, err
}

// fromEnvironment is the proxy that the environment names. An address that can't be read is an error: httpproxy passes
// over it, and who named a proxy does not mean the direct way.
func fromEnvironment(named httpproxy.Config, to *url.URL) (*url.URL, error) {
	proxy, err := named.ProxyFunc()(to)
	if proxy != nil && strings.HasSuffix(proxy.Host, ":") { // what it makes of one with another scheme put before it
		return nil, ErrProxyAddress
	}
	if proxy != nil || err != nil {
		return proxy, err
	}
	anyway := named
	for _, address := range []*string{&anyway.HTTPProxy, &anyway.HTTPSProxy} {
		if *address != "" {
			*address = "http://proxy"
		}
	}
	if wanted, err := anyway.ProxyFunc()(to); wanted != nil || err != nil {
		return nil, ErrProxyAddress
	}
	return nil, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

const (
	// freshFor is how long the system's answer is good for: people carry laptops from network to network.
	freshFor = 30 * time.Second
	// patience is how long a request waits for the system's answer before it goes by the one before, or without.
	patience = 500 * time.Millisecond
	// askingFor bounds the question itself.
	askingFor = 5 * time.Second
)

// remembered asks the system for its proxy and keeps the answer, for each scheme and host.
type remembered struct {
	ask func(context.Context, *url.URL) (*url.URL, error)

	mu      sync.Mutex
	answers map[string]*answer
}

// answer is the system's, or the wait for it.
type answer struct {
	done   chan struct{} // closed once proxy is set
	proxy  *url.URL
	at     time.Time
	before *url.URL // the proxy of the answer before this one
}

// proxy is the system's proxy for an address, nil when it has none. While the system does not say, it is the one
// that it named before: where everything has to go through a proxy, a request without one is lost.
func (r *remembered) proxy(ctx context.Context, to *url.URL) *url.URL {
	a := r.answer(to)
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-a.done:
		return a.proxy
	case <-late.C:
	case <-ctx.Done():
	}
	return a.before
}

// answer is the last answer while it is fresh, or else one that is being asked for. Only one question for each
// host is under way, and it ends by itself within askingFor.
func (r *remembered) answer(to *url.URL) *answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := to.Scheme + "://" + to.Host
	last := r.answers[key]
	if last != nil && (last.at.IsZero() || time.Since(last.at) < freshFor) {
		return last
	}
	if r.answers == nil {
		r.answers = map[string]*answer{}
	}
	a := &answer{done: make(chan struct{})}
	if last != nil {
		a.before = last.proxy
	}
	r.answers[key] = a
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), askingFor)
		defer cancel()
		proxy, err := r.ask(ctx, &url.URL{Scheme: to.Scheme, Host: to.Host, Path: "/"})
		if err != nil {
			proxy = a.before // a system that can't say is taken to be as it was
		}
		r.mu.Lock()
		a.proxy, a.at = proxy, time.Now()
		r.mu.Unlock()
		close(a.done)
	}()
	return a
}
