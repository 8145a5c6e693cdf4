// Package realtime proves the session in real time and with real parts: the application as a process that can
// be killed, WorkOS as another (the sandbox with its replay window, or WorkOS's own emulator), and a real
// gnome-keyring on a session bus of its own. It holds nothing but tests; internal/session's own run on
// virtual time.
package realtime
