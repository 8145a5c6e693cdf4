//go:build linux

package realtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

// workosStart is what WorkOS is started with.
type workosStart struct {
	TokenLife time.Duration
}

// workosSays is one line that WorkOS prints.
type workosSays struct {
	Address string // once, when it listens
	Moment  string // of a refresh: caught or answered
	Acted   int    // how often WorkOS has rotated a token or replayed one until then
}

// fault is what is to go wrong with the next refresh.
type fault struct {
	Delay time.Duration // before WorkOS acts
	Hold  time.Duration // after it has acted, before the answer
}

// counts are what WorkOS was asked for.
type counts struct {
	sandbox.Counts
	// Refused are the refresh tokens whose successor had been used by then.
	Refused int
	// By counts the refreshes of each application that gives itself a name.
	By map[string]int
}

// byHeader is where an application gives its name.
const byHeader = "X-Application"

// strictWorkOS is the sandbox, stricter: a retired refresh token can be sent again in the replay window only
// until its successor has been used. WorkOS does not promise more, and an application that has not stored
// what it uses is found out at once. It also tells the test how far each refresh is.
type strictWorkOS struct {
	sandbox *sandbox.Server

	mu        sync.Mutex
	next      *fault
	successor map[string]string
	used      map[string]bool
	refused   int
	by        map[string]int
}

func runWorkOS(with workosStart) error {
	box, err := sandbox.New(sandbox.Options{TokenLife: with.TokenLife})
	if err != nil {
		return err
	}
	w := &strictWorkOS{sandbox: box, successor: map[string]string{}, used: map[string]bool{}, by: map[string]int{}}
	box.Fail(func(r *http.Request) *sandbox.Fault {
		f, _ := r.Context().Value(faultKey{}).(*sandbox.Fault)
		return f
	})
	mux := http.NewServeMux()
	mux.Handle("/", box)
	mux.HandleFunc("POST /user_management/authenticate", w.authenticate)
	mux.HandleFunc("POST /control/fault", w.setFault)
	mux.HandleFunc("GET /control/counts", w.count)
	mux.HandleFunc("POST /control/sign-in", w.signIn)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: patience}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	say(workosSays{Address: "http://" + listener.Addr().String()})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type faultKey struct{}

func (w *strictWorkOS) authenticate(out http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return // the application was killed while it asked
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	token := refreshTokenIn(raw)
	if token == "" {
		w.sandbox.ServeHTTP(out, r)
		return
	}
	planned, ok := w.begin(token, r.Header.Get(byHeader))
	if !ok {
		out.Header().Set("Content-Type", "application/json")
		out.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(out, `{"error":"invalid_grant","error_description":"Refresh token already exchanged."}`)
		return
	}
	if planned != nil {
		c := w.sandbox.Counts()
		say(workosSays{Moment: caught, Acted: c.Rotations + c.Replays})
	}
	reading := &reader{ResponseWriter: out}
	w.sandbox.ServeHTTP(reading, r.WithContext(context.WithValue(r.Context(), faultKey{}, planned)))
	w.finish(token, refreshTokenIn(reading.body.Bytes()))
	say(workosSays{Moment: answered})
}

// begin takes note of a refresh. It reports false for a token whose successor has been used.
func (w *strictWorkOS) begin(token, by string) (*sandbox.Fault, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if by != "" {
		w.by[by]++
	}
	if w.used[w.successor[token]] {
		w.refused++
		return nil, false
	}
	f := w.next
	w.next = nil
	if f == nil {
		return nil, true
	}
	return &sandbox.Fault{Delay: f.Delay, Hold: f.Hold}, true
}

// finish takes note of the pair that a token was exchanged for, once it is on its way.
func (w *strictWorkOS) finish(token, successor string) {
	if successor == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used[token], w.successor[token] = true, successor
}

