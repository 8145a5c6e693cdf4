package handoff

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"workos-widgets/internal/chromiumtest"
)

// patience bounds each step of the browser, on a machine that does other things as well.
const patience = 30 * time.Second

// chromium is a real browser without a window. It blocks popups and slows tabs in the background down, as
// people's browsers do.
func chromium(t *testing.T) context.Context {
	t.Helper()
	return chromiumtest.Start(t, chromedp.WindowSize(900, 640),
		chromedp.Flag("disable-popup-blocking", false), chromedp.Flag("disable-background-timer-throttling", false),
		chromedp.Flag("disable-renderer-backgrounding", false), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
}

// tab is one tab of the browser.
type tab struct {
	*testing.T
	ctx context.Context
}

func newTab(t *testing.T, browser context.Context) tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return tab{t, ctx}
}

func do[T any](b tab, what string, a chromedp.Action[T]) T {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + " says: " + document.body.innerText`))
		b.Fatalf("%s: %v; %s", what, err, text)
	}
	return v
}

func (b tab) visit(address string) {
	b.Helper()
	do(b, "visit", chromedp.Navigate(address))
}

// see waits for a heading.
func (b tab) see(heading string) {
	b.Helper()
	b.await("no heading "+heading, fmt.Sprintf(`document.querySelector("h1")?.textContent === %q`, heading))
}

// await waits for a condition, from outside: pages go away meanwhile, and tabs in the background draw nothing.
func (b tab) await(what, condition string) {
	b.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + " says: " + document.body.innerText`))
			b.Fatalf("%s; %s", what, text)
		}
	}
}

// press presses the Enter key wherever the focus is.
func (b tab) press() {
	b.Helper()
	do(b, "press Enter", chromedp.KeyEvent("\r"))
}

// focused is the text of what has the focus.
func (b tab) focused() string {
	b.Helper()
	return do(b, "focus", chromedp.Evaluate[string](`document.activeElement.textContent`))
}

