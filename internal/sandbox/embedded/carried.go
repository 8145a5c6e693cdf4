//go:build dev || sandbox

package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"workos-widgets/internal/sandbox"
)

// Available says whether this build carries the sandbox.
const Available = true

// stateFile is the sandbox's state within the application's state directory.
const stateFile = "sandbox.json"

// closeTimeout is how long answers under way may take when the sandbox ends.
const closeTimeout = 2 * time.Second

// Running is a sandbox that is being served.
type Running struct {
	address *url.URL
	server  *http.Server
	sandbox *sandbox.Server
	ended   chan struct{}
	detach  func() bool
	once    sync.Once
	err     error
}

// Start serves the sandbox on 127.0.0.1 at a free port, until Close is called or ctx ends. Its state is kept
// in stateDir, which is made if need be, so that a session outlives the application's restart; "" keeps it
// in memory. A nil log is none. The environment says what it is like (see environment.go); a value there that
// cannot be read is an error that names its variable.
func Start(ctx context.Context, stateDir string, log *slog.Logger) (*Running, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	options := sandbox.Options{Log: log}
	if err := fromEnvironment(&options); err != nil {
		return nil, err
	}
	if stateDir != "" {
		if err := os.MkdirAll(stateDir, 0o700); err != nil {
			return nil, fmt.Errorf("sandbox: its state directory: %w", err)
		}
		options.StatePath = filepath.Join(stateDir, stateFile)
	}
	box, err := sandbox.New(options)
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sandbox: listening: %w", err)
	}
	r := &Running{
		address: &url.URL{Scheme: "http", Host: listener.Addr().String()},
		server:  &http.Server{Handler: box, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute},
		sandbox: box,
		ended:   make(chan struct{}),
	}
	go func() {
		defer close(r.ended)
		if err := r.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) && log != nil {
			log.Error("sandbox: it is no longer served", "error", err)
		}
	}()
	r.detach = context.AfterFunc(ctx, func() { _ = r.Close() })
	return r, nil
}

// APIURL is the sandbox's address, to be used as WORKOS_API_URL.
func (r *Running) APIURL() *url.URL { u := *r.address; return &u }

// ClientID is the client ID of the sandbox's environment.
func (r *Running) ClientID() string { return sandbox.ClientID }

// Middleware answers the page's panel for the sandbox, where who tells who is signed in. Without a sandbox, which a
// nil Running is, there is none.
func (r *Running) Middleware(who func() Person) func(http.Handler) http.Handler {
	if r == nil {
		return middleware(http.NotFoundHandler())
	}
	return middleware(r.sandbox.Panel(func() sandbox.Person { return sandbox.Person(who()) }))
}

// Close ends the sandbox and returns once nothing of it runs. It may be called more than once.
func (r *Running) Close() error {
	r.once.Do(func() {
		r.detach()
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if r.server.Shutdown(ctx) != nil {
			// Whoever still reads has had their time.
			_ = r.server.Close()
		}
		<-r.ended
		r.err = r.sandbox.Close()
	})
	return r.err
}
