package diagnostics

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

// System is the computer and the desktop, and the names on it that a report must not hold.
type System struct {
	Go, Wails, OS, Kernel          string
	Desktop, SessionType, Language string

	// Homes are the ways to the person's home directory, Users the names of their account, Host is the
	// computer's name. They are looked for, and never shown.
	Homes, Users []string
	Host         string
}

// ThisSystem looks around. What can't be found out is "".
func ThisSystem() System {
	s := System{
		Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, Wails: wailsVersion(),
		Desktop: os.Getenv("XDG_CURRENT_DESKTOP"), SessionType: sessionType(), Language: language(),
	}
	s.OS, s.Kernel = operatingSystem()
	s.Host, _ = os.Hostname()
	if home, err := os.UserHomeDir(); err == nil {
		s.Homes = append(s.Homes, home)
	}
	if u, err := user.Current(); err == nil {
		_, account, ok := strings.Cut(u.Username, `\`) // Windows puts the domain before it
		if !ok {
			account = u.Username
		}
		full, _, _ := strings.Cut(u.Name, ",")
		s.Users = append(s.Users, account, full)
		s.Homes = append(s.Homes, u.HomeDir)
	}
	for _, home := range s.Homes {
		if real, err := filepath.EvalSymlinks(home); err == nil && real != home {
			s.Homes = append(s.Homes, real)
		}
	}
	for _, name := range []string{"USER", "LOGNAME", "USERNAME"} {
		s.Users = append(s.Users, os.Getenv(name))
	}
	return s
}

func wailsVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, d := range info.Deps {
		if d.Path == "github.com/wailsapp/wails/v2" {
			return d.Version
		}
	}
	return ""
}

// sessionType is "x11" or "wayland", and the displays there are: on Wayland there mostly is an X server too.
func sessionType() string {
	if runtime.GOOS != "linux" {
		return runtime.GOOS
	}
	kind := or(os.Getenv("XDG_SESSION_TYPE"), "unset")
	var on []string
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		on = append(on, "Wayland")
	}
	if os.Getenv("DISPLAY") != "" {
		on = append(on, "X11")
	}
	return kind + " (displays: " + or(strings.Join(on, ", "), "none") + ")"
}

func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}
