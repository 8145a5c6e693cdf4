// Package apiproxy is the only way from the page to WorkOS: what widgets ask for under the page's own
// origin at /_widgets/ and /client/graphql goes to the API, with the real token in place of the page's
// stand-in. It is no open proxy: paths, methods, headers and sizes are allow-listed in both directions.
package apiproxy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"workos-widgets/internal/outbound"
	"workos-widgets/internal/widget"
)

// Deadline bounds one request of the page, with whatever it takes to renew its token.
const Deadline = 30 * time.Second

// Options say where requests go and how.
type Options struct {
	// API is the address of the WorkOS API. Required.
	API *url.URL
	// Tokens swaps the page's stand-ins for real tokens. Required.
	Tokens *widget.Tokens
	// Transport carries the requests; nil means one of the proxy's own.
	Transport http.RoundTripper
	// Network is the way out when there is no Transport; nil means the environment's.
	Network *outbound.Network
	// Log takes one line for each request; nil means slog.Default.
	Log *slog.Logger
}

// Proxy carries the page's requests to WorkOS. It is safe for concurrent use.
type Proxy struct {
	api       url.URL
	tokens    *widget.Tokens
	transport http.RoundTripper
	own       *http.Transport // the transport, when it is the proxy's own
	log       *slog.Logger
	headStart headStart

	// life ends with Close: Wails' requests carry no cancellation of their own.
	life     context.Context
	end      context.CancelCauseFunc
	mu       sync.Mutex // guards the step from open to closed against begin
	underway sync.WaitGroup
}

// New returns a Proxy. It sends nothing before the page asks, or SessionChanged says that it will.
func New(o Options) *Proxy {
	p := &Proxy{api: *o.API, tokens: o.Tokens, transport: o.Transport, log: o.Log}
	p.api.Path = strings.TrimSuffix(p.api.Path, "/")
	if p.transport == nil {
		p.own = newTransport(o.Network)
		p.transport = p.own
	}
	if p.log == nil {
		p.log = slog.Default()
	}
	p.life, p.end = context.WithCancelCause(context.Background())
	return p
}

// newTransport is net/http's own with limits for one host and thirteen widgets, and a check for
// connections that died while the computer slept, on which a request would wait for its deadline.
func newTransport(way *outbound.Network) *http.Transport {
	t := way.Transport()
	t.MaxIdleConnsPerHost = 16
	t.MaxResponseHeaderBytes = 64 << 10
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second}
	return t
}

// Middleware answers the widgets' requests and leaves all others to next. In Wails it has to be the asset
// server's middleware: as its handler, it would lose every GET to Vite in development.
func (p *Proxy) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !concerns(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		begun := time.Now()
		a, err := p.handle(r)
		if err != nil {
			f := failureOf(err)
			a = f.answer()
			p.log.Log(r.Context(), f.level(), "a widget's request failed", "operation", operation(r.Method, r.URL.Path), "code", f.code, "status", f.status, "err", err)
		} else {
			p.log.Debug("a widget's request", "operation", operation(r.Method, r.URL.Path), "status", a.status, "took", time.Since(begun))
		}
		a.write(w)
	})
}

// Close cancels what is under way, which is then answered with a failure, and returns when nothing
// speaks to WorkOS any more. Later requests are refused.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.end(errClosing)
	p.mu.Unlock()
	p.underway.Wait()
	if p.own != nil {
		p.own.CloseIdleConnections()
	}
}

var errClosing = errors.New("apiproxy: closed")

// begin gives a request its deadline and ties it to the proxy's life. done must be called.
func (p *Proxy) begin(parent context.Context) (ctx context.Context, done func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.life.Err() != nil {
		return nil, nil, errClosing
	}
	p.underway.Add(1)
	ctx, cancel := context.WithCancelCause(parent)
	ctx, stopClock := context.WithTimeout(ctx, Deadline)
	unhook := context.AfterFunc(p.life, func() { cancel(errClosing) })
	return ctx, func() {
		unhook()
		stopClock()
		cancel(nil)
		p.underway.Done()
	}, nil
}

// contain makes a panic a failure like another: in Wails, nobody else would catch it and the application
// would be gone.
func (p *Proxy) contain(err *error) {
	if v := recover(); v != nil {
		// The type says enough: the value may quote what was being handled.
		*err = fmt.Errorf("apiproxy: panic (%T)", v)
		p.log.Error("apiproxy: panic", "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	}
}

// handle takes one request through.
func (p *Proxy) handle(r *http.Request) (a *answer, err error) {
	defer p.contain(&err)
	q, err := admit(r)
	if err != nil {
		return nil, err
	}
	ctx, done, err := p.begin(r.Context())
	if err != nil {
		return nil, err
	}
	defer done()
	a, err = p.exchange(ctx, q)
	if err != nil && ctx.Err() != nil && !isFailure(err) {
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return a, err
}

// operation names a request in the log: without its query, which may hold what a person searches for,
// and without the ends of long paths, which hold more than the log needs.
func operation(method, path string) string {
	parts := strings.SplitN(path, "/", 5)
	return method + " " + strings.Join(parts[:min(len(parts), 4)], "/")
}
