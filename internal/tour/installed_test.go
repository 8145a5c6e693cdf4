//go:build linux && tour

package tour

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

var (
	// installedOn is the machine that build/linux/machine.sh has made and installed the package on.
	installedOn = flag.String("tour.installed", "", "the machine's `folder` on which the package is installed")
	// installedFrom is that package.
	installedFrom = flag.String("tour.package", "", "the `file` that was installed there")
)

// installed is a tour of an application that came from a package.
type installed struct {
	*tour
	brand brand.Brand
}

// TestInstalledPackage does what a person does on whose computer the .deb was installed: they find the application
// among others, sign in, and come back to it by a link. Then the package goes, and everything of it.
func TestInstalledPackage(t *testing.T) {
	if *installedOn == "" {
		t.Skip("there is no machine with the package: make test-packages")
	}
	i := installed{tour: start(t, stage{subject: "installed", workos: true, elsewhere: true})}
	i.brand = builtBrand(t)
	i.step("says its version", i.saysVersion)
	i.step("passes its own checks with what the package brings along", i.checksItself)
	i.step("is what the links lead to", i.ownsScheme)
	i.step("opens from the desktop", i.opensFromDesktop)
	i.step("is one application with its window, for docks and switchers", i.groupsWindow)
	i.step("signs in through the browser", i.signsIn)
	i.step("comes to the front when it is started again", i.comesBack)
	i.step("signs in by a link that the desktop opens", i.signsInByLink)
	i.step("leaves nothing but what it keeps for the person when it is purged", i.purges)
}

// builtBrand is the brand that the package was made for.
func builtBrand(t *testing.T) (b brand.Brand) {
	t.Helper()
	content, err := os.ReadFile("../../build/branded/brand.json")
	if err == nil {
		err = json.Unmarshal(content, &b)
	}
	if err != nil {
		t.Fatalf("the brand of the package: %v", err)
	}
	return b
}

// there starts a program of the machine, on the tour's desktop.
func (i *installed) there(command ...string) *desktop.Process {
	i.t.Helper()
	return i.machine(append([]string{"run", *installedOn, i.desk.Dir}, command...)...)
}

func (i *installed) machine(args ...string) *desktop.Process {
	i.t.Helper()
	script, err := filepath.Abs("../../build/linux/machine.sh")
	i.check(err)
	p, err := i.desk.Start(desktop.Program{Name: "machine", Path: script, Args: args, Env: i.env})
	i.check(err)
	return p
}

// asks runs a program of the machine to its end and returns what it printed.
func (i *installed) asks(command ...string) string {
	i.t.Helper()
	p := i.there(command...)
	i.wait(p)
	return p.Output()
}

func (i *installed) saysVersion() {
	version := i.asks(i.brand.ID, "--version")
	if !strings.HasPrefix(version, i.brand.Product+" ") {
		i.t.Errorf("--version says %q", version)
	}
	i.t.Log(version)
}

func (i *installed) checksItself() {
	i.t.Logf("--check:\n%s", i.asks(i.brand.ID, "--check"))
}

// ownsScheme asks GLib, as GNOME and what is built on it does, and xdg-utils, as most others do.
func (i *installed) ownsScheme() {
	mime, entry := "x-scheme-handler/"+i.brand.Scheme, i.brand.AppID+".desktop"
	if got := i.asks("gio", "mime", mime); !strings.Contains(strings.SplitN(got, "\n", 2)[0], entry) {
		i.t.Errorf("gio mime %s:\n%s", mime, got)
	}
	if got := i.asks("xdg-mime", "query", "default", mime); strings.TrimSpace(got) != entry {
		i.t.Errorf("xdg-mime query default %s: %s", mime, got)
	}
}

// opensFromDesktop starts the application as the desktop's menu does.
func (i *installed) opensFromDesktop() {
	i.launches()
	i.see(button("Sign in").Is(atspi.Enabled))
	i.screenshot("signed-out")
}

