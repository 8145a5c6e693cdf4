package keychain

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"

	"workos-widgets/internal/words"
)

// Message says in one sentence what is the matter with the keychain.
func (e *UnavailableError) Message() string {
	if e.slow() {
		return words.T("The keychain did not answer in time.")
	}
	return words.T("The keychain can't be used.")
}

// Mend says what the person can do about it on their desktop.
func (e *UnavailableError) Mend() string {
	return e.mend(place{goos: runtime.GOOS, env: os.Getenv})
}

func (e *UnavailableError) slow() bool {
	return errors.Is(e.Err, errSlow) || errors.Is(e.Err, context.DeadlineExceeded)
}

func (e *UnavailableError) mend(at place) string {
	if e.slow() {
		return words.T("It may be waiting for its password in a window of its own: look for it.") + " " + at.advice()
	}
	return at.advice()
}

// place is what decides which keychain there should be.
type place struct {
	goos string
	env  func(string) string
}

// advice is how to get the keychain going that belongs to this desktop.
func (p place) advice() string {
	switch p.goos {
	case "windows":
		return words.T("Open Services (services.msc) and start Credential Manager.")
	case "darwin":
		return words.T("Open Keychain Access, unlock the login keychain, and allow this application when it asks.")
	}
	desktop := ":" + strings.ToUpper(p.env("XDG_CURRENT_DESKTOP")) + ":"
	on := func(names ...string) bool {
		for _, name := range names {
			if strings.Contains(desktop, ":"+name+":") {
				return true
			}
		}
		return false
	}
	switch {
	case p.env("WSL_DISTRO_NAME") != "" || p.env("WSL_INTEROP") != "":
		return words.T("WSL starts no keychain by itself. Install gnome-keyring and dbus-x11, and start the application under dbus-run-session, with gnome-keyring-daemon --unlock before it.")
	case p.env("DISPLAY") == "" && p.env("WAYLAND_DISPLAY") == "":
		return words.T("There is no desktop session here, which is what starts a keychain. Start the application from one, or under dbus-run-session, with gnome-keyring-daemon --unlock before it.")
	case on("KDE"):
		return words.T("In System Settings, open KDE Wallet, and enable the wallet and its use for the Secret Service interface.")
	case on("GNOME", "UNITY", "X-CINNAMON", "MATE", "XFCE"):
		return words.T("Open Passwords and Keys (seahorse) and unlock the keyring that is the default; install gnome-keyring if there is none.")
	}
	return words.T("Start a program that offers the Secret Service and unlock it: gnome-keyring, KDE Wallet, or KeePassXC with its Secret Service Integration enabled.")
}
