//go:build linux

// Package desktop gives a test a person's desktop of its own: a screen that nobody sees (Xvfb) with
// a window manager (openbox), a D-Bus session, an unlocked keyring (gnome-keyring) and the
// accessibility bus (at-spi2), all under a home directory that is thrown away. It needs neither a
// display nor a login session, and nothing in it touches the real ones.
package desktop

import (
	"bufio"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// Options say what the desktop is like.
type Options struct {
	// Width and Height of the screen in pixels; 0 is 1280 × 900.
	Width, Height int
	// NoKeyring leaves the keyring to whatever the session's bus starts when it is asked for one, which has
	// nothing unlocked.
	NoKeyring bool
}

// Desktop is a running desktop. Close it.
type Desktop struct {
	// Dir holds everything of the desktop, the programs' logs among it. Close removes it.
	Dir string
	// Home is the home directory of the programs on the desktop.
	Home string
	// Display is the X display, ":99" for instance.
	Display string
	// Bus is the address of the D-Bus session.
	Bus string

	mark    string // NAME=value in the environment of every program, to find the forgotten ones by
	waiting sync.WaitGroup

	mu        sync.Mutex
	closed    bool
	processes []*Process // in the order of their start
}

// markName is the variable that marks the programs of one desktop.
const markName = "WORKOS_WIDGETS_DESKTOP"

// Start brings a desktop up. What it cannot start it names, with the Debian package that has it.
func Start(ctx context.Context, o Options) (*Desktop, error) {
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1280, 900
	}
	if err := installed(); err != nil {
		return nil, err
	}
	// Socket addresses are short by law (108 bytes): no t.TempDir here.
	dir, err := os.MkdirTemp("", "desktop-")
	if err != nil {
		return nil, fmt.Errorf("desktop: %w", err)
	}
	d := &Desktop{Dir: dir, Home: filepath.Join(dir, "home"), mark: markName + "=" + rand.Text()}
	if err := d.start(ctx, o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Desktop) start(ctx context.Context, o Options) error {
	for _, dir := range []string{d.Home, d.runtime(), filepath.Join(d.Dir, "screen")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("desktop: %w", err)
		}
	}
	for _, part := range []func(context.Context, Options) error{
		d.startScreen, d.startBus, d.startWindowManager, d.startKeyring, d.startAccessibility,
	} {
		if err := part(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// needs are the programs of a desktop and the Debian packages that bring them.
var needs = []struct{ program, pkg string }{
	{"Xvfb", "xvfb"}, {"openbox", "openbox"}, {"dbus-daemon", "dbus"}, {"gnome-keyring-daemon", "gnome-keyring"},
	{accessibilityLauncher, "at-spi2-core"},
}

const accessibilityLauncher = "/usr/libexec/at-spi-bus-launcher"

// ErrMissing means that a program is not installed that the desktop is made of.
var ErrMissing = errors.New("desktop: not installed")

func installed() error {
	var missing []string
	for _, n := range needs {
		if _, err := exec.LookPath(n.program); err != nil {
			missing = append(missing, n.pkg)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: apt-get install %s", ErrMissing, strings.Join(missing, " "))
	}
	return nil
}

// startScreen starts the X server. It picks a free display itself and says which; its screen is a
// file that Screenshot reads.
func (d *Desktop) startScreen(ctx context.Context, o Options) error {
	screen := fmt.Sprintf("%dx%dx24", o.Width, o.Height)
	number, err := d.startAndRead(ctx, func(w *os.File) Program {
		return Program{Path: "Xvfb", Files: []*os.File{w}, Args: []string{
			"-displayfd", "3", "-screen", "0", screen, "-fbdir", filepath.Join(d.Dir, "screen"), "-nolisten", "tcp", "-noreset", "-nocursor",
		}}
	})
	d.Display = ":" + number
	return err
}

func (d *Desktop) startBus(ctx context.Context, _ Options) (err error) {
	d.Bus, err = d.startAndRead(ctx, func(w *os.File) Program {
		return Program{Path: "dbus-daemon", Files: []*os.File{w}, Args: []string{
			"--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=3", "--address=unix:path=" + filepath.Join(d.runtime(), "bus"),
		}}
	})
	return err
}

// startAndRead starts a program that says one line on its descriptor 3 when it is ready.
func (d *Desktop) startAndRead(ctx context.Context, program func(w *os.File) Program) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("desktop: %w", err)
	}
	defer r.Close()
	p, err := d.Start(program(w))
	w.Close()
	if err != nil {
		return "", err
	}
	said := make(chan string, 1)
	go func() { // ends with r
		line, _ := bufio.NewReader(r).ReadString('\n')
		said <- strings.TrimSpace(line)
	}()
	var line string
	err = p.until(ctx, func() bool {
		select {
		case line = <-said:
			return line != ""
		default:
			return false
		}
	})
	return line, err
}

//go:embed openbox.xml
var openboxConfig []byte

// startWindowManager starts openbox, which raises, focuses, minimises (Alt+F9) and closes (Alt+F4)
// windows as a person's would.
func (d *Desktop) startWindowManager(ctx context.Context, _ Options) error {
	config, ready := filepath.Join(d.Dir, "openbox.xml"), filepath.Join(d.Dir, "openbox-ready")
	if err := os.WriteFile(config, openboxConfig, 0o600); err != nil {
		return fmt.Errorf("desktop: %w", err)
	}
	p, err := d.Start(Program{Path: "openbox", Args: []string{"--sm-disable", "--config-file", config, "--startup", "touch " + ready}})
	if err != nil {
		return err
	}
	return p.until(ctx, func() bool {
		_, err := os.Stat(ready)
		return err == nil
	})
}

// startKeyring starts gnome-keyring with the login collection unlocked, by the password it reads.
func (d *Desktop) startKeyring(ctx context.Context, o Options) error {
	if o.NoKeyring {
		return nil
	}
	p, err := d.Start(Program{
		Path: "gnome-keyring-daemon", Args: []string{"--foreground", "--unlock", "--components=secrets"},
		Stdin: strings.NewReader("the tour"),
	})
	if err != nil {
		return err
	}
	return d.untilNamed(ctx, p, "org.freedesktop.secrets")
}

// startAccessibility starts the accessibility bus and says that somebody listens, so that programs
// publish their trees.
func (d *Desktop) startAccessibility(ctx context.Context, _ Options) error {
	p, err := d.Start(Program{Path: accessibilityLauncher, Args: []string{"--launch-immediately", "--a11y=1"}})
	if err != nil {
		return err
	}
	return d.untilNamed(ctx, p, "org.a11y.Bus")
}

// untilNamed waits until somebody owns a name on the session's bus.
func (d *Desktop) untilNamed(ctx context.Context, p *Process, name string) error {
	conn, err := dbus.Connect(d.Bus, dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("desktop: session bus: %w", err)
	}
	defer conn.Close()
	return p.until(ctx, func() bool {
		var owned bool
		err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned)
		return err == nil && owned
	})
}

func (d *Desktop) runtime() string { return filepath.Join(d.Dir, "run") }

// Environment is what every program on the desktop is given, for one that is started by other means than Start.
func (d *Desktop) Environment() []string { return d.env() }

// env is the whole environment of a program on the desktop: nothing of the real session's is in it.
func (d *Desktop) env() []string {
	env := []string{
		d.mark, "PATH=" + os.Getenv("PATH"), "HOME=" + d.Home, "USER=tour", "LANG=C.UTF-8", "TZ=UTC",
		"XDG_RUNTIME_DIR=" + d.runtime(), "XDG_CONFIG_HOME=" + filepath.Join(d.Home, ".config"),
		"XDG_DATA_HOME=" + filepath.Join(d.Home, ".local/share"), "XDG_STATE_HOME=" + filepath.Join(d.Home, ".local/state"),
		"XDG_CACHE_HOME=" + filepath.Join(d.Home, ".cache"), "XDG_SESSION_TYPE=x11", "XDG_CURRENT_DESKTOP=Openbox",
		"GDK_BACKEND=x11", "GSETTINGS_BACKEND=memory", "GIO_USE_VFS=local", "LIBGL_ALWAYS_SOFTWARE=1",
	}
	if d.Display != "" {
		env = append(env, "DISPLAY="+d.Display)
	}
	if d.Bus != "" {
		env = append(env, "DBUS_SESSION_BUS_ADDRESS="+d.Bus)
	}
	return env
}

// Logs is what all programs of the desktop have printed, each under its name.
func (d *Desktop) Logs() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for _, p := range d.processes {
		if out := strings.TrimSpace(p.Output()); out != "" {
			fmt.Fprintf(&b, "--- %s\n%s\n", p.Name, out)
		}
	}
	return b.String()
}

// Close ends every program of the desktop, the last started first, then whatever those programs
// started and forgot, and removes Dir. It may be called more than once.
func (d *Desktop) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	processes := d.processes
	d.mu.Unlock()
	for i := len(processes) - 1; i >= 0; i-- {
		processes[i].stop(2 * time.Second)
	}
	d.waiting.Wait()
	return errors.Join(d.sweep(), os.RemoveAll(d.Dir))
}
