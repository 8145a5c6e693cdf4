package window

import (
	"fmt"
	"os"
	"strings"
)

// Restart starts this program again with the arguments it has and this environment, in safe mode where that is of use.
// Call it last, when everything is put away: where the system can, the new program takes the place of this process,
// and Restart returns only if that fails.
func Restart(environ []string) error {
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	args := os.Args
	if DrawsWithoutGPU {
		args = safeArgs(args)
	}
	if err := restart(path, args, environ); err != nil {
		return fmt.Errorf("starting %s again: %w", path, err)
	}
	return nil
}

// safeArgs are the arguments with the flag for safe mode, whatever they said of it: the last one counts. What is no
// flag is a deep link, which has been followed.
func safeArgs(args []string) []string {
	safe := []string{args[0], "--" + SafeModeFlag}
	for _, arg := range args[1:] {
		name, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(name, "-") && name != "-"+SafeModeFlag && name != "--"+SafeModeFlag {
			safe = append(safe, arg)
		}
	}
	return safe
}
