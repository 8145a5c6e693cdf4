// Package settings remembers what a person has chosen, in one file in their configuration directory. It holds
// no credential, and nothing that sign-out would have to take away.
package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"workos-widgets/internal/statefile"
)

// fileVersion is the layout of the file. What a newer version wrote is put aside, not overwritten.
const fileVersion = 1

// maxUsers bounds how many people of one machine are remembered; the ones seen longest ago go first.
const maxUsers = 50

// Settings are a person's choices. It is safe for concurrent use.
type Settings struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	file file

	writing sync.Mutex // held by the one write under way
	writers sync.WaitGroup
}

type file struct {
	Version int `json:"version"`
	// Organizations are the ones people were in last, the latest first.
	Organizations []lastOrganization `json:"organizations,omitempty"`
	// SignedOut are marks of sessions that are over while the keychain still holds them, by account.
	SignedOut map[string]string `json:"signed_out,omitempty"`
}

type lastOrganization struct {
	User         string `json:"user"`
	Organization string `json:"organization"`
}

// DefaultPath is where the settings are kept on this system.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "workos-widgets", "settings.json"), nil
}

// Open reads the settings at path; "" keeps them in memory only. A file that can't be read is put aside, with
// a word in the log: choices are worth less than starting.
func Open(path string, log *slog.Logger) *Settings {
	s := &Settings{path: path, log: log, file: file{Version: fileVersion}}
	if path == "" {
		return s
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s
	}
	var f file
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err == nil && f.Version != fileVersion {
		err = errors.New("it was written by another version")
	}
	if err == nil {
		s.file = f
		return s
	}
	aside, moveErr := statefile.PutAside(path, time.Now())
	log.Warn("the settings could not be read; the application starts with its defaults", "error", err, "kept as", aside, "trouble", moveErr)
	return s
}

// LastOrganization is the organization a user was in last; "" when that is not known.
func (s *Settings) LastOrganization(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.file.Organizations {
		if o.User == userID {
			return o.Organization
		}
	}
	return ""
}

// RememberOrganization keeps which organization a user is in. If that is news, the file is written, which is
// not waited for.
func (s *Settings) RememberOrganization(userID, organizationID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	latest := lastOrganization{User: userID, Organization: organizationID}
	if list := s.file.Organizations; len(list) > 0 && list[0] == latest {
		return
	}
	list := []lastOrganization{latest}
	for _, o := range s.file.Organizations {
		if o.User != userID && len(list) < maxUsers {
			list = append(list, o)
		}
	}
	s.file.Organizations = list
	s.save()
}

// MarkSignedOut keeps that an account's session is over although the keychain still holds it; "" takes the
// mark away. The file has a hash of the session's ID only.
func (s *Settings) MarkSignedOut(account, sessionID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mark := ""
	if sessionID != "" {
		mark = fingerprint(sessionID)
	}
	if s.file.SignedOut[account] == mark {
		return
	}
	if s.file.SignedOut == nil {
		s.file.SignedOut = map[string]string{}
	}
	s.file.SignedOut[account] = mark
	if mark == "" {
		delete(s.file.SignedOut, account)
	}
	s.save()
}

// SignedOut reports whether an account's session is marked as over.
func (s *Settings) SignedOut(account, sessionID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sessionID != "" && s.file.SignedOut[account] == fingerprint(sessionID)
}

func fingerprint(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// save has the file written. It is called with mu held.
func (s *Settings) save() {
	if s.path != "" {
		s.writers.Go(s.write)
	}
}

// Close waits until what was chosen is written.
func (s *Settings) Close() { s.writers.Wait() }

// write writes what is chosen by now: of several writes the last one has the last word.
func (s *Settings) write() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	raw, err := json.MarshalIndent(s.file, "", "  ")
	s.mu.Unlock()
	if err == nil {
		err = statefile.Write(s.path, append(raw, '\n'))
	}
	if err != nil {
		s.log.Warn("the settings could not be written", "error", err)
	}
}
