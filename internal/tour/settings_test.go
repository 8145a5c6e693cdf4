//go:build linux && tour

package tour

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
)

// TestSettingsCount sets everything that can be set, and sees what comes of it.
func TestSettingsCount(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "settings", workos: true})
	desk := tour.servePortal()
	files := tour.catchFolders()
	tour.step("signs in", tour.beginsWithoutLogLevel)
	tour.step("is light and dark as it is told, and as the desktop is", func() { tour.changesTheme(desk) })
	tour.step("starts at login, or not", tour.startsAtLogin)
	tour.step("opens with an organization", tour.opensWithOrganization)
	tour.step("logs as much as it is told", tour.changesLogLevel)
	tour.step("copies diagnostics that name nobody", tour.copiesDiagnostics)
	tour.step("opens the folder of the log", func() { tour.opensLogFolder(files) })
	tour.step("puts damaged settings aside, and says so", tour.survivesDamage)
}

// catchFolders puts a program in the place of xdg-open that writes down what it is to open.
func (t *tour) catchFolders() (asked string) {
	t.t.Helper()
	dir := filepath.Join(t.desk.Dir, "bin")
	asked = filepath.Join(t.desk.Dir, "folders")
	t.check(os.Mkdir(dir, 0o700))
	t.check(os.WriteFile(filepath.Join(dir, "xdg-open"), fmt.Appendf(nil, "#!/bin/sh\nprintf '%%s\\n' \"$1\" >> %s\n", asked), 0o700))
	t.env = append(t.env, "PATH="+dir+":"+os.Getenv("PATH"))
	return asked
}

// beginsWithoutLogLevel leaves the log's level to the settings.
func (t *tour) beginsWithoutLogLevel() {
	t.env = append(t.env, "WORKOS_LOG=")
	t.open()
	t.becomes(zoe, sandbox.Acme)
	t.visit("Profile")
	t.see(main("zoe@acme.example"))
	t.settings()
}

// settings goes to the settings.
func (t *tour) settings() {
	t.t.Helper()
	t.keys(atspi.Control, atspi.Comma)
	t.see(heading("Settings"))
}

// dark reports whether the window's ground is, and light whether it is that; neither while it is drawn.
func (t *tour) dark() bool  { return t.ground() < 0x30 }
func (t *tour) light() bool { return t.ground() > 0xf0 }

// ground is how bright the lower left corner of the window is, 0 being black and 255 white.
func (t *tour) ground() uint8 {
	t.t.Helper()
	area := t.extents(atspi.Query{Roles: []atspi.Role{atspi.Document}})
	img, err := t.desk.Screenshot()
	t.check(err)
	c := img.RGBAAt(area.Min.X+4, area.Max.Y-4)
	return uint8((int(c.R) + int(c.G) + int(c.B)) / 3)
}

func (t *tour) changesTheme(desk *portal) {
	theme := func(name string) {
		t.press(atspi.Query{Roles: []atspi.Role{atspi.RadioButton, atspi.Button, atspi.ToggleButton, atspi.PageTab}, Name: name})
	}
	t.eventually("a light window on a light desktop", t.light)
	t.picture("light")
	theme("Dark")
	t.eventually("a dark window", t.dark)
	t.picture("dark")
	t.screenshot("dark-frame")
	theme("Light")
	t.eventually("a light window", t.light)
	t.check(desk.set(darkScheme))
	time.Sleep(settle)
	if !t.light() {
		t.t.Error("a window that is to be light follows the desktop")
	}
	theme("System")
	t.eventually("a dark window on a dark desktop", t.dark)
	t.check(desk.set(lightScheme))
	t.eventually("a light window as soon as the desktop is", t.light)
	theme("Dark")
	t.eventually("a dark window", t.dark)
	t.quit()
	t.open()
	t.eventually("a window that is dark from the start", t.dark)
	t.see(heading("Profile")) // before the page is there, nobody hears a key
	t.settings()
	theme("System")
	t.eventually("a light window", t.light)
}

// autostart is the file that has a desktop start the application.
func (t *tour) autostart() string {
	return filepath.Join(t.desk.Home, ".config", "autostart", "workos-widgets.desktop")
}

