package keychain

import "github.com/zalando/go-keyring"

// Ring is the keychain itself: go-keyring's functions, or a double in tests. An entry that is not there is
// keyring.ErrNotFound.
type Ring interface {
	Set(service, user, password string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// osRing is the operating system's keychain. It is asked for first, since go-keyring would start one.
type osRing struct{}

func (osRing) Set(service, user, password string) error {
	if err := present(); err != nil {
		return err
	}
	return keyring.Set(service, user, password)
}

func (osRing) Get(service, user string) (string, error) {
	if err := present(); err != nil {
		return "", err
	}
	return keyring.Get(service, user)
}

func (osRing) Delete(service, user string) error {
	if err := present(); err != nil {
		return err
	}
	return keyring.Delete(service, user)
}
