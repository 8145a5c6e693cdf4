package apiproxy_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/apiproxy"
	"workos-widgets/internal/authkit"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/outbound/outboundtest"
)

// tripper is a WorkOS without sockets.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func jsonResponse(req *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}
}

// silent is a WorkOS that takes a request, if it does, and never answers.
func silent(takes bool) tripper {
	return func(req *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(req.Context()); takes && trace.WroteHeaders != nil {
			trace.WroteHeaders()
		}
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
}

func newTripperRig(t testing.TB, f tripper) *rig {
	t.Helper()
	r := &rig{t: t}
	r.start("https://api.workos.example", f, noKey{})
	return r
}

const mayHaveBeenMade = "may have been made"

func TestDeadlineEndsARequest(t *testing.T) {
	for _, test := range []struct {
		name, method, code string
		sent, warns        bool
	}{
		{"a question", http.MethodGet, "timeout", true, false},
		{"a change", http.MethodPost, "timeout", true, true},
		{"a change that never left", http.MethodPost, "unreachable", false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newTripperRig(t, silent(test.sent))
				begun := time.Now()
				got := r.do(test.method, "/_widgets/UserProfile/me", "{}")
				r.fails(got, http.StatusGatewayTimeout, test.code)
				if took := time.Since(begun); took != apiproxy.Deadline {
					t.Errorf("it took %v", took)
				}
				if strings.Contains(got.message, mayHaveBeenMade) != test.warns {
					t.Errorf("the person reads: %s", got.message)
				}
			})
		})
	}
}

// stalled is a body that stops half way.
type stalled struct {
	io.Reader
	ctx context.Context
}

func (s stalled) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		<-s.ctx.Done()
		err = s.ctx.Err()
	}
	return n, err
}

func (stalled) Close() error { return nil }

func TestDeadlineEndsAnAnswerThatStallsHalfWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTripperRig(t, func(req *http.Request) (*http.Response, error) {
			res := jsonResponse(req, http.StatusOK, "")
			res.Body = stalled{strings.NewReader(`{"half":`), req.Context()}
			return res, nil
		})
		got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}")
		r.fails(got, http.StatusGatewayTimeout, "timeout")
		if !strings.Contains(got.message, mayHaveBeenMade) {
			t.Errorf("the person reads: %s", got.message)
		}
	})
}

func TestDeadlineHoldsForTheTokenToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t}
		r.start("https://api.workos.example", silent(false), &slowMinter{})
		r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusGatewayTimeout, "unreachable")
	})
}

// TestPageThatIsGoneEndsItsRequest is for development, where requests come over a socket.
func TestPageThatIsGoneEndsItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTripperRig(t, silent(true))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		r.send(r.request(http.MethodGet, "/_widgets/UserProfile/me", "").WithContext(ctx))
		if took := time.Since(begun); took != time.Second {
			t.Errorf("it went on for %v", took)
		}
	})
}

// slowMinter never answers.
type slowMinter struct{ minter }

// WidgetToken waits for as long as it is let.
func (*slowMinter) WidgetToken(ctx context.Context, _, _ string, _ []string) (authkit.Secret, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

func TestMutationIsNotRepeatedAfterALostReply(t *testing.T) {
	for _, test := range []struct {
		method string
		warns  bool
	}{{http.MethodPost, true}, {http.MethodPut, true}, {http.MethodDelete, true}, {http.MethodGet, false}} {
		t.Run(test.method, func(t *testing.T) {
			r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
				io.Copy(io.Discard, req.Body)
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				conn.Close() // it has acted, and says nothing
			})
			got := r.do(test.method, "/_widgets/UserProfile/me", "{}")
			r.fails(got, http.StatusBadGateway, "answer_lost")
			if r.calls.Load() != 1 {
				t.Errorf("WorkOS got %d requests", r.calls.Load())
			}
			if strings.Contains(got.message, mayHaveBeenMade) != test.warns {
				t.Errorf("the person reads: %s", got.message)
			}
			if r.session.Refreshes() != 0 {
				t.Error("it cost a refresh")
			}
		})
	}
}

func TestAnswerThatBreaksOffIsAFailureAndNotHalfAnAnswer(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		answerJSON(w, http.StatusOK, `{"half":`)
	})
	r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusBadGateway, "answer_lost")
}

