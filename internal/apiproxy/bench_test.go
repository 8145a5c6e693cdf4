package apiproxy_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkProxyOverhead takes turns between a request of the page's through the proxy and the same one
// sent straight to WorkOS, over the same kind of connection, and reports what the way through costs.
func BenchmarkProxyOverhead(b *testing.B) {
	page := `{"data":[` + strings.TrimSuffix(strings.Repeat(`{"id":"user_01EHZNVPK3SFK441A1RGBFSHRT","email":"somebody@acme.example"},`, 100), ",") + `]}`
	r := newRig(b, func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, http.StatusOK, page) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, http.StatusOK, page) }))
	defer server.Close()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	defer transport.CloseIdleConnections()

	direct := func() {
		req, err := http.NewRequest(http.MethodGet, server.URL+"/_widgets/UserManagement/members?limit=100", nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+r.standIn)
		res, err := transport.RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		defer res.Body.Close()
		if body, err := io.ReadAll(res.Body); err != nil || len(body) != len(page) {
			b.Fatalf("%d bytes, %v", len(body), err)
		}
	}
	through := func() {
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, r.request(http.MethodGet, "/_widgets/UserManagement/members?limit=100", ""))
		if w.Body.Len() != len(page) {
			b.Fatalf("HTTP %d %s", w.Code, w.Body)
		}
	}
	timed := func(f func()) time.Duration {
		begun := time.Now()
		f()
		return time.Since(begun)
	}
	direct()
	through()
	var without, with []time.Duration
	for b.Loop() {
		without = append(without, timed(direct))
		with = append(with, timed(through))
	}
	slices.Sort(without)
	slices.Sort(with)
	at := func(d []time.Duration, percent int) time.Duration { return d[len(d)*percent/100] }
	for _, percent := range []int{50, 99} {
		name := map[int]string{50: "p50", 99: "p99"}[percent]
		b.ReportMetric(float64(at(without, percent).Microseconds()), "µs-direct-"+name)
		b.ReportMetric(float64((at(with, percent) - at(without, percent)).Microseconds()), "µs-added-"+name)
	}
}
