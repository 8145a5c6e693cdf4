package apiproxy

import (
	"context"
	"crypto/subtle"
	"maps"
	"net/http"
	"sync"
	"time"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/widget"
)

// kept is how long an answer waits for the page to ask for it.
const kept = 5 * time.Second

// firsts are what the page asks for before its first picture, as frontend/src/widgets/ahead.ts has it: the
// profile, where most starts lead and which is fetched early at all others, and the switcher's list.
var firsts = []struct{ widget, path string }{
	{"user-profile", "/_widgets/UserProfile/me"},
	{"organization-switcher", "/_widgets/UserManagement/organizations"},
}

// headStart is the page's first requests, sent while there is no page yet. Each answer is for the first
// request that is the same in everything, made with the same stand-in; all others pass it by. The zero value
// has not begun.
type headStart struct {
	mu      sync.Mutex
	over    bool // nothing is begun any more
	standIn string
	waiting map[string]*early // by path
	stop    context.CancelFunc
}

// early is a request on its way, or its answer.
type early struct {
	request *request
	taken   chan struct{} // closed by whoever claims it
	done    chan struct{}
	// lease and answer are there once done is closed; answer is nil when there is none to pass on.
	lease  widget.Lease
	answer *answer
}

// SessionChanged is to be called whenever the session may have changed; ready says that it has an access
// token. The first time it does, what the page will ask for first is sent, unless the page was quicker. What
// was fetched in one session, organization or role is forgotten in another. It does not wait.
func (p *Proxy) SessionChanged(ready bool) {
	h := &p.headStart
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case len(h.waiting) > 0:
		if now, err := p.tokens.StandIn(firsts[0].widget); err != nil || now != h.standIn {
			h.drop()
		}
	case ready && !h.over:
		p.beginHeadStart()
	}
}

// beginHeadStart is called with headStart.mu held.
func (p *Proxy) beginHeadStart() {
	h := &p.headStart
	h.over = true
	var err error
	if h.standIn, err = p.tokens.StandIn(firsts[0].widget); err != nil {
		return
	}
	var all context.Context
	all, h.stop = context.WithCancel(context.Background()) // begin ties it to the proxy's life
	h.waiting = map[string]*early{}
	for _, first := range firsts {
		ctx, done, err := p.begin(all)
		if err != nil {
			h.drop()
			return
		}
		e := &early{request: firstRequest(first.widget, first.path, h.standIn), taken: make(chan struct{}), done: make(chan struct{})}
		h.waiting[first.path] = e
		go func() {
			defer done()
			p.fetchEarly(ctx, e)
			h.outlast(ctx, e)
		}()
	}
}

// firstRequest is what admit makes of the page's own.
func firstRequest(widget, path, standIn string) *request {
	q := &request{method: http.MethodGet, path: path, standIn: standIn, widget: widget, header: http.Header{}}
	for name, value := range map[string]string{
		"Accept": "*/*", "Content-Type": "application/json", typeHeader: widget, "Workos-Widgets-Version": "1", "User-Agent": brand.Current().ID,
	} {
		q.header.Set(name, value)
	}
	return q
}

// fetchEarly has no second try, and nothing to say to the person: the page's own request has both.
func (p *Proxy) fetchEarly(ctx context.Context, e *early) {
	defer close(e.done)
	begun, name := time.Now(), operation(e.request.method, e.request.path)
	lease, a, err := p.sendEarly(ctx, e.request)
	if err != nil {
		p.log.Debug("a widget's request failed", "operation", name, "ahead", true, "code", failureOf(err).code)
		return
	}
	p.log.Debug("a widget's request", "operation", name, "ahead", true, "status", a.status, "took", time.Since(begun))
	if a.status == http.StatusOK {
		e.lease, e.answer = lease, a
	}
}

func (p *Proxy) sendEarly(ctx context.Context, q *request) (lease widget.Lease, a *answer, err error) {
	defer p.contain(&err)
	if lease, err = p.tokens.Lease(ctx, q.standIn, q.widget); err != nil {
		return lease, nil, err
	}
	if a, err = p.send(ctx, q, lease.Token()); err != nil {
		return lease, nil, err
	}
	return lease, a, check(a)
}

// outlast returns once nobody can ask for e any more.
func (h *headStart) outlast(ctx context.Context, e *early) {
	if e.answer != nil {
		patience := time.NewTimer(kept)
		defer patience.Stop()
		select {
		case <-patience.C:
		case <-e.taken:
		case <-ctx.Done():
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting[e.request.path] == e {
		delete(h.waiting, e.request.path)
	}
}

// claim takes what was sent ahead in the place of q, nil when nothing was. A page that asks has started: what
// was not begun by then is not begun any more. Nothing outlives a change that it may not show.
func (h *headStart) claim(q *request) *early {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	if q.changes() {
		h.drop()
		return nil
	}
	e := h.waiting[q.path]
	if e == nil || !e.request.same(q) {
		return nil
	}
	delete(h.waiting, q.path)
	close(e.taken)
	return e
}

// same reports whether two requests ask for the same on the same behalf. The languages that a web view
// prefers make no difference to data.
func (q *request) same(other *request) bool {
	mine, theirs := maps.Clone(q.header), maps.Clone(other.header)
	for _, h := range []http.Header{mine, theirs} {
		h.Del("Accept-Language")
	}
	return q.method == other.method && q.path == other.path && q.query == other.query &&
		subtle.ConstantTimeCompare([]byte(q.standIn), []byte(other.standIn)) == 1 &&
		maps.EqualFunc(mine, theirs, func(a, b []string) bool { return len(a) == 1 && len(b) == 1 && a[0] == b[0] })
}

// wait returns e's answer for a request with that lease; nil when it has to ask for itself.
func (e *early) wait(ctx context.Context, lease widget.Lease) *answer {
	select {
	case <-e.done:
	case <-ctx.Done():
		return nil
	}
	if e.answer == nil || !e.lease.SameIdentity(lease) {
		return nil
	}
	return e.answer
}

// drop cancels what is under way and forgets the rest; h.mu is held.
func (h *headStart) drop() {
	h.over = true
	if h.stop != nil {
		h.stop()
	}
	h.waiting = nil
}
