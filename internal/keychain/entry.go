package keychain

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"workos-widgets/internal/authkit"
)

// maxEntry keeps an entry under the 2,560 bytes that Windows' Credential Manager allows.
const maxEntry = 2500

// version is the layout of a stored entry. A reader refuses what it does not know.
const version = 1

// Entry is a session at rest: the refresh token is the session, the rest lets the window open as it was
// left, before WorkOS has answered.
type Entry struct {
	RefreshToken authkit.Secret
	Session      string
	User         authkit.User
	Organization string
	Role         string
	// Permissions are those the widgets ask for; they may be left out to keep the entry small.
	Permissions []string
	// Impersonator keeps an impersonated session from looking like an ordinary one after a restart.
	Impersonator *authkit.Impersonator
	// Began is when an impersonated session was signed in to, by our clock and to the second; zero when that is
	// not known. It tells when the session ends.
	Began time.Time
}

type storedEntry struct {
	Version      int          `json:"v"`
	RefreshToken string       `json:"refresh_token"`
	Session      string       `json:"sid"`
	User         storedUser   `json:"user"`
	Organization string       `json:"org_id,omitempty"`
	Role         string       `json:"role,omitempty"`
	Permissions  []string     `json:"permissions,omitempty"`
	Impersonator *storedActor `json:"impersonator,omitempty"`
	Began        int64        `json:"began,omitempty"` // seconds since 1970
}

type storedUser struct {
	ID      string `json:"id"`
	Email   string `json:"email,omitempty"`
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
	Picture string `json:"picture,omitempty"`
}

type storedActor struct {
	Email  string `json:"email,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// errTooLarge means that even the bare session does not fit.
var errTooLarge = fmt.Errorf("the session takes more than %d bytes", maxEntry)

// encode writes an entry, leaving out what can be fetched again, piece by piece, until it fits.
func (e Entry) encode() (string, error) {
	s := storedEntry{
		Version: version, RefreshToken: e.RefreshToken.Reveal(), Session: e.Session,
		User:         storedUser{ID: e.User.ID, Email: e.User.Email, First: e.User.FirstName, Last: e.User.LastName, Picture: e.User.PictureURL},
		Organization: e.Organization, Role: e.Role, Permissions: e.Permissions,
	}
	if e.Impersonator != nil {
		s.Impersonator = &storedActor{Email: e.Impersonator.Email, Reason: e.Impersonator.Reason}
	}
	if !e.Began.IsZero() {
		s.Began = e.Began.Unix()
	}
	trims := []func(){
		func() { s.User.Picture = "" },
		func() { s.Permissions = nil },
		func() { s.User.First, s.User.Last = "", "" },
		func() { s.User.Email = "" },
		func() {
			if s.Impersonator != nil {
				s.Impersonator = &storedActor{}
			}
		},
	}
	for {
		raw, err := json.Marshal(s)
		if err != nil {
			return "", fmt.Errorf("writing the entry: %w", err)
		}
		if len(raw) <= maxEntry {
			return string(raw), nil
		}
		if len(trims) == 0 {
			return "", errTooLarge
		}
		trims[0]()
		trims = trims[1:]
	}
}

// decode reads what encode wrote. Its errors never quote the entry.
func decode(raw string) (Entry, error) {
	var s storedEntry
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return Entry{}, errors.New("it is not one of ours")
	}
	switch {
	case s.Version > version:
		return Entry{}, errors.New("it was written by a newer version of this application")
	case s.Version != version:
		return Entry{}, errors.New("it is not one of ours")
	case s.RefreshToken == "" || s.User.ID == "":
		return Entry{}, errors.New("it is incomplete")
	}
	e := Entry{
		RefreshToken: authkit.Secret(s.RefreshToken), Session: s.Session,
		User:         authkit.User{ID: s.User.ID, Email: s.User.Email, FirstName: s.User.First, LastName: s.User.Last, PictureURL: s.User.Picture},
		Organization: s.Organization, Role: s.Role, Permissions: s.Permissions,
	}
	if s.Began != 0 {
		e.Began = time.Unix(s.Began, 0)
	}
	if s.Impersonator != nil {
		e.Impersonator = &authkit.Impersonator{Email: s.Impersonator.Email, Reason: s.Impersonator.Reason}
	}
	return e, nil
}
