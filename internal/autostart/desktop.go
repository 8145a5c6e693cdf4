package autostart

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// desktopEntry is the format of the XDG Autostart Specification, which is that of the Desktop Entry
// Specification (https://specifications.freedesktop.org/desktop-entry-spec/latest/).
var desktopEntry = format{encode: encodeDesktop, decode: decodeDesktop}

// desktopPath is our entry in a configuration directory.
func desktopPath(config string) string {
	return filepath.Join(config, "autostart", brand.Current().ID+".desktop")
}

// throughShell starts the program that its argument names. The first argument of Exec may not hold an equals
// sign (by the specification) or a percent sign (GLib looks for the file before it undoes the escapes).
var throughShell = []string{"/bin/sh", "-c", `exec "$0"`}

func encodeDesktop(program string) ([]byte, error) {
	if !utf8.ValidString(program) {
		return nil, unfit(words.T("The application lies in a folder whose name is not written in UTF-8, which the desktop can't read."))
	}
	exec := quoteArgument(program)
	if strings.ContainsAny(program, "=%") {
		exec = throughShell[0] + " " + throughShell[1] + " " + quoteArgument(throughShell[2]) + " " + exec
	}
	lines := []string{
		"[Desktop Entry]",
		"Type=Application",
		"Version=1.5",
		"Name=" + escapeValue(brand.Current().Product),
		"Comment=" + escapeValue(brand.Current().Summary),
		"Icon=" + brand.Current().ID,
		"Exec=" + escapeValue(exec),
		"Terminal=false",
		"StartupNotify=false",
		"X-GNOME-Autostart-enabled=true",
	}
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

// inQuotes are escaped within a quoted argument; a percent sign begins a field code wherever it stands.
var inQuotes = strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`, `%`, `%%`)

// quoteArgument writes one argument of Exec.
func quoteArgument(a string) string { return `"` + inQuotes.Replace(a) + `"` }

// inValue are escaped in every value of type string, on top of what Exec asks for.
var inValue = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

func escapeValue(v string) string { return inValue.Replace(v) }

func decodeDesktop(content []byte) state {
	values := desktopValues(string(content))
	return state{
		on: values["Type"] == "Application" && values["Hidden"] != "true" &&
			values["X-GNOME-Autostart-enabled"] != "false" && values["Exec"] != "",
		program: programIn(arguments(unescapeValue(values["Exec"]))),
	}
}

// desktopValues are the values of the entry's main group, as they are written. Of two for a key the last
// counts, as for GLib.
func desktopValues(content string) map[string]string {
	values := map[string]string{}
	inGroup := false
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inGroup = line == "[Desktop Entry]"
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && inGroup && !strings.HasPrefix(line, "#") {
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return values
}

func unescapeValue(v string) string {
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		if v[i] != '\\' || i+1 == len(v) {
			b.WriteByte(v[i])
			continue
		}
		i++
		switch v[i] {
		case 's':
			b.WriteByte(' ')
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '\\':
			b.WriteByte('\\')
		default: // no escape of the specification
			b.WriteString(v[i-1 : i+1])
		}
	}
	return b.String()
}

// programIn is what a list of arguments starts.
func programIn(args []string) string {
	n := len(throughShell)
	switch {
	case len(args) == n+1 && slices.Equal(args[:n], throughShell):
		return args[n]
	case len(args) > 0:
		return args[0]
	}
	return ""
}

// arguments takes an Exec value apart whose string escapes are undone.
func arguments(exec string) []string {
	var (
		all    []string
		b      strings.Builder
		quoted bool
	)
	for i := 0; i < len(exec); i++ {
		switch c := exec[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && i+1 < len(exec) && (!quoted || strings.IndexByte("\"`$\\", exec[i+1]) >= 0):
			i++
			b.WriteByte(exec[i])
		case c == '%' && strings.HasPrefix(exec[i+1:], "%"):
			i++
			b.WriteByte('%')
		case !quoted && (c == ' ' || c == '\t'):
			if b.Len() > 0 {
				all = append(all, b.String())
				b.Reset()
			}
		default:
			b.WriteByte(c)
		}
	}
	if b.Len() > 0 {
		all = append(all, b.String())
	}
	return all
}
