package kit

import "strings"

// Error is one thing that is wrong with a brand. It quotes no value: any of them may turn out to be a key.
type Error struct {
	// Field is the field's name in the file; "" when it is the file as a whole.
	Field string
	// Problem is a sentence that says what is wrong, Mend one that says what to do.
	Problem, Mend string
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Problem + " " + e.Mend
	}
	return e.Field + ": " + e.Problem + " " + e.Mend
}

// Errors is everything that is wrong with a brand, in the order of the file's fields. It is never empty when it is an error.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find each *Error.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}
