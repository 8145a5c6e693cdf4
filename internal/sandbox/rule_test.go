package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRulesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"Members=503": "", "*=2s": "", "Sessions=1s,lost": "", "Me=lost-reply": "", "ClientApiStatus=503": "", "Me = 800ms , 429": "Me=800ms,429",
		"Me=": "!", "503": "!", "Nobody=503": "!", "Me=200": "!", "Me=-1s": "!", "Me=1h": "!", "Me=503;404": "!",
	} {
		r, err := ParseRule(text)
		if want == "" {
			want = text
		}
		if (err != nil) != (want == "!") || err == nil && r.String() != want {
			t.Errorf("%s: %s, %v", text, r, err)
		}
	}
}

func TestRulesHaveOperationsGoWrong(t *testing.T) {
	rule := func(text string) Rule {
		r, err := ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	f := newFixture(t, Options{Rules: []Rule{rule("Organizations=503")}})
	zoe := f.visit(Zoe, Acme)
	got := zoe.do(http.MethodGet, "UserManagement/organizations", nil).want(t, http.StatusServiceUnavailable)
	if text, _ := got["message"].(string); !strings.Contains(text, "Service Unavailable") {
		t.Errorf("%v", got)
	}
	zoe.get("UserProfile/me")
	f.SetRules(rule("*=503"), rule("Me=1ns"))
	zoe.do(http.MethodGet, "UserManagement/organizations", nil).want(t, http.StatusServiceUnavailable)
	zoe.get("UserProfile/me")
	query := map[string]any{"query": "{ clientApiStatus }"}
	f.graphQLCall(zoe.token, query).want(t, http.StatusServiceUnavailable)
	f.SetRules(rule("ClientApiStatus=503"))
	f.graphQLCall(zoe.token, query).want(t, http.StatusServiceUnavailable)
	zoe.get("UserManagement/organizations")
	f.SetRules(rule("*=503"))
	f.signIn(Max, Acme) // is none of the widgets' business
	f.SetRules()
	zoe.get("UserManagement/organizations")
	f.graphQLCall(zoe.token, query).want(t, http.StatusOK)
}

func TestFaultHeader(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	for value, status := range map[string]int{"503": 503, "1ms,503": 503, "nonsense": 400, "": 200} {
		r := widgetRequest(t, zoe.token.Reveal(), http.MethodGet, "UserProfile/me", nil)
		r.Header.Set(FaultHeader, value)
		w := httptest.NewRecorder()
		if f.ServeHTTP(w, r); w.Code != status {
			t.Errorf("%q: status %d", value, w.Code)
		}
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, Options{CheapSigning: true, Rules: []Rule{{Operation: "*", Fault: Fault{Delay: 2 * time.Second}}}})
		began := time.Now()
		send(t, s, widgetRequest(t, "", http.MethodGet, "UserProfile/me", nil)).want(t, http.StatusUnauthorized)
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestFaultsPage(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	if got := f.form(RulesPath, "rules", "Me=503\n\nMembers=oops"); got.status != http.StatusBadRequest || !strings.Contains(got.raw, "oops") {
		t.Errorf("%d %s", got.status, got.raw)
	}
	zoe.get("UserProfile/me")
	f.form(RulesPath, "rules", "Me=503\r\nMembers=1s,404\r\n").want(t, http.StatusOK)
	zoe.do(http.MethodGet, "UserProfile/me", nil).want(t, http.StatusServiceUnavailable)
	if got := f.page(RulesPath); !strings.Contains(got.raw, "Members=1s,404") {
		t.Errorf("%s", got.raw)
	}
	f.form(RulesPath, "rules", "").want(t, http.StatusOK)
	zoe.get("UserProfile/me")
}
