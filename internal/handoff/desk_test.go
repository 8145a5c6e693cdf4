package handoff

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// rig is a Desk with a browser that only remembers what it was to open.
type rig struct {
	*testing.T
	*Desk
	handler   http.Handler
	addresses chan string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	log := &lockedBuffer{}
	r := &rig{T: t, addresses: make(chan string, maxKept+maxOpen)}
	r.Desk = NewDesk(NewLauncher(quiet()), true, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	r.open = func(_ context.Context, address string) error {
		r.addresses <- address
		return nil
	}
	r.handler = r.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	t.Cleanup(func() {
		r.Desk.Close()
		for _, no := range []string{"s3cret", "r3direct", "h4nd", "http://", "https://"} {
			if strings.Contains(log.String(), no) {
				t.Errorf("the log holds %s: %s", no, log)
			}
		}
	})
	return r
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (r *rig) send(req *http.Request) answer {
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func pageRequest(method, path, body string) *http.Request {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Host = "wails"
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Handoff", "1")
	}
	return req
}

func (r *rig) post(path, body string) answer { return r.send(pageRequest(http.MethodPost, path, body)) }

func (r *rig) ask(method, path string) answer { return r.send(pageRequest(method, path, "")) }

func (r *rig) wants(a answer, status int) {
	r.Helper()
	if a.status != status {
		r.Fatalf("got %d %s, want %d", a.status, a.body, status)
	}
}

// opened is what the browser was to open. It never carries a token.
func (r *rig) opened() string {
	r.Helper()
	select {
	case address := <-r.addresses:
		u, err := url.Parse(address)
		if err != nil || u.Hostname() != "127.0.0.1" || len(u.Path) < 27 || u.RawQuery != "" || u.Fragment != "" {
			r.Errorf("the browser was to open %s", address)
		}
		return address
	case <-time.After(10 * time.Second):
		r.Fatal("the browser was to open nothing")
		return ""
	}
}

const okForm = `{"action": "https://setup.workos.com/portal", "fields": {"apiToken": "s3cret"}}`

func popupJSON(address, origin string) string {
	return fmt.Sprintf(`{"url": %s, "opener": "https://auth.example/pipes/redirecting", "provider": "GitHub",
		"message": {"handoffToken": "h4nd", "redirectToken": "r3direct"}, "targetOrigin": %s}`, quoted(address), quoted(origin))
}

// popup hands one over and returns its id.
func (r *rig) popup(address, origin string) string {
	r.Helper()
	a := r.post("/_handoff/popup", popupJSON(address, origin))
	r.wants(a, http.StatusCreated)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &made); err != nil || made.ID == "" {
		r.Fatalf("got %s", a.body)
	}
	return made.ID
}

func (r *rig) state(id string) state {
	r.Helper()
	a := r.ask(http.MethodGet, "/_handoff/popup/"+id)
	r.wants(a, http.StatusOK)
	var s struct{ State state }
	if err := json.Unmarshal([]byte(a.body), &s); err != nil {
		r.Fatal(err)
	}
	return s.State
}

// reaches waits for a state.
func (r *rig) reaches(id string, want state) {
	r.Helper()
	for deadline := time.Now().Add(patience); r.state(id) != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.Fatalf("it is %s, want %s", r.state(id), want)
		}
	}
}

func (r *rig) fetch(address string, change func(*http.Request)) answer {
	r.Helper()
	return send(r.T, http.MethodGet, address, change)
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestDeskLeavesOtherRequestsAlone(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/", "/_handoff", "/_handoffs/form", "/_widgets/UserProfile/me"} {
		r.wants(r.ask(http.MethodGet, path), http.StatusTeapot)
	}
}

