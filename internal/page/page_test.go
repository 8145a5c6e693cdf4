package page_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"workos-widgets/internal/page"
)

var files = fstest.MapFS{
	"index.html":    {Data: []byte("<!doctype html><html><head><title>t</title></head><body></body></html>")},
	"assets/app.js": {Data: []byte("console.log(1)")},
}

func server(development bool) http.Handler {
	return themed(development, "")
}

func themed(development bool, theme string) http.Handler {
	return page.Middleware(page.Options{Development: development, Theme: func() string { return theme }})(http.FileServerFS(files))
}

func get(h http.Handler, path string) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Result()
}

func directives(t *testing.T, policy string) map[string]string {
	t.Helper()
	d := map[string]string{}
	for part := range strings.SplitSeq(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		if _, twice := d[name]; twice {
			t.Errorf("directive %s stands twice: only the first would count", name)
		}
		d[name] = value
	}
	return d
}

func TestDocumentCarriesThePolicy(t *testing.T) {
	res := get(server(false), "/")
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the document came as HTTP %d", res.StatusCode)
	}
	d := directives(t, res.Header.Get("Content-Security-Policy"))
	for name, want := range map[string]string{
		"default-src": "'self'", "connect-src": "'self'", "script-src": "'self'", "object-src": "'none'", "frame-src": "'none'",
		"form-action": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'",
	} {
		if d[name] != want {
			t.Errorf("%s is %q, want %q", name, d[name], want)
		}
	}
	if strings.Contains(d["script-src"], "unsafe") {
		t.Error("scripts written into the document would run")
	}
}

func TestPicturesComeFromTheListedHostsOnly(t *testing.T) {
	for want, hosts := range map[string][]string{
		"'self' data:": nil,
		"'self' data: https://workoscdn.com https://*.gravatar.com": {"workoscdn.com", "*.gravatar.com"},
	} {
		h := page.Middleware(page.Options{ImageHosts: hosts, Theme: func() string { return "" }})(http.FileServerFS(files))
		if got := directives(t, get(h, "/").Header.Get("Content-Security-Policy"))["img-src"]; got != want {
			t.Errorf("img-src is %q, want %q", got, want)
		}
	}
}

func TestAssetsCarryTheHeadersAndKeepTheirType(t *testing.T) {
	res := get(server(false), "/assets/app.js")
	for name, want := range map[string]string{
		"Content-Type": "text/javascript; charset=utf-8", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestThereIsNoPolicyInDevelopment(t *testing.T) {
	res := get(server(true), "/")
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options"} {
		if got := res.Header.Get(name); got != "" {
			t.Errorf("%s is %q: Vite's own scripts would not run", name, got)
		}
	}
}

func TestDocumentCarriesTheThemeThatIsForced(t *testing.T) {
	for theme, want := range map[string]string{
		"dark": `<html data-theme="dark"><head>`, "light": `<html data-theme="light"><head>`, "": "<html><head>",
		`"><script>`: "<html><head>",
	} {
		res := get(themed(false, theme), "/")
		body, _ := io.ReadAll(res.Body)
		if !strings.Contains(string(body), want) {
			t.Errorf("theme %q: the document is %s", theme, body)
		}
		if got := res.Header.Get("Content-Length"); got != strconv.Itoa(len(body)) {
			t.Errorf("theme %q: Content-Length is %s, the document has %d bytes", theme, got, len(body))
		}
		if got := res.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("theme %q: Cache-Control is %q", theme, got)
		}
	}
}

func TestDocumentIsNeverAnsweredInPart(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Range", "bytes=0-3")
	w := httptest.NewRecorder()
	themed(false, "dark").ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "data-theme") {
		t.Errorf("HTTP %d: %s", w.Code, w.Body)
	}
}

func TestAssetsAndDevelopmentAreLeftAsTheyAre(t *testing.T) {
	for name, res := range map[string]*http.Response{
		"an asset": get(themed(false, "dark"), "/assets/app.js"), "development": get(themed(true, "dark"), "/"),
	} {
		body, _ := io.ReadAll(res.Body)
		if strings.Contains(string(body), "data-theme") || res.Header.Get("Cache-Control") != "" {
			t.Errorf("%s: %v %s", name, res.Header, body)
		}
	}
}
