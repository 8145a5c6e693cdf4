package authkit

import "log/slog"

// Secret is a credential. However it is printed, logged or marshaled, it stays out of sight; only Reveal
// shows it.
type Secret string

const redacted = "[redacted]"

// Reveal returns the credential itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the credential.
func (s Secret) String() string { return redacted }

// GoString hides the credential from %#v.
func (s Secret) GoString() string { return redacted }

// LogValue hides the credential from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the credential from encoding/json and its kin.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
