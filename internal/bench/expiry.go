//go:build bench && linux

package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
)

// measureExpiry lets a session expire and has every widget ask at once, through the session, the tokens and the
// proxy as the application has them.
func measureExpiry(ctx context.Context, p plan) (_ []Figure, err error) {
	e, err := openExpiring(ctx)
	if err != nil {
		return nil, err
	}
	defer e.close()
	refreshes, requests := series{name: "refreshes"}, series{name: "widgets"}
	for range p.runs {
		n, err := e.burst()
		if err != nil {
			return nil, err
		}
		refreshes.samples = append(refreshes.samples, float64(n))
		requests.samples = append(requests.samples, float64(len(widget.Catalogue())))
	}
	return []Figure{atMost("refreshes when all widgets ask on an expired session", "", refreshes.read(most), requests.read(median), 1, refreshes, requests)}, nil
}

// expiring is a session whose clock can be put forward.
type expiring struct {
	ahead   atomic.Int64
	workos  *workos
	session *session.Session
	tokens  *widget.Tokens
	proxy   *apiproxy.Proxy
	stop    context.CancelFunc
	running sync.WaitGroup
}

func (e *expiring) now() time.Time { return time.Now().Add(time.Duration(e.ahead.Load())) }

func openExpiring(ctx context.Context) (*expiring, error) {
	e := &expiring{}
	var err error
	if e.workos, err = startWorkOS(sandbox.Options{Now: e.now}); err != nil {
		return nil, err
	}
	api, err := url.Parse(e.workos.address)
	if err != nil {
		return nil, err
	}
	silent := slog.New(slog.DiscardHandler)
	client := authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIURL: api})
	callback := &callback{}
	e.session = session.New(session.Options{
		WorkOS: client, Keychain: keychain.New("bench", &ring{}), Now: e.now, Log: silent,
		Listen: func(_ context.Context, accept func(url.Values) error) (session.Callback, error) {
			callback.accept = accept
			return callback, nil
		},
		Open: func(_ context.Context, address string) error { return callback.browse(e.workos.box, address) },
	})
	e.tokens = widget.NewTokens(e.session, client, e.now)
	e.proxy = apiproxy.New(apiproxy.Options{API: api, Tokens: e.tokens, Log: silent})
	running, stop := context.WithCancel(ctx)
	e.stop = stop
	e.running.Go(func() { e.session.Run(running) })
	if err := e.session.SignIn(ctx); err != nil {
		e.close()
		return nil, err
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, ok := e.session.Identity(); ok {
			return e, nil
		}
		if time.Now().After(deadline) {
			defer e.close()
			return nil, fmt.Errorf("the sign-in does not end: %+v", e.session.Snapshot().Status)
		}
	}
}

func (e *expiring) close() {
	e.proxy.Close()
	e.stop()
	e.running.Wait()
	_ = e.workos.close()
}

// burst lets the access token expire, has each widget send a request, and says how many refreshes that took.
func (e *expiring) burst() (int, error) {
	e.ahead.Add(int64(sandbox.DefaultTokenLife + time.Second))
	before := e.workos.box.Counts().Refreshes
	handler := e.proxy.Middleware(http.NotFoundHandler())
	widgets := widget.Catalogue()
	failed := make([]error, len(widgets))
	var all sync.WaitGroup
	for i, w := range widgets {
		all.Go(func() {
			standIn, err := e.tokens.StandIn(w.ID)
			if err != nil {
				failed[i] = err
				return
			}
			r := httptest.NewRequest(http.MethodGet, "/_widgets/UserProfile/me", nil)
			r.Header.Set("Authorization", "Bearer "+standIn)
			r.Header.Set("WorkOS-Widgets-Version", "1")
			r.Header.Set("WorkOS-Widgets-Type", w.ID)
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, r)
			if answer.Code != http.StatusOK {
				failed[i] = fmt.Errorf("%s: HTTP %d", w.ID, answer.Code)
			}
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return 0, err
		}
	}
	return e.workos.box.Counts().Refreshes - before, nil
}

// callback is the loopback listener of a sign-in, and the browser that comes back to it.
type callback struct{ accept func(url.Values) error }

func (c *callback) browse(box *sandbox.Server, address string) error {
	back, err := box.SignIn(address, sandbox.Zoe, sandbox.Acme)
	if err != nil {
		return err
	}
	u, err := url.Parse(back)
	if err != nil {
		return err
	}
	return c.accept(u.Query())
}

func (*callback) RedirectURI() string { return "http://127.0.0.1:1/callback" }
func (*callback) Paste(string) error  { return nil }
func (*callback) Succeed()            {}
func (*callback) Continue()           {}
func (*callback) Fail()               {}
func (*callback) Close() error        { return nil }

// ring is a keychain in memory.
type ring struct {
	mu      sync.Mutex
	entries map[string]string
}

func (r *ring) Set(service, user, password string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.entries == nil {
		r.entries = map[string]string{}
	}
	r.entries[service+" "+user] = password
	return nil
}

func (r *ring) Get(service, user string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if password, ok := r.entries[service+" "+user]; ok {
		return password, nil
	}
	return "", keyring.ErrNotFound
}

func (r *ring) Delete(service, user string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.entries, service+" "+user)
	return nil
}
