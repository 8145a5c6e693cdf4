package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"workos-widgets/internal/chromiumtest"
)

// patience bounds each step of the browser, on a machine that does other things as well.
const patience = 30 * time.Second

// tab is one tab of the browser.
type tab struct {
	*testing.T
	ctx context.Context
}

// run does one thing in the tab.
func run[T any](b tab, a chromedp.Action[T]) T {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// await waits for a condition, from outside, since pages go away meanwhile.
func (b tab) await(condition string) {
	b.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + " says: " + document.body.innerText`))
			b.Fatalf("never %s; %s", condition, text)
		}
	}
}

// see waits for a heading.
func (b tab) see(heading string) {
	b.Helper()
	b.await(fmt.Sprintf(`document.querySelector("h1")?.textContent === %q`, heading))
}

// press presses the button of a name.
func (b tab) press(name string) {
	b.Helper()
	button := fmt.Sprintf(`[...document.querySelectorAll("button")].find((b) => b.textContent === %q)`, name)
	b.await("Boolean(" + button + ")")
	run(b, chromedp.Evaluate[bool](button+".click(), true"))
}

// picture leaves pictures of the page, in light and dark, where SANDBOX_PICTURES names a directory.
func (b tab) picture(name string) {
	b.Helper()
	dir := os.Getenv("SANDBOX_PICTURES")
	if dir == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		run(b, chromedp.Action[chromedp.Void](func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			return chromedp.Void{}, err
		}))
		png := run(b, chromedp.FullScreenshot(100))
		if err := os.WriteFile(filepath.Join(dir, name+"-"+scheme+".png"), png, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// opener plays the widget: it opens WorkOS's page, sends it on to the provider's, and posts the tokens until
// they are acknowledged.
const opener = `<!doctype html><title>opener</title><button onclick="connect()">Connect</button><p id=state>idle</p><script>
function connect() {
  const win = window.open(%q, "_blank"), state = document.getElementById("state");
  win.location = %q;
  const message = { handoffToken: %q, redirectToken: %q }, origin = new URL(%[2]q).origin;
  const timer = setInterval(() => win.postMessage(message, origin), 100);
  win.postMessage({ redirectToken: "not it" }, "*");
  addEventListener("message", (event) => {
    if (event.origin !== origin || event.data?.redirectToken !== message.redirectToken) { state.textContent = "odd message"; return; }
    clearInterval(timer);
    state.textContent = "acknowledged";
  });
}
</script>`

// TestProvidersPageInABrowser hands the tokens over as the widget does, from a page of another origin.
func TestProvidersPageInABrowser(t *testing.T) {
	browser := chromiumtest.Start(t, chromedp.WindowSize(760, 820))
	f := newFixture(t, Options{})
	served := httptest.NewServer(f)
	defer served.Close()
	zoe := f.visit(Zoe, Acme)
	started := zoe.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
	address := served.URL + pipesPath + "?state=" + stateOf(t, started)
	widget := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, opener, served.URL+"/pipes/redirecting", address, started["handoffToken"], started["redirectToken"])
	}))
	defer widget.Close()

	page := tab{t, browser}
	run(page, chromedp.Navigate(widget.URL))
	popups := chromedp.WaitNewTarget(browser, func(*target.Info) bool { return true })
	page.press("Connect")
	var popup tab
	select {
	case id := <-popups:
		ctx, stop := chromedp.NewContext(browser, chromedp.WithTargetID(id))
		defer stop()
		popup = tab{t, ctx}
	case <-time.After(patience):
		t.Fatal("no window was opened")
	}
	popup.see("Connect Linear")
	popup.picture("provider")
	page.await(`document.getElementById("state").textContent === "acknowledged"`)
	popup.press("Approve")
	popup.see("Linear is connected")
	popup.picture("connected")
	if n := zoe.account("linear"); n == nil || n["auth_method"] != "oauth" {
		t.Errorf("%v", n)
	}
}

// TestPortalInABrowser posts the form that the widget makes of a link, and presses buttons.
func TestPortalInABrowser(t *testing.T) {
	browser := tab{t, chromiumtest.Start(t, chromedp.WindowSize(760, 820))}
	f := newFixture(t, Options{})
	served := httptest.NewServer(f)
	defer served.Close()
	zoe := f.visit(Zoe, Acme)
	for _, intent := range []string{"sso", "domain_verification", "log_streams", "dsync"} {
		path, token := apiToken(t, zoe.portalLink(intent))
		form := fmt.Sprintf(`const form = document.createElement("form"); form.method = "POST"; form.action = %q;
const field = document.createElement("input"); field.name = "apiToken"; field.value = %q; form.append(field); document.body.append(form); form.submit(), true`, served.URL+path, token)
		run(browser, chromedp.Navigate("about:blank"))
		run(browser, chromedp.Evaluate[bool](form))
		browser.see(portalIntents[intent].Heading)
		browser.picture("portal-" + intent)
		if intent == "sso" {
			browser.press("Disconnect")
			browser.await(`document.body.innerText.includes("Connect Okta")`)
			browser.picture("portal-sso-empty")
		}
	}
	if n := list(t, zoe.do(http.MethodGet, "admin-portal/sso-connections", nil)); len(n) != 0 {
		t.Errorf("%v", n)
	}
	zoe.post("UserProfile/send-verification", nil, http.StatusOK)
	for name, path := range map[string]string{"mailbox": MailboxPath, "faults": RulesPath, "refused": portalPath + "?apiToken=x", "expired": pipesPath} {
		run(browser, chromedp.Navigate(served.URL+path))
		browser.await(`Boolean(document.querySelector("h1"))`)
		browser.picture(name)
	}
}
