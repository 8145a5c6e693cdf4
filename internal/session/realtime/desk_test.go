//go:build linux

package realtime

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// busConfig is a session bus that starts no services of its own.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`

const (
	secrets    = "org.freedesktop.secrets"
	service    = dbus.ObjectPath("/org/freedesktop/secrets")
	collection = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	password   = "password"
)

// desk is a session bus with a gnome-keyring on it, and a home for both. Applications come and go.
type desk struct {
	home, address string
	conn          *dbus.Conn
	keyring       *process
	// writes tells of each entry as it is being written; what nobody takes is dropped.
	writes chan struct{}
}

// needKeyring skips the test where there is nothing to run it with, which CI must not do.
func needKeyring(t *testing.T) {
	t.Helper()
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed: the session is not tested over a real keychain", program)
		}
	}
}

// startDesk brings up a bus, without a keyring yet.
func startDesk(t *testing.T) *desk {
	t.Helper()
	needKeyring(t)
	home := shortDir(t)
	config := filepath.Join(home, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, home), 0o600); err != nil {
		t.Fatal(err)
	}
	d := &desk{home: home, writes: make(chan struct{})}
	said := make(chan string, 1)
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--nosyslog", "--print-address=1")
	cmd.Env = d.env()
	bus := start(t, cmd, func(r io.Reader) {
		line, _ := bufio.NewReader(r).ReadString('\n')
		said <- strings.TrimSpace(line)
		_, _ = io.Copy(io.Discard, r)
	})
	if d.address = <-said; d.address == "" {
		<-bus.ended
		t.Fatalf("the bus does not start: %s", &bus.complaints)
	}
	d.conn = d.connect(t)
	d.watchWrites(t)
	return d
}

// shortDir is a directory with a name that leaves room for a socket's, which t.TempDir's does not.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "realtime")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// env is what the desk adds to a program's environment.
func (d *desk) env() []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.home, "XDG_DATA_HOME=" + d.home, "XDG_RUNTIME_DIR=" + d.home, "LC_ALL=C.UTF-8"}
	if d.address != "" {
		env = append(env, "DBUS_SESSION_BUS_ADDRESS="+d.address)
	}
	return env
}

func (d *desk) connect(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(d.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// watchWrites listens on the bus for entries on their way to the keyring.
func (d *desk) watchWrites(t *testing.T) {
	t.Helper()
	monitor := d.connect(t)
	rules := []string{"type='method_call',interface='org.freedesktop.Secret.Collection',member='CreateItem'"}
	if err := monitor.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		t.Fatal(err)
	}
	heard := make(chan *dbus.Message, 16)
	monitor.Eavesdrop(heard)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case m := <-heard:
				if m.Type == dbus.TypeMethodCall {
					select {
					case d.writes <- struct{}{}:
					default:
					}
				}
			case <-done:
				return
			}
		}
	}()
	t.Cleanup(func() { close(done) })
}

// startKeyring starts gnome-keyring, unlocked, and waits until it is there.
func (d *desk) startKeyring(t *testing.T) {
	t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
	cmd.Env, cmd.Stdin = d.env(), strings.NewReader(password)
	d.keyring = start(t, cmd, func(r io.Reader) { _, _ = io.Copy(io.Discard, r) })
	d.waitForKeyring(t, true)
}

func (d *desk) killKeyring(t *testing.T) {
	t.Helper()
	d.keyring.kill()
	d.waitForKeyring(t, false)
}

func (d *desk) signalKeyring(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := d.keyring.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) waitForKeyring(t *testing.T, want bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		var there bool
		if err := d.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secrets).Store(&there); err != nil {
			t.Fatal(err)
		}
		if there == want {
			return
		}
	}
	t.Fatal("the keyring does not come, or does not go")
}

func (d *desk) lock(t *testing.T) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := d.conn.Object(secrets, service).Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{collection}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 {
		t.Fatalf("locked %v: %v", locked, err)
	}
}

// unlock does what gnome-keyring's own prompt does once a person has typed the password.
func (d *desk) unlock(t *testing.T) {
	t.Helper()
	o := d.conn.Object(secrets, service)
	var ignored dbus.Variant
	var session dbus.ObjectPath
	if err := o.Call("org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&ignored, &session); err != nil {
		t.Fatal(err)
	}
	secret := struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}{session, []byte{}, []byte(password), "text/plain"}
	if err := o.Call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0, collection, secret).Err; err != nil {
		t.Fatal(err)
	}
}
