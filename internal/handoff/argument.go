package handoff

import (
	"errors"

	"workos-widgets/internal/config"
	"workos-widgets/internal/words"
)

// LinkIn is the deep link among the arguments that no flag takes: the desktop starts the application with one. It
// fails for anything else. A link is in no error: it may hold a code.
func LinkIn(arguments []string) (string, error) {
	for _, a := range arguments {
		if !IsLink(a) {
			return "", errors.New(words.T("There is nothing to do with %q.", a))
		}
	}
	switch len(arguments) {
	case 0:
		return "", nil
	case 1:
		return arguments[0], nil
	}
	return "", errors.New(words.T("One link that begins with %s:// can be opened, and no more.", config.Scheme()))
}
