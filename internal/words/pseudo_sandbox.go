//go:build sandbox || dev

package words

import "slices"

// pseudo is the pseudo-translation for those who ask for it: LANGUAGE=en_XA make run.
func pseudo(preferred []string) (*Translation, error) {
	if !slices.Contains(preferred, pseudoLocale) {
		return nil, nil
	}
	return Pseudo()
}
