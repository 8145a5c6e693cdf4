package embedded

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// refusesThePanel holds a build, or a start, without the sandbox to answering nothing of its panel's.
func refusesThePanel(t *testing.T, r *Running) {
	t.Helper()
	asked := false
	h := r.Middleware(func() Person {
		asked = true
		return Person{}
	})(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		for path, want := range map[string]int{
			"/_sandbox/condition": http.StatusNotFound, "/_sandbox/": http.StatusNotFound, "/": http.StatusTeapot, "/_sandbox": http.StatusTeapot,
		} {
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, httptest.NewRequest(method, path, nil)); w.Code != want {
				t.Errorf("%s %s: HTTP %d", method, path, w.Code)
			}
		}
	}
	if asked {
		t.Error("it has looked who is signed in")
	}
}
