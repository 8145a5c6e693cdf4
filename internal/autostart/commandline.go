package autostart

import (
	"strings"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// runName is the name of our value in Windows' Run key.
func runName() string { return brand.Current().ID }

// maxCommandLine is the longest line that Windows starts from the Run key, in characters
// (https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys).
const maxCommandLine = 260

// commandLine starts a program from the Run key. Quotation marks are no part of a Windows path.
func commandLine(program string) (string, error) {
	line := `"` + program + `"`
	if len([]rune(line)) > maxCommandLine {
		return "", unfit(words.T("The path of the application is too long for Windows to start it when you sign in."))
	}
	return line, nil
}

// ProgramOf is the program of a command line of Windows: what is in quotation marks, or goes up to the first space.
func ProgramOf(line string) string {
	if rest, ok := strings.CutPrefix(line, `"`); ok {
		program, _, _ := strings.Cut(rest, `"`)
		return program
	}
	program, _, _ := strings.Cut(line, " ")
	return program
}

// isTurnedOff reads the flags by which Windows remembers that a person turned a start off: the first byte is
// odd.
func isTurnedOff(flags []byte) bool { return len(flags) > 0 && flags[0]&1 == 1 }
