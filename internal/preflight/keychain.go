package preflight

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"

	"workos-widgets/internal/keychain"
)

// place is what decides which keychain there should be.
type place struct {
	goos string
	env  func(string) string
}

func here() place { return place{goos: runtime.GOOS, env: os.Getenv} }

// keychainWords says what is wrong with the keychain, and what to do about it on this desktop.
func keychainWords(err error, at place) (message, mend string) {
	var e *keychain.UnavailableError
	if errors.As(err, &e) {
		err = e.Err
	}
	message = "The keychain can't be used, so signing in would not survive a restart" + because(err)
	// It gives no error of a type of its own.
	if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "no answer within") {
		return "The keychain did not answer in time, so signing in would not survive a restart.",
			"It may be waiting for its password in a window of its own: look for it. " + at.keychainAdvice()
	}
	return message, at.keychainAdvice()
}

// keychainAdvice is how to get the keychain going that belongs to this desktop.
func (p place) keychainAdvice() string {
	switch p.goos {
	case "windows":
		return "Open Services (services.msc) and start Credential Manager."
	case "darwin":
		return "Open Keychain Access, unlock the login keychain, and allow this application when it asks."
	}
	desktop := ":" + strings.ToUpper(p.env("XDG_CURRENT_DESKTOP")) + ":"
	switch {
	case p.env("WSL_DISTRO_NAME") != "" || p.env("WSL_INTEROP") != "":
		return "WSL starts no keychain by itself. Install gnome-keyring and dbus-x11, and start the application under dbus-run-session, with gnome-keyring-daemon --unlock before it."
	case p.env("DISPLAY") == "" && p.env("WAYLAND_DISPLAY") == "":
		return "There is no desktop session here, which is what starts a keychain. Start the application from one, or under dbus-run-session, with gnome-keyring-daemon --unlock before it."
	case strings.Contains(desktop, ":KDE:"):
		return "In System Settings, open KDE Wallet, and enable the wallet and its use for the Secret Service interface."
	case strings.Contains(desktop, ":GNOME:"), strings.Contains(desktop, ":UNITY:"), strings.Contains(desktop, ":X-CINNAMON:"), strings.Contains(desktop, ":MATE:"), strings.Contains(desktop, ":XFCE:"):
		return "Open Passwords and Keys (seahorse) and unlock the keyring that is the default; install gnome-keyring if there is none."
	}
	return "Start a program that offers the Secret Service and unlock it: gnome-keyring, KDE Wallet, or KeePassXC with its Secret Service Integration enabled."
}
