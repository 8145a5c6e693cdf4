package authkit_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/authkit"
)

// mustFail runs a refresh and gives its error.
func mustFail(t *testing.T, c *authkit.Client) *authkit.Error {
	t.Helper()
	_, err := c.Refresh(t.Context(), refreshToken, "org_acme")
	var e *authkit.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	checkText(t, err)
	return e
}

func TestAReplyIsLostOnlyWhenTheRequestMayHaveArrived(t *testing.T) {
	const lost, unsent = true, false
	cases := map[string]struct {
		client func(*testing.T) *authkit.Client
		want   bool
	}{
		"nobody listens": {func(t *testing.T) *authkit.Client {
			server := httptest.NewServer(http.NotFoundHandler())
			server.Close()
			return clientOf(t, server.URL, nil)
		}, unsent},
		"the certificate is not trusted": {func(t *testing.T) *authkit.Client {
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.Config.ErrorLog = silent
			server.StartTLS()
			t.Cleanup(server.Close)
			return clientOf(t, server.URL, nil)
		}, unsent},
		"the connection ends before the answer": {func(t *testing.T) *authkit.Client {
			return serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, lost},
		"the connection ends after the headers": {func(t *testing.T) *authkit.Client {
			return serve(t, cutShort(200))
		}, lost},
		"the connection ends within a refusal": {func(t *testing.T) *authkit.Client {
			return serve(t, cutShort(400))
		}, unsent},
		"HTTP/2 ends before the answer": {func(t *testing.T) *authkit.Client {
			return serveHTTP2(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, lost},
		"HTTP/2 ends after the headers": {func(t *testing.T) *authkit.Client {
			return serveHTTP2(t, cutShort(200))
		}, lost},
		"the answer is no HTTP": {func(t *testing.T) *authkit.Client {
			return serveRaw(t, "SSH-2.0-"+refreshToken.Reveal()+"\r\n")
		}, lost},
		"the answer's headers are no HTTP": {func(t *testing.T) *authkit.Client {
			return serveRaw(t, "HTTP/1.1 200 OK\r\n"+refreshToken.Reveal()+"\r\n\r\n")
		}, lost},
		"the answer's length is no number": {func(t *testing.T) *authkit.Client {
			return serveRaw(t, "HTTP/1.1 200 OK\r\nContent-Length: "+refreshToken.Reveal()+"\r\n\r\n")
		}, lost},
		"a redirect to nowhere": {func(t *testing.T) *authkit.Client {
			return serveRaw(t, "HTTP/1.1 307 Moved\r\nLocation: :"+refreshToken.Reveal()+"\r\nContent-Length: 0\r\n\r\n")
		}, lost},
		"a double that never read the request": {func(*testing.T) *authkit.Client {
			return through(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
		}, unsent},
		"a double that read the request": {func(*testing.T) *authkit.Client {
			return through(func(req *http.Request) (*http.Response, error) {
				return nil, errors.Join(swallow(req), io.ErrUnexpectedEOF)
			})
		}, lost},
		"a double that read half of it": {func(*testing.T) *authkit.Client {
			return through(func(req *http.Request) (*http.Response, error) {
				_, err := io.CopyN(io.Discard, req.Body, req.ContentLength/2)
				return nil, errors.Join(err, io.ErrUnexpectedEOF)
			})
		}, unsent},
		"a double that sent it again and failed to": {func(*testing.T) *authkit.Client {
			return through(func(req *http.Request) (*http.Response, error) {
				err := swallow(req)
				_, again := req.GetBody()
				return nil, errors.Join(err, again, io.ErrUnexpectedEOF)
			})
		}, unsent},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			e := mustFail(t, tc.client(t))
			if e.Kind != authkit.Transient || e.Lost != tc.want {
				t.Errorf("%v, lost %v, want %v: %v", e.Kind, e.Lost, tc.want, e)
			}
		})
	}
}

// cutShort begins an answer and breaks the connection.
func cutShort(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"error":"invalid_grant","access_token":"`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func serveHTTP2(t *testing.T, h http.HandlerFunc) *authkit.Client {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("spoke %s", r.Proto)
		}
		h(w, r)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = silent
	server.StartTLS()
	t.Cleanup(server.Close)
	return clientOf(t, server.URL, server.Client().Transport)
}

// serveRaw answers each request with bytes of one's own.
func serveRaw(t *testing.T, bytes string) *authkit.Client {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_ = swallow(req)
				_, _ = io.WriteString(conn, bytes)
			}
			_ = conn.Close()
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		served.Wait()
	})
	return clientOf(t, "http://"+listener.Addr().String(), nil)
}

func TestARedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("%s %s followed", r.Method, r.URL)
			}))
			t.Cleanup(elsewhere.Close)
			e := mustFail(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, elsewhere.URL, status)
			}))
			if e.Kind != authkit.Transient || e.Status != status || e.Lost {
				t.Errorf("%v, status %d, lost %v", e.Kind, e.Status, e.Lost)
			}
		})
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	const limit = 1 << 20
	pad := func(n int) string { // a whole answer of n bytes
		body := tokenAnswer(t, nil)
		return strings.Repeat(" ", n-len(body)) + body
	}
	if _, err := through(answer(200, "application/json", pad(limit))).Refresh(t.Context(), refreshToken, ""); err != nil {
		t.Errorf("an answer that just fits: %v", err)
	}
	for name, body := range map[string]string{
		"an answer":      pad(limit + 1),
		"without an end": strings.Repeat("9", 4*limit),
	} {
		e := mustFail(t, through(answer(200, "application/json", body)))
		if e.Kind != authkit.Transient || !e.Lost || !strings.Contains(e.Error(), "too large") {
			t.Errorf("%s too large: %v, lost %v", name, e, e.Lost)
		}
	}
	e := mustFail(t, through(answer(400, "application/json", strings.Repeat(" ", limit)+`{"error":"invalid_grant"}`)))
	if e.Kind != authkit.Transient || e.Status != 400 {
		t.Errorf("a refusal too large: %v", e)
	}
}

func TestARequestTakesTenSecondsAtMost(t *testing.T) {
	// Each double ends with its request's context, as a network does.
	for name, tc := range map[string]struct {
		network roundTrip
		lost    bool
	}{
		"no connection": {func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}, false},
		"no answer": {func(req *http.Request) (*http.Response, error) {
			_ = swallow(req)
			<-req.Context().Done()
			return nil, req.Context().Err()
		}, true},
		"an answer that never ends": {func(req *http.Request) (*http.Response, error) {
			res, err := answer(200, "application/json", "")(req)
			res.Body = io.NopCloser(untilDone{req.Context()})
			return res, err
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				e := mustFail(t, through(tc.network))
				if took := time.Since(start); took != authkit.RequestTimeout {
					t.Errorf("took %v", took)
				}
				if e.Kind != authkit.Transient || e.Lost != tc.lost || !errors.Is(e, context.DeadlineExceeded) {
					t.Errorf("%v, lost %v", e, e.Lost)
				}
			})
		})
	}
}

// untilDone is a body that says nothing until its context ends.
type untilDone struct{ ctx context.Context }

func (u untilDone) Read([]byte) (int, error) {
	<-u.ctx.Done()
	return 0, u.ctx.Err()
}

func TestOurOwnCancelingIsToldFromTheNetworks(t *testing.T) {
	arrived := make(chan struct{})
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err := c.Refresh(ctx, refreshToken, "")
	var e *authkit.Error
	if !errors.As(err, &e) || !errors.Is(err, context.Canceled) || e.Kind != authkit.Transient || !e.Lost {
		t.Errorf("error %v", err)
	}
	_, err = c.Refresh(ctx, refreshToken, "")
	if !errors.As(err, &e) || !errors.Is(err, context.Canceled) || e.Lost {
		t.Errorf("before it was sent: %v", err)
	}
}

func TestNoConnectionIsUsedTwice(t *testing.T) {
	var mu sync.Mutex
	peers := map[string]int{}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		peers[r.RemoteAddr]++
		mu.Unlock()
		_, _ = io.WriteString(w, tokenAnswer(t, nil))
	})
	for range 3 {
		if _, err := c.Refresh(t.Context(), refreshToken, ""); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(peers) != 3 {
		t.Errorf("%d connections for 3 requests", len(peers))
	}
}

func TestABodyIsSentWholeOverHTTP2(t *testing.T) {
	c := serveHTTP2(t, func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil || int64(len(raw)) != r.ContentLength || strings.Contains(string(raw), "client_secret") {
			t.Errorf("%s, %v", raw, err)
		}
		_, _ = io.WriteString(w, tokenAnswer(t, nil))
	})
	if _, err := c.Refresh(t.Context(), refreshToken, ""); err != nil {
		t.Error(err)
	}
}

// silent keeps the servers' complaints about broken connections out of the tests' output.
var silent = log.New(io.Discard, "", 0)