func (w *strictWorkOS) setFault(_ http.ResponseWriter, r *http.Request) {
	var f fault
	if json.NewDecoder(r.Body).Decode(&f) != nil {
		panic(http.ErrAbortHandler)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = &f
}

func (w *strictWorkOS) count(out http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	c := counts{Counts: w.sandbox.Counts(), Refused: w.refused, By: maps.Clone(w.by)}
	w.mu.Unlock()
	_ = json.NewEncoder(out).Encode(c)
}

// signIn does what a person does on AuthKit's pages, and answers with the callback's address.
func (w *strictWorkOS) signIn(out http.ResponseWriter, r *http.Request) {
	address, err := io.ReadAll(r.Body)
	if err == nil {
		var callback string
		if callback, err = w.sandbox.SignIn(string(address), sandbox.Zoe, sandbox.Acme); err == nil {
			_, _ = io.WriteString(out, callback)
			return
		}
	}
	http.Error(out, err.Error(), http.StatusBadRequest)
}

// reader is a ResponseWriter that keeps what is written.
type reader struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (r *reader) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

func refreshTokenIn(raw []byte) string {
	var fields struct {
		RefreshToken string `json:"refresh_token"`
	}
	_ = json.Unmarshal(raw, &fields) // what is no JSON holds none
	return fields.RefreshToken
}

// The moments of a refresh that WorkOS tells of.
const (
	caught   = "caught" // by a fault
	answered = "answered"
)

// workos is WorkOS as the test sees it.
type workos struct {
	*process
	address *url.URL
	// moments are those of the refreshes as they happen; see await.
	moments chan workosSays
}

func startWorkOS(t *testing.T, tokenLife time.Duration) *workos {
	t.Helper()
	w := &workos{moments: make(chan workosSays, 1000)}
	listening := make(chan string, 1)
	w.process = start(t, ourselves(t, workosRole, workosStart{TokenLife: tokenLife}), lines(func(s workosSays) {
		if s.Address != "" {
			listening <- s.Address
			return
		}
		select {
		case w.moments <- s:
		default: // await begins with an empty channel
		}
	}))
	select {
	case address := <-listening:
		var err error
		if w.address, err = url.Parse(address); err != nil {
			t.Fatal(err)
		}
	case <-w.ended:
		t.Fatalf("the sandbox does not start: %s", &w.complaints)
	}
	return w
}

// once keeps no connection, so that none is left when a test ends.
var once = &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}

// catch has the next refresh go wrong, waits until it is there, and tells how often WorkOS had acted by then.
func (w *workos) catch(t *testing.T, f fault) (acted int) {
	t.Helper()
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return w.await(t, caught, func() {
		res, err := once.Post(w.address.String()+"/control/fault", "application/json", bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}).Acted
}

func (w *workos) counts(t *testing.T) counts {
	t.Helper()
	res, err := once.Get(w.address.String() + "/control/counts")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var c counts
	if err := json.NewDecoder(res.Body).Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

// await waits until a refresh is at a moment, after it has done what brings that about.
func (w *workos) await(t *testing.T, moment string, after func()) workosSays {
	t.Helper()
	for len(w.moments) > 0 {
		<-w.moments
	}
	after()
	for timeout := time.After(patience); ; {
		select {
		case s := <-w.moments:
			if s.Moment == moment {
				return s
			}
		case <-timeout:
			t.Fatalf("no refresh is %s", moment)
		}
	}
}

// awaitAnswer waits until a refresh is answered.
func (w *workos) awaitAnswer(t *testing.T) { t.Helper(); w.await(t, answered, func() {}) }

// browse is the system browser with Zoë in front of it.
func browse(ctx context.Context, api *url.URL, address string) error {
	callback, err := send(ctx, http.MethodPost, api.String()+"/control/sign-in", address)
	if err != nil {
		return err
	}
	_, err = send(ctx, http.MethodGet, callback, "")
	return err
}

func send(ctx context.Context, method, address, body string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return "", err
	}
	res, err := once.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s", res.Status, text)
	}
	return string(text), err
}
