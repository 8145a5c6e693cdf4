package autostart

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hard are paths that a desktop, launchd or a shell could misread.
var hard = map[string]string{
	"plain":             "/opt/workos-widgets/workos-widgets",
	"spaces":            "/home/zoe/My Programs/  x",
	"double quotes":     `/home/zoe/"best"/x`,
	"single quotes":     `/home/zoe/it's/x`,
	"a dollar sign":     `/home/zoe/$HOME/${x}/$(x)`,
	"a percent sign":    `/home/zoe/100%/%f %% %`,
	"a backslash":       `/home/zoe/a\b\\c\n\s/x\`,
	"a backtick":        "/home/zoe/`id`/x",
	"a hash and others": `/home/zoe/#1;2&3|4<5>6*7?8(9)~[x]/x`,
	"other letters":     "/home/zoë/프로그램/x",
	"an equals sign":    "/home/zoe/a=b/x",
	"XML":               "/home/zoe/<x>&amp;]]>/x",
}

func TestWhatIsWrittenIsReadAsTheSameProgram(t *testing.T) {
	for name, program := range hard {
		for kind, f := range map[string]format{"desktop entry": desktopEntry, "launch agent": launchAgent} {
			t.Run(kind+" with "+name, func(t *testing.T) {
				content, err := f.encode(program)
				if err != nil {
					t.Fatal(err)
				}
				if got := f.decode(content); got != (state{on: true, program: program}) {
					t.Errorf("read %+v from\n%s", got, content)
				}
			})
		}
	}
}

func TestExecIsQuotedAsTheSpecificationAsks(t *testing.T) {
	for program, want := range map[string]string{
		"/opt/x":      `"/opt/x"`,
		"/opt/a b":    `"/opt/a b"`,
		`/opt/a"b`:    `"/opt/a\\"b"`,
		"/opt/a`b":    "\"/opt/a\\\\`b\"",
		`/opt/a$b`:    `"/opt/a\\$b"`,
		`/opt/a\b`:    `"/opt/a\\\\b"`, // the specification: four for one
		"/opt/a%b":    `/bin/sh -c "exec \\"\\$0\\"" "/opt/a%%b"`,
		"/opt/a=b":    `/bin/sh -c "exec \\"\\$0\\"" "/opt/a=b"`,
		"/opt/a\nb\t": `"/opt/a\nb\t"`,
	} {
		content, err := encodeDesktop(program)
		if err != nil || !strings.Contains(string(content), "\nExec="+want+"\n") {
			t.Errorf("%q, %v: want Exec=%s in\n%s", program, err, want, content)
		}
	}
}

// GLib reads it for GNOME and everything built on it.
func TestGLibStartsTheProgram(t *testing.T) {
	gio, err := exec.LookPath("gio")
	if err != nil {
		t.Skip("there is no gio here")
	}
	for name, program := range hard {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mark := filepath.Join(dir, "started")
			program = filepath.Join(dir, program)
			script := "#!/bin/sh\nprintf '%s\\n' \"$0\" > '" + mark + "'\n"
			if err := errors.Join(os.MkdirAll(filepath.Dir(program), 0o700), os.WriteFile(program, []byte(script), 0o700)); err != nil {
				t.Fatal(err)
			}
			e := fileEntry{path: desktopPath(dir), executable: program, format: desktopEntry}
			if err := e.write(); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), gio, "launch", e.path).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			var got []byte
			for deadline := time.Now().Add(10 * time.Second); len(got) == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
				got, _ = os.ReadFile(mark)
			}
			if string(got) != program+"\n" {
				t.Errorf("started %q, want %q", got, program)
			}
		})
	}
}

