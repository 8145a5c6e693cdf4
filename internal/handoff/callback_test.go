package handoff

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/words"
)

const rightQuery = "?state=s3cret&code=c0de"

var anyPort = config.Redirect{Host: "127.0.0.1", Path: "/callback"}

// signIn is a sign-in's side of a Callback.
type signIn struct {
	*Callback
	attempt authkit.Attempt
	taken   chan string
	asked   atomic.Int32
}

func (s *signIn) accept(query url.Values) error {
	s.asked.Add(1)
	code, err := s.attempt.Code(query)
	if err != nil {
		return err
	}
	s.taken <- code.Reveal()
	return nil
}

func newSignIn() *signIn {
	return &signIn{attempt: authkit.Attempt{State: "s3cret", Verifier: "v3rifier"}, taken: make(chan string, 9)}
}

func beginSignIn(t *testing.T) *signIn {
	t.Helper()
	var log bytes.Buffer
	s := newSignIn()
	l := NewListener(anyPort, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	c, err := l.Listen(t.Context(), s.accept)
	if err != nil {
		t.Fatal(err)
	}
	s.Callback = c
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "s3cret") || strings.Contains(log.String(), "c0de") {
			t.Errorf("the log holds the answer: %s", &log)
		}
	})
	return s
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}

type answer struct {
	status int
	header http.Header
	body   string
}

func send(t *testing.T, method, address string, change func(*http.Request)) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return answer{}
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return answer{res.StatusCode, res.Header, string(got)}
}

// bring sends an answer as a browser does, without waiting for the page.
func bring(t *testing.T, address string) <-chan answer {
	t.Helper()
	page := make(chan answer, 1)
	go func() {
		page <- send(t, http.MethodGet, address, func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Sec-Fetch-Mode", "navigate")
			r.Header.Set("Sec-Fetch-Dest", "document")
		})
	}()
	return page
}

func (a answer) want(t *testing.T, m message) {
	t.Helper()
	status := max(m.status, http.StatusOK)
	if a.status != status || !strings.Contains(a.body, "<h1>"+strings.ReplaceAll(words.Of(m.title), "'", "&#39;")+"</h1>") {
		t.Errorf("got %d %s, want %d with the title %q", a.status, a.body, status, m.title)
	}
}

func TestPageTellsHowTheSignInEnded(t *testing.T) {
	for name, c := range map[string]struct {
		complete func(*Callback)
		want     message
	}{
		"signed in":              {(*Callback).Succeed, signedIn},
		"the window asks":        {(*Callback).Continue, oneMoreQuestion},
		"could not be finished":  {(*Callback).Fail, notFinished},
		"ended while it waited":  {func(c *Callback) { _ = c.Close() }, ended},
		"only the first decides": {func(c *Callback) { c.Continue(); c.Succeed(); c.Fail() }, oneMoreQuestion},
		"closed at once after":   {func(c *Callback) { c.Succeed(); _ = c.Close() }, signedIn},
	} {
		t.Run(name, func(t *testing.T) {
			s := beginSignIn(t)
			page := bring(t, s.RedirectURI()+rightQuery)
			if code := <-s.taken; code != "c0de" {
				t.Errorf("the code is %q", code)
			}
			select {
			case <-page:
				t.Error("the page did not wait for the outcome")
			case <-time.After(20 * time.Millisecond):
			}
			c.complete(s.Callback)
			(<-page).want(t, c.want)
		})
	}
}

