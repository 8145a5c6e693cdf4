package handoff

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"workos-widgets/internal/config"
)

// holdLimit is how long a browser's page waits for the sign-in's outcome: longer than an exchange with
// WorkOS takes, shorter than a person watches a page load.
const holdLimit = 15 * time.Second

var (
	errUsed = errors.New("handoff: the sign-in has its answer already")
	errOver = errors.New("handoff: the sign-in is over")
)

// Callback receives the answer of one sign-in, from the browser, by a deep link, or pasted by the person. A deep link
// leaves the browser with no page of ours to complete.
type Callback struct {
	redirect config.Redirect
	accept   func(url.Values) error
	log      *slog.Logger
	released func()
	peer     func(*http.Request) bool // whether a request is this user's

	taking sync.Mutex
	taken  bool

	settle  sync.Once
	settled chan struct{}
	outcome message // to be read once settled is closed

	server   *server // nil for a deep link
	closing  sync.Once
	over     chan struct{}
	closeErr error
}

func newCallback(redirect config.Redirect, accept func(url.Values) error, log *slog.Logger) *Callback {
	return &Callback{
		redirect: redirect, accept: accept, log: log, released: func() {}, peer: sameUser,
		settled: make(chan struct{}), over: make(chan struct{}),
	}
}

func (c *Callback) start(socket net.Listener) {
	c.server = startServer(socket, http.HandlerFunc(c.serve), holdLimit, c.log)
}

// RedirectURI is the address that the browser brings the answer to, with the port that was opened if there is one.
func (c *Callback) RedirectURI() string { return c.redirect.String() }

// Succeed completes the browser's page: signed in. Of Succeed, Continue and Fail the first call counts.
func (c *Callback) Succeed() { c.complete(signedIn) }

// Continue completes the browser's page: the window has a question, such as which organization to sign in to.
func (c *Callback) Continue() { c.complete(oneMoreQuestion) }

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
		if c.server != nil {
			c.closeErr = c.server.close()
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
