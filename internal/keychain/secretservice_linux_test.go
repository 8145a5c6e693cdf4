package keychain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

// busConfig is a session bus that starts no services of its own: a scene begins with what it starts.
const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`

// scenes are what the operating system's keychain may do. Each runs in a process of its own, with a bus of its
// own, since go-keyring shares one bus connection in a process.
var scenes = map[string]func(*testing.T, *bus){
	"an unlocked keyring keeps a session":        keepsASession,
	"a probe leaves nothing behind":              probeLeavesNothing,
	"a locked keyring is unavailable":            lockedIsUnavailable,
	"without a secret service it is unavailable": noServiceIsUnavailable,
	"a keyring started late is found":            startedLateIsFound,
	"a keyring killed and started again is used": killedAndStartedAgain,
	"a bus that goes away is survived":           busGoesAway,
	"no bus is started when there is none":       noBusIsStarted,
}

func TestOnARealSecretService(t *testing.T) {
	if os.Getenv(sceneVariable) == "" {
		needPrograms(t, "dbus-run-session", "dbus-daemon", "gnome-keyring-daemon")
	}
	for name, scene := range scenes {
		t.Run(name, func(t *testing.T) {
			if os.Getenv(sceneVariable) != "" {
				scene(t, connect(t))
				return
			}
			t.Parallel()
			runElsewhere(t)
		})
	}
}

func needPrograms(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed: the keychain is not tested against a real one", program)
		}
	}
}

// runElsewhere runs the same test in a new process with a bus and a home of its own.
func runElsewhere(t *testing.T) {
	t.Helper()
	home, err := os.MkdirTemp("", "keychain") // t.TempDir's path is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	config := filepath.Join(home, "bus.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, home), 0o600); err != nil {
		t.Fatal(err)
	}
	test, scene, _ := strings.Cut(t.Name(), "/")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "dbus-run-session", "--config-file="+config, "--",
		os.Args[0], "-test.run=^"+test+"$/^"+scene+"$", "-test.timeout=30s", "-test.v")
	cmd.Env = []string{
		sceneVariable + "=" + home, "PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_RUNTIME_DIR=" + home, "LC_ALL=C.UTF-8",
	}
	// A group of its own, so that nothing the scene started is left behind.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	passed := bytes.Contains(out, []byte("--- PASS: "+t.Name()+" "))
	// dbus-run-session fails when its bus is gone by the end; the scene's own word counts.
	if !passed || err != nil && !bytes.Contains(out, []byte("\nPASS\n")) {
		t.Errorf("%v\n%s", err, out)
	}
}

// bus is the scene's own connection to its bus.
type bus struct{ *dbus.Conn }

func connect(t *testing.T) *bus {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &bus{conn}
}

const (
	secrets    = "org.freedesktop.secrets"
	collection = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
)

// startKeyring starts gnome-keyring, unlocked, and waits until it is there.
func (b *bus) startKeyring(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
	cmd.Stdin = strings.NewReader("password")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	b.waitForService(t, true)
	return cmd
}

func (b *bus) waitForService(t *testing.T, want bool) {
	t.Helper()
	for range 1000 {
		var there bool
		if err := b.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secrets).Store(&there); err != nil {
			t.Fatal(err)
		}
		if there == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the secret service is not there, or not gone, after 10 s")
}

func (b *bus) lock(t *testing.T) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := b.Object(secrets, "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{collection}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 {
		t.Fatalf("locked %v: %v", locked, err)
	}
}

// items counts the entries in the keyring.
func (b *bus) items(t *testing.T) int {
	t.Helper()
	items, err := b.Object(secrets, collection).GetProperty("org.freedesktop.Secret.Collection.Items")
	if err != nil {
		t.Fatal(err)
	}
	list, ok := items.Value().([]dbus.ObjectPath)
	if !ok {
		t.Fatalf("items of type %T", items.Value())
	}
	return len(list)
}

// fullEntry is as large as an entry gets, in letters of several bytes.
func fullEntry(token authkit.Secret) keychain.Entry {
	e := session(token)
	e.User.FirstName, e.User.LastName = "Zoë 🪟", strings.Repeat("Ångström-Ōe \"<&>\" ", 50)
	return e
}

func keepsASession(t *testing.T, b *bus) {
	b.startKeyring(t)
	for _, account := range []string{account, "client_02 Größe 'quoted' 東京"} {
		s := keychain.New(account, nil)
		if _, err := s.Load(t.Context()); !errors.Is(err, keychain.ErrNotFound) {
			t.Errorf("from an empty keyring: %v", err)
		}
		for _, token := range []authkit.Secret{"t1", "t2", "t3"} {
			want := fullEntry(token)
			if err := s.Save(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			got, err := keychain.New(account, nil).Load(t.Context())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Fatal(err, diff)
			}
		}
	}
	if n := b.items(t); n != 2 {
		t.Errorf("%d entries for two accounts", n)
	}
	for range 2 {
		if err := keychain.New(account, nil).Delete(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if n := b.items(t); n != 1 {
		t.Errorf("%d entries after one was deleted", n)
	}
}

func probeLeavesNothing(t *testing.T, b *bus) {
	b.startKeyring(t)
	for range 3 {
		if err := keychain.New(account, nil).Probe(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if n := b.items(t); n != 0 {
		t.Errorf("%d entries left behind", n)
	}
}

// allUnavailable asks everything of a keychain that can't do it, and reports how long it took.
func allUnavailable(t *testing.T, each time.Duration) time.Duration {
	t.Helper()
	start := time.Now()
	for op, do := range operations {
		ctx, cancel := context.WithTimeout(t.Context(), each)
		before := time.Now()
		expectUnavailable(t, do(ctx, keychain.New(account, nil)), op, nil)
		if took := time.Since(before); took > each+time.Second {
			t.Errorf("%s took %v", op, took)
		}
		cancel()
	}
	return time.Since(start)
}

func lockedIsUnavailable(t *testing.T, b *bus) {
	b.startKeyring(t)
	s := keychain.New(account, nil)
	if err := s.Save(t.Context(), session("t1")); err != nil {
		t.Fatal(err)
	}
	b.lock(t)
	t.Logf("all four calls took %v", allUnavailable(t, time.Second))
}

func noServiceIsUnavailable(t *testing.T, _ *bus) {
	if took := allUnavailable(t, keychain.CallTimeout); took > 5*time.Second {
		t.Errorf("took %v to find out", took)
	}
}

func startedLateIsFound(t *testing.T, b *bus) {
	s := keychain.New(account, nil)
	expectUnavailable(t, s.Save(t.Context(), session("t1")), "write", nil)
	b.startKeyring(t)
	if err := s.Save(t.Context(), session("t1")); err != nil {
		t.Error(err)
	}
}

func killedAndStartedAgain(t *testing.T, b *bus) {
	s := keychain.New(account, nil)
	daemon := b.startKeyring(t)
	if err := s.Save(t.Context(), session("t1")); err != nil {
		t.Fatal(err)
	}
	_ = daemon.Process.Kill()
	_ = daemon.Wait()
	b.waitForService(t, false)
	expectUnavailable(t, s.Save(t.Context(), session("t2")), "write", nil)
	b.startKeyring(t)
	if got, err := s.Load(t.Context()); err != nil || got.RefreshToken != "t1" {
		t.Errorf("%q, %v: what was written is lost", got.RefreshToken.Reveal(), err)
	}
	if err := s.Save(t.Context(), session("t2")); err != nil {
		t.Error(err)
	}
}

// busGoesAway has a call wait in a prompt, as it does while a person is asked for the keyring's password, and
// ends the bus.
func busGoesAway(t *testing.T, b *bus) {
	prompted := make(chan struct{}, 1)
	if err := b.Export(stubborn{prompted}, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"); err != nil {
		t.Fatal(err)
	}
	if err := b.Export(stubborn{prompted}, "/prompt", "org.freedesktop.Secret.Prompt"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RequestName(secrets, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() {
		_, err := keychain.New(account, nil).Load(context.Background())
		result <- err
	}()
	<-prompted
	var daemon uint32
	if err := b.BusObject().Call("org.freedesktop.DBus.GetConnectionUnixProcessID", 0, "org.freedesktop.DBus").Store(&daemon); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	if err := syscall.Kill(int(daemon), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	err := <-result
	expectUnavailable(t, err, "read", nil)
	if took := time.Since(before); took > 5*time.Second {
		t.Errorf("took %v: %v", took, err)
	}
}

// stubborn is a secret service that always asks for a password and never gets one.
type stubborn struct{ prompted chan struct{} }

// Unlock answers that a person has to be asked.
func (s stubborn) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	return nil, "/prompt", nil
}

// Prompt asks, and says so to the test.
func (s stubborn) Prompt(string) *dbus.Error {
	s.prompted <- struct{}{}
	return nil
}

func noBusIsStarted(t *testing.T, _ *bus) {
	home := os.Getenv(sceneVariable)
	launched := filepath.Join(home, "launched")
	script := "#!/bin/sh\ntouch " + launched + "\n"
	if err := os.WriteFile(filepath.Join(home, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", home+":"+os.Getenv("PATH"))
	addresses := []string{"unix:path=" + filepath.Join(home, "nobody")}
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d", os.Getuid())); os.IsNotExist(err) {
		addresses = append(addresses, "", "autolaunch:") // elsewhere the machine's own bus would be found
	}
	for _, address := range addresses {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if took := allUnavailable(t, keychain.CallTimeout); took > 5*time.Second {
			t.Errorf("%q: took %v to find out", address, took)
		}
	}
	if _, err := os.Stat(launched); !os.IsNotExist(err) {
		t.Errorf("dbus-launch was run: %v", err)
	}
}
