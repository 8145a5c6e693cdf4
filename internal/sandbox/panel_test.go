package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// ask is a request of the panel's, or of somebody who would like to be it.
func (f *fixture) ask(p Person, method, body string, with func(*http.Request)) result {
	f.t.Helper()
	r := httptest.NewRequest(method, PanelPath, strings.NewReader(body))
	r.Host = "localhost:34115"
	r.Header.Set("Content-Type", "application/json")
	if with != nil {
		with(r)
	}
	w := httptest.NewRecorder()
	f.Panel(func() Person { return p }).ServeHTTP(w, r)
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			f.t.Errorf("%s: another origin is told %s", method, name)
		}
	}
	return result{status: w.Code, raw: w.Body.String()}
}

func TestPanelChangesWhatItNames(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := signedIn(f.signIn(Zoe, Acme))
	for _, one := range []struct {
		body, says string
		status     int
	}{
		{`{}`, `"normal":true`, 200},
		{`{"role":"member"}`, `"role":"member"`, 200},
		{`{"permissions":["widgets:sso:manage"]}`, `"permissions":["widgets:sso:manage"]`, 200},
		{`{"permissions":[]}`, `"permissions":[]`, 200},
		{`{"offline":true}`, `"offline":true`, 200},
		{`{"latency":800}`, `"latency":800`, 200},
		{`{"do":"expire-tokens"}`, `"tokensExpiredAt":1`, 200},
		{`{"do":"end-session"}`, `"ended":true`, 200},
		{`{"do":"normal"}`, `"normal":true`, 200},
		{`{"do":"reset"}`, `"normal":true`, 200},
		{`{"role":"emperor"}`, `no role`, 400},
		{`{"permissions":["*"]}`, `no permission`, 400},
		{`{"latency":-1}`, `delay`, 400},
		{`{"do":"anything"}`, `does not know`, 400},
		{`{"offline":"yes"}`, `no change`, 400},
		{`[]`, `no change`, 400},
		{``, `no change`, 400},
	} {
		if got := f.ask(zoe, http.MethodPost, one.body, nil); got.status != one.status || !strings.Contains(got.raw, one.says) {
			t.Errorf("%s: %d %s", one.body, got.status, got.raw)
		}
	}
	nobody := f.ask(Person{}, http.MethodGet, "", nil)
	if nobody.status != http.StatusOK || !strings.Contains(nobody.raw, `"access":null,"session":null`) {
		t.Errorf("nobody is told %d %s", nobody.status, nobody.raw)
	}
	if got := f.ask(Person{}, http.MethodPost, `{"do":"end-session"}`, nil); got.status != http.StatusBadRequest {
		t.Errorf("nobody's session: %d %s", got.status, got.raw)
	}
	if got := f.ask(zoe, http.MethodDelete, "", nil); got.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", got.status)
	}
}