func TestBadAnswersAreExplainedAndEndNothing(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		method, path string
		change       func(*http.Request)
		want         message
		asks         bool
	}{
		"wrong state":            {path: "/callback?state=other&code=c0de", want: otherSignIn, asks: true},
		"missing state":          {path: "/callback?code=c0de", want: otherSignIn, asks: true},
		"no query":               {path: "/callback", want: otherSignIn, asks: true},
		"cancelled":              {path: "/callback?state=s3cret&error=access_denied&error_description=You+won+%3Cb%3E", want: cancelled, asks: true},
		"WorkOS out of order":    {path: "/callback?state=s3cret&error=server_error", want: notNow, asks: true},
		"refused":                {path: "/callback?state=s3cret&error=invalid_scope", want: refusedByWorkOS, asks: true},
		"no code":                {path: "/callback?state=s3cret", want: incomplete, asks: true},
		"two states":             {path: "/callback?state=s3cret&state=s3cret&code=c0de", want: damaged},
		"two codes":              {path: "/callback?state=s3cret&code=c0de&code=x", want: damaged},
		"broken encoding":        {path: "/callback?state=s3cret&code=%zz", want: damaged},
		"semicolons":             {path: "/callback?state=s3cret;code=c0de", want: damaged},
		"9 kB of query":          {path: "/callback" + rightQuery + "&x=" + strings.Repeat("x", 9<<10), want: tooLong},
		"1 MB of query":          {path: "/callback" + rightQuery + "&x=" + strings.Repeat("x", 1<<20), want: tooLong},
		"1 MB of path":           {path: "/" + strings.Repeat("x", 1<<20), want: nothingHere},
		"another path":           {path: "/favicon.ico", want: nothingHere},
		"a longer path":          {path: "/callback/" + rightQuery, want: nothingHere},
		"POST":                   {method: http.MethodPost, path: "/callback" + rightQuery, want: wrongMethod},
		"OPTIONS":                {method: http.MethodOptions, path: "/callback" + rightQuery, want: wrongMethod},
		"foreign host":           {path: "/callback" + rightQuery, change: func(r *http.Request) { r.Host = "evil.example" }, want: foreignHost},
		"host without port":      {path: "/callback" + rightQuery, change: func(r *http.Request) { r.Host = "127.0.0.1" }, want: foreignHost},
		"another loopback name":  {path: "/callback" + rightQuery, change: func(r *http.Request) { r.Host = strings.Replace(r.Host, "127.0.0.1", "localhost", 1) }, want: foreignHost},
		"fetched by a page":      {path: "/callback" + rightQuery, change: header("Sec-Fetch-Mode", "cors"), want: notNavigated},
		"in a frame":             {path: "/callback" + rightQuery, change: header("Sec-Fetch-Dest", "iframe"), want: notNavigated},
		"as an image":            {path: "/callback" + rightQuery, change: header("Sec-Fetch-Dest", "image"), want: notNavigated},
		"in advance":             {path: "/callback" + rightQuery, change: header("Sec-Purpose", "prefetch;prerender"), want: notNavigated},
		"rendered in advance":    {path: "/callback" + rightQuery, change: header("Sec-Purpose", "prerender"), want: notNavigated},
		"in advance, in Safari":  {path: "/callback" + rightQuery, change: header("Purpose", "prefetch"), want: notNavigated},
		"as a preview":           {path: "/callback" + rightQuery, change: header("X-Purpose", "preview"), want: notNavigated},
		"in advance, in Firefox": {path: "/callback" + rightQuery, change: header("X-Moz", "prefetch"), want: notNavigated},
		"with an origin":         {path: "/callback" + rightQuery, change: header("Origin", "https://evil.example"), want: notNavigated},
		"with an opaque origin":  {path: "/callback" + rightQuery, change: header("Origin", "null"), want: notNavigated},
		"many cookies of others": {path: "/callback?state=other", change: header("Cookie", "a="+strings.Repeat("x", 30<<10)), want: otherSignIn, asks: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := beginSignIn(t)
			method := c.method
			if method == "" {
				method = http.MethodGet
			}
			got := send(t, method, strings.TrimSuffix(s.RedirectURI(), "/callback")+c.path, c.change)
			got.want(t, c.want)
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Content-Security-Policy") == "" {
				t.Errorf("not a page of the kit: %v", got.header)
			}
			if method != http.MethodGet && got.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow: %q", got.header.Get("Allow"))
			}
			for _, no := range []string{"You won", "s3cret", "c0de"} {
				if strings.Contains(got.body, no) {
					t.Errorf("the page repeats the query: %s", got.body)
				}
			}
			if asked := s.asked.Load() > 0; asked != c.asks {
				t.Errorf("accept was asked: %v", asked)
			}
			// The sign-in goes on.
			s.Succeed()
			(<-bring(t, s.RedirectURI()+rightQuery)).want(t, signedIn)
		})
	}
}

