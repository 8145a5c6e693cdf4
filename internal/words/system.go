//go:build !windows

package words

import locale "github.com/jeandeaual/go-locale"

// System are the languages that the system is set to, the best first: on macOS the person's list, elsewhere what
// LANGUAGE, LC_ALL, LC_MESSAGES and LANG say, the way gettext reads them.
func System() ([]string, error) { return locale.GetLocales() }
