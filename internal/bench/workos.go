//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"workos-widgets/internal/sandbox"
)

// workos is a sandbox that the benchmark serves itself: the application measured is the one that is released,
// which carries none, and the benchmark sees what it is asked for.
type workos struct {
	box     *sandbox.Server
	server  *http.Server
	address string
	// latency is how far away it is: each request waits so long, in nanoseconds.
	latency atomic.Int64

	mu        sync.Mutex
	exchanges []exchange
	underway  int
	last      time.Time // when it had nothing to do any more
}

// exchange is one request and the time that its answer took, with the latency.
type exchange struct {
	path string
	took time.Duration
}

func startWorkOS(o sandbox.Options) (*workos, error) {
	o.Log = slog.New(slog.DiscardHandler)
	box, err := sandbox.New(o)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	w := &workos{box: box, address: "http://" + listener.Addr().String()}
	w.server = &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = w.server.Serve(listener) }() // until close
	return w, nil
}

func (w *workos) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	began := time.Now()
	w.count(+1)
	time.Sleep(time.Duration(w.latency.Load()))
	defer func() { // a fault breaks the connection by a panic
		w.count(-1, exchange{r.URL.Path, time.Since(began)})
	}()
	w.box.ServeHTTP(rw, r)
}

func (w *workos) count(more int, over ...exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.underway += more
	w.last = time.Now()
	w.exchanges = append(w.exchanges, over...)
}

// arrival is how long nobody may have asked for anything until everything counts as being on the screen.
const arrival = 2 * time.Second

// calm waits until whatever was asked for, from now on or before, must be on the screen.
func (w *workos) calm(ctx context.Context) error {
	for since := time.Now(); ; {
		w.mu.Lock()
		if w.last.After(since) {
			since = w.last
		}
		idle := w.underway == 0
		w.mu.Unlock()
		if idle && time.Since(since) > arrival {
			return nil
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// taken returns the exchanges since it was called last.
func (w *workos) taken() []exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.exchanges
	w.exchanges = nil
	return all
}

// answered says whether a path was asked for since taken was called last.
func (w *workos) answered(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.exchanges, func(e exchange) bool { return e.path == path })
}

func (w *workos) close() error {
	return errors.Join(w.server.Close(), w.box.Close())
}

// env has a program use this WorkOS.
func (w *workos) env() []string {
	return []string{"WORKOS_API_URL=" + w.address, "WORKOS_CLIENT_ID=" + sandbox.ClientID}
}

// signIn answers a sign-in that the application has opened the browser for, as Zoë in Acme Corp.
func (w *workos) signIn(ctx context.Context, address string) error {
	callback, err := w.box.SignIn(address, sandbox.Zoe, sandbox.Acme)
	if err != nil {
		return err
	}
	return get(ctx, callback)
}

// get opens an address as the browser would.
func get(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("browser: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err // without the address, which holds a code
		}
		return fmt.Errorf("browser: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("browser: %s", res.Status)
	}
	return nil
}

// isRefresh and isRequest tell the exchanges of tokens from those of widgets.
func (e exchange) isRefresh() bool { return e.path == "/user_management/authenticate" }

func (e exchange) isRequest() bool {
	return strings.HasPrefix(e.path, "/_widgets/") || e.path == "/client/graphql"
}
