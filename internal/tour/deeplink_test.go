//go:build linux && tour

package tour

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"workos-widgets/internal/config"
	"workos-widgets/internal/scheme"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// TestSignInByDeepLink signs in where the redirect URI is a deep link: WorkOS's answer goes from a real Chromium through
// the desktop's xdg-open to the build that was registered there, as a second process, and from that to the window. Of
// Chromium's question whether to open the application, the answer “always” is in its profile beforehand: nobody can
// press a button of the browser's own without a screen.
func TestSignInByDeepLink(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "deep-link"})
	tour.env = append(tour.env, config.EnvRedirectURI+"="+callbackLink)
	tour.step("says that the scheme leads nowhere", tour.isNotRegistered)
	tour.step("registers the build", tour.registers)
	tour.step("signs in by a deep link, and comes to the front", tour.signsInByLink)
	tour.step("minds no foreign links", tour.mindsNoLinks)
	tour.step("opens as ever for a link that comes too late", tour.opensForALateLink)
	tour.step("begins a sign-in that a link asks for", tour.signsInForALink)
	tour.step("opens with a sign-in for a link that asks for one", tour.opensForASignIn)
	tour.step("falls back on a port", tour.fallsBack)
}

var callbackLink = config.Redirect{Scheme: config.Scheme(), Host: "callback"}.String()

// nowhere is what a person reads while no program has registered the scheme.
var nowhere = "Links that begin with " + config.Scheme() + ":// lead to no application on this computer."

func (t *tour) isNotRegistered() {
	check := t.launch("--check")
	if err := check.Wait(t.ctx); err == nil || !strings.Contains(check.Output(), "FAIL  Deep link:") || !strings.Contains(check.Output(), nowhere) {
		t.t.Errorf("--check: %v\n%s", err, check.Output())
	}
	t.open()
	t.press(button("Sign in"))
	t.see(says(nowhere))
	t.see(says("--" + scheme.RegisterFlag))
	t.see(button("Sign in").Is(atspi.Enabled))
	t.picture("not-registered")
	if asked := t.browser.asked(); len(asked) > 0 {
		t.t.Errorf("the browser was opened: %q", asked)
	}
}

// registers has the desktop bring deep links to the build, while the window is open.
func (t *tour) registers() {
	t.wait(t.launch("--" + scheme.RegisterFlag))
	check := t.launch("--check")
	t.wait(check)
	if !strings.Contains(check.Output(), "ok    Deep link:") {
		t.t.Errorf("--check:\n%s", check.Output())
	}
}

func (t *tour) signsInByLink() {
	t.press(button("Sign in"))
	t.see(heading("Continue in your browser"))
	t.picture("waiting")
	address, err := t.browser.await(t.ctx)
	t.check(err)
	u, err := url.Parse(address)
	t.check(err)
	if got := u.Query().Get("redirect_uri"); got != callbackLink {
		t.t.Errorf("the redirect URI is %q", got)
	}
	t.browser.env = t.desk.Environment()
	t.browser.preferences = fmt.Sprintf(`{"protocol_handler":{"allowed_origin_protocol_pairs":{"%s://%s":{"%s":true}}}}`, u.Scheme, u.Host, config.Scheme())
	t.check(t.browser.visit(address))
	t.minimises()
	t.check(t.browser.click("link", "Max Okafor"))
	t.see(switcher("Acme Corp"))
	t.see(frame.Is(atspi.Active))
	t.picture("signed-in")
}

// brings has the desktop open a link, as a web page can have it do.
func (t *tour) brings(link string) {
	t.t.Helper()
	p, err := t.desk.Start(desktop.Program{Path: "gio", Args: []string{"open", link}})
	t.check(err)
	t.wait(p)
}

func (t *tour) mindsNoLinks() {
	asked, before := len(t.browser.asked()), strings.Count(t.process.Output(), "a deep link arrived")
	links := []string{
		callbackLink + "?code=foreign&state=guess", callbackLink + "?error=access_denied&state=guess", callbackLink + "?code=foreign",
		callbackLink, config.Scheme() + "://" + config.LinkSignIn, config.Scheme() + "://elsewhere/sk_live_x",
	}
	for _, link := range links {
		t.brings(link)
	}
	t.eventually("the links arrive", func() bool {
		return strings.Count(t.process.Output(), "a deep link arrived") >= before+len(links)
	})
	t.see(switcher("Acme Corp"))
	t.minimises()
	t.brings(callbackLink + "?code=foreign&state=guess")
	t.see(frame.Is(atspi.Active))
	if got := t.browser.asked()[asked:]; len(got) > 0 {
		t.t.Errorf("the browser was opened: %q", got)
	}
	for _, secret := range []string{"foreign", "guess", "sk_live", callbackLink + "?"} {
		if strings.Contains(t.process.Output(), secret) {
			t.t.Errorf("%q is in the log", secret)
		}
	}
}

// opensWith starts the application with a link, as the desktop does.
func (t *tour) opensWith(link string) {
	t.t.Helper()
	flags := t.flags
	t.flags = append(slices.Clone(flags), link)
	t.open()
	t.flags = flags
}

// opensForALateLink starts the application with the answer to a sign-in that nobody waits for any more.
func (t *tour) opensForALateLink() {
	t.quit()
	t.opensWith(callbackLink + "?code=late&state=gone")
	t.see(switcher("Acme Corp"))
}

func (t *tour) opensForASignIn() {
	t.opensWith(config.Scheme() + "://" + config.LinkSignIn)
	t.see(heading("Continue in your browser"))
	_, err := t.browser.await(t.ctx)
	t.check(err)
	t.press(button("Cancel"))
	t.see(button("Sign in").Is(atspi.Enabled))
	t.quit()
}

func (t *tour) signsInForALink() {
	t.visit("Profile")
	t.press(button("Sign out"))
	t.see(button("Sign in").Is(atspi.Enabled))
	_, err := t.browser.await(t.ctx) // WorkOS's logout page
	t.check(err)
	t.brings(config.Scheme() + "://" + config.LinkSignIn)
	t.see(heading("Continue in your browser"))
	_, err = t.browser.await(t.ctx)
	t.check(err)
	t.press(button("Cancel"))
	t.see(button("Sign in").Is(atspi.Enabled))
	t.brings(config.Scheme() + "://" + config.LinkSignIn) // once more: it is left to the person
	t.eventually("the second link arrives", func() bool { return strings.Contains(t.process.Output(), "left to the person") })
	t.see(button("Sign in").Is(atspi.Enabled))
	t.quit()
}

// fallsBack signs in where a port is named as well, and no program has registered the scheme any more.
func (t *tour) fallsBack() {
	t.wait(t.launch("--" + scheme.UnregisterFlag))
	t.env = append(t.env, config.EnvRedirectURI+"="+callbackLink+",http://127.0.0.1:*/callback")
	check := t.launch("--check")
	t.wait(check)
	if out := check.Output(); !strings.Contains(out, "--    Deep link:") || !strings.Contains(out, "ok    Loopback port:") {
		t.t.Errorf("--check:\n%s", out)
	}
	t.open()
	t.press(button("Sign in"))
	address := t.inBrowser()
	if !strings.Contains(address, url.QueryEscape("http://127.0.0.1:")) {
		t.t.Error("the browser does not come back to a port")
	}
	t.check(t.browser.click("link", "Max Okafor"))
	t.see(switcher("Acme Corp"))
	t.check(t.browser.see("heading", "Signed in"))
	t.quit()
}