func TestDeskRefusesWhatThePageDoesNotAsk(t *testing.T) {
	const okURL, okOrigin = "https://api.workos.com/x?a=b", "https://api.workos.com"
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		method, path, body string
		change             func(*http.Request)
		status             int
		code               string
	}{
		"no such path":             {path: "/_handoff/other", body: okForm, status: 404, code: "not_found"},
		"GET of the form":          {method: "GET", path: "/_handoff/form", status: 405, code: "method_not_allowed"},
		"OPTIONS":                  {method: "OPTIONS", path: "/_handoff/popup", status: 405, code: "method_not_allowed"},
		"PUT of one":               {method: "PUT", path: "/_handoff/popup/x", status: 405, code: "method_not_allowed"},
		"unknown id":               {method: "GET", path: "/_handoff/popup/x", status: 404, code: "not_found"},
		"unknown id given up":      {method: "DELETE", path: "/_handoff/popup/", status: 404, code: "not_found"},
		"without the header":       {body: okForm, change: header("X-Handoff", ""), status: 403, code: "not_the_page"},
		"by another name":          {body: okForm, change: func(r *http.Request) { r.Host = "evil.example:34115" }, status: 403, code: "not_the_page"},
		"asked by another name":    {method: "GET", path: "/_handoff/popup/x", change: func(r *http.Request) { r.Host = "wails.evil.example" }, status: 403, code: "not_the_page"},
		"text":                     {body: okForm, change: header("Content-Type", "text/plain"), status: 415, code: "not_json"},
		"no type":                  {body: okForm, change: header("Content-Type", ""), status: 415, code: "not_json"},
		"no JSON":                  {body: "apiToken=s3cret", status: 400, code: "invalid_request"},
		"empty":                    {body: "", status: 400, code: "invalid_request"},
		"two values":               {body: okForm + okForm, status: 400, code: "invalid_request"},
		"numbers in fields":        {body: `{"action": "https://a.example/", "fields": {"a": 1}}`, status: 400, code: "invalid_request"},
		"64 kB":                    {body: `{"action": "https://a.example/", "fields": {"a": "` + strings.Repeat("x", 64<<10) + `"}}`, status: 413, code: "too_large"},
		"form to http":             {body: `{"action": "http://a.example/", "fields": {"a": "b"}}`, status: 400, code: "address_refused"},
		"form to javascript":       {body: `{"action": "javascript:alert(1)", "fields": {"a": "b"}}`, status: 400, code: "address_refused"},
		"form to nowhere":          {body: `{"fields": {"a": "b"}}`, status: 400, code: "address_refused"},
		"popup at file":            {path: "/_handoff/popup", body: popupJSON("file:///etc/passwd", "null"), status: 400, code: "address_refused"},
		"popup with a password":    {path: "/_handoff/popup", body: popupJSON("https://a:b@api.workos.com/", okOrigin), status: 400, code: "address_refused"},
		"tokens to another origin": {path: "/_handoff/popup", body: popupJSON(okURL, "https://evil.example"), status: 400, code: "invalid_request"},
		"tokens to anybody":        {path: "/_handoff/popup", body: popupJSON(okURL, "*"), status: 400, code: "invalid_request"},
		"tokens to another port":   {path: "/_handoff/popup", body: popupJSON("https://api.workos.com:8443/", okOrigin), status: 400, code: "invalid_request"},
		"no redirect token":        {path: "/_handoff/popup", body: `{"url": "https://a.example/", "message": {"handoffToken": "h"}, "targetOrigin": "https://a.example"}`, status: 400, code: "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if c.method == "" {
				c.method = http.MethodPost
			}
			if c.path == "" {
				c.path = "/_handoff/form"
			}
			req := pageRequest(c.method, c.path, c.body)
			if c.change != nil {
				c.change(req)
			}
			a := r.send(req)
			var f struct{ Message, Code string }
			if err := json.Unmarshal([]byte(a.body), &f); err != nil || a.status != c.status || f.Code != c.code || f.Message == "" {
				t.Errorf("got %d %s, want %d %s", a.status, a.body, c.status, c.code)
			}
			if strings.Contains(a.body, "s3cret") || a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("got %v %s", a.header, a.body)
			}
			if len(r.addresses) != 0 || len(r.handovers) != 0 {
				t.Error("something was handed over")
			}
		})
	}
}

func TestDeskTakesThePageUnderEachOfItsOrigins(t *testing.T) {
	r := newRig(t)
	for _, host := range []string{"wails", "wails.localhost", "wails.localhost:34115", "localhost:34115", "127.0.0.1:5173", "[::1]:34115"} {
		req := pageRequest(http.MethodPost, "/_handoff/form", okForm)
		req.Host = host
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		if a := r.send(req); a.status != http.StatusNoContent {
			t.Errorf("%s: %d %s", host, a.status, a.body)
		}
	}
}

