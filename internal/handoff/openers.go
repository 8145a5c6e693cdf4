package handoff

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"workos-widgets/internal/words"
)

// opener is one way to open the browser.
type opener struct {
	// name is what people and logs call it. It never holds an address.
	name string
	// command is the program and its arguments, with %s for the address; nil leaves it to pkg/browser.
	command []string
}

// openers are the ways to try, in order; never none without an error.
func (l *Launcher) openers() ([]opener, error) {
	if value := os.Getenv("BROWSER"); value != "" {
		// Whoever names a browser wants that one: there is no other to fall back on.
		return fromVariable(value)
	}
	var found []opener
	if l.wsl() {
		if _, err := exec.LookPath("wslview"); err == nil {
			found = append(found, opener{name: "wslview", command: []string{"wslview"}})
		}
	}
	if name := systemOpener(); name != "" {
		found = append(found, opener{name: name})
	}
	if len(found) == 0 {
		return nil, &OpenError{Reason: NoBrowser}
	}
	return found, nil
}

// fromVariable reads $BROWSER: commands separated like the entries of $PATH, each split at white space as
// xdg-open does it. The programs that exist come back in their order.
func fromVariable(value string) ([]opener, error) {
	missing := &OpenError{Reason: NamedBrowserMissing}
	var found []opener
	for entry := range strings.SplitSeq(value, string(os.PathListSeparator)) {
		command := strings.Fields(entry)
		if len(command) == 0 {
			continue
		}
		if _, err := exec.LookPath(entry); err == nil {
			// A path with spaces in it, which xdg-open's way can't express.
			command = []string{entry}
		}
		name := filepath.Base(command[0])
		if _, err := exec.LookPath(command[0]); err != nil {
			missing.Tried = append(missing.Tried, name)
			continue
		}
		found = append(found, opener{name: words.T("%s (named by BROWSER)", name), command: command})
	}
	if len(found) == 0 {
		return nil, missing
	}
	return found, nil
}

const xdgOpen = "xdg-open"

// systemOpener is what pkg/browser would use; "" when it would find nothing.
func systemOpener() string {
	switch runtime.GOOS {
	case "windows":
		return words.T("the default browser")
	case "darwin":
		return "open"
	}
	for _, name := range []string{xdgOpen, "x-www-browser", "www-browser"} {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return ""
}

// onWSL reports whether this is Linux inside Windows, whose browsers xdg-open knows nothing of.
func onWSL() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	return err == nil && isWSLKernel(string(release))
}

// isWSLKernel knows WSL 1 ("4.4.0-19041-Microsoft") and WSL 2 ("5.15.90.1-microsoft-standard-WSL2").
func isWSLKernel(release string) bool {
	return strings.Contains(strings.ToLower(release), "microsoft")
}

// arguments puts the address into an opener's command: for each %s, or at the end when there is none. The
// command was split before, so that nothing in an address can become an argument of its own.
func arguments(command []string, address string) []string {
	args := []string{command[0]}
	placed := false
	for _, word := range command[1:] {
		if strings.Contains(strings.ReplaceAll(word, "%%", ""), "%s") {
			placed = true
		}
		args = append(args, strings.NewReplacer("%%", "%", "%s", address).Replace(word))
	}
	if !placed {
		args = append(args, address)
	}
	return args
}
