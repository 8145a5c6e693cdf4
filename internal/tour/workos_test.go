//go:build linux && tour

package tour

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"workos-widgets/internal/sandbox"
)

// workos is a WorkOS that the tour does things to behind the application's back: the sandbox, served by the
// test itself.
type workos struct {
	*sandbox.Server
	t *testing.T
	// place is where it is served, the same after every stop.
	place string

	mu     sync.Mutex
	server *http.Server // nil while it can't be reached
	// impersonator acts as whoever is signed in; nil is nobody.
	impersonator map[string]string
	session      string // the ID of the one that was given tokens last
}

func startWorkOS(t *testing.T) *workos {
	t.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &workos{Server: box, t: t, place: "127.0.0.1:0"}
	w.comeBack()
	t.Cleanup(w.goAway)
	return w
}

func (w *workos) address() string { return "http://" + w.place }

// comeBack serves it.
func (w *workos) comeBack() {
	w.t.Helper()
	l, err := net.Listen("tcp", w.place)
	if err != nil {
		w.t.Fatal(err)
	}
	server := &http.Server{Handler: w}
	w.mu.Lock()
	w.server, w.place = server, l.Addr().String()
	w.mu.Unlock()
	go func() { _ = server.Serve(l) }() // ends with goAway
}

// goAway has nobody reach it, and breaks the connections there are.
func (w *workos) goAway() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.server != nil {
		_ = w.server.Close()
		w.server = nil
	}
}

// ServeHTTP answers as the sandbox does, and minds whose session it gives tokens to.
func (w *workos) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/user_management/authenticate" {
		w.Server.ServeHTTP(rw, r)
		return
	}
	recorder := httptest.NewRecorder()
	w.Server.ServeHTTP(recorder, r)
	body := recorder.Body.Bytes()
	if recorder.Code == http.StatusOK {
		body = w.amend(body)
	}
	maps.Copy(rw.Header(), recorder.Header())
	rw.Header().Del("Content-Length")
	rw.WriteHeader(recorder.Code)
	_, _ = rw.Write(body)
}

func (w *workos) amend(body []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	var answer map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil {
		w.t.Errorf("WorkOS: the answer with tokens: %v", err)
		return body
	}
	token, _ := answer["access_token"].(string)
	w.session = sessionOf(token)
	if w.impersonator == nil {
		return body
	}
	answer["impersonator"] = w.impersonator
	amended, err := json.Marshal(answer)
	if err != nil {
		w.t.Errorf("WorkOS: the answer with tokens: %v", err)
		return body
	}
	return amended
}

// sessionOf is the session that an access token belongs to.
func sessionOf(token string) string {
	var claims struct {
		Session string `json:"sid"`
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(raw, &claims) != nil {
		return ""
	}
	return claims.Session
}

// impersonated has somebody at the WorkOS dashboard act as whoever signs in from now; "" is nobody.
func (w *workos) impersonated(email, reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.impersonator = map[string]string{"email": email, "reason": reason}
	if email == "" {
		w.impersonator = nil
	}
}

// revoke ends the session that was given tokens last, as somebody at the WorkOS dashboard does.
func (w *workos) revoke() error {
	w.mu.Lock()
	session := w.session
	w.mu.Unlock()
	return w.EndSession(session)
}

// troubled has requests answered with a status whose path contains a text, until the function it returns is called.
func (w *workos) troubled(path string, status int) (mended func()) {
	w.Fail(func(r *http.Request) *sandbox.Fault {
		if !strings.Contains(r.URL.Path, path) {
			return nil
		}
		return &sandbox.Fault{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: `{"message":"The tour wants it so."}`}
	})
	return func() { w.Fail(nil) }
}

// slow has requests take longer than anybody looks whose path contains a text, until the function it returns is called.
func (w *workos) slow(path string) (quick func()) {
	w.Fail(func(r *http.Request) *sandbox.Fault {
		if !strings.Contains(r.URL.Path, path) {
			return nil
		}
		return &sandbox.Fault{Delay: patience}
	})
	return func() { w.Fail(nil) }
}

// answer signs somebody in at the address that the browser was asked for, as Chromium would: it makes the
// decisions that a person makes there, and goes where WorkOS leads it.
func (w *workos) answer(address, user, organization string) error {
	callback, err := w.SignIn(address, user, organization)
	if err != nil {
		return err
	}
	if _, err := url.Parse(callback); err != nil {
		return fmt.Errorf("WorkOS leads to no address: %w", err)
	}
	res, err := http.Get(callback)
	if err != nil {
		return fmt.Errorf("the application takes no answer: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the application answers the browser with %s", res.Status)
	}
	return nil
}

// The people of the sandbox whom the tour signs in.
const zoe, okafor = sandbox.Zoe, sandbox.Max

// becomes signs somebody in, in an organization, without Chromium.
func (t *tour) becomes(user, organization string) {
	t.t.Helper()
	t.press(button("Sign in"))
	t.answers(user, organization)
}

// answers has somebody sign in where the browser was asked to.
func (t *tour) answers(user, organization string) {
	t.t.Helper()
	address, err := t.browser.await(t.ctx)
	t.check(err)
	t.check(t.workos.answer(address, user, organization))
}