func TestLoopbackTargetsAreForTheSandboxOnly(t *testing.T) {
	r := newRig(t)
	r.loopback = false
	local := "http://127.0.0.1:1234"
	r.wants(r.post("/_handoff/form", `{"action": "`+local+`/", "fields": {}}`), http.StatusBadRequest)
	r.wants(r.post("/_handoff/popup", popupJSON(local+"/", local)), http.StatusBadRequest)
	for _, address := range []string{local + "/", "http://a.example/", "file:///etc/passwd", "javascript:alert(1)", ""} {
		if e, ok := errors.AsType[*OpenError](r.OpenLink(t.Context(), address)); !ok || e.Reason != AddressRefused {
			t.Errorf("%q: %v", address, e)
		}
	}
	r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
}

func TestFormPageCarriesTheFormOnce(t *testing.T) {
	r := newRig(t)
	r.wants(r.post("/_handoff/form", `{"action": "https://setup.workos.com/~p!(a)*[b];c|d?intent=sso&x=%28", "fields": {"apiToken": "s3cret\"><script>", "submit": "x"}}`), http.StatusNoContent)
	address := r.opened()
	a := r.fetch(address, nil)
	for _, want := range []string{
		`<form method="post" action="https://setup.workos.com/~p!(a)*[b];c|d?intent=sso&amp;x=%28"`,
		`name="apiToken" value="s3cret&#34;&gt;&lt;script&gt;"`, `<button autofocus>Continue</button>`, `<h1>Opening setup.workos.com</h1>`,
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %s: %s", want, a.body)
		}
	}
	csp := a.header.Get("Content-Security-Policy")
	if a.status != http.StatusOK || !strings.Contains(csp, "script-src 'nonce-") || strings.Contains(csp, "form-action") || strings.Contains(csp, "connect-src") {
		t.Errorf("%d, %s", a.status, csp)
	}
	if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", a.header)
	}
	r.fetch(address, nil).want(t, pageUsed)
}

func TestOneOfManySimultaneousFetchesGetsThePage(t *testing.T) {
	r := newRig(t)
	r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
	address := r.opened()
	got := make(chan int, 20)
	var all sync.WaitGroup
	for range cap(got) {
		all.Go(func() { got <- r.fetch(address, nil).status })
	}
	all.Wait()
	first := 0
	for range cap(got) {
		if <-got == http.StatusOK {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d got the page", first)
	}
}

func TestRequestsThatAreNoNavigationUseNothingUp(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		method, add string
		change      func(*http.Request)
		want        message
	}{
		"foreign host":          {change: func(r *http.Request) { r.Host = "evil.example" }, want: handoverWords.foreignHost},
		"another loopback name": {change: func(r *http.Request) { r.Host = strings.Replace(r.Host, "127.0.0.1", "localhost", 1) }, want: handoverWords.foreignHost},
		"another path":          {add: "x", want: handoverWords.nothingHere},
		"POST":                  {method: http.MethodPost, want: handoverWords.wrongMethod},
		"OPTIONS":               {method: http.MethodOptions, want: handoverWords.wrongMethod},
		"fetched by a page":     {change: header("Sec-Fetch-Mode", "no-cors"), want: handoverWords.notNavigated},
		"in a frame":            {change: header("Sec-Fetch-Dest", "iframe"), want: handoverWords.notNavigated},
		"in advance":            {change: header("Sec-Purpose", "prefetch"), want: handoverWords.notNavigated},
		"rendered in advance":   {change: header("Sec-Purpose", "prefetch;prerender"), want: handoverWords.notNavigated},
		"with an origin":        {change: header("Origin", "https://evil.example"), want: handoverWords.notNavigated},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
			address := r.opened()
			if c.method == "" {
				c.method = http.MethodGet
			}
			got := send(t, c.method, address+c.add, c.change)
			got.want(t, c.want)
			if strings.Contains(got.body, "s3cret") {
				t.Error("the page was given out")
			}
			head := send(t, http.MethodHead, address, nil)
			if head.status != http.StatusOK {
				t.Errorf("HEAD: %d", head.status)
			}
			if got := r.fetch(address, nil); got.status != http.StatusOK || !strings.Contains(got.body, "s3cret") {
				t.Errorf("the page was used up: %d", got.status)
			}
		})
	}
}

