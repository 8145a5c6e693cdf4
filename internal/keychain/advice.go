package keychain

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
)

// Message says in one sentence what is the matter with the keychain.
func (e *UnavailableError) Message() string {
	if e.slow() {
		return "The keychain did not answer in time."
	}
	return "The keychain can't be used."
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
		return "It may be waiting for its password in a window of its own: look for it. " + at.advice()
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
		return "Open Services (services.msc) and start Credential Manager."
	case "darwin":
		return "Open Keychain Access, unlock the login keychain, and allow this application when it asks."
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
		return "WSL starts no keychain by itself. Install gnome-keyring and dbus-x11, and start the application under dbus-run-session, with gnome-keyring-daemon --unlock before it."
	case p.env("DISPLAY") == "" && p.env("WAYLAND_DISPLAY") == "":
		return "There is no desktop session here, which is what starts a keychain. Start the application from one, or under dbus-run-session, with gnome-keyring-daemon --unlock before it."
	case on("KDE"):
		return "In System Settings, open KDE Wallet, and enable the wallet and its use for the Secret Service interface."
	case on("GNOME", "UNITY", "X-CINNAMON", "MATE", "XFCE"):
		return "Open Passwords and Keys (seahorse) and unlock the keyring that is the default; install gnome-keyring if there is none."
	}
	return "Start a program that offers the Secret Service and unlock it: gnome-keyring, KDE Wallet, or KeePassXC with its Secret Service Integration enabled."
}
