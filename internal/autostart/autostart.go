// Package autostart has the application started when the person signs in to their computer: an entry of the XDG
// autostart directory, a launch agent of macOS, or a value of Windows' Run key.
//
// An entry counts as ours and on only if it starts the binary that is running now. One that starts a binary
// which is gone, because the application was moved, is off; Repair points it here.
package autostart

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"workos-widgets/internal/statefile"
	"workos-widgets/internal/words"
)

// Enabled reports whether the binary that is running now is started when the person signs in.
func Enabled() (bool, error) {
	e, err := own()
	if err != nil {
		return false, err
	}
	s, err := e.state()
	return s.on && samePlace(s.program, e.program()), err
}

// Set has the binary that is running now started when the person signs in, without the flags it was started
// with, or no longer. Its errors are of type *Error where the system refused. It takes effect at the next
// sign-in.
func Set(on bool) error {
	e, err := own()
	if err != nil {
		return err
	}
	if !on {
		return e.remove()
	}
	return e.write()
}

// Repair points an entry that is on at the binary that is running now, if the one it starts is gone. It reports
// whether there was something to repair. An entry that names its program without a directory is not as Set
// writes it: somebody has changed it, and it stays.
func Repair() (bool, error) {
	e, err := own()
	if err != nil {
		return false, err
	}
	return repair(e)
}

func repair(e entry) (bool, error) {
	s, err := e.state()
	if err != nil || !s.on || !filepath.IsAbs(s.program) {
		return false, err
	}
	if _, err := os.Stat(s.program); !errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return true, e.write()
}

// entry is the system's way to start a program.
type entry interface {
	// program is the binary that write has started.
	program() string
	state() (state, error)
	write() error
	remove() error
}

// state is what an entry says.
type state struct {
	// on says that the system follows the entry.
	on bool
	// program is what the entry starts; "" if it can't be told.
	program string
}

// samePlace reports whether two paths lead to the same file, by name or by what is there.
func samePlace(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	one, errOne := os.Stat(a)
	other, errOther := os.Stat(b)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}

// Error is why the system could not be asked to start the application, in words for the person and without a
// path.
type Error struct {
	problem, mend string
	cause         error
}

func (e *Error) Error() string { return e.problem + " " + e.mend }
func (e *Error) Unwrap() error { return e.cause }

// Message is what happened.
func (e *Error) Message() string { return e.problem }

// Mend is what the person can do.
func (e *Error) Mend() string { return e.mend }

func refused(cause error) error {
	return &Error{
		problem: words.T("This computer does not let the application change what starts when you sign in."),
		mend:    words.T("Change it in the system's own settings, or ask whoever looks after this computer."), cause: cause,
	}
}

func unfit(problem string) error {
	return &Error{problem: problem, mend: words.T("Move the application to another folder, then try again.")}
}

// fileEntry is an entry that is a file of its own.
type fileEntry struct {
	path       string
	executable string
	format     format
}

// format is how a system wants its entries.
type format struct {
	// encode is an entry that starts a program; the error is an *Error when there is none for its path.
	encode func(program string) ([]byte, error)
	decode func(content []byte) state
}

// maxEntry is more bytes than an entry of ours has.
const maxEntry = 64 << 10

func (e fileEntry) program() string { return e.executable }

func (e fileEntry) state() (state, error) {
	info, err := os.Stat(e.path)
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxEntry) {
		return state{}, nil // nothing that the system would follow either
	}
	var content []byte
	if err == nil {
		content, err = os.ReadFile(e.path)
	}
	if err != nil {
		return state{}, &Error{
			problem: words.T("It can't be told whether the application starts when you sign in."),
			mend:    words.T("Turn it on or off once more."), cause: err,
		}
	}
	return e.format.decode(content), nil
}

func (e fileEntry) write() error {
	content, err := e.format.encode(e.executable)
	if err != nil {
		return err
	}
	if err := statefile.Write(e.path, content); err != nil {
		return refused(err)
	}
	return nil
}

func (e fileEntry) remove() error {
	if err := os.Remove(e.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refused(err)
	}
	return nil
}