// popupPage is what the popup's page knows.
type popupPage struct {
	URL, TargetOrigin, Report string
	Message                   map[string]string
}

func (r *rig) readPopup(address string) (popupPage, answer) {
	r.Helper()
	a := r.fetch(address, nil)
	_, rest, _ := strings.Cut(a.body, `<script type="application/json" id="parcel">`)
	data, _, _ := strings.Cut(rest, "</script>")
	var p popupPage
	if err := json.Unmarshal([]byte(data), &p); err != nil {
		r.Fatalf("%v: %s", err, a.body)
	}
	return p, a
}

// report does what the page's script does.
func (r *rig) report(address, path string, change func(*http.Request)) int {
	r.Helper()
	u, err := url.Parse(address)
	if err != nil {
		r.Fatal(err)
	}
	origin := "http://" + u.Host
	return send(r.T, http.MethodPost, origin+path, func(req *http.Request) {
		req.Header.Set("Origin", origin)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		if change != nil {
			change(req)
		}
	}).status
}

func TestPopupPageTellsHowItFares(t *testing.T) {
	r := newRig(t)
	id := r.popup("https://API.workos.com:443/x?a=b&c=%28", "https://api.workos.com")
	address := r.opened()
	p, a := r.readPopup(address)
	if p.URL != "https://API.workos.com:443/x?a=b&c=%28" || p.TargetOrigin != "https://api.workos.com" || p.Message["redirectToken"] != "r3direct" || p.Message["handoffToken"] != "h4nd" {
		t.Errorf("got %+v", p)
	}
	if !strings.Contains(a.body, "Continue to GitHub</button>") || !strings.Contains(a.body, "<noscript>") {
		t.Error(a.body)
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self'") || !strings.Contains(csp, "script-src 'nonce-") {
		t.Error(csp)
	}
	if strings.Contains(p.Report, id) || strings.Contains(address, strings.Trim(p.Report, "/")) || strings.Contains(address, id) {
		t.Error("one secret gives another away")
	}
	r.fetch(address, nil).want(t, pageUsed)

	for _, step := range []struct {
		say    string
		status int
		then   state
	}{
		{"acknowledged", 410, stateWaiting}, // nothing was opened yet
		{"opened", 204, stateOpened},
		{"opened", 204, stateOpened}, // closed and opened again
		{"acknowledged", 204, stateAcknowledged},
		{"acknowledged", 204, stateAcknowledged},
		{"refused", 410, stateAcknowledged},
		{"opened", 410, stateAcknowledged},
		{"expired", 404, stateAcknowledged},
		{"", 404, stateAcknowledged},
	} {
		if got := r.report(address, p.Report+step.say, nil); got != step.status || r.state(id) != step.then {
			t.Errorf("%q: %d and %s, want %d and %s", step.say, got, r.state(id), step.status, step.then)
		}
	}
	r.wants(r.ask(http.MethodDelete, "/_handoff/popup/"+id), http.StatusNoContent)
	if got := r.state(id); got != stateAcknowledged {
		t.Errorf("what was acknowledged is now %s", got)
	}
}

func TestButtonNamesTheProviderOrItsHost(t *testing.T) {
	r := newRig(t)
	for given, want := range map[string]string{
		"GitHub": "GitHub", "": "a.example", "Zoë & <co>": "Zoë &amp; &lt;co&gt;", `a\nb`: "a.example", strings.Repeat("a", maxName+1): "a.example",
	} {
		r.wants(r.post("/_handoff/popup", `{"url": "https://a.example/", "provider": "`+given+`", "message": {"redirectToken": "r3direct"}, "targetOrigin": "https://a.example"}`), http.StatusCreated)
		if got := r.fetch(r.opened(), nil).body; !strings.Contains(got, ">Continue to "+want+"</button>") {
			t.Errorf("%q: %s", given, got)
		}
	}
}

