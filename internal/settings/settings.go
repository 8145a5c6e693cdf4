// Package settings remembers what a person has chosen, in one file in their configuration directory. It holds
// no credential, and nothing that sign-out would have to take away.
package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/statefile"
)

// maxUsers bounds how many people of one machine are remembered; the ones seen longest ago go first.
const maxUsers = 50

// lazily is how long a change that comes in bursts, such as a window being dragged, waits to be written.
const lazily = time.Second

// Settings are a person's choices. It is safe for concurrent use.
type Settings struct {
	path    string
	log     *slog.Logger
	damaged string

	mu      sync.Mutex
	file    file
	changes int  // how often file has changed
	waiting bool // a write waits until a burst is over
	closed  bool
	closing chan struct{}

	writing sync.Mutex // held by the one write under way
	written int        // the number of changes that are in the file
	base    file       // the file as it was read or written last; only write touches it
	writers sync.WaitGroup
}

// DefaultPath is where the settings are kept on this system.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, brand.Current().ID, "settings.json"), nil
}

// Open reads the settings at path; "" keeps them in memory only. A value that can't be used is left out, and
// a file that can't be read at all is put aside, each with a word in the log: choices are worth less than
// starting.
func Open(path string, log *slog.Logger) *Settings {
	s := &Settings{path: path, log: log, file: blank(), closing: make(chan struct{})}
	if path == "" {
		return s
	}
	raw, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s
	}
	var refused []string
	if err == nil {
		s.file, refused, err = parse(raw)
	}
	if err != nil {
		s.file = blank()
		aside, moveErr := statefile.PutAside(path, time.Now())
		log.Warn("the settings could not be read; the application starts with its defaults", "error", err, "kept as", aside, "trouble", moveErr)
		s.damaged = aside
		return s
	}
	s.base = s.file.clone()
	if len(refused) > 0 {
		log.Warn("some settings can't be used; their defaults stand in", "settings", refused)
	}
	return s
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(raw) > maxFile {
		err = errors.New("it is too long to be ours")
	}
	return raw, err
}

// Damaged is where a file that could not be read was put aside at this start; "" when there was none.
func (s *Settings) Damaged() string { return s.damaged }

// LastOrganization is the organization a user was in last; "" when that is not known.
func (s *Settings) LastOrganization(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return find(s.file.Organizations, userID)
}

// RememberOrganization keeps which organization a user is in. If that is news, the file is written, which is
// not waited for.
func (s *Settings) RememberOrganization(userID, organizationID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	latest := membership{User: userID, Organization: organizationID}
	if list := s.file.Organizations; len(list) > 0 && list[0] == latest {
		return
	}
	s.file.Organizations = putFirst(s.file.Organizations, latest)
	s.save()
}

// OpenWith is the organization a user wants to be in after a start; "" is the one they were in last.
func (s *Settings) OpenWith(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return find(s.file.OpenWith, userID)
}

// SetOpenWith keeps which organization a user wants to be in after a start; "" is the one they were in last.
// The file is written, which is not waited for.
func (s *Settings) SetOpenWith(userID, organizationID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if userID == "" || find(s.file.OpenWith, userID) == organizationID {
		return
	}
	if organizationID == "" {
		s.file.OpenWith = slices.DeleteFunc(s.file.OpenWith, func(m membership) bool { return m.User == userID })
	} else {
		s.file.OpenWith = putFirst(s.file.OpenWith, membership{User: userID, Organization: organizationID})
	}
	s.save()
}

func find(list []membership, userID string) string {
	for _, m := range list {
		if m.User == userID {
			return m.Organization
		}
	}
	return ""
}

// putFirst returns a list with m in place of what it had for that user.
func putFirst(before []membership, m membership) []membership {
	list := []membership{m}
	for _, o := range before {
		if o.User != m.User && len(list) < maxUsers {
			list = append(list, o)
		}
	}
	return list
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

// save has the file written at once, beside the caller. It is called with mu held.
func (s *Settings) save() {
	s.changes++
	if s.path != "" && !s.closed {
		s.writers.Go(func() { _ = s.write() })
	}
}

// saveLazily has the file written once a burst of changes is over. It is called with mu held.
func (s *Settings) saveLazily() {
	s.changes++
	if s.path == "" || s.closed || s.waiting {
		return
	}
	s.waiting = true
	s.writers.Go(func() {
		select {
		case <-time.After(lazily):
		case <-s.closing:
		}
		s.mu.Lock()
		s.waiting = false
		s.mu.Unlock()
		_ = s.write()
	})
}

// Close waits until what was chosen is written. What is chosen afterwards is forgotten with the process.
func (s *Settings) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	s.writers.Wait()
}

// write writes what has been chosen by now, unless another write has done so already: a burst of changes costs two
// writes, not one each.
func (s *Settings) write() error {
	if s.path == "" {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	changes := s.changes
	if s.written == changes {
		s.mu.Unlock()
		return nil
	}
	now := s.file.clone()
	s.mu.Unlock()
	if err := s.replace(s.base, now); err != nil {
		s.log.Warn("the settings could not be written", "error", err)
		return err
	}
	s.written, s.base = changes, now
	return nil
}
