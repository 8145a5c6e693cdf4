package words

import "golang.org/x/sys/windows"

// System are the languages that the system is set to, the best first: those that Windows shows itself in, which
// are not always those of its dates and numbers.
func System() ([]string, error) {
	return windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
}