func TestReportsComeFromThePageOnly(t *testing.T) {
	r := newRig(t)
	id := r.popup("https://api.workos.com/", "https://api.workos.com")
	address := r.opened()
	p, _ := r.readPopup(address)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"another host":   {func(r *http.Request) { r.Host = "evil.example" }, 421},
		"another origin": {header("Origin", "https://api.workos.com"), 403},
		"opaque origin":  {header("Origin", "null"), 403},
		"no origin":      {func(r *http.Request) { r.Header.Del("Origin") }, 403},
		"another site":   {header("Sec-Fetch-Site", "cross-site"), 403},
		"GET":            {func(r *http.Request) { r.Method = http.MethodGet }, 405},
	} {
		if got := r.report(address, p.Report+"opened", c.change); got != c.status || r.state(id) != stateWaiting {
			t.Errorf("%s: %d, %s", name, got, r.state(id))
		}
	}
	if got := r.report(address, strings.TrimSuffix(address, "/")[len("http://127.0.0.1:12345"):]+"/opened", nil); got == 204 {
		t.Error("the page's own path takes reports")
	}
}

func TestFormPagesTakeNoReports(t *testing.T) {
	r := newRig(t)
	r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
	address, h := r.opened(), r.handovers[0]
	if got := r.report(address, h.report+"/opened", nil); got != http.StatusNotFound {
		t.Errorf("got %d", got)
	}
	r.wants(r.ask(http.MethodGet, "/_handoff/popup/"+h.id), http.StatusNotFound)
}

func TestEachHandOverHasSecretsOfItsOwn(t *testing.T) {
	r := newRig(t)
	for range 2 {
		r.popup("https://api.workos.com/", "https://api.workos.com")
	}
	one, other := r.handovers[0], r.handovers[1]
	for name, secrets := range map[string][2]string{
		"id": {one.id, other.id}, "page": {one.page, other.page}, "report": {one.report, other.report},
	} {
		if secrets[0] == secrets[1] {
			t.Errorf("both have the %s %s", name, secrets[0])
		}
		for _, secret := range secrets {
			if len(strings.TrimPrefix(secret, "/")) < 26 { // 128 bits
				t.Errorf("the %s %s can be guessed", name, secret)
			}
		}
	}
}

func TestAnotherUserOfTheComputerDoesNotGetThePage(t *testing.T) {
	r := newRig(t)
	id := r.popup("https://api.workos.com/", "https://api.workos.com")
	address := r.opened()
	h := r.handovers[0]
	theirs := true
	h.peer = func(*http.Request) bool { return !theirs }
	r.fetch(address, nil).want(t, otherUser)
	if got := r.report(address, h.report+"/opened", nil); got != http.StatusForbidden || r.state(id) != stateWaiting {
		t.Errorf("got %d, %s", got, r.state(id))
	}
	theirs = false
	if p, _ := r.readPopup(address); p.Report == "" {
		t.Error("the page was used up")
	}
}

func TestFailureToOpenIsToldInWords(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code string
		says string
	}{
		"no browser":      {&OpenError{Reason: NoBrowser}, "browser_failed", "Install a browser, then try again."},
		"named but gone":  {&OpenError{Reason: NamedBrowserMissing, Tried: []string{"nosuch"}}, "browser_failed", "nosuch"},
		"starter failed":  {&OpenError{Reason: BrowserFailed, Err: errors.New("exit status 3")}, "browser_failed", "Open your browser yourself"},
		"something else":  {errors.New("strange s3cret"), "internal", "Try again"},
		"no port":         {&PortError{Err: errReserved}, "no_port", "127.0.0.1"},
		"closing":         {errClosing, "closing", "closing"},
		"context is over": {context.Canceled, "internal", "Try again"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.log = quiet()
			r.open = func(context.Context, string) error { return c.err }
			for path, body := range map[string]string{"/_handoff/form": okForm, "/_handoff/popup": popupJSON("https://a.example/", "https://a.example")} {
				a := r.post(path, body)
				var f struct{ Message, Code string }
				if err := json.Unmarshal([]byte(a.body), &f); err != nil || a.status < 500 || f.Code != c.code || !strings.Contains(f.Message, c.says) || strings.Contains(a.body, "s3cret") {
					t.Errorf("got %d %s", a.status, a.body)
				}
			}
			for _, h := range r.handovers {
				if h.content != nil || h.current() != stateExpired {
					t.Error("the hand-over goes on")
				}
			}
			if err := r.OpenLink(t.Context(), "https://a.example/"); !errors.Is(err, c.err) {
				t.Errorf("OpenLink: %v", err)
			}
		})
	}
}

