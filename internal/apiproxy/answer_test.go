package apiproxy_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func zipped(t testing.TB, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zeros is a JSON string that never ends.
type zeros struct{ begun bool }

func (z *zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	if !z.begun && len(p) > 0 {
		z.begun, p[0] = true, '"'
	}
	return len(p), nil
}

func TestRequestsOverAMegabyteAreRefused(t *testing.T) {
	var got int
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		b, _ := io.ReadAll(req.Body)
		got = len(b)
		ok(w, req)
	})
	const limit = 1 << 20
	if a := r.do(http.MethodPost, "/_widgets/UserProfile/me", strings.Repeat("a", limit)); a.status != http.StatusOK || got != limit {
		t.Errorf("exactly 1 MB: HTTP %d, WorkOS got %d bytes", a.status, got)
	}
	r.fails(r.do(http.MethodPost, "/_widgets/UserProfile/me", strings.Repeat("a", limit+1)), http.StatusRequestEntityTooLarge, "too_large")
	announced := r.request(http.MethodPost, "/_widgets/UserProfile/me", "")
	announced.ContentLength, announced.Body = limit+1, io.NopCloser(&zeros{})
	r.fails(r.send(announced), http.StatusRequestEntityTooLarge, "too_large")
	endless := r.request(http.MethodPost, "/_widgets/UserProfile/me", "")
	endless.Body = io.NopCloser(&zeros{})
	r.fails(r.send(endless), http.StatusRequestEntityTooLarge, "too_large")
	if r.calls.Load() != 1 {
		t.Errorf("WorkOS got %d requests, want 1", r.calls.Load())
	}
}

func TestAnswersOverEightMegabytesAreCutOff(t *testing.T) {
	const limit = 8 << 20
	for _, test := range []struct {
		name   string
		answer func(w http.ResponseWriter)
		fits   bool
	}{
		{"exactly 8 MB", func(w http.ResponseWriter) { io.CopyN(w, &zeros{}, limit) }, true},
		{"a byte more", func(w http.ResponseWriter) { io.CopyN(w, &zeros{}, limit+1) }, false},
		{"endless", func(w http.ResponseWriter) { io.Copy(w, &zeros{}) }, false},
		{"a small file that unpacks to more", func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zipped(t, io.LimitReader(&zeros{}, 2*limit)))
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				test.answer(w)
			})
			got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")
			if test.fits && (got.status != http.StatusOK || len(got.body) != limit) {
				t.Errorf("HTTP %d, %d bytes", got.status, len(got.body))
			}
			if !test.fits {
				r.fails(got, http.StatusBadGateway, "not_workos")
			}
		})
	}
}

func TestRedirectsAreNotFollowedAndNot304(t *testing.T) {
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		elsewhere := newRig(t, ok)
		r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Location", "/_widgets/elsewhere")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
		})
		r.fails(r.do(http.MethodPost, "/_widgets/UserProfile/me", "{}"), http.StatusBadGateway, "not_workos")
		if r.calls.Load() != 1 || elsewhere.calls.Load() != 0 {
			t.Errorf("%d: %d requests, %d elsewhere", status, r.calls.Load(), elsewhere.calls.Load())
		}
	}
}

func TestWhatIsNotJSONDoesNotReachThePage(t *testing.T) {
	for _, test := range []struct {
		name, contentType, body, encoding string
		status                            int
		wantStatus                        int
		wantCode                          string
	}{
		{"a captive portal", "text/html", "<script>alert(1)</script>", "", 200, 502, "not_workos"},
		{"nothing said about it", "", `{"a":1}`, "", 200, 502, "not_workos"},
		{"nearly JSON", "application/jsonp", "alert(1)", "", 200, 502, "not_workos"},
		{"JSON by another name", "text/json", `{"a":1}`, "", 200, 502, "not_workos"},
		{"a firewall's refusal", "text/html", "<h1>Blocked</h1>", "", 403, 502, "not_workos"},
		{"an edge that has lost its origin", "text/html", "<h1>Bad gateway</h1>", "", 502, 502, "workos_trouble"},
		{"an edge that is overloaded", "text/plain", "no", "", 503, 503, "workos_trouble"},
		{"an edge's limit", "text/html", "<h1>Too many</h1>", "", 429, 429, "too_many_requests"},
		{"an encoding nobody asked for", "application/json", "{}", "br", 200, 502, "not_workos"},
		{"an error with nothing in it", "", "", "", 500, 500, "workos_trouble"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
				h := w.Header()
				h["Content-Type"] = nil // not guessed
				if test.contentType != "" {
					h.Set("Content-Type", test.contentType)
				}
				if test.encoding != "" {
					h.Set("Content-Encoding", test.encoding)
				}
				h.Set("Retry-After", "7")
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")
			r.fails(got, test.wantStatus, test.wantCode)
			if test.body != "" && strings.Contains(got.body, test.body) {
				t.Errorf("the page got %s", got.body)
			}
			if trouble := test.wantCode != "not_workos"; trouble != (got.header.Get("Retry-After") == "7") {
				t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
			}
		})
	}
}

func TestWhatWorkOSSaysPassesAsItIs(t *testing.T) {
	for _, test := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"nothing", "", "", 204},
		{"created", "application/json", `{"id":"1"}`, 201},
		{"a problem (RFC 9457)", "application/problem+json", `{"message":"no"}`, 422},
		{"not found", "application/json", `{"message":"no"}`, 404},
		{"a bare refusal", "", "", 404},
		{"an error of its own", "application/json", `{"message":"no"}`, 500},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				if test.contentType != "" {
					w.Header().Set("Content-Type", test.contentType)
				}
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			if got := r.do(http.MethodDelete, "/_widgets/UserProfile/totp-factors", ""); got.status != test.status || got.body != test.body {
				t.Errorf("HTTP %d %q", got.status, got.body)
			}
		})
	}
}
