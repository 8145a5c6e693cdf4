package handoff

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"workos-widgets/internal/config"
)

const (
	// holdLimit is how long a browser's page waits for the sign-in's outcome: longer than an exchange with
	// WorkOS takes, shorter than a person watches a page load.
	holdLimit = 15 * time.Second
	// closeLimit is how long Close lets an answer under way be written.
	closeLimit = 2 * time.Second
	// maxHeader is generous because every program that ever listened on 127.0.0.1 may have left cookies.
	maxHeader = 64 << 10
	// maxConnections is a few times what a browser opens.
	maxConnections = 32
)

var (
	errUsed = errors.New("handoff: the sign-in has its answer already")
	errOver = errors.New("handoff: the sign-in is over")
)

// Callback receives the answer of one sign-in, from the browser or pasted by the person.
type Callback struct {
	redirect config.Redirect
	accept   func(url.Values) error
	log      *slog.Logger
	released func()

	taking sync.Mutex
	taken  bool

	settle  sync.Once
	settled chan struct{}
	outcome message // to be read once settled is closed

	server   *http.Server
	socket   net.Listener
	served   chan struct{}
	silent   connections
	closing  sync.Once
	over     chan struct{}
	closeErr error
}

func newCallback(redirect config.Redirect, accept func(url.Values) error, log *slog.Logger) *Callback {
	return &Callback{
		redirect: redirect, accept: accept, log: log, released: func() {},
		settled: make(chan struct{}), served: make(chan struct{}), over: make(chan struct{}),
	}
}

func (c *Callback) start(socket net.Listener) {
	c.socket = netutil.LimitListener(socket, maxConnections)
	c.server = &http.Server{
		Handler:           http.HandlerFunc(c.serve),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      holdLimit + 10*time.Second,
		MaxHeaderBytes:    maxHeader,
		ConnState:         c.silent.track,
		ErrorLog:          slog.NewLogLogger(c.log.Handler(), slog.LevelWarn),
	}
	// One request a connection: what a browser keeps open would only delay Close.
	c.server.SetKeepAlivesEnabled(false)
	go func() {
		defer close(c.served)
		if err := c.server.Serve(shortLines{c.socket}); !errors.Is(err, net.ErrClosed) {
			c.log.Error("the browser can't come back", "error", err)
		}
	}()
}

// RedirectURI is the address that the browser brings the answer to, with the port that was opened.
func (c *Callback) RedirectURI() string { return c.redirect.String() }

// Succeed completes the browser's page: signed in. Of Succeed, Continue and Fail the first call counts.
func (c *Callback) Succeed() { c.complete(signedIn) }

// Continue completes the browser's page: the person has to choose an organization in the window.
func (c *Callback) Continue() { c.complete(chooseOrganization) }

// Fail completes the browser's page: the sign-in could not be finished, and the window says why.
func (c *Callback) Fail() { c.complete(notFinished) }

func (c *Callback) complete(m message) {
	c.settle.Do(func() {
		c.outcome = m
		close(c.settled)
	})
}

// Close stops accepting at once and lets an answer under way be written, for 2 seconds at most; it fails
// when one had to be cut off. A page that still waits is told that the sign-in has ended. Close may be called
// again, from any goroutine.
func (c *Callback) Close() error {
	c.closing.Do(func() {
		close(c.over)
		c.complete(ended)
		// Shutdown would wait 5 seconds for connections that a browser has opened in advance.
		_ = c.socket.Close()
		<-c.served
		c.silent.close()
		ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
		defer cancel()
		if err := c.server.Shutdown(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
			c.closeErr = fmt.Errorf("handoff: an answer to the browser was cut off: %w", errors.Join(err, c.server.Close()))
		}
		c.released()
	})
	return c.closeErr
}

// take offers an answer to accept.
func (c *Callback) take(query url.Values) error {
	c.taking.Lock()
	defer c.taking.Unlock()
	select {
	case <-c.over:
		return errOver
	default:
	}
	if c.taken {
		return errUsed
	}
	if err := c.accept(query); err != nil {
		return err
	}
	c.taken = true
	return nil
}

// wait is the page for whoever brought the answer, once the sign-in's outcome is known.
func (c *Callback) wait(ctx context.Context) message {
	limit := time.NewTimer(holdLimit)
	defer limit.Stop()
	select {
	case <-c.settled:
		return c.outcome
	case <-limit.C:
	case <-ctx.Done():
		// The browser has gone; nobody reads this.
	}
	return stillGoing
}
