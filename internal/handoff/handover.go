package handoff

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// popupLife is how long a popup's hand-over may take, from the widget to the acknowledgement.
	popupLife = 10 * time.Minute
	// clickLife is how long it may take from the click: the provider's page answers as soon as it is there.
	clickLife = 2 * time.Minute
	// pageLife is how long a page that needs no click waits for a browser that may have to be started first.
	pageLife = 2 * time.Minute
	// linger is how long a page that is over still answers a reload with words, before its port is closed.
	linger = 30 * time.Second
)

// state is how far a hand-over has come.
type state string

const (
	// stateWaiting means that the page is in the browser, or on its way there.
	stateWaiting state = "waiting"
	// stateOpened means that the person has clicked and the provider's page was opened.
	stateOpened state = "opened"
	// stateAcknowledged means that the provider's page has the tokens. What comes of it isn't known yet.
	stateAcknowledged state = "acknowledged"
	// stateExpired means that it took too long or was given up.
	stateExpired state = "expired"
	// stateRefused means that the person said no on our page.
	stateRefused state = "refused"
)

func (s state) over() bool { return s != stateWaiting && s != stateOpened }

// content is what a one-time page carries.
type content interface {
	// life is how long the page waits to be fetched, or clicked.
	life() time.Duration
	// reports says that the page tells how it fares. One that does not is over once it was fetched.
	reports() bool
	// write sends the page. Report is the path that it reports to.
	write(w http.ResponseWriter, report string)
}

// handover is one one-time page, with a port and paths of its own that nobody can guess.
type handover struct {
	id           string
	page, report string // paths
	own          authority
	reports      bool
	log          *slog.Logger
	peer         func(r *http.Request) bool
	began        time.Time
	fetched      chan struct{} // closed with the page's only fetch
	moved        chan struct{} // says that until has changed

	mu      sync.Mutex
	state   state
	content content // nil once it was given out or is no longer wanted
	until   time.Time
}

func newHandover(c content, port int, now time.Time, log *slog.Logger) *handover {
	return &handover{
		id: rand.Text(), page: "/" + rand.Text(), report: "/" + rand.Text(),
		own: authority{host: loopback, port: port}, content: c, reports: c.reports(), log: log, peer: sameUser, began: now,
		fetched: make(chan struct{}), moved: make(chan struct{}, 1), state: stateWaiting, until: now.Add(c.life()),
	}
}

// address is what the browser opens.
func (h *handover) address() string { return "http://" + h.own.String() + h.page }

// current is how far it has come.
func (h *handover) current() state {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

// run keeps the time, and returns when the port can be closed.
func (h *handover) run(life context.Context) {
	clock := time.NewTimer(h.left())
	defer clock.Stop()
	for {
		select {
		case <-life.Done():
			h.conclude(stateExpired)
			return
		case <-h.moved:
			clock.Reset(h.left())
		case <-clock.C:
			if left := h.left(); left > 0 { // moved in the same moment
				clock.Reset(left)
			} else if !h.conclude(stateExpired) {
				return
			}
		}
	}
}

func (h *handover) left() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Until(h.until)
}

// conclude ends the hand-over, if it is not over yet.
func (h *handover) conclude(s state) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.state.over() {
		return false
	}
	h.move(s, time.Now().Add(linger))
	return true
}

// move is called with mu held.
func (h *handover) move(s state, until time.Time) {
	h.state, h.until = s, until
	if s.over() {
		h.content = nil
	}
	select {
	case h.moved <- struct{}{}:
	default: // run will look at until anyway
	}
}

// take gives out what the page carries: once, and only while somebody waits for it. It is nil otherwise.
func (h *handover) take() (content, state) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.content
	if c == nil {
		return nil, h.state
	}
	h.content = nil
	if !h.reports {
		h.move(stateAcknowledged, time.Now().Add(linger))
	}
	close(h.fetched)
	return c, h.state
}

// hear takes a report of the page, and says whether it is still in time.
func (h *handover) hear(s state) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	switch {
	case s == h.state && h.state != stateOpened:
		return true // said twice
	case h.state.over(), s == stateAcknowledged && h.state != stateOpened:
		return false
	case s == stateOpened:
		until := now.Add(clickLife)
		if end := h.began.Add(popupLife); until.After(end) {
			until = end
		}
		h.move(stateOpened, until)
	default:
		h.move(s, now.Add(linger))
	}
	return true
}

// serve answers one request of a browser.
func (h *handover) serve(w http.ResponseWriter, r *http.Request) {
	if said, found := strings.CutPrefix(r.URL.Path, h.report+"/"); found && h.reports {
		h.serveReport(w, r, state(said))
		return
	}
	m, refused := handoverWords.refuse(r, h.own, h.page)
	switch {
	case refused:
	case !h.peer(r):
		m = otherUser
	case r.Method == http.MethodHead:
		// Scanners ask so before the browser does. It must not use the page up.
		m = pageWaits
	default:
		c, now := h.take()
		if c != nil {
			h.log.Debug("gave the browser a one-time page")
			c.write(w, h.report)
			return
		}
		m = pageUsed
		if now == stateExpired {
			m = pageExpired
		}
	}
	h.log.Debug("answered the browser", "page", m.title)
	m.write(w)
}

// serveReport takes what the page's script says. Nothing but that script knows the path, and nothing but the
// page's own origin may say it.
func (h *handover) serveReport(w http.ResponseWriter, r *http.Request, said state) {
	w.Header().Set("Cache-Control", "no-store")
	status := http.StatusNoContent
	site := r.Header.Get("Sec-Fetch-Site")
	switch {
	case !h.own.is(r.Host):
		status = http.StatusMisdirectedRequest
	case said != stateOpened && said != stateAcknowledged && said != stateRefused:
		status = http.StatusNotFound
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		status = http.StatusMethodNotAllowed
	case r.Header.Get("Origin") != "http://"+h.own.String(), site != "" && site != "same-origin", !h.peer(r):
		status = http.StatusForbidden
	case !h.hear(said):
		status = http.StatusGone
	}
	h.log.Debug("a one-time page reports", "state", said, "status", status)
	w.WriteHeader(status)
}