func TestUnreachableWorkOSIsSaidInWords(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	for name, api := range map[string]string{"nobody listens": "http://" + address, "no such host": "http://workos.invalid"} {
		t.Run(name, func(t *testing.T) {
			r := &rig{t: t}
			r.start(api, nil, noKey{})
			got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}")
			r.fails(got, http.StatusServiceUnavailable, "unreachable")
			if !strings.Contains(got.message, "can't be reached") || strings.Contains(got.message, mayHaveBeenMade) {
				t.Errorf("the person reads: %s", got.message)
			}
		})
	}
}

// TestUntrustedCertificateIsSaidInWordsAndGetsNoToken has servers stand in WorkOS's place that can't prove to be it, or
// want a version of TLS that is broken; one that is as it should be gets the request.
func TestUntrustedCertificateIsSaidInWordsAndGetsNoToken(t *testing.T) {
	for name, c := range map[string]struct {
		host    string
		version uint16
		trusted bool
		status  int
		code    string
	}{
		"WorkOS":                           {"127.0.0.1", tls.VersionTLS12, true, http.StatusOK, ""},
		"an authority that is not trusted": {"127.0.0.1", tls.VersionTLS13, false, http.StatusBadGateway, "certificate"},
		"a certificate for another name":   {"localhost", tls.VersionTLS13, true, http.StatusBadGateway, "certificate"},
		"TLS 1.1":                          {"127.0.0.1", tls.VersionTLS11, true, http.StatusServiceUnavailable, "unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			var arrived atomic.Bool
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { arrived.Store(true); ok(w, r) }))
			server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: c.version}
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			r := &rig{t: t}
			if c.trusted {
				r.network = trusting(t, server)
			}
			r.start(strings.Replace(server.URL, "127.0.0.1", c.host, 1), nil, noKey{})
			got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}")
			if arrived.Load() != (c.code == "") || got.status != c.status {
				t.Errorf("a request arrived: %t; HTTP %d", arrived.Load(), got.status)
			}
			if c.code != "" {
				r.fails(got, c.status, c.code)
			}
			if strings.Contains(got.message, mayHaveBeenMade) {
				t.Errorf("the person reads: %s", got.message)
			}
		})
	}
}

// trusting is a way out on which a server's certificate is an authority.
func trusting(t *testing.T, s *httptest.Server) *outbound.Network {
	t.Helper()
	network, err := outbound.New(outbound.Options{CAFile: outboundtest.Authority(t, s)})
	if err != nil {
		t.Fatal(err)
	}
	return network
}

// TestTroubleWithAProxyIsSaidInItsOwnWords takes a real proxy's refusal the whole way to the widget, for its own request
// and for the token that it needs.
func TestTroubleWithAProxyIsSaidInItsOwnWords(t *testing.T) {
	const password = "hunter-2-hunter"
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	defer proxy.Close()
	api := &url.URL{Scheme: "https", Host: "api.workos.example"}
	for name, c := range map[string]struct{ proxy, says, mends string }{
		"it wants another password": {strings.Replace(proxy.URL, "http://", "http://zoe:"+password+"@", 1), "network asks for a user name and password", "name:password@"},
		"it is no address":          {"http://zoe:" + password + "%@proxy:1", "no address of a proxy", "http://host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HTTPS_PROXY", c.proxy)
			network, err := outbound.New(outbound.Options{})
			if err != nil {
				t.Fatal(err)
			}
			r := &rig{t: t, network: network}
			r.start(api.String(), nil, noKey{})
			says := func(got reply, more string) {
				for _, want := range []string{c.says, c.mends, more} {
					if !strings.Contains(got.message, want) {
						t.Errorf("%q does not say %q", got.message, want)
					}
				}
				if strings.Contains(got.body+r.log.String(), password) || strings.Contains(got.message, mayHaveBeenMade) {
					t.Errorf("the person reads: %s; the log says: %s", got.message, r.log)
				}
			}
			got := r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}")
			r.fails(got, http.StatusServiceUnavailable, "unreachable")
			says(got, "")

			r.session.Fail(authkit.New(authkit.Options{ClientID: "client_01", APIURL: api, Network: network}).Reachable(t.Context()))
			got = r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}")
			r.fails(got, http.StatusServiceUnavailable, "session_unavailable")
			says(got, "Your session is safe")
		})
	}
}

func TestCloseCancelsWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		r := newTripperRig(t, func(req *http.Request) (*http.Response, error) {
			calls.Add(1)
			return silent(true)(req)
		})
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusServiceUnavailable, "closing")
			})
		}
		synctest.Wait()
		begun := time.Now()
		r.proxy.Close()
		wg.Wait()
		if took := time.Since(begun); took != 0 {
			t.Errorf("it took %v", took)
		}
		r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusServiceUnavailable, "closing")
		r.proxy.Close() // twice does no harm
		if n := calls.Load(); n != 5 {
			t.Errorf("WorkOS got %d requests, one after the end", n)
		}
		if got := r.send(httptest.NewRequest(http.MethodGet, "/index.html", nil)); got.status != http.StatusTeapot {
			t.Errorf("the page's own files: HTTP %d", got.status)
		}
	})
}

func TestCloseReturnsWhenNothingSpeaksToWorkOSAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var speaking atomic.Bool
		r := newTripperRig(t, func(req *http.Request) (*http.Response, error) {
			speaking.Store(true)
			defer speaking.Store(false)
			<-req.Context().Done()
			time.Sleep(time.Second) // hanging up takes a while
			return nil, req.Context().Err()
		})
		var wg sync.WaitGroup
		wg.Go(func() { r.do(http.MethodGet, "/_widgets/UserProfile/me", "") })
		synctest.Wait()
		r.proxy.Close()
		if speaking.Load() {
			t.Error("something still does")
		}
		wg.Wait()
	})
}

func TestCloseEndsTheWaitForAToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t}
		r.start("https://api.workos.example", silent(false), &slowMinter{})
		var wg sync.WaitGroup
		wg.Go(func() {
			r.fails(r.do(http.MethodGet, "/_widgets/UserProfile/me", ""), http.StatusServiceUnavailable, "closing")
		})
		synctest.Wait()
		r.proxy.Close()
		wg.Wait()
	})
}

func TestPanicIsContained(t *testing.T) {
	for name, value := range map[string]any{"of a bug": errors.New("Bearer secret-in-a-panic"), "that means abort": http.ErrAbortHandler} {
		t.Run(name, func(t *testing.T) {
			r := newTripperRig(t, func(*http.Request) (*http.Response, error) { panic(value) })
			got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")
			r.fails(got, http.StatusInternalServerError, "internal")
			if written := r.log.String(); strings.Contains(written, "secret-in-a-panic") || !strings.Contains(written, "stack=") {
				t.Errorf("the log says: %s", written)
			}
			r.proxy.Close() // nothing is left under way
		})
	}
}

func TestNoCredentialAndNoQueryIsLogged(t *testing.T) {
	const query, elevated, body = "zoe%40acme.example", "stepped-up-secret", "one-time-secret"
	answers := map[string]tripper{
		"success":     func(req *http.Request) (*http.Response, error) { return jsonResponse(req, 200, `"`+body+`"`), nil },
		"a refusal":   func(req *http.Request) (*http.Response, error) { return jsonResponse(req, 401, `"`+body+`"`), nil },
		"a redirect":  func(req *http.Request) (*http.Response, error) { return jsonResponse(req, 302, `"`+body+`"`), nil },
		"no network":  func(req *http.Request) (*http.Response, error) { return nil, errors.New("dial tcp: no route to host") },
		"a broken up": func(req *http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		"a panic":     func(req *http.Request) (*http.Response, error) { panic(req) },
	}
	for name, f := range answers {
		t.Run(name, func(t *testing.T) {
			var token string
			r := newTripperRig(t, func(req *http.Request) (*http.Response, error) {
				token = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
				return f(req)
			})
			req := r.request(http.MethodPost, "/_widgets/UserManagement/members/user_1?search="+query, body)
			req.Header.Set("x-elevated-access-token", elevated)
			got := r.send(req)
			written := r.log.String()
			if !strings.Contains(written, "POST /_widgets/UserManagement/members") {
				t.Errorf("the log does not name the operation: %s", written)
			}
			for _, secret := range []string{token, r.standIn, elevated, query, "zoe@acme.example", body} {
				if secret == "" || strings.Contains(written, secret) {
					t.Errorf("the log holds %q: %s", secret, written)
				}
				if secret != body && strings.Contains(got.body, secret) {
					t.Errorf("the answer holds %q", secret)
				}
			}
		})
	}
}
