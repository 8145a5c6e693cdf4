package handoff

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

// account is an administrator's account with a sandbox that has an address.
type account struct {
	*testing.T
	address string
	token   authkit.Secret
}

func signInToSandbox(t *testing.T) *account {
	t.Helper()
	world, err := sandbox.New(sandbox.Options{CheapSigning: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(world)
	t.Cleanup(server.Close)
	api, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	workos := authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIURL: api})
	attempt := authkit.NewAttempt()
	address, err := workos.AuthorizationURL(attempt, authkit.AuthorizationRequest{RedirectURI: "http://127.0.0.1:1/callback", OrganizationID: sandbox.Acme})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := world.SignIn(address, sandbox.Zoe, sandbox.Acme)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	code, err := attempt.Code(back.Query())
	if err != nil {
		t.Fatal(err)
	}
	grant, err := workos.Exchange(t.Context(), code, attempt)
	if err != nil {
		t.Fatal(err)
	}
	return &account{t, server.URL, grant.AccessToken}
}

// call asks the widgets' API, as the proxy does.
func (a *account) call(widget, method, path, body string, into any) {
	a.Helper()
	req, err := http.NewRequestWithContext(a.Context(), method, a.address+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	for name, value := range map[string]string{
		"Authorization": "Bearer " + a.token.Reveal(), "Content-Type": "application/json",
		"WorkOS-Widgets-Type": widget, "WorkOS-Widgets-Version": "1",
	} {
		req.Header.Set(name, value)
	}
	res, err := client.Do(req)
	if err != nil {
		a.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		a.Fatalf("%s %s: %s", method, path, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		a.Fatal(err)
	}
}

// The whole way with the sandbox at the other end, which holds the tokens against those that it gave out.
func TestSandboxTakesBothHandOversFromChromium(t *testing.T) {
	browser := chromium(t)
	a := signInToSandbox(t)

	t.Run("Pipes", func(t *testing.T) {
		var to struct{ URL, HandoffToken, RedirectToken string }
		a.call("pipes", http.MethodPost, "/_widgets/DataIntegrations/github/authorize", `{"requireHandoff": true}`, &to)
		connecting := func() bool {
			var status struct{ IsConnecting bool }
			_, state, _ := strings.Cut(to.URL, "state=")
			a.call("pipes", http.MethodGet, "/_widgets/DataIntegrations/github/authorization-status/"+state, "", &status)
			return status.IsConnecting
		}
		r := newRig(t)
		created := r.post("/_handoff/popup", fmt.Sprintf(`{"url": %s, "provider": "GitHub", "targetOrigin": %s, "message": {"handoffToken": %s, "redirectToken": %s}}`,
			quoted(to.URL), quoted(originOf(to.URL)), quoted(to.HandoffToken), quoted(to.RedirectToken)))
		r.wants(created, http.StatusCreated)
		b := newTab(t, browser)
		b.visit(r.opened())
		b.see("Connect your account")
		b.press()
		b.see("Go on in the other tab")
		provider := b.popup(browser, to.URL)
		provider.see("Connect GitHub")
		if !connecting() {
			t.Error("nothing is being connected")
		}
		do(provider, "Approve", chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("button")].find((b) => b.textContent.trim() === "Approve").click()`))
		provider.see("GitHub is connected")
		if connecting() {
			t.Error("it is still being connected")
		}
	})
	t.Run("Admin Portal", func(t *testing.T) {
		var to struct{ Link string }
		a.call("admin-portal-sso-connection", http.MethodPost, "/_widgets/admin-portal/generate-link?intent=sso", "{}", &to)
		r := newRig(t)
		if err := r.OpenLink(t.Context(), to.Link); err != nil {
			t.Fatal(err)
		}
		b := newTab(t, browser)
		b.visit(r.opened())
		b.await("no Admin Portal", `document.title.includes("Admin Portal") || document.body.innerText.includes("Admin Portal")`)
		b.await("no portal session", `[...document.querySelectorAll("button")].length > 0`)
		link, err := url.Parse(to.Link)
		if err != nil {
			t.Fatal(err)
		}
		token := link.Query().Get("apiToken")
		for _, e := range do(b, "history", chromedp.NavigationEntries()).Entries {
			if token == "" || strings.Contains(e.URL, token) {
				t.Errorf("the history holds the token %q: %s", token, e.URL)
			}
		}
	})
}

// popup is the tab that this one has opened. Chromium gives it no address while it loads its page again.
func (b tab) popup(browser context.Context, address string) tab {
	b.Helper()
	var targets []*target.Info
	i := -1
	for deadline := time.Now().Add(patience); i < 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("the popup is not there, but %d other pages are", len(targets))
		}
		var err error
		if targets, err = chromedp.Targets(browser); err != nil {
			b.Fatal(err)
		}
		i = slices.IndexFunc(targets, func(t *target.Info) bool { return t.URL == address })
	}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithTargetID(targets[i].TargetID))
	b.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		b.Fatal(err)
	}
	return tab{b.T, ctx}
}
