package scheme

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/brand"
)

// desktop is a person's, with directories of its own.
type desktop struct {
	t       *testing.T
	home    string
	program string // the test binary, where the application would lie
}

func newDesktop(t *testing.T) *desktop {
	t.Helper()
	return newDesktopWith(t, `my "best" $HOME`)
}

// newDesktopWith lays the application into a directory of a name.
func newDesktopWith(t *testing.T, name string) *desktop {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	d := &desktop{t: t, home: t.TempDir()}
	d.program = filepath.Join(d.home, name, "workos-widgets")
	if err := errors.Join(os.Mkdir(filepath.Dir(d.program), 0o700), os.WriteFile(d.program, binary, 0o700)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desktop) env(more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + d.home, "XDG_DATA_DIRS=" + filepath.Join(d.home, "system"),
		"XDG_CONFIG_DIRS=" + filepath.Join(d.home, "system"), "GIO_USE_VFS=local", "LANG=C.UTF-8", "GORACE=atexit_sleep_ms=0",
	}, more...)
}

// do is what the application says when it does something on this desktop; "" for success.
func (d *desktop) do(what string) string {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), d.program)
	cmd.Env = d.env(doVariable + "=" + what)
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		d.t.Fatal(err)
	}
	return string(out)
}

func (d *desktop) want(what, said string) {
	d.t.Helper()
	if got := d.do(what); said == "" && got != "" || !strings.Contains(got, said) {
		d.t.Errorf("%s: it says %q, want %q", what, got, said)
	}
}

// install puts a desktop file in the place of a package's.
func (d *desktop) install(name, content string) {
	d.t.Helper()
	dir := filepath.Join(d.home, "system", "applications")
	cache := "[MIME Cache]\nx-scheme-handler/workos-widgets=" + name + ";\n"
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600), os.WriteFile(filepath.Join(dir, "mimeinfo.cache"), []byte(cache), 0o600)); err != nil {
		d.t.Fatal(err)
	}
}

const (
	nowhere    = "lead to no application on this computer"
	entryStart = "[Desktop Entry]\nType=Application\nName=Somebody's\nMimeType=x-scheme-handler/workos-widgets;\nExec="
)

func TestABuildIsRegisteredWhereItLies(t *testing.T) {
	d := newDesktop(t)
	d.want("check", nowhere)
	d.want("unregister", "") // nothing to do
	for range 2 {
		d.want("register", "")
		d.want("check", "")
	}
	for range 2 {
		d.want("unregister", "")
		d.want("check", nowhere)
	}
	if left, _ := os.ReadDir(filepath.Join(d.home, ".local", "share", "applications")); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
}

// TestTheDesktopStartsTheRegisteredBuildWithTheLink asks the desktop's own programs.
func TestTheDesktopStartsTheRegisteredBuildWithTheLink(t *testing.T) {
	for name, tt := range map[string]struct {
		opener []string
		dir    string
	}{
		"gio":                    {[]string{"gio", "open"}, "plain"},
		"gio in a hard place":    {[]string{"gio", "open"}, `my "best" $HOME 100%`},
		"xdg-open on no desktop": {[]string{"xdg-open"}, "plain"},
	} {
		t.Run(name, func(t *testing.T) {
			path, err := exec.LookPath(tt.opener[0])
			if err != nil {
				t.Skip(err)
			}
			d := newDesktopWith(t, tt.dir)
			d.want("register", "")
			mark := filepath.Join(d.home, "started")
			script := "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" > '" + mark + ".new' && mv '" + mark + ".new' '" + mark + "'\n"
			if err := errors.Join(os.Remove(d.program), os.WriteFile(d.program, []byte(script), 0o700)); err != nil {
				t.Fatal(err)
			}
			const link = "workos-widgets://callback?code=a%20b&state=x_-.~y"
			cmd := exec.CommandContext(t.Context(), path, append(tt.opener[1:], link)...)
			cmd.Env = d.env("XDG_CURRENT_DESKTOP=X-Generic", "DISPLAY=:none") // xdg-open opens links only where it thinks there is a screen
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var got []byte
			for deadline := time.Now().Add(10 * time.Second); len(got) == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
				got, _ = os.ReadFile(mark)
			}
			if string(got) != "1\n"+link+"\n" {
				t.Errorf("it was started with %q", got)
			}
		})
	}
}

func TestAPackageRegistersTheScheme(t *testing.T) {
	b := brand.Current()
	for _, name := range []string{b.ID + ".desktop", b.AppID + ".desktop"} {
		d := newDesktop(t)
		d.install(name, entryStart+"/bin/true %u\n")
		d.want("check", "")
		d.want("register", "") // a build over it
		d.want("check", "")
		d.want("unregister", "")
		d.want("check", "")
	}
	d := newDesktop(t)
	d.install("renamed.desktop", entryStart+`"`+strings.ReplaceAll(strings.ReplaceAll(d.program, `"`, `\\"`), "$", `\\$`)+`" %u`+"\n")
	d.want("check", "")
}

func TestASchemeThatAnotherProgramHasClaimed(t *testing.T) {
	d := newDesktop(t)
	d.install("other.desktop", entryStart+"/bin/true %u\n")
	d.want("check", "lead to another application on this computer: Somebody's.")
	d.want("register", "") // the person's word counts
	d.want("check", "")
}

func TestARegisteredBuildThatIsGone(t *testing.T) {
	d := newDesktop(t)
	d.want("register", "")
	moved := d.program + " moved"
	if err := os.Rename(d.program, moved); err != nil {
		t.Fatal(err)
	}
	d.program = moved
	d.want("check", nowhere)
	d.want("register", "")
	d.want("check", "")
}

func TestWhereNothingCanBeRegisteredThePersonIsTold(t *testing.T) {
	d := newDesktop(t)
	if err := os.WriteFile(filepath.Join(d.home, ".local"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.want("register", "does not let the application change")
}
