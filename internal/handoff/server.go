package handoff

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

const (
	// closeLimit is how long close lets an answer under way be written.
	closeLimit = 2 * time.Second
	// maxHeader is generous because every program that ever listened on 127.0.0.1 may have left cookies.
	maxHeader = 64 << 10
	// maxConnections is a few times what a browser opens.
	maxConnections = 32
)

// server serves one loopback port for as long as the browser has something to bring or to fetch.
type server struct {
	http   *http.Server
	socket net.Listener
	served chan struct{}
	silent connections
}

// startServer serves a socket. Patience is how long the handler itself may take.
func startServer(socket net.Listener, handler http.Handler, patience time.Duration, log *slog.Logger) *server {
	s := &server{socket: netutil.LimitListener(socket, maxConnections), served: make(chan struct{})}
	s.http = &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      patience + 10*time.Second,
		MaxHeaderBytes:    maxHeader,
		ConnState:         s.silent.track,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	// One request a connection: what a browser keeps open would only delay close.
	s.http.SetKeepAlivesEnabled(false)
	go func() {
		defer close(s.served)
		if err := s.http.Serve(shortLines{s.socket}); !errors.Is(err, net.ErrClosed) {
			log.Error("the browser can't come back", "error", err)
		}
	}()
	return s
}

// close stops accepting at once and lets an answer under way be written, for closeLimit at most; it fails
// when one had to be cut off. It is called once.
func (s *server) close() error {
	// Shutdown would wait 5 seconds for connections that a browser has opened in advance.
	_ = s.socket.Close()
	<-s.served
	s.silent.close()
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("handoff: an answer to the browser was cut off: %w", errors.Join(err, s.http.Close()))
	}
	return nil
}
