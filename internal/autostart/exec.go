package autostart

import (
	"strings"
	"unicode/utf8"

	"workos-widgets/internal/words"
)

// throughShellWith is throughShell for a program that is given arguments.
const throughShellWith = `exec "$0" "$@"`

// Exec is the value of a desktop entry's key Exec that starts a program with what a field code stands for, such as
// %u. It fails with an *Error where no desktop could read the program's path.
func Exec(program, fieldCode string) (string, error) {
	if !utf8.ValidString(program) {
		return "", unfit(words.T("The application lies in a folder whose name is not written in UTF-8, which the desktop can't read."))
	}
	exec := quoteArgument(program)
	if !strings.ContainsFunc(program, special) {
		exec = program // xdg-open's own way, for desktops it does not know, is lost on quotation marks
	}
	if strings.ContainsAny(program, "=%") {
		exec = throughShell[0] + " " + throughShell[1] + " " + quoteArgument(throughShellWith) + " " + exec
	}
	return escapeValue(exec + " " + fieldCode), nil
}

// special reports whether a character could mean something to who reads an Exec.
func special(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("/._-+", r)
}
