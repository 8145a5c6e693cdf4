package handoff

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// browserCommands are what xdg-open falls back on when no application is registered for the web.
var browserCommands = []string{
	"x-www-browser", "firefox", "iceweasel", "seamonkey", "mozilla", "epiphany", "konqueror",
	"chromium", "chromium-browser", "google-chrome", "www-browser",
}

// webHandlerInstalled reports whether xdg-open has a browser to open: one registered for https (freedesktop
// MIME Applications specification) or one of the commands it falls back on.
func webHandlerInstalled() bool {
	if _, err := os.Stat("/.flatpak-info"); err == nil || os.Getenv("SNAP") != "" {
		// xdg-open asks the desktop outside, whose applications can't be seen from here.
		return true
	}
	for _, name := range browserCommands {
		if _, err := exec.LookPath(name); err == nil {
			return true
		}
	}
	return slices.ContainsFunc(mimeFiles(), handlesWeb)
}

// mimeFiles are the files that say which application opens what.
func mimeFiles() []string {
	home := os.Getenv("HOME")
	dataDirs := append([]string{directory("XDG_DATA_HOME", filepath.Join(home, ".local/share"))},
		filepath.SplitList(directory("XDG_DATA_DIRS", "/usr/local/share:/usr/share"))...)
	configDirs := append([]string{directory("XDG_CONFIG_HOME", filepath.Join(home, ".config"))},
		filepath.SplitList(directory("XDG_CONFIG_DIRS", "/etc/xdg"))...)
	var files []string
	for _, dir := range dataDirs {
		files = append(files, filepath.Join(dir, "applications", "mimeinfo.cache"), filepath.Join(dir, "applications", "mimeapps.list"))
	}
	for _, dir := range configDirs {
		files = append(files, filepath.Join(dir, "mimeapps.list"))
	}
	return files
}

func directory(variable, otherwise string) string {
	if v := os.Getenv(variable); v != "" {
		return v
	}
	return otherwise
}

// handlesWeb does not tell removed associations from added ones: it is meant to find out that there is no
// browser at all, and errs on the side of xdg-open.
func handlesWeb(file string) bool {
	content, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(content)) {
		scheme, application, _ := strings.Cut(line, "=")
		if strings.TrimSpace(scheme) == "x-scheme-handler/https" && strings.TrimSpace(strings.ReplaceAll(application, ";", "")) != "" {
			return true
		}
	}
	return false
}