func TestPageNeedNotWaitForAStarterThatRunsOn(t *testing.T) {
	r := newRig(t)
	r.open = func(ctx context.Context, address string) error {
		r.addresses <- address
		<-ctx.Done()
		return ctx.Err()
	}
	done := make(chan answer)
	go func() { done <- r.post("/_handoff/form", okForm) }()
	r.fetch(r.opened(), nil)
	select {
	case a := <-done:
		r.wants(a, http.StatusNoContent)
	case <-time.After(10 * time.Second):
		t.Error("it waits for the starter")
	}
}

func TestLinksAreOpenedAsTheyAreUnlessTheyCarryAToken(t *testing.T) {
	for name, c := range map[string]struct{ address, direct, location, action string }{
		"plain":              {address: "https://support.google.com/~a!(b)*[c];d|e?hl=en", direct: "https://support.google.com/~a!(b)*[c];d|e?hl=en"},
		"a token":            {address: "https://a.example/?access_token=s3cret&x=1", location: "https://a.example/?access_token=s3cret&x=1"},
		"in the fragment":    {address: "https://a.example/#id-token=s3cret", location: "https://a.example/#id-token=s3cret"},
		"in a route":         {address: "https://a.example/#/done?token=s3cret", location: "https://a.example/#/done?token=s3cret"},
		"in a list":          {address: "https://a.example/?token%5B%5D=s3cret", location: "https://a.example/?token%5B%5D=s3cret"},
		"a session":          {address: "https://a.example/?PHPSESSION_ID=s3cret", location: "https://a.example/?PHPSESSION_ID=s3cret"},
		"a JWT":              {address: "https://a.example/?jwt=s3cret", location: "https://a.example/?jwt=s3cret"},
		"not to be read":     {address: "https://a.example/?apiToken=s3cret;x", location: "https://a.example/?apiToken=s3cret;x"},
		"damaged":            {address: "https://a.example/?a=%zz&token=s3cret", location: "https://a.example/?a=%zz&token=s3cret"},
		"a damaged fragment": {address: "https://a.example/#token=s3cret;x", location: "https://a.example/#token=s3cret;x"},
		"an anchor":          {address: "https://a.example/a%3Bb#100%25", direct: "https://a.example/a%3Bb#100%25"},
		"the Admin Portal's": {address: "https://setup.workos.com/?apiToken=s3cret&intent=sso", action: `action="https://setup.workos.com/?intent=sso"`},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			if err := r.OpenLink(t.Context(), c.address); err != nil {
				t.Fatal(err)
			}
			if c.direct != "" {
				if got := <-r.addresses; got != c.direct {
					t.Errorf("the browser was to open %s", got)
				}
				return
			}
			stay := &http.Client{Transport: client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			res, err := stay.Get(r.opened())
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			if got := res.Header.Get("Location"); got != c.location || !strings.Contains(string(body), c.action) {
				t.Errorf("leads to %s: %s", got, body)
			}
			if res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("headers %v", res.Header)
			}
		})
	}
}

func TestEveryNameOfASecretMakesALinkCarryOne(t *testing.T) {
	for _, name := range []string{"id_token", "client-secret", "newPassword", "api_key", "code", "ticket", "X-Amz-Signature", "jwt", "client_assertion", "session", "session_id"} {
		for _, address := range []string{"https://a.example/?" + name + "=s3cret", "https://a.example/#x=1&" + name + "=s3cret"} {
			if carrier(address) == nil {
				t.Errorf("%s would be on a command line", address)
			}
		}
	}
}

