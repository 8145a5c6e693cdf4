package words

import "errors"

// Explained returns the words that an error brings along for the person, what happened and what to do about it, if it or one
// that it wraps has any: the packages that know best what went wrong say it themselves.
func Explained(err error) (message, mend string, ok bool) {
	var e interface {
		error
		Message() string
		Mend() string
	}
	if errors.As(err, &e) {
		return e.Message(), e.Mend(), true
	}
	return "", "", false
}
