package authkit

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a credential. However it is printed, logged or marshaled as JSON, it stays out of sight; only
// Reveal shows it. Two ways around remain, since fmt does not ask the value there: the verbs %p and %w, which
// go vet refuses, and printing whole a struct that has a Secret in an unexported field.
type Secret string

const redacted = "[redacted]"

// Reveal returns the credential itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the credential.
func (s Secret) String() string { return redacted }

// Format hides the credential from every verb of fmt: %d and its like would print what they cannot format.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue hides the credential from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the credential from encoding/json and its kin.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
