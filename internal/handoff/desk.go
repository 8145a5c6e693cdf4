package handoff

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"workos-widgets/internal/config"
)

const (
	// maxOpen is how many hand-overs may wait for the browser at a time. One more gives up the oldest: what
	// a person has just asked for always works.
	maxOpen = 8
	// maxKept is how many are remembered, so that the page can still ask how they ended. Those that are not
	// over yet, maxOpen at most, are among them.
	maxKept = 64
)

var errClosing = fmt.Errorf("handoff: closed: %w", context.Canceled)

// Desk hands over to the system browser what the page can't: forms and windows that carry tokens, as one-time
// pages on a loopback listener, and links. It is safe for concurrent use.
type Desk struct {
	open     func(ctx context.Context, address string) error
	listener *Listener
	loopback bool
	log      *slog.Logger

	// life ends with Close: Wails' requests carry no cancellation of their own.
	life    context.Context
	end     context.CancelCauseFunc
	running sync.WaitGroup

	mu        sync.Mutex
	handovers []*handover // oldest first
}

// NewDesk returns a Desk that opens the browser with launcher. Loopback allows targets at http on this
// machine, as the sandbox has them, beside https. It listens on nothing before there is something to hand
// over, and what it logs holds no address.
func NewDesk(launcher *Launcher, loopback bool, log *slog.Logger) *Desk {
	d := &Desk{
		open: launcher.Open, loopback: loopback, log: log,
		listener: NewListener(config.Redirect{Host: "127.0.0.1", Path: "/"}, log),
	}
	d.life, d.end = context.WithCancelCause(context.Background())
	return d
}

// Close gives up every hand-over and returns when no port is open any more. Later requests are refused.
func (d *Desk) Close() {
	d.mu.Lock()
	d.end(errClosing)
	d.mu.Unlock()
	d.running.Wait()
}

// OpenLink shows a link of the page in the browser. It must be https, or http on loopback where the Desk
// allows that. A token in it, which would stand on a command line that others can read, is handed over
// by a one-time page. It fails with an *OpenError or *PortError, or with ctx's error.
func (d *Desk) OpenLink(ctx context.Context, address string) error {
	leave, err := d.enter()
	if err != nil {
		return err
	}
	defer leave()
	if !d.allows(address) {
		return &OpenError{Reason: AddressRefused}
	}
	if c := carrier(address); c != nil {
		_, err := d.handOver(ctx, c)
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer context.AfterFunc(d.life, func() { stop(errClosing) })()
	return d.open(ctx, address)
}

// allows reports whether an address of the page may be opened.
func (d *Desk) allows(address string) bool {
	if !mayOpen(address) {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || d.loopback)
}

// enter begins something that Close waits for.
func (d *Desk) enter() (leave func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.life.Err() != nil {
		return nil, errClosing
	}
	d.running.Add(1)
	return d.running.Done, nil
}

// handOver makes a one-time page and opens it in the browser. It returns once the browser has fetched the
// page or its starter has succeeded: some starters run for as long as the browser does. It is called
// between enter and leave.
func (d *Desk) handOver(ctx context.Context, c content) (*handover, error) {
	h, err := d.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	started := make(chan error, 1)
	d.running.Go(func() { started <- d.open(d.life, h.address()) })
	select {
	case <-h.fetched:
		return h, nil
	case err = <-started:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		h.conclude(stateExpired)
		return nil, err
	}
	return h, nil
}

// begin opens a port for a one-time page.
func (d *Desk) begin(ctx context.Context, c content) (*handover, error) {
	socket, err := d.listener.listen(ctx)
	if err != nil {
		return nil, err
	}
	h := newHandover(c, socket.Addr().(*net.TCPAddr).Port, time.Now(), d.log)
	d.keep(h)
	s := startServer(socket, http.HandlerFunc(h.serve), 0, d.log)
	d.running.Go(func() {
		h.run(d.life)
		if err := s.close(); err != nil {
			d.log.Debug("closing a one-time page's port", "error", err)
		}
	})
	return h, nil
}

// keep remembers a hand-over, and forgets the oldest of those that are over.
func (d *Desk) keep(h *handover) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handovers = append(d.handovers, h)
	open := 0
	for _, h := range slices.Backward(d.handovers) {
		if open++; h.current().over() {
			open--
		} else if open > maxOpen {
			h.conclude(stateExpired)
		}
	}
	excess := len(d.handovers) - maxKept
	d.handovers = slices.DeleteFunc(d.handovers, func(h *handover) bool {
		if excess <= 0 || !h.current().over() {
			return false
		}
		excess--
		return true
	})
}

// find returns the hand-over of a popup, nil when there is none.
func (d *Desk) find(id string) *handover {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, h := range d.handovers {
		if h.id == id && h.reports {
			return h
		}
	}
	return nil
}
