package settings

import (
	"slices"

	"workos-widgets/internal/words"
)

// Theme is how the window is coloured.
type Theme string

// The themes. System follows the desktop, live.
const (
	System Theme = "system"
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// The bounds of Preferences.Zoom.
const (
	MinZoom = 0.5
	MaxZoom = 3
)

// Preferences are what a person sets on the settings page.
type Preferences struct {
	Theme Theme `json:"theme"`
	// Zoom is a factor, 1 being the size as drawn, between MinZoom and MaxZoom.
	Zoom float64 `json:"zoom"`
	// LogLevel is "debug", "info", "warn" or "error"; "" is what the configuration says.
	LogLevel string `json:"logLevel"`
}

var (
	themes    = []Theme{System, Light, Dark}
	logLevels = []string{"", "debug", "info", "warn", "error"}
)

// filled puts defaults in the place of zero values.
func (p Preferences) filled() Preferences {
	if p.Theme == "" {
		p.Theme = System
	}
	if p.Zoom == 0 {
		p.Zoom = 1
	}
	return p
}

// Preferences are the person's preferences, with defaults for what they have not set.
func (s *Settings) Preferences() Preferences {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.Preferences.filled()
}

// SetPreferences keeps the preferences and returns once they are written. Zero values mean the defaults. Its
// error is an *Error: values out of bounds change nothing; those that could not be written count until the
// application ends.
func (s *Settings) SetPreferences(p Preferences) error {
	p = p.filled()
	if err := p.check(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.file.Preferences.filled() == p {
		s.mu.Unlock()
		return nil
	}
	s.file.Preferences = p
	s.changes++
	s.mu.Unlock()
	if err := s.write(); err != nil {
		return &Error{
			problem: words.T("Your settings could not be saved, so they last until the application ends."),
			mend:    words.T("Look whether the disk is full, or your configuration directory can't be written to."), cause: err,
		}
	}
	return nil
}

func (p Preferences) check() error {
	switch {
	case !slices.Contains(themes, p.Theme):
		return &Error{problem: words.T("There is no such theme."), mend: words.T("Choose light, dark, or the system's.")}
	case !(p.Zoom >= MinZoom && p.Zoom <= MaxZoom): // also for what is no number
		return &Error{problem: words.T("The zoom can't be that small or large."), mend: words.T("Choose between 50 % and 300 %.")}
	case !slices.Contains(logLevels, p.LogLevel):
		return &Error{problem: words.T("There is no such log level."), mend: words.T("Choose debug, info, warn or error.")}
	}
	return nil
}

// Error is why preferences were not kept, in words for the person and without a path or a value.
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
