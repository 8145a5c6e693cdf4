package handoff

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// openLimit is how long a browser's starter may take to fail. What runs on after that is the browser.
const openLimit = 5 * time.Second

// Launcher opens the system browser. It is the one place that starts child processes. It is safe for
// concurrent use.
type Launcher struct {
	log   *slog.Logger
	limit time.Duration
	wsl   func() bool
}

// NewLauncher returns a Launcher. What it logs holds no address.
func NewLauncher(log *slog.Logger) *Launcher {
	return &Launcher{log: log, limit: openLimit, wsl: onWSL}
}

// Open shows an address in the system browser: with the commands that $BROWSER names, else with wslview on
// WSL, else with what github.com/pkg/browser finds. The address must be https, or http on loopback.
//
// It returns when the browser's starter has finished, or after 5 seconds of it still running (for each
// command that has to be tried), so call it where that may be waited for. It fails with an *OpenError, or
// with ctx's error. A browser that was started stays, whatever happens to ctx and to this process.
func (l *Launcher) Open(ctx context.Context, address string) error {
	if !mayOpen(address) {
		return &OpenError{Reason: AddressRefused}
	}
	openers, err := l.openers()
	if err != nil {
		return err
	}
	failed := &OpenError{Reason: BrowserFailed}
	for _, o := range openers {
		err := l.try(ctx, o, address)
		if err == nil {
			l.log.Debug("opened the browser", "with", o.name)
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		l.log.Warn("the browser could not be opened", "with", o.name, "error", err)
		failed.Tried = append(failed.Tried, o.name)
		failed.Err = errors.Join(failed.Err, err)
	}
	return failed
}

// Browser names what Open would use, for the pre-flight. It fails with an *OpenError when there is nothing.
func (l *Launcher) Browser() (string, error) {
	openers, err := l.openers()
	if err != nil {
		return "", err
	}
	if openers[0].name == xdgOpen && !webHandlerInstalled() {
		// xdg-open comes with many desktops' basics, whether or not it has anything to open.
		return "", &OpenError{Reason: NoBrowser}
	}
	return openers[0].name, nil
}