func TestPathsThatNoDesktopStarts(t *testing.T) {
	for name, encode := range map[string]func() ([]byte, error){
		"no UTF-8":              func() ([]byte, error) { return encodeDesktop("/opt/\xff/x") },
		"a control character":   func() ([]byte, error) { return encodeAgent("/opt/\x01/x") },
		"no UTF-8 for an agent": func() ([]byte, error) { return encodeAgent("/opt/\xff/x") },
		"too long for Windows":  func() ([]byte, error) { s, err := commandLine(`C:\` + strings.Repeat("x", 256)); return []byte(s), err },
	} {
		content, err := encode()
		var words *Error
		if !errors.As(err, &words) || words.Message() == "" || words.Mend() == "" || strings.Contains(err.Error(), "/opt") || len(content) > 0 {
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
}

func TestADesktopEntryThatWasTurnedOff(t *testing.T) {
	const head = "[Desktop Entry]\nType=Application\nExec=\"/opt/x\"\n"
	for name, tt := range map[string]struct {
		content string
		want    bool
	}{
		"as it was written":              {head, true},
		"by KDE or Xfce":                 {head + "Hidden=true\n", false},
		"and on again":                   {head + "Hidden=false\nX-GNOME-Autostart-enabled=true\n", true},
		"by GNOME":                       {head + "X-GNOME-Autostart-enabled=false\n", false},
		"by GNOME, with spaces":          {head + " X-GNOME-Autostart-enabled = false \r\n", false},
		"in another group":               {head + "[Desktop Action x]\nHidden=true\n", true},
		"in a comment":                   {head + "#Hidden=true\n", true},
		"by emptying it":                 {"", false},
		"by taking out the program":      {"[Desktop Entry]\nType=Application\n", false},
		"by making it a link":            {"[Desktop Entry]\nType=Link\nExec=/opt/x\n", false},
		"written by somebody else":       {"[Desktop Entry]\nType=Application\nExec=/opt/x --sandbox %u\n", true},
		"with the words before the head": {"Hidden=true\n" + head, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := decodeDesktop([]byte(tt.content))
			if got.on != tt.want || got.on && got.program != "/opt/x" {
				t.Errorf("read %+v", got)
			}
		})
	}
}

func TestALaunchAgentThatWasTurnedOff(t *testing.T) {
	content, err := encodeAgent("/opt/x")
	if err != nil {
		t.Fatal(err)
	}
	agent := string(content)
	for name, tt := range map[string]struct {
		content string
		want    state
	}{
		"as it was written":           {agent, state{true, "/opt/x"}},
		"by Disabled":                 {strings.Replace(agent, "<key>RunAtLoad", "<key>Disabled</key><true/><key>RunAtLoad", 1), state{false, "/opt/x"}},
		"by RunAtLoad":                {strings.Replace(agent, "<true/>", "<false/>", 1), state{false, "/opt/x"}},
		"with Program":                {strings.Replace(agent, "<key>ProgramArguments</key>\n\t<array>\n\t\t<string>/opt/x</string>\n\t</array>", "<key>Program</key><string>/opt/y</string>", 1), state{true, "/opt/y"}},
		"with arguments":              {strings.Replace(agent, "</string>\n\t</array>", "</string><string>--x</string></array>", 1), state{true, "/opt/x"}},
		"in Apple's binary form":      {"bplist00\xd1\x01\x02", state{}},
		"by cutting it short":         {agent[:len(agent)/2], state{}},
		"by emptying it":              {"", state{}},
		"inside a dictionary of some": {strings.Replace(agent, "<key>RunAtLoad", "<key>KeepAlive</key><dict><key>Disabled</key><true/></dict><key>RunAtLoad", 1), state{true, "/opt/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := decodeAgent([]byte(tt.content)); got != tt.want {
				t.Errorf("read %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestCommandLinesOfWindows(t *testing.T) {
	for line, want := range map[string]string{
		`"C:\Program Files\x\x.exe"`:    `C:\Program Files\x\x.exe`,
		`"C:\Program Files\x.exe" --on`: `C:\Program Files\x.exe`,
		`C:\x.exe --on`:                 `C:\x.exe`,
		`"C:\x`:                         `C:\x`,
		``:                              ``,
	} {
		if got := ProgramOf(line); got != want {
			t.Errorf("%s starts %q, want %q", line, got, want)
		}
	}
	if line, err := commandLine(`C:\a b\x.exe`); err != nil || line != `"C:\a b\x.exe"` {
		t.Errorf("%s, %v", line, err)
	}
	for flags, want := range map[string]bool{"": false, "\x02\x00": false, "\x03\x00": true, "\x06": false, "\x07": true} {
		if isTurnedOff([]byte(flags)) != want {
			t.Errorf("flags %x: %v", flags, !want)
		}
	}
}

func TestOnAndOffInADirectory(t *testing.T) {
	for name, f := range map[string]format{"desktop entry": desktopEntry, "launch agent": launchAgent} {
		t.Run(name, func(t *testing.T) {
			e := fileEntry{path: filepath.Join(t.TempDir(), "a", "b", "entry"), executable: "/opt/x", format: f}
			want := func(on bool) {
				t.Helper()
				if got, err := e.state(); err != nil || got.on != on {
					t.Errorf("state %+v, %v; want on=%v", got, err, on)
				}
			}
			want(false)
			for range 2 { // each twice: neither minds that it is done already
				if err := e.write(); err != nil {
					t.Fatal(err)
				}
				want(true)
			}
			for range 2 {
				if err := e.remove(); err != nil {
					t.Fatal(err)
				}
				want(false)
			}
			if left, _ := os.ReadDir(filepath.Dir(e.path)); len(left) != 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func TestWhereNothingCanBeWrittenThePersonIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such entries, and takes what is below a file for missing")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := fileEntry{path: filepath.Join(file, "entry"), executable: "/opt/x", format: desktopEntry}
	_, stateErr := e.state()
	for what, err := range map[string]error{"write": e.write(), "remove": e.remove(), "state": stateErr} {
		var words *Error
		if !errors.As(err, &words) || strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnEntryWhoseProgramIsGoneIsRepaired(t *testing.T) {
	dir := t.TempDir()
	here, other := filepath.Join(dir, "here"), filepath.Join(dir, "other")
	if err := errors.Join(os.WriteFile(here, nil, 0o700), os.WriteFile(other, nil, 0o700)); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(dir, "gone")
	for name, tt := range map[string]struct {
		program, more string
		repaired      bool
		after         state
	}{
		"gone":            {gone, "", true, state{true, here}},
		"gone and off":    {gone, "Hidden=true\n", false, state{false, gone}},
		"another one":     {other, "", false, state{true, other}},
		"the one running": {here, "", false, state{true, here}},
		"no entry":        {"", "", false, state{}},
	} {
		t.Run(name, func(t *testing.T) {
			e := fileEntry{path: filepath.Join(t.TempDir(), "entry"), executable: here, format: desktopEntry}
			if tt.program != "" {
				content, err := encodeDesktop(tt.program)
				if err == nil {
					err = os.WriteFile(e.path, append(content, tt.more...), 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if got, err := repair(e); err != nil || got != tt.repaired {
				t.Errorf("repair: %v, %v", got, err)
			}
			if got, err := e.state(); err != nil || got != tt.after {
				t.Errorf("afterwards %+v, %v; want %+v", got, err, tt.after)
			}
		})
	}
}

func TestAnEntryThatAPersonChangedStaysAsItIs(t *testing.T) {
	for _, exec := range []string{
		`env WORKOS_CLIENT_ID=client_1 /opt/gone`, `sh -c "exec /opt/gone"`, `workos-widgets`, `./gone`, `~/gone`,
	} {
		t.Run(exec, func(t *testing.T) {
			e := fileEntry{path: filepath.Join(t.TempDir(), "entry"), executable: "/opt/new", format: desktopEntry}
			content := "[Desktop Entry]\nType=Application\nName=x\nExec=" + exec + "\n"
			if err := os.WriteFile(e.path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if repaired, err := repair(e); err != nil || repaired {
				t.Errorf("repair: %v, %v", repaired, err)
			}
			if got, err := os.ReadFile(e.path); err != nil || string(got) != content {
				t.Errorf("it became %s, %v", got, err)
			}
		})
	}
}

func TestThisBinaryIsTurnedOnAndOff(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("there is no directory of the test's own to do it in")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	for _, on := range []bool{false, true, false} {
		if err := Set(on); err != nil {
			t.Fatal(err)
		}
		if got, err := Enabled(); err != nil || got != on {
			t.Errorf("after Set(%v): %v, %v", on, got, err)
		}
	}
	if runtime.GOOS != "linux" {
		return
	}
	config, _ := os.UserConfigDir()
	content, err := encodeDesktop(filepath.Join(config, "moved"))
	if err == nil {
		err = os.WriteFile(desktopPath(config), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if on, err := Enabled(); err != nil || on {
		t.Errorf("an entry for a binary that is gone counts as on: %v", err)
	}
	if repaired, err := Repair(); err != nil || !repaired {
		t.Errorf("it was not repaired: %v", err)
	}
	if on, err := Enabled(); err != nil || !on {
		t.Errorf("once repaired it is off: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, program := range hard {
		for _, kind := range []format{desktopEntry, launchAgent} {
			content, err := kind.encode(program)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(content, program)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, program string) {
		decodeDesktop(content)
		decodeAgent(content)
		for _, kind := range []format{desktopEntry, launchAgent} {
			written, err := kind.encode(program)
			if err != nil || program == "" {
				continue
			}
			if got := kind.decode(written); got != (state{true, program}) {
				t.Errorf("%q is read as %+v from\n%s", program, got, written)
			}
		}
	})
}
