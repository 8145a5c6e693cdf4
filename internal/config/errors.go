package config

import "strings"

// Error is one thing that is wrong with the configuration. It quotes no value.
type Error struct {
	// Variable is the environment variable, flag or file that is wrong.
	Variable string
	// Problem is a sentence that says what is wrong.
	Problem string
	// Mend is a sentence that says what to do.
	Mend string
}

func (e *Error) Error() string { return strings.TrimSpace(e.Problem + " " + e.Mend) }

// Errors is everything that is wrong with the configuration. It is never empty when it is an error.
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
