package preflight

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Print writes one line for each check, as
//
//	ok    Browser:       Opened with xdg-open.
//	FAIL  Client ID:     WORKOS_CLIENT_ID is not set. -> Copy the client ID …
//	--    WorkOS API:    Not checked: WORKOS_API_URL has to be mended first.
//
// and reports whether none has failed.
func Print(w io.Writer, checks []Check) (allPass bool) {
	width := 0
	for _, c := range checks {
		width = max(width, utf8.RuneCountInString(oneLine(c.Name)))
	}
	allPass = true
	for _, c := range checks {
		state := "FAIL"
		switch {
		case c.OK:
			state = "ok"
		case c.Skipped:
			state = "--"
		default:
			allPass = false
		}
		line := fmt.Sprintf("%-4s  %-*s  %s", state, width+1, oneLine(c.Name)+":", oneLine(c.Message))
		if c.Mend != "" && !c.OK {
			line += " -> " + oneLine(c.Mend)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return false
		}
	}
	return allPass
}

// oneLine makes a text safe for a terminal and for a line of its own: what the system put in an error
// may hold anything.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}