func TestOneTooManyGivesUpTheOldest(t *testing.T) {
	r := newRig(t)
	var ids []string
	for range maxOpen + 1 {
		ids = append(ids, r.popup("https://a.example/", "https://a.example"))
	}
	for i, id := range ids {
		if got, want := r.state(id), map[bool]state{true: stateExpired, false: stateWaiting}[i == 0]; got != want {
			t.Errorf("number %d is %s", i, got)
		}
	}
	r.fetch(r.opened(), nil).want(t, pageExpired)
	for range maxKept {
		r.popup("https://a.example/", "https://a.example")
		r.opened()
	}
	r.wants(r.ask(http.MethodGet, "/_handoff/popup/"+ids[0]), http.StatusNotFound)
	if len(r.handovers) != maxKept {
		t.Errorf("%d are remembered", len(r.handovers))
	}
}

func TestPopupThatIsOpenIsRememberedWhateverFollows(t *testing.T) {
	r := newRig(t)
	id := r.popup("https://a.example/", "https://a.example")
	page := r.opened()
	for range maxKept + 1 {
		r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
		r.fetch(r.opened(), nil)
	}
	if got := r.state(id); got != stateWaiting {
		t.Errorf("it is %s", got)
	}
	if a := r.fetch(page, nil); a.status != http.StatusOK || !strings.Contains(a.body, "Connect your account") {
		t.Errorf("its page is %d %s", a.status, a.body)
	}
	if len(r.handovers) != maxKept {
		t.Errorf("%d are remembered", len(r.handovers))
	}
}

func TestCloseGivesEverythingUpAndRefusesMore(t *testing.T) {
	r := newRig(t)
	r.popup("https://a.example/", "https://a.example")
	address := r.opened()
	r.open = func(ctx context.Context, address string) error {
		r.addresses <- address
		<-ctx.Done()
		return context.Cause(ctx)
	}
	var waiting sync.WaitGroup
	waiting.Go(func() { r.wants(r.post("/_handoff/form", okForm), http.StatusServiceUnavailable) })
	waiting.Go(func() {
		if err := r.OpenLink(context.Background(), "https://a.example/"); !errors.Is(err, errClosing) {
			t.Errorf("OpenLink: %v", err)
		}
	})
	<-r.addresses
	<-r.addresses
	began := time.Now()
	r.Desk.Close()
	waiting.Wait()
	if took := time.Since(began); took > closeLimit {
		t.Errorf("it took %v", took)
	}
	u, _ := url.Parse(address)
	if conn, err := net.Dial("tcp", u.Host); err == nil {
		conn.Close()
		t.Error("the port is still open")
	}
	r.wants(r.post("/_handoff/form", okForm), http.StatusServiceUnavailable)
	if err := r.OpenLink(t.Context(), "https://a.example/"); !errors.Is(err, errClosing) {
		t.Errorf("OpenLink: %v", err)
	}
	r.Desk.Close()
}

// quietPort is a port that nobody knocks at.
type quietPort struct {
	closed chan struct{}
	once   *sync.Once
}

func newQuietPort() quietPort { return quietPort{make(chan struct{}), new(sync.Once)} }

func (p quietPort) Accept() (net.Conn, error) {
	<-p.closed
	return nil, net.ErrClosed
}

func (p quietPort) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (quietPort) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4000} }

func (p quietPort) isClosed() bool {
	synctest.Wait()
	select {
	case <-p.closed:
		return true
	default:
		return false
	}
}

