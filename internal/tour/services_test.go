//go:build linux && tour

package tour

import (
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// serve takes a name on the session bus, for as long as the test runs.
func (t *tour) serve(name, path, of string, object any) *dbus.Conn {
	t.t.Helper()
	conn, err := dbus.Connect(t.desk.Bus)
	t.check(err)
	t.t.Cleanup(func() { conn.Close() })
	t.check(conn.Export(object, dbus.ObjectPath(path), of))
	_, err = conn.RequestName(name, dbus.NameFlagDoNotQueue)
	t.check(err)
	return conn
}

// The desktop portal, as far as it says whether the desktop is light or dark
// (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html).
const (
	portalPath     = "/org/freedesktop/portal/desktop"
	portalSettings = "org.freedesktop.portal.Settings"
	appearance     = "org.freedesktop.appearance"
	colourScheme   = "color-scheme"
	darkScheme     = uint32(1)
	lightScheme    = uint32(2)
)

// portal is the desktop's own choice of light or dark, which windows follow.
type portal struct {
	conn *dbus.Conn

	mu     sync.Mutex
	scheme uint32
}

func (t *tour) servePortal() *portal {
	t.t.Helper()
	p := &portal{scheme: lightScheme}
	p.conn = t.serve("org.freedesktop.portal.Desktop", portalPath, portalSettings, p)
	return p
}

// Read answers what the desktop is set to.
func (p *portal) Read(namespace, key string) (dbus.Variant, *dbus.Error) {
	if namespace != appearance || key != colourScheme {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", nil)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return dbus.MakeVariant(dbus.MakeVariant(p.scheme)), nil
}

// set sets the desktop to a scheme, and tells everybody.
func (p *portal) set(scheme uint32) error {
	p.mu.Lock()
	p.scheme = scheme
	p.mu.Unlock()
	return p.conn.Emit(portalPath, portalSettings+".SettingChanged", appearance, colourScheme, dbus.MakeVariant(scheme))
}

// The desktop's notifications (https://specifications.freedesktop.org/notification-spec/latest/).
const (
	notificationsName = "org.freedesktop.Notifications"
	notificationsPath = "/org/freedesktop/Notifications"
)

// notification is one that the desktop was asked to show.
type notification struct {
	id          uint32
	title, body string
	actions     []string
}

// notifications are all that the desktop shows.
type notifications struct {
	conn *dbus.Conn

	mu    sync.Mutex
	shown []notification
}

func (t *tour) serveNotifications() *notifications {
	t.t.Helper()
	n := &notifications{}
	n.conn = t.serve(notificationsName, notificationsPath, notificationsName, n)
	return n
}

// Notify shows a notification.
func (n *notifications) Notify(_ string, _ uint32, _, title, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := uint32(len(n.shown) + 1)
	n.shown = append(n.shown, notification{id, title, body, actions})
	return id, nil
}

// GetCapabilities says what notifications can have here.
func (n *notifications) GetCapabilities() ([]string, *dbus.Error) {
	return []string{"actions", "body"}, nil
}

// GetServerInformation says who shows them.
func (n *notifications) GetServerInformation() (name, vendor, version, spec string, _ *dbus.Error) {
	return "tour", "tour", "1", "1.2", nil
}

// CloseNotification takes a notification away.
func (n *notifications) CloseNotification(id uint32) *dbus.Error { return nil }

// all is what was shown so far.
func (n *notifications) all() []notification {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]notification(nil), n.shown...)
}

// press does what a click on a notification does, once somebody could have: whoever asked for it has to have
// learnt its number.
func (n *notifications) press(one notification) error {
	time.Sleep(settle)
	return n.conn.Emit(notificationsPath, notificationsName+".ActionInvoked", one.id, "default")
}
