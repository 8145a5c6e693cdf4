package settings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"workos-widgets/internal/statefile"
)

// lockWait is how long a write waits for another process's. One that would wait longer goes ahead: that the
// other's change may be lost is better than holding a person up.
const lockWait = time.Second

// replace puts what this process has changed into the file, which other processes write too: the application
// runs once for each client ID, and the sandbox beside them. What was changed is what differs from before, the
// file as this process last read or wrote it.
func (s *Settings) replace(before, now file) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	lock := flock.New(s.path+".lock", flock.SetPermissions(0o600)) // stays: a deleted one could be held twice
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, lockWait/100); err != nil {
		s.log.Warn("the settings are written without a lock", "error", err)
	}
	defer lock.Close()
	raw, err := s.onDisk(before, now).encode()
	if err != nil {
		return err
	}
	return statefile.Write(s.path, raw)
}

// onDisk is what the file is to hold. One that is gone or damaged is made anew, of all that is known here.
func (s *Settings) onDisk(before, now file) file {
	raw, err := read(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return now
	}
	var theirs file
	if err == nil {
		theirs, _, err = parse(raw)
	}
	if err != nil {
		aside, moveErr := statefile.PutAside(s.path, time.Now())
		s.log.Warn("the settings were damaged meanwhile and are written anew", "error", err, "kept as", aside, "trouble", moveErr)
		return now
	}
	return merge(before, now, theirs)
}

// merge is theirs with what has changed from before to now.
func merge(before, now, theirs file) file {
	f := theirs
	f.Organizations = mergeMemberships(before.Organizations, now.Organizations, theirs.Organizations)
	f.OpenWith = mergeMemberships(before.OpenWith, now.OpenWith, theirs.OpenWith)
	f.SignedOut = mergeMarks(before.SignedOut, now.SignedOut, theirs.SignedOut)
	was, is := before.Preferences.filled(), now.Preferences.filled()
	f.Preferences = Preferences{
		Theme:    changed(was.Theme, is.Theme, theirs.Preferences.Theme),
		Zoom:     changed(was.Zoom, is.Zoom, theirs.Preferences.Zoom),
		LogLevel: changed(was.LogLevel, is.LogLevel, theirs.Preferences.LogLevel),
	}
	f.Placement = changed(before.Placement, now.Placement, theirs.Placement)
	f.Appearance = changed(before.Appearance, now.Appearance, theirs.Appearance)
	return f
}

// changed is now if that is news, else theirs.
func changed[T comparable](before, now, theirs T) T {
	if now != before {
		return now
	}
	return theirs
}

// mergeMemberships has first the users seen here, the latest first, then those seen elsewhere only.
func mergeMemberships(before, now, theirs []membership) []membership {
	if slices.Equal(before, now) {
		return theirs
	}
	var list []membership
	for _, m := range now {
		m.Organization = changed(find(before, m.User), m.Organization, find(theirs, m.User))
		if m.Organization != "" {
			list = append(list, m)
		}
	}
	for _, m := range theirs {
		if find(now, m.User) == "" && find(before, m.User) == "" && len(list) < maxUsers {
			list = append(list, m)
		}
	}
	return list
}

func mergeMarks(before, now, theirs map[string]string) map[string]string {
	marks := map[string]string{}
	for _, all := range []map[string]string{theirs, now} {
		for account := range all {
			if mark := changed(before[account], now[account], theirs[account]); mark != "" {
				marks[account] = mark
			}
		}
	}
	return marks
}