func TestHandOversEndInTime(t *testing.T) {
	type step struct {
		wait  time.Duration
		hear  state
		state state
		open  bool
	}
	for name, c := range map[string]struct {
		content content
		fetch   bool
		steps   []step
	}{
		"a form nobody fetches": {content: form{Action: "https://a.example/"}, steps: []step{
			{wait: pageLife - 1, state: stateWaiting, open: true}, {wait: 1, state: stateExpired, open: true},
			{wait: linger - 1, state: stateExpired, open: true}, {wait: 1, state: stateExpired}}},
		"a form that was fetched": {content: form{Action: "https://a.example/"}, fetch: true, steps: []step{
			{wait: linger - 1, state: stateAcknowledged, open: true}, {wait: 1, state: stateAcknowledged}}},
		"a popup nobody clicks": {content: popup{URL: "https://a.example/"}, fetch: true, steps: []step{
			{wait: 10*time.Minute - 1, state: stateWaiting, open: true}, {wait: 1, state: stateExpired, open: true}, {wait: linger, state: stateExpired}}},
		"a popup that was clicked": {content: popup{URL: "https://a.example/"}, fetch: true, steps: []step{
			{wait: time.Minute, hear: stateOpened, state: stateOpened, open: true},
			{wait: 2*time.Minute - 1, state: stateOpened, open: true}, {wait: 1, state: stateExpired, open: true}, {wait: linger, state: stateExpired}}},
		"clicked at the last moment": {content: popup{URL: "https://a.example/"}, fetch: true, steps: []step{
			{wait: 9 * time.Minute, hear: stateOpened, state: stateOpened, open: true}, {wait: time.Minute, state: stateExpired, open: true}}},
		"clicked again and again": {content: popup{URL: "https://a.example/"}, fetch: true, steps: []step{
			{wait: time.Minute, hear: stateOpened, state: stateOpened, open: true}, {wait: 100 * time.Second, hear: stateOpened, state: stateOpened, open: true},
			{wait: 100 * time.Second, state: stateOpened, open: true}, {wait: 20 * time.Second, state: stateExpired, open: true}}},
		"acknowledged": {content: popup{URL: "https://a.example/"}, fetch: true, steps: []step{
			{wait: time.Minute, hear: stateOpened, state: stateOpened, open: true}, {wait: time.Second, hear: stateAcknowledged, state: stateAcknowledged, open: true},
			{wait: linger, state: stateAcknowledged}, {wait: time.Hour, state: stateAcknowledged}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				port := newQuietPort()
				d := NewDesk(NewLauncher(quiet()), true, quiet())
				d.listener.bind = func(context.Context, int) (net.Listener, error) { return port, nil }
				h, err := d.begin(t.Context(), c.content)
				if err != nil {
					t.Fatal(err)
				}
				if c.fetch {
					h.take()
				}
				for i, s := range c.steps {
					time.Sleep(s.wait)
					synctest.Wait()
					if s.hear != "" && !h.hear(s.hear) {
						t.Errorf("step %d: too late", i)
					}
					if got, open := h.current(), !port.isClosed(); got != s.state || open != s.open {
						t.Errorf("step %d: %s, open: %v; want %s, %v", i, got, open, s.state, s.open)
					}
				}
				d.Close()
				if !port.isClosed() || h.content != nil {
					t.Error("something stays")
				}
			})
		})
	}
}

func FuzzDeskBodies(f *testing.F) {
	for _, body := range []string{okForm, popupJSON("https://api.workos.com/x", "https://api.workos.com"), popupJSON("http://127.0.0.1:1/", "http://127.0.0.1:1"), `{}`, `[]`, `null`, `{"fields": null}`, `{"action": "https://a.example/", "fields": {"<b>": "\u0000\u2028</script>"}}`, "{\"url\":\"https://a\"", `{"URL": "https://a.example/", "url": "x"}`} {
		f.Add(true, body)
		f.Add(false, body)
	}
	f.Fuzz(func(t *testing.T, isForm bool, body string) {
		d := NewDesk(NewLauncher(quiet()), false, quiet())
		d.listener.bind = func(context.Context, int) (net.Listener, error) { return newQuietPort(), nil }
		var page *httptest.ResponseRecorder
		d.open = func(_ context.Context, address string) error {
			u, err := url.Parse(address)
			if err != nil || u.RawQuery != "" || !mayOpen(address) {
				t.Errorf("to be opened: %s", address)
			}
			page = httptest.NewRecorder()
			d.handovers[0].serve(page, httptest.NewRequest(http.MethodGet, address, nil))
			return nil
		}
		path := map[bool]string{true: "/_handoff/form", false: "/_handoff/popup"}[isForm]
		w := httptest.NewRecorder()
		d.Middleware(nil).ServeHTTP(w, pageRequest(http.MethodPost, path, body))
		d.Close() // the page is answered before its writing has ended
		switch taken := w.Code < 300; {
		case !taken && (w.Code >= 500 || len(d.handovers) != 0):
			t.Errorf("%d %s", w.Code, w.Body)
		case taken:
			if page == nil || page.Code != http.StatusOK || strings.Count(page.Body.String(), "<script") != map[bool]int{true: 1, false: 2}[isForm] {
				t.Errorf("%d %v", w.Code, page)
			}
		}
	})
}