// launches starts the application by its desktop file, and waits for its window.
func (i *installed) launches() {
	i.asks("gio", "launch", "/usr/share/applications/"+i.brand.AppID+".desktop")
	i.eventually("a process of "+i.program(), func() bool { return len(i.running()) == 1 })
	app, err := i.bus.App(i.ctx, i.running()[0])
	i.check(err)
	i.app = app
}

func (i *installed) program() string { return filepath.Join(*installedOn, "usr/bin", i.brand.ID) }

// running are the processes of the application on the machine.
func (i *installed) running() []int {
	var found []int
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == i.program() {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(link))); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}

var (
	windowID    = regexp.MustCompile(`0x[0-9a-f]+`)
	windowClass = regexp.MustCompile(`"([^"]*)", "([^"]*)"`)
)

// groupsWindow holds the window's class against what the desktop file says of it.
func (i *installed) groupsWindow() {
	windows := windowID.FindAllString(i.asks("xprop", "-root", "_NET_CLIENT_LIST"), -1)
	if len(windows) != 1 {
		i.t.Fatalf("the desktop has %d windows, not one", len(windows))
	}
	said := i.asks("xprop", "-id", windows[0], "WM_CLASS")
	class := windowClass.FindStringSubmatch(said)
	entry, err := os.ReadFile(filepath.Join(*installedOn, "usr/share/applications", i.brand.AppID+".desktop"))
	i.check(err)
	if class == nil || !strings.Contains(string(entry), "\nStartupWMClass="+class[1]+"\n") {
		i.t.Errorf("the window is of %s, and its desktop file says\n%s", said, entry)
	}
}

func (i *installed) signsIn() {
	i.press(button("Sign in"))
	i.inBrowser()
	i.check(i.browser.click("link", "Zoë Ångström"))
	i.check(i.browser.click("link", "Acme Corp"))
	i.see(switcher("Acme Corp"))
	i.visit("Members")
	i.see(main("Hannah Kowalczyk"))
	i.screenshot("signed-in")
}

// comesBack starts the application a second time, which ends at once and leaves the first one's window in front.
func (i *installed) comesBack() {
	before := i.running()
	i.asks(i.brand.ID)
	if after := i.running(); len(after) != 1 || after[0] != before[0] {
		i.t.Errorf("processes before and after: %v, %v", before, after)
	}
	i.see(atspi.Query{Roles: []atspi.Role{atspi.Frame}}.Is(atspi.Active))
	i.closes()
}

func (i *installed) closes() {
	i.check(i.bus.Chord(i.ctx, atspi.Alt, atspi.F4))
	i.eventually("the end of "+i.program(), func() bool { return len(i.running()) == 0 })
}

// signsInByLink has WorkOS send the browser to the application's own scheme, and the desktop open that.
func (i *installed) signsInByLink() {
	i.env = append(i.env, "WORKOS_REDIRECT_URI="+i.brand.Scheme+"://callback")
	i.launches()
	i.visit("Profile")
	i.press(button("Sign out"))
	_, err := i.browser.await(i.ctx) // WorkOS's logout page
	i.check(err)
	i.press(button("Sign in").Is(atspi.Enabled))
	address, err := i.browser.await(i.ctx)
	i.check(err)
	callback, err := i.workos.SignIn(address, okafor, sandbox.Acme)
	i.check(err)
	if !strings.HasPrefix(callback, i.brand.Scheme+"://") {
		i.t.Fatalf("WorkOS leads to %.40s…", callback)
	}
	i.asks("gio", "open", callback)
	i.see(switcher("Acme Corp"))
	i.see(says("max@acme.example"))
	i.screenshot("signed-in-by-link")
	i.closes()
}

func (i *installed) purges() {
	p := i.machine("purge", *installedOn, *installedFrom)
	i.check(p.Wait(i.ctx))
	if _, err := os.Stat(i.program()); !errors.Is(err, fs.ErrNotExist) {
		i.t.Errorf("%s is still there: %v", i.program(), err)
	}
	if kept, err := os.ReadDir(filepath.Join(i.desk.Home, ".config", i.brand.ID)); err != nil || len(kept) == 0 {
		i.t.Errorf("the person's settings are gone: %v", err)
	}
}