// TestForeignPageCannotChangeTheSandboxAttack: what a browser says of another page, by whatever way it tries.
func TestForeignPageCannotChangeTheSandboxAttack(t *testing.T) {
	header := func(pairs ...string) func(*http.Request) {
		return func(r *http.Request) {
			for i := 0; i < len(pairs); i += 2 {
				r.Header.Set(pairs[i], pairs[i+1])
			}
		}
	}
	host := func(name string, pairs ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.Host = name
			header(pairs...)(r)
		}
	}
	for name, one := range map[string]struct {
		with    func(*http.Request)
		refused bool
	}{
		"the page in a browser":                      {header("Origin", "http://localhost:34115", "Sec-Fetch-Site", "same-origin"), false},
		"the page in the window of wails dev":        {host("wails.localhost:34115", "Origin", "wails://wails.localhost:34115"), false},
		"the page in the window":                     {host("wails", "Origin", "wails://wails"), false},
		"the page in the window, without an origin":  {host("wails"), false},
		"the page on Windows":                        {host("wails.localhost", "Origin", "http://wails.localhost"), false},
		"another site's script":                      {header("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), true},
		"another site's script, in an older browser": {header("Origin", "https://evil.example"), true},
		"another port of this computer":              {header("Origin", "http://localhost:8080", "Sec-Fetch-Site", "same-site"), true},
		"another port, in an older browser":          {header("Origin", "http://localhost:8080"), true},
		"a sandboxed frame":                          {header("Origin", "null", "Sec-Fetch-Site", "cross-site"), true},
		"a sandboxed frame, in an older browser":     {header("Origin", "null"), true},
		"a form":                                     {header("Content-Type", "application/x-www-form-urlencoded"), true},
		"a form whose text looks like JSON":          {header("Content-Type", "text/plain"), true},
		"a request without a type":                   {header("Content-Type", ""), true},
		"another name for this computer (rebinding)": {host("evil.example:34115", "Origin", "http://evil.example:34115", "Sec-Fetch-Site", "same-origin"), true},
		"another name that looks like ours":          {host("localhost.evil.example:34115", "Sec-Fetch-Site", "same-origin"), true},
		"another name that ends like localhost":      {host("evil-localhost:34115", "Sec-Fetch-Site", "same-origin"), true},
		"another name that ends like the window's":   {host("evil-wails:34115", "Sec-Fetch-Site", "same-origin"), true},
		"another name that ends like it on Windows":  {host("evil-wails.localhost:34115", "Sec-Fetch-Site", "same-origin"), true},
		"an address of this computer in its network": {host("192.168.1.2:34115", "Sec-Fetch-Site", "same-origin"), true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			got := f.ask(Person{}, http.MethodPost, `{"offline":true}`, one.with)
			if (got.status == http.StatusForbidden) != one.refused || f.Condition(Person{}).Offline == one.refused {
				t.Errorf("HTTP %d, offline: %v", got.status, f.Condition(Person{}).Offline)
			}
		})
	}
	f := newFixture(t, Options{})
	if got := f.ask(Person{}, http.MethodGet, "", host("evil.example:34115")); got.status != http.StatusForbidden {
		t.Errorf("it is told to another name: HTTP %d", got.status)
	}
	preflight := f.ask(Person{}, http.MethodOptions, "", header("Origin", "https://evil.example", "Access-Control-Request-Method", "POST"))
	if preflight.status != http.StatusMethodNotAllowed {
		t.Errorf("a browser that asks first is told HTTP %d", preflight.status)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		f.ask(Person{}, method, `{}`, func(r *http.Request) { r.URL.RawQuery = "offline=true&latency=800" })
		if got := f.Condition(Person{}); got.Offline || got.Latency != 0 {
			t.Errorf("%s: what an address says is taken: %+v", method, got)
		}
	}
	long := `{"offline":true` + strings.Repeat(" ", 65<<10) + `}`
	if got := f.ask(Person{}, http.MethodPost, long, nil); got.status != http.StatusBadRequest || f.Condition(Person{}).Offline {
		t.Errorf("65 kB: HTTP %d, offline: %v", got.status, f.Condition(Person{}).Offline)
	}
}

func TestPanelIsSafeForSeveralAtOnce(t *testing.T) {
	f := newFixture(t, Options{CheapSigning: true})
	g := f.signIn(Zoe, Acme)
	zoe := signedIn(g)
	var all sync.WaitGroup
	for _, body := range []string{
		`{"role":"member"}`, `{"permissions":[]}`, `{"offline":true}`, `{"offline":false}`, `{"latency":1}`, `{"do":"expire-tokens"}`, `{"do":"normal"}`, `{"do":"reset"}`,
	} {
		all.Go(func() {
			for range 20 {
				if got := f.ask(zoe, http.MethodPost, body, nil); got.status != http.StatusOK {
					t.Errorf("%s: HTTP %d %s", body, got.status, got.raw)
				}
			}
		})
		all.Go(func() {
			for range 20 {
				_, _ = f.client.Refresh(t.Context(), g.RefreshToken, "") // refused or lost, as the others have it
				f.page(RulesPath)
			}
		})
	}
	all.Wait()
	must(t, f.Normalize(zoe))
	if got := f.Condition(zoe); !got.Normal {
		t.Errorf("%+v", got)
	}
}