// picture keeps what the tab shows in light and dark, where HANDOFF_PICTURES names a directory.
func (b tab) picture(name string) {
	b.Helper()
	dir := os.Getenv("HANDOFF_PICTURES")
	if dir == "" {
		return
	}
	do(b, "to the front", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		return err
	}))
	for _, scheme := range []string{"light", "dark"} {
		do(b, "colour scheme", colours(scheme))
		png := do(b, "picture", chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(dir, name+"-"+scheme+".png"), png, 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

func colours(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

func withoutScript() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// site is a web site that remembers what it was asked for.
type site struct {
	*httptest.Server
	mu   sync.Mutex
	seen []visit
}

type visit struct {
	method, url, referer, origin, token string
}

func newSite(t *testing.T, pages map[string]http.HandlerFunc) *site {
	t.Helper()
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visit{method: r.Method, url: r.URL.String(), referer: r.Referer(), origin: r.Header.Get("Origin"), token: r.PostFormValue("apiToken")}
		s.mu.Lock()
		s.seen = append(s.seen, v)
		s.mu.Unlock()
		if page := pages[r.URL.Path]; page != nil {
			page(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// visits are those of a path.
func (s *site) visits(path string) []visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []visit
	for _, v := range s.seen {
		if strings.HasPrefix(v.url, path) {
			found = append(found, v)
		}
	}
	return found
}

func markup(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>stand-in</title>", text)
	}
}

const apiToken = `s3cret-"portal"&<token>`

func TestFormArrivesByPostFromChromium(t *testing.T) {
	browser := chromium(t)
	for name, c := range map[string]struct {
		disable bool
		entries int
	}{
		"by itself":                     {entries: 2}, // about:blank and the portal: the one-time page is not in the history
		"with the button, if no script": {disable: true, entries: 3},
	} {
		t.Run(name, func(t *testing.T) {
			setup := newSite(t, map[string]http.HandlerFunc{"/setup": markup("<h1>Set up SSO</h1>")})
			portal := newSite(t, map[string]http.HandlerFunc{"/portal": func(w http.ResponseWriter, r *http.Request) {
				// As a portal may: what was posted leads to another host.
				http.Redirect(w, r, strings.Replace(setup.URL, "127.0.0.1", "localhost", 1)+"/setup", http.StatusSeeOther)
			}})
			r := newRig(t)
			r.wants(r.post("/_handoff/form", fmt.Sprintf(`{"action": "%s/portal?intent=sso", "fields": {"apiToken": %s}}`, portal.URL, quoted(apiToken))), http.StatusNoContent)
			address, b := r.opened(), newTab(t, browser)
			if c.disable {
				do(b, "disable script", withoutScript())
			}
			b.visit(address)
			if c.disable {
				b.picture("form")
				if len(portal.visits("/")) != 0 {
					t.Error("the form went out by itself")
				}
				b.await("no focus", `document.activeElement.localName === "button"`) // comes with the first picture
				b.press()
			}
			b.see("Set up SSO")
			history := do(b, "history", chromedp.NavigationEntries())
			if len(history.Entries) != c.entries {
				t.Errorf("the history has %d entries, want %d", len(history.Entries), c.entries)
			}
			for _, e := range history.Entries {
				if strings.Contains(e.URL, "s3cret") {
					t.Errorf("the history holds the token: %s", e.URL)
				}
			}
			want := visit{method: http.MethodPost, url: "/portal?intent=sso", origin: "null", token: apiToken}
			if got := portal.visits("/portal"); len(got) != 1 || got[0] != want {
				t.Errorf("the portal was asked %+v", got)
			}
			for _, v := range setup.visits("/") {
				if strings.Contains(v.url+v.referer+v.token, "s3cret") || strings.Contains(v.referer, address) {
					t.Errorf("what comes after the portal was asked %+v", v)
				}
			}
			b.visit(address)
			b.see("This page was already used")
			b.picture("used")
		})
	}
}

// provider answers as WorkOS's page does: it tells its opener that it has the tokens. First it says so with
// another token, which must not count.
const provider = `<h1>Approve</h1><script>
addEventListener("message", (e) => {
  if (!e.data.redirectToken) return;
  fetch("/got?" + new URLSearchParams({ ...e.data, origin: e.origin }));
  e.source.postMessage({ redirectToken: "another" }, e.origin);
  if (location.search !== "?silent") e.source.postMessage({ redirectToken: e.data.redirectToken }, e.origin);
});
</script>`

func TestPopupIsHandedOverInChromium(t *testing.T) {
	browser := chromium(t)
	elsewhere := newSite(t, map[string]http.HandlerFunc{"/": markup(`<h1>Elsewhere</h1><script>addEventListener("message", () => fetch("/told"));</script>`)})
	workos := newSite(t, map[string]http.HandlerFunc{
		"/authorize": markup(provider),
		"/got":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"/isolated": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
			markup("<h1>Isolated</h1>")(w, r)
		},
	})
	begin := func(t *testing.T, path string) (*rig, string, tab) {
		r := newRig(t)
		id := r.popup(workos.URL+path, workos.URL)
		b := newTab(t, browser)
		b.visit(r.opened())
		b.see("Connect your account")
		return r, id, b
	}

	t.Run("from the keyboard to the acknowledgement", func(t *testing.T) {
		r, id, b := begin(t, "/authorize")
		if got := b.focused(); got != "Continue to GitHub" {
			t.Errorf("the focus is on %q", got)
		}
		b.picture("popup")
		b.press()
		b.see("Go on in the other tab")
		b.picture("popup-acknowledged")
		if got := b.focused(); got != "Go on in the other tab" {
			t.Errorf("the focus is on %q", got)
		}
		r.reaches(id, stateAcknowledged)
		got := workos.visits("/got")
		if len(got) == 0 || !strings.Contains(got[0].url, "handoffToken=h4nd&") || !strings.Contains(got[0].url, "redirectToken=r3direct") {
			t.Errorf("the provider's page got %+v", got)
		}
		for _, v := range workos.visits("/authorize") {
			if v.referer != "" || strings.Contains(v.url, "h4nd") || strings.Contains(v.url, "r3direct") {
				t.Errorf("the provider was asked %+v", v)
			}
		}
	})
	t.Run("only to the target's origin", func(t *testing.T) {
		before := len(workos.visits("/got"))
		r, id, b := begin(t, "/authorize?silent")
		b.press()
		b.see("Waiting for the other tab")
		b.picture("popup-opened")
		r.reaches(id, stateOpened)
		if got := b.focused(); got != "Go to the other tab" {
			t.Errorf("the focus is on %q", got)
		}
		for deadline := time.Now().Add(patience); len(workos.visits("/got")) == before; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the provider's page was told nothing")
			}
		}
		// The provider leads on to another site, which must not be told.
		do(b, "elsewhere", chromedp.Evaluate[chromedp.Void](`popup.location.href = `+quoted(elsewhere.URL+"/")))
		do(b, "settle", chromedp.Sleep(1500*time.Millisecond))
		if len(elsewhere.visits("/")) == 0 || len(elsewhere.visits("/told")) != 0 {
			t.Errorf("the other site was asked %+v", elsewhere.visits("/"))
		}
		r.reaches(id, stateOpened)
	})
	t.Run("popup blocked", func(t *testing.T) {
		r, id, b := begin(t, "/authorize")
		// A click of a script is not one of a person.
		do(b, "click", chromedp.Evaluate[chromedp.Void](`setTimeout(() => document.getElementById("continue").click())`))
		b.see("The new tab was blocked")
		b.picture("popup-blocked")
		r.reaches(id, stateWaiting)
		b.press()
		r.reaches(id, stateAcknowledged)
	})
	t.Run("closed, and opened again", func(t *testing.T) {
		r, id, b := begin(t, "/authorize?silent")
		b.press()
		b.see("Waiting for the other tab")
		do(b, "close", chromedp.Evaluate[chromedp.Void](`popup.close()`))
		b.see("The other tab was closed")
		b.picture("popup-closed")
		b.press()
		b.see("Waiting for the other tab")
		r.reaches(id, stateOpened)
	})
	t.Run("cut off by its own policy", func(t *testing.T) {
		_, _, b := begin(t, "/isolated")
		b.press()
		b.see("The other tab was closed")
	})
	t.Run("refused", func(t *testing.T) {
		r, id, b := begin(t, "/authorize")
		do(b, "Cancel", chromedp.Click("#cancel"))
		b.see("Nothing was connected")
		b.picture("popup-refused")
		r.reaches(id, stateRefused)
	})
	t.Run("given up in the application", func(t *testing.T) {
		before := len(workos.visits("/authorize"))
		r, id, b := begin(t, "/authorize")
		r.wants(r.ask(http.MethodDelete, "/_handoff/popup/"+id), http.StatusNoContent)
		b.press()
		b.see("This page has expired")
		b.picture("popup-expired")
		if len(workos.visits("/authorize")) != before {
			t.Error("the provider's page was opened")
		}
	})
	t.Run("without script", func(t *testing.T) {
		r := newRig(t)
		r.popup(workos.URL+"/authorize", workos.URL)
		b := newTab(t, browser)
		do(b, "disable script", withoutScript())
		b.visit(r.opened())
		do(b, "noscript", chromedp.WaitVisible("noscript strong"))
		b.picture("popup-noscript")
	})
}

// A page that has learned the address can do nothing with it but lead the person there.
func TestForeignPageInChromiumCannotUseAPageUp(t *testing.T) {
	browser := chromium(t)
	r := newRig(t)
	r.wants(r.post("/_handoff/form", `{"action": "http://127.0.0.1:9/portal", "fields": {"apiToken": "s3cret"}}`), http.StatusNoContent)
	address := r.opened()
	tried := make(chan string, 1)
	evil := newSite(t, map[string]http.HandlerFunc{
		"/": markup(fmt.Sprintf(`<h1>Evil</h1><iframe src=%[1]q></iframe><img src=%[1]q><script src=%[1]q></script><link rel="prefetch" href=%[1]q>
<script type="speculationrules">{"prerender": [{"urls": [%[1]q], "eagerness": "immediate"}], "prefetch": [{"urls": [%[1]q], "eagerness": "immediate"}]}</script>
<form id="f" method="post" action=%[1]q target="_blank"></form>
<script>
Promise.allSettled([fetch(%[1]q), fetch(%[1]q, {mode: "no-cors"}), fetch(%[1]q, {mode: "no-cors", method: "POST"})])
  .then((all) => setTimeout(() => fetch("/tried?" + all[0].status), 1000));
</script>`, address)),
		"/tried": func(_ http.ResponseWriter, r *http.Request) { tried <- r.URL.RawQuery },
	})
	b := newTab(t, browser)
	b.visit(strings.Replace(evil.URL, "127.0.0.1", "localhost", 1) + "/")
	select {
	case got := <-tried:
		if got != "rejected" {
			t.Errorf("its fetch was %s", got)
		}
	case <-time.After(patience):
		t.Fatal("the page did not get through")
	}
	if got := r.fetch(address, nil); got.status != http.StatusOK || !strings.Contains(got.body, "s3cret") {
		t.Errorf("the page was used up: %d %s", got.status, got.body)
	}
}
