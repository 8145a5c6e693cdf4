//go:build linux

package realtime

import (
	"errors"
	"io/fs"
	"os"

	"github.com/zalando/go-keyring"

	"workos-widgets/internal/statefile"
)

// fileRing is a keychain for where there is no session bus: one entry in a file, so that it outlives the
// process.
type fileRing string

func (r fileRing) Set(_, _, password string) error {
	return statefile.Write(string(r), []byte(password))
}

func (r fileRing) Get(string, string) (string, error) {
	raw, err := os.ReadFile(string(r))
	if errors.Is(err, fs.ErrNotExist) {
		return "", keyring.ErrNotFound
	}
	return string(raw), err
}

func (r fileRing) Delete(string, string) error {
	err := os.Remove(string(r))
	if errors.Is(err, fs.ErrNotExist) {
		return keyring.ErrNotFound
	}
	return err
}

// forgetfulRing is the system's keychain for an application that forgets to write: its first entry is kept,
// and no later one. With it the tests that kill the application have to fail.
type forgetfulRing struct{ written bool }

func (r *forgetfulRing) Set(service, user, password string) error {
	if r.written {
		return nil
	}
	r.written = true
	return keyring.Set(service, user, password)
}

func (r *forgetfulRing) Get(service, user string) (string, error) { return keyring.Get(service, user) }

func (r *forgetfulRing) Delete(service, user string) error { return keyring.Delete(service, user) }
