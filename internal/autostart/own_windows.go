package autostart

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows/registry"
)

func own() (entry, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, refused(err)
	}
	return runEntry{root: `Software\Microsoft\Windows\CurrentVersion`, executable: program}, nil
}

// runEntry is a value of the Run key, below a key of HKEY_CURRENT_USER.
type runEntry struct{ root, executable string }

func (e runEntry) program() string { return e.executable }

func (e runEntry) run() string { return e.root + `\Run` }

// approved is where the task manager and the settings keep what a person has turned off.
func (e runEntry) approved() string { return e.root + `\Explorer\StartupApproved\Run` }

func (e runEntry) state() (state, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, e.run(), registry.QUERY_VALUE)
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, refused(err)
	}
	defer key.Close()
	line, _, err := key.GetStringValue(runName())
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, registry.ErrUnexpectedType):
		return state{}, nil
	case err != nil:
		return state{}, refused(err)
	}
	return state{on: line != "" && !e.turnedOff(), program: ProgramOf(line)}, nil
}

func (e runEntry) turnedOff() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, e.approved(), registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer key.Close()
	flags, _, err := key.GetBinaryValue(runName())
	return err == nil && isTurnedOff(flags)
}

func (e runEntry) write() error {
	line, err := commandLine(e.executable)
	if err != nil {
		return err
	}
	key, _, err := registry.CreateKey(registry.CURRENT_USER, e.run(), registry.SET_VALUE)
	if err != nil {
		return refused(err)
	}
	defer key.Close()
	if err := key.SetStringValue(runName(), line); err != nil {
		return refused(err)
	}
	return e.forget(e.approved()) // without a word there it is on
}

func (e runEntry) remove() error { return errors.Join(e.forget(e.run()), e.forget(e.approved())) }

// forget deletes our value of a key.
func (e runEntry) forget(path string) error {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return refused(err)
	}
	defer key.Close()
	if err := key.DeleteValue(runName()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refused(err)
	}
	return nil
}
