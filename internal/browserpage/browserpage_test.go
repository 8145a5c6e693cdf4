package browserpage

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func written(t *testing.T, p Page) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	Write(w, p)
	return w
}

func TestHeadersKeepThePageToItself(t *testing.T) {
	h := written(t, Page{Title: "Signed in"}).Header()
	for name, want := range map[string]string{
		"Content-Type":                 "text/html; charset=utf-8",
		"Cache-Control":                "no-store",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy lacks %s: %s", want, csp)
		}
	}
	for _, no := range []string{"script-src", "unsafe-inline", "form-action"} {
		if strings.Contains(csp, no) {
			t.Errorf("the policy has %s: %s", no, csp)
		}
	}
}

func TestPolicyAllowsExactlyTheStyleInThePage(t *testing.T) {
	w := written(t, Page{Title: "Signed in"})
	styles := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(w.Body.String(), -1)
	if len(styles) != 1 {
		t.Fatalf("%d style elements", len(styles))
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "style-src '"+hash(styles[0][1])+"'") {
		t.Errorf("the policy does not allow the page's style: %s", csp)
	}
}

func TestFormActionIsPutInThePolicyOnRequest(t *testing.T) {
	csp := written(t, Page{FormAction: "'self'"}).Header().Get("Content-Security-Policy")
	if !strings.HasSuffix(csp, "; form-action 'self'") {
		t.Error(csp)
	}
}

func TestScriptIsAllowedByANonceOfItsOwn(t *testing.T) {
	nonces := map[string]bool{}
	for range 2 {
		w := written(t, Page{Script: `if (1 < 2 && "a") document.title = "</b>";`})
		m := regexp.MustCompile(`<script nonce="([A-Z2-7]{26})">(.*)</script>`).FindStringSubmatch(w.Body.String())
		if m == nil || m[2] != `if (1 < 2 && "a") document.title = "</b>";` {
			t.Fatalf("the script is not in the page as it is: %s", w.Body)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "; script-src 'nonce-"+m[1]+"'") || strings.Contains(csp, "connect-src") {
			t.Error(csp)
		}
		nonces[m[1]] = true
	}
	if len(nonces) != 2 {
		t.Error("a nonce was used twice")
	}
	if strings.Contains(written(t, Page{}).Body.String(), "<script") {
		t.Error("a page without script has a script element")
	}
}

func TestOnlyAPageThatReportsMaySendRequests(t *testing.T) {
	csp := written(t, Page{Script: "1", Report: true}).Header().Get("Content-Security-Policy")
	if !strings.HasSuffix(csp, "; connect-src 'self'") {
		t.Error(csp)
	}
}

func TestStatusIsOKUnlessSaid(t *testing.T) {
	for given, want := range map[int]int{0: http.StatusOK, http.StatusNotFound: http.StatusNotFound} {
		if got := written(t, Page{Status: given}).Code; got != want {
			t.Errorf("Status %d: %d, want %d", given, got, want)
		}
	}
}

func TestTitleIsEscapedAndTheOnlyLevelOneHeading(t *testing.T) {
	body := written(t, Page{Title: `<img src=x> & "co"`, Body: "<p>Text</p>"}).Body.String()
	if strings.Contains(body, "<img src=x>") {
		t.Error("the title is not escaped")
	}
	if n := strings.Count(body, "<h1>"); n != 1 {
		t.Errorf("%d level-1 headings", n)
	}
	if !strings.Contains(body, `<html lang="en">`) {
		t.Error("the page does not say its language")
	}
}

func TestFootnoteIsLeftOutWhenEmpty(t *testing.T) {
	if strings.Contains(written(t, Page{}).Body.String(), "<footer>") {
		t.Error("an empty footnote is shown")
	}
	if !strings.Contains(written(t, Page{Footnote: "Sandbox"}).Body.String(), "<footer><p>Sandbox</p></footer>") {
		t.Error("the footnote is not shown")
	}
}
