//go:build dev || sandbox

package embedded

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPanelIsAnsweredForWhoeverIsSignedIn(t *testing.T) {
	defer settle(t)
	r, err := Start(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	h := r.Middleware(func() Person {
		return Person{UserID: "user_01HZDRJE00SANDBX0MAX0KAF0R", OrganizationID: "org_01HZDRJE00SANDBX0ACMEC0RP0"}
	})(http.NotFoundHandler())
	ask := httptest.NewRequest(http.MethodPost, "http://localhost/_sandbox/condition", strings.NewReader(`{"offline":true}`))
	ask.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, ask)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"role":"member"`) {
		t.Errorf("HTTP %d %s", w.Code, w.Body)
	}
	if client(r).Reachable(t.Context()) == nil {
		t.Error("the sandbox went offline, and can be reached")
	}
}

func TestPanelIsNowhereWithoutASandbox(t *testing.T) { refusesThePanel(t, nil) }
