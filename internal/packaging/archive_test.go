//go:build linux && packages

package packaging

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/autostart"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/scheme"
)

// entriesVariable has the test's binary write the entries that the application writes for itself: for the start with
// the computer, and for links.
const entriesVariable = "PACKAGING_TEST_ENTRIES"

func TestMain(m *testing.M) {
	if os.Getenv(entriesVariable) != "" {
		if err := errors.Join(autostart.Set(true), scheme.Register()); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// person is somebody who installs the archive.
type person struct {
	t *testing.T
	brand.Brand
	home    string
	archive string // the folder that was unpacked
	path    string // PATH
}

// newPerson gives somebody a home in a folder of a name, and the archive.
func newPerson(t *testing.T, name string) *person {
	t.Helper()
	p := &person{t: t, Brand: made(t), home: filepath.Join(t.TempDir(), name), path: "/usr/bin:/bin"}
	if err := os.Mkdir(p.home, 0o755); err != nil {
		t.Fatal(err)
	}
	file := the(t, "*-linux-*.tar.gz")
	room := t.TempDir()
	run(t, "tar", "-xzf", file, "-C", room)
	p.archive = filepath.Join(room, strings.TrimSuffix(filepath.Base(file), ".tar.gz"))
	return p
}

// does runs a program as that person, on a desktop of which nothing is installed but theirs.
func (p *person) does(name string, args ...string) (string, error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = p.home
	cmd.Env = []string{"HOME=" + p.home, "PATH=" + p.path, "LANG=C.UTF-8", "XDG_DATA_DIRS=" + p.t.TempDir(), "XDG_RUNTIME_DIR=" + p.t.TempDir()}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (p *person) must(name string, args ...string) string {
	p.t.Helper()
	out, err := p.does(name, args...)
	if err != nil {
		p.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return out
}

func (p *person) install() string {
	p.t.Helper()
	return p.must(filepath.Join(p.archive, "install.sh"))
}
func (p *person) uninstall() string { p.t.Helper(); return p.must(p.program() + "-uninstall") }

func (p *person) program() string { return filepath.Join(p.home, ".local/bin", p.ID) }

func (p *person) write(name, content string, mode fs.FileMode) {
	p.t.Helper()
	path := filepath.Join(p.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		p.t.Fatal(err)
	}
}

// everything lists a person's files and folders.
func (p *person) everything() (found []string) {
	p.t.Helper()
	err := filepath.WalkDir(p.home, func(path string, e fs.DirEntry, err error) error {
		name, _ := filepath.Rel(p.home, path)
		if e != nil && e.IsDir() {
			name += "/"
		}
		found = append(found, name)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

func onlyFiles(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "/") })
}

// hardHome is a name that shells, desktop files and sed could misread.
const hardHome = "Zoë's \"best\" `home` \\ $HOME & #1"

func TestArchiveInstallsForOnePerson(t *testing.T) {
	p := newPerson(t, hardHome)
	said := p.install()
	want := []string{
		".local/bin/" + p.ID, ".local/bin/" + p.ID + "-uninstall",
		".local/share/applications/" + p.AppID + ".desktop", ".local/share/applications/mimeinfo.cache",
		".local/share/man/man1/" + p.ID + ".1.gz",
		".local/share/doc/" + p.ID + "/copyright", ".local/share/doc/" + p.ID + "/licences.md", ".local/share/doc/" + p.ID + "/notices.txt.gz",
	}
	for _, size := range sizes {
		want = append(want, ".local/share/icons/hicolor/"+size+"x"+size+"/apps/"+p.ID+".png")
	}
	same(t, "the home", onlyFiles(p.everything()), want)
	if !strings.Contains(said, p.program()) || !strings.Contains(said, p.program()+"-uninstall") || !strings.Contains(said, "PATH") {
		t.Errorf("it says:\n%s", said)
	}
	if version := p.must(p.program(), "--version"); !strings.HasPrefix(version, p.Product+" ") {
		t.Errorf("--version says %q", version)
	}
	if got := p.must("desktop-file-validate", filepath.Join(p.home, ".local/share/applications", p.AppID+".desktop")); got != "" {
		t.Error(got)
	}
	if again := p.install(); again != said {
		t.Errorf("the second time it says:\n%s", again)
	}
	same(t, "the home, installed twice", onlyFiles(p.everything()), want)
}

func TestTheDesktopStartsWhatTheArchiveInstalled(t *testing.T) {
	p := newPerson(t, hardHome)
	p.install()
	entry := filepath.Join(p.home, ".local/share/applications", p.AppID+".desktop")
	if got := p.must("gio", "mime", "x-scheme-handler/"+p.Scheme); !strings.Contains(strings.SplitN(got, "\n", 2)[0], p.AppID+".desktop") {
		t.Errorf("gio mime says:\n%s", got)
	}
	// From here on another program is in its place, which writes down how it was started.
	p.write(".local/bin/"+p.ID, "#!/bin/sh\nprintf '%s|%s\\n' \"$0\" \"$1\" >>\"$HOME/started\"\n", 0o755)
	link := p.Scheme + "://callback?code=a%20b&state=c%22"
	for arguments, want := range map[string]string{"launch|" + entry: "", "open|" + link: link} {
		command, argument, _ := strings.Cut(arguments, "|")
		p.must("gio", command, argument)
		p.awaits("started", p.program()+"|"+want+"\n")
	}
}

// awaits waits for a file with a content, and removes it.
func (p *person) awaits(name, want string) {
	p.t.Helper()
	file := filepath.Join(p.home, name)
	var got []byte
	for deadline := time.Now().Add(10 * time.Second); string(got) != want && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		got, _ = os.ReadFile(file)
	}
	if string(got) != want {
		p.t.Errorf("%s is %q, want %q", name, got, want)
	}
	_ = os.Remove(file)
}

func TestWhatTheArchiveInstalledIsRemovedAndAPersonsDataStays(t *testing.T) {
	p := newPerson(t, hardHome)
	p.write(".config/"+p.ID+"/settings.json", "{}", 0o600)
	p.write(".local/state/"+p.ID+"/log", "", 0o600)
	p.write(".local/share/icons/hicolor/48x48/apps/other.png", "", 0o644)
	before := p.everything()
	p.install()
	said := p.uninstall()
	same(t, "the home", p.everything(), before)
	for _, folder := range []string{".config/" + p.ID, ".local/state/" + p.ID} {
		if !strings.Contains(said, filepath.Join(p.home, folder)+"\n") {
			t.Errorf("it does not say that %s is still there:\n%s", folder, said)
		}
	}
	if strings.Contains(said, ".cache") || !strings.Contains(said, "keyring") {
		t.Errorf("it says:\n%s", said)
	}
}

func TestTheProgramsOwnEntriesGoWithIt(t *testing.T) {
	for name, home := range map[string]string{"a plain home": "zoe", "a home with signs in its name": hardHome} {
		t.Run(name, func(t *testing.T) {
			p := newPerson(t, home)
			if brand.Current().ID != p.ID {
				t.Fatalf("this test was built for the brand %s, and the packages for %s", brand.Current().ID, p.ID)
			}
			entries := []string{".config/autostart/" + p.ID + ".desktop", ".local/share/applications/" + p.ID + "-links.desktop"}
			p.install()
			p.writesEntries()
			contents := map[string]string{}
			for _, entry := range entries {
				contents[entry] = read(t, filepath.Join(p.home, entry))
			}
			p.uninstall()
			for _, entry := range entries {
				if _, err := os.Stat(filepath.Join(p.home, entry)); err == nil {
					t.Errorf("%s stays:\n%s", entry, contents[entry])
				}
			}

			p.install()
			for _, entry := range entries {
				p.write(entry, strings.ReplaceAll(contents[entry], ".local/bin", ".other/bin"), 0o644)
			}
			p.uninstall()
			for _, entry := range entries {
				if _, err := os.Stat(filepath.Join(p.home, entry)); err != nil {
					t.Errorf("%s, which starts another program, is gone", entry)
				}
			}
		})
	}
}

// writesEntries puts the test's binary into the program's place and has it write the program's entries.
func (p *person) writesEntries() {
	p.t.Helper()
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		p.t.Fatal(err)
	}
	p.write(".local/bin/"+p.ID, string(self), 0o755)
	p.must("env", entriesVariable+"=1", p.program())
}

func TestArchiveInstallsNothingWhereItCouldNotRun(t *testing.T) {
	t.Run("a library is missing", func(t *testing.T) {
		p := newPerson(t, "home")
		p.write("tools/ldd", "#!/bin/sh\nprintf '\\tlibc.so.6 => /lib/libc.so.6 (0x1)\\n\\tlibwebkit2gtk-4.1.so.0 => not found\\n'\n", 0o755)
		p.path = filepath.Join(p.home, "tools") + ":" + p.path
		p.refused("libwebkit2gtk-4.1.so.0", "apt-get install", "dnf install")
	})
	t.Run("a path that no desktop starts", func(t *testing.T) {
		for _, name := range []string{"100%", "a=b", "a\nb"} {
			newPerson(t, name).refused("can't be installed below")
		}
	})
	t.Run("no home", func(t *testing.T) {
		p := newPerson(t, "home")
		if err := os.Remove(p.home); err != nil {
			t.Fatal(err)
		}
		for _, script := range []string{"install.sh", "uninstall.sh"} {
			out, err := exec.CommandContext(t.Context(), "env", "HOME="+p.home, filepath.Join(p.archive, script)).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "no home directory") {
				t.Errorf("%s: %v\n%s", script, err, out)
			}
		}
	})
}

// refused has install.sh refuse, say why, and leave the home as it was.
func (p *person) refused(says ...string) {
	p.t.Helper()
	before := p.everything()
	out, err := p.does(filepath.Join(p.archive, "install.sh"))
	if err == nil {
		p.t.Error("it was installed")
	}
	for _, text := range says {
		if !strings.Contains(out, text) {
			p.t.Errorf("it does not say %q:\n%s", text, out)
		}
	}
	same(p.t, "the home", p.everything(), before)
}

// Without the desktop's own tool the application can be opened, and links do not lead to it; which it says.
func TestArchiveSaysWhenLinksDoNotLeadToIt(t *testing.T) {
	p := newPerson(t, "home")
	p.path = filepath.Join(p.home, "tools")
	for _, tool := range strings.Fields("sh dirname sed mkdir cp chmod mv touch find cat grep rm rmdir id") {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Fatal(err)
		}
		p.write("tools/"+tool, "#!/bin/sh\nexec "+path+" \"$@\"\n", 0o755)
	}
	if said := p.install(); !strings.Contains(said, "desktop-file-utils") {
		t.Errorf("it says:\n%s", said)
	}
	p.uninstall()
	if _, err := os.Stat(p.program()); err == nil {
		t.Error("it is still there")
	}
}
