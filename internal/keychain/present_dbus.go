//go:build linux || freebsd || netbsd || openbsd || dragonfly

package keychain

import (
	"fmt"

	"github.com/godbus/dbus/v5"
)

// present fails when there is no session bus. Without one, go-keyring's D-Bus library would run dbus-launch,
// which leaves a bus of its own behind for good, and with it a keychain that nobody can unlock.
func present() error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return fmt.Errorf("there is no D-Bus session: %w", err)
	}
	return conn.Close()
}
