package handoff

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"sync/atomic"

	"workos-widgets/internal/config"
)

// loopback is what is listened on, whichever of its names stands in the redirect URI: a name could be made
// to mean another interface (RFC 8252 section 8.3).
const loopback = "127.0.0.1"

// Listener opens the loopback port that the browser brings a sign-in's answer to (RFC 8252 section 7.3). A
// port is open only while a Callback is. It is safe for concurrent use.
type Listener struct {
	redirect config.Redirect
	log      *slog.Logger
	bind     func(ctx context.Context, port int) (net.Listener, error)
	// open counts the callbacks that are not closed yet.
	open atomic.Int32
}

// NewListener returns a Listener for a redirect URI. It opens nothing, and what it logs holds no query.
func NewListener(redirect config.Redirect, log *slog.Logger) *Listener {
	return &Listener{redirect: redirect, log: log, bind: bindLoopback}
}

func bindLoopback(ctx context.Context, port int) (net.Listener, error) {
	var c net.ListenConfig
	return c.Listen(ctx, "tcp4", net.JoinHostPort(loopback, strconv.Itoa(port)))
}

// Listen opens the port and gives each well-formed answer that the browser brings to accept. The port
// accepts connections before Listen returns, and until Callback.Close; ctx bounds only the opening. It fails
// with a *PortError, or with ctx's error.
//
// Accept is called from other goroutines, one call at a time, with the answer's query; it must return at
// once and must not call Close. When it returns nil, the answer was taken: the browser's page waits for
// Succeed, Continue or Fail, and accept is not called again. Its errors (authkit.ErrState, authkit.ErrNoCode,
// *authkit.Error) choose the page that explains and end nothing.
func (l *Listener) Listen(ctx context.Context, accept func(url.Values) error) (*Callback, error) {
	socket, err := l.listen(ctx)
	if err != nil {
		return nil, err
	}
	redirect := l.redirect
	redirect.Port = socket.Addr().(*net.TCPAddr).Port
	l.open.Add(1)
	c := newCallback(redirect, accept, l.log)
	c.released = func() { l.open.Add(-1) }
	c.start(socket)
	return c, nil
}

// Probe reports whether Listen would find a port, for the pre-flight. It fails as Listen does.
func (l *Listener) Probe(ctx context.Context) error {
	if l.open.Load() > 0 {
		// A fixed port is taken then, but by a sign-in of our own.
		return nil
	}
	socket, err := l.listen(ctx)
	if err != nil {
		return err
	}
	return socket.Close()
}

func (l *Listener) listen(ctx context.Context) (net.Listener, error) {
	if ctx.Err() != nil {
		// Opening a port takes no time in which it would be noticed.
		return nil, bindFailure(ctx, l.redirect.Port, ctx.Err())
	}
	if l.redirect.Port == 0 {
		return l.listenAnywhere(ctx)
	}
	socket, err := l.bind(ctx, l.redirect.Port)
	if err != nil {
		return nil, bindFailure(ctx, l.redirect.Port, err)
	}
	return socket, nil
}

// listenAnywhere finds a free port. Windows may offer one that lies in a range reserved for its virtual
// machines and then refuse it, so that another is tried; after a few, one from below the range
// that systems choose free ports, and reserve ranges, from.
func (l *Listener) listenAnywhere(ctx context.Context) (net.Listener, error) {
	const (
		offered, chosen = 4, 8
		lowest, highest = 20000, 32000
	)
	var failures error
	for try := range offered + chosen {
		port := 0
		if try >= offered {
			port = lowest + rand.IntN(highest-lowest)
		}
		socket, err := l.bind(ctx, port)
		if err == nil {
			return socket, nil
		}
		if ctx.Err() != nil {
			return nil, bindFailure(ctx, 0, err)
		}
		l.log.Debug("a port could not be opened", "port", port, "error", err)
		failures = errors.Join(failures, err)
	}
	return nil, bindFailure(ctx, 0, failures)
}

func bindFailure(ctx context.Context, port int, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("handoff: open a port for the browser: %w", context.Cause(ctx))
	}
	return &PortError{Port: port, Reserved: errors.Is(err, errReserved), Err: err}
}