func TestSecondAnswerIsToldThatTheFirstWasTaken(t *testing.T) {
	s := beginSignIn(t)
	first := bring(t, s.RedirectURI()+rightQuery)
	<-s.taken
	(<-bring(t, s.RedirectURI()+rightQuery)).want(t, alreadyUsed)
	s.Succeed()
	(<-first).want(t, signedIn)
	if n := s.asked.Load(); n != 1 {
		t.Errorf("accept was asked %d times", n)
	}
}

func TestOneOfManySimultaneousAnswersIsTaken(t *testing.T) {
	s := beginSignIn(t)
	s.Callback.accept = func(query url.Values) error {
		time.Sleep(20 * time.Millisecond) // while the others come
		return s.accept(query)
	}
	s.Succeed()
	var all sync.WaitGroup
	var in, used atomic.Int32
	for range 20 {
		all.Go(func() {
			switch got := send(t, http.MethodGet, s.RedirectURI()+rightQuery, nil); got.status {
			case http.StatusOK:
				in.Add(1)
			case http.StatusConflict:
				used.Add(1)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 || used.Load() != 19 {
		t.Errorf("%d signed in, %d already used", in.Load(), used.Load())
	}
}

func TestHeadUsesNothingUp(t *testing.T) {
	s := beginSignIn(t)
	got := send(t, http.MethodHead, s.RedirectURI()+rightQuery, nil)
	if got.status != http.StatusOK || got.body != "" || s.asked.Load() != 0 {
		t.Errorf("status %d, %d bytes, accept asked %d times", got.status, len(got.body), s.asked.Load())
	}
}

func TestNavigationIsBelievedWithTheOriginOfAForm(t *testing.T) {
	s := beginSignIn(t)
	s.Succeed()
	send(t, http.MethodGet, s.RedirectURI()+rightQuery, func(r *http.Request) {
		r.Header.Set("Origin", "null")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		r.Header.Set("Sec-Fetch-Dest", "document")
	}).want(t, signedIn)
}

func TestPageWaitsFifteenSecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSignIn()
		c := newCallback(config.Redirect{Host: "127.0.0.1", Port: 4000, Path: "/callback"}, s.accept, slog.New(slog.DiscardHandler))
		w := httptest.NewRecorder()
		began := time.Now()
		c.serve(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:4000/callback"+rightQuery, nil))
		if took := time.Since(began); took != 15*time.Second {
			t.Errorf("it waited %v", took)
		}
		answer{w.Code, w.Header(), w.Body.String()}.want(t, stillGoing)
	})
}

func TestPageStopsWaitingWhenTheBrowserHasGone(t *testing.T) {
	s := beginSignIn(t)
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.RedirectURI()+rightQuery, nil)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if res, err := client.Do(req); err == nil {
			res.Body.Close()
		}
	}()
	<-s.taken
	leave()
	<-gone
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	// Shutdown returns once no answer is under way any more.
	if err := s.server.http.Shutdown(ctx); err != nil {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestCloseStopsAcceptingAtOnceAndMayBeRepeated(t *testing.T) {
	s := beginSignIn(t)
	address := s.server.socket.Addr().String()
	silent, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	began := time.Now()
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > time.Second {
		t.Errorf("a connection opened in advance held it up for %v", took)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("the port is still open")
	}
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("the connection opened in advance is still open")
	}
}

func TestCloseDoesNotWaitForAClientThatNeverFinishes(t *testing.T) {
	c, err := NewListener(anyPort, quiet()).Listen(t.Context(), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	host := c.server.socket.Addr().String()
	for _, request := range []string{
		"POST /callback HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1000\r\n\r\nx",
		"GET /callback HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: ",
		"GET /callback?" + strings.Repeat("x", 20<<10),
	} {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	if err := c.Close(); err == nil {
		t.Error("it does not say that it cut something off")
	}
	if took := time.Since(began); took > closeLimit+time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAnswerAfterCloseIsNotTaken(t *testing.T) {
	s := beginSignIn(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.take(url.Values{"state": {"s3cret"}, "code": {"c0de"}}); !errors.Is(err, errOver) || s.asked.Load() != 0 {
		t.Errorf("got %v, and accept asked %d times", err, s.asked.Load())
	}
}

func TestDetailsAreEscaped(t *testing.T) {
	m := refusedByWorkOS
	m.code = `<script>alert(1)</script>`
	if page := string(m.page().Body); strings.Contains(page, "<script>") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error(page)
	}
}

func TestBrowsersLeavePort80OutOfTheHost(t *testing.T) {
	c := newCallback(config.Redirect{Host: "localhost", Port: 80, Path: "/callback"}, nil, slog.New(slog.DiscardHandler))
	for host, want := range map[string]bool{"localhost": true, "localhost:80": true, "LOCALHOST": true, "127.0.0.1": false, "": false} {
		if got := c.isHost(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

func TestEndlessRequestLineIsCutOff(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	line := &shortLine{Conn: ours}
	go func() {
		defer theirs.Close()
		chunk := bytes.Repeat([]byte("x"), 64<<10)
		for {
			if _, err := theirs.Write(chunk); err != nil {
				return
			}
		}
	}()
	got, err := io.ReadAll(line)
	if !errors.Is(err, errEndless) || len(got) != maxLine {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func FuzzCallbackQuery(f *testing.F) {
	for _, seed := range []string{rightQuery[1:], "state=s3cret&error=access_denied&error_description=%3Cb%3E", "state=s3cret&error=%3Cscript%3E", "code=c0de", "a;b", "%zz", "state=s3cret&state=s3cret", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		s := newSignIn()
		accept := func(q url.Values) error {
			if len(query) > maxQuery || len(q["state"]) > 1 || len(q["code"]) > 1 || len(q["error"]) > 1 {
				t.Errorf("accept was given %q", q)
			}
			return s.accept(q)
		}
		c := newCallback(config.Redirect{Host: "127.0.0.1", Port: 4000, Path: "/callback"}, accept, slog.New(slog.DiscardHandler))
		c.Succeed()
		w := httptest.NewRecorder()
		c.serve(w, &http.Request{Method: http.MethodGet, Host: "127.0.0.1:4000", URL: &url.URL{Path: "/callback", RawQuery: query}, Header: http.Header{}})
		if w.Code == http.StatusInternalServerError {
			t.Errorf("status %d", w.Code)
		}
		_, details, found := strings.Cut(w.Body.String(), "<details>")
		if code, _, _ := strings.Cut(strings.TrimPrefix(details, "<summary>Details</summary><code>"), "</code>"); found && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") != "" {
			t.Errorf("the details are %q", details)
		}
		if taken := len(s.taken) == 1; taken != (w.Code == http.StatusOK && strings.Contains(w.Body.String(), "<h1>"+signedIn.title+"</h1>")) {
			t.Errorf("taken is %v, and the page says %s", taken, w.Body)
		}
	})
}

func FuzzRequestLine(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), uint16(7))
	f.Add([]byte("GET /"+strings.Repeat("x", maxLine)+" HTTP/1.1\r\nHost: x\r\n\r\n"), uint16(4096))
	f.Add(append(bytes.Repeat([]byte("x"), maxLine), '\n', 'y'), uint16(maxLine))
	f.Fuzz(func(t *testing.T, sent []byte, chunk uint16) {
		got, err := io.ReadAll(&shortLine{Conn: &chunks{rest: sent, size: int(chunk) + 1}})
		if err != nil {
			t.Fatal(err)
		}
		want := sent
		if end := bytes.IndexByte(sent, '\n'); end >= maxLine {
			want = append(append(bytes.Clone(sent[:maxLine]), lineEnd...), sent[end+1:]...)
		} else if end < 0 {
			want = sent[:min(len(sent), maxLine)]
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d bytes in chunks of %d became %d, want %d", len(sent), chunk, len(got), len(want))
		}
	})
}

// chunks is a connection that gives what was sent in pieces of one size.
type chunks struct {
	net.Conn
	rest []byte
	size int
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.rest[:min(len(c.rest), c.size)])
	c.rest = c.rest[n:]
	return n, nil
}