func (t *tour) startsAtLogin() {
	toggle := atspi.Query{Roles: []atspi.Role{atspi.ToggleButton, atspi.CheckBox, atspi.Button}, Name: "Start automatically"}
	t.press(toggle)
	t.eventually("a file in autostart", func() bool { _, err := os.Stat(t.autostart()); return err == nil })
	raw, err := os.ReadFile(t.autostart())
	t.check(err)
	program, err := filepath.Abs(binary)
	t.check(err)
	if !strings.Contains(string(raw), program) {
		t.t.Errorf("what is started at login:\n%s", raw)
	}
	t.picture("starts-at-login")
	t.press(toggle)
	t.eventually("no file in autostart", func() bool { _, err := os.Stat(t.autostart()); return os.IsNotExist(err) })
}

// opensWithOrganization has Globex opened, whatever the last one was.
func (t *tour) opensWithOrganization() {
	t.pick("Open with", "Globex")
	t.eventually("the organization in the settings", func() bool {
		raw, err := os.ReadFile(t.settingsFile())
		return err == nil && strings.Contains(string(raw), `"open_with"`) && strings.Contains(string(raw), sandbox.Globex)
	})
	t.see(switcher("Acme Corp"))
	t.quit()
	t.open()
	t.see(switcher("Globex"))
	t.settings()
	t.picture("opens-with")
	t.pick("Open with", "The last one")
	t.press(button("Back"))
	t.switchTo("Globex", "Acme Corp")
	t.see(switcher("Acme Corp"))
	t.settings()
}

func (t *tour) changesLogLevel() {
	debug := func() int { return strings.Count(t.process.Output(), "level=DEBUG") }
	if debug() > 0 {
		t.t.Error("it logs everything without having been told to")
	}
	t.pick("Log level", "Everything")
	t.press(button("Back"))
	t.visit("Members")
	t.eventually("the log of everything", func() bool { return debug() > 0 })
	t.settings()
}

func (t *tour) copiesDiagnostics() {
	t.press(button("Copy diagnostics"))
	t.eventually("diagnostics on the clipboard", func() bool { return strings.Contains(t.clipboard(), "diagnostics of") })
	t.picture("diagnostics-copied")
	text := t.clipboard()
	t.check(os.WriteFile(filepath.Join(output, "settings-diagnostics.txt"), []byte(text), 0o644))
	for _, part := range []string{"Versions", "Go:", "Wails:", "Web view:", "WebKit", "Configuration", "Pre-flight", "Preferences", "Session", "Log", "level=DEBUG"} {
		if !strings.Contains(text, part) {
			t.t.Errorf("the diagnostics do not say %q", part)
		}
	}
	for what, pattern := range map[string]string{
		"an e-mail address": `[\w.]+@[\w-]+\.\w+`, "a name": `Zoë|Ångström`, "a token": `eyJ[\w-]+`, "a user's ID": `user_0`, "an organization's ID": `org_0`,
		"a session's ID": `session_0`, "a key": `sk_\w`, "the home directory": regexp.QuoteMeta(t.desk.Home),
	} {
		if found := regexp.MustCompile(pattern).FindString(text); found != "" {
			t.t.Errorf("the diagnostics hold %s: %.12s…", what, found)
		}
	}
}

func (t *tour) opensLogFolder(asked string) {
	folder := filepath.Join(t.desk.Home, ".local", "state", "workos-widgets")
	t.press(button("Open the log folder"))
	t.eventually("the folder in the file manager", func() bool {
		raw, err := os.ReadFile(asked)
		return err == nil && strings.TrimSpace(string(raw)) == folder
	})
	entries, err := os.ReadDir(folder)
	t.check(err)
	if len(entries) == 0 {
		t.t.Error("there is no log in it")
	}
	t.quit()
}

// survivesDamage starts with settings that a full disk has cut off.
func (t *tour) survivesDamage() {
	raw, err := os.ReadFile(t.settingsFile())
	t.check(err)
	t.check(os.WriteFile(t.settingsFile(), raw[:len(raw)/2], 0o600))
	t.open()
	t.see(says("Your settings could not be read, so they are the usual ones again."))
	t.see(says("What was there has been put aside."))
	t.picture("damaged")
	aside, err := filepath.Glob(t.settingsFile() + "*")
	t.check(err)
	kept := false
	for _, file := range aside {
		found, err := os.ReadFile(file)
		t.check(err)
		kept = kept || string(found) == string(raw[:len(raw)/2])
	}
	if !kept {
		t.t.Errorf("what was there is in none of %q", aside)
	}
	t.settings()
	t.picture("damaged-settings")
	t.press(button("Back"))
	t.press(button("Dismiss"))
	t.gone(says("Your settings could not be read"))
	t.quit()
	t.open()
	t.see(heading("Members"))
	t.gone(says("Your settings could not be read"))
	t.quit()
}
