package window

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// Restart starts this program again in safe mode, with the arguments it has and this environment. Call it last,
// when everything is put away: where the system can, the new program takes the place of this process, and
// Restart returns only if that fails.
func Restart(environ []string) error {
	path, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	if err := restart(path, safeArgs(os.Args), environ); err != nil {
		return fmt.Errorf("starting %s again: %w", path, err)
	}
	return nil
}

// safeArgs are the arguments with the flag for safe mode.
func safeArgs(args []string) []string {
	isFlag := func(arg string) bool { return strings.TrimLeft(arg, "-") == SafeModeFlag }
	if slices.ContainsFunc(args[1:], isFlag) {
		return args
	}
	return slices.Insert(slices.Clone(args), 1, "--"+SafeModeFlag)
}
