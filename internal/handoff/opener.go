package handoff

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"time"

	"github.com/pkg/browser"
)

// openerArgument makes our own binary an opener. It is no part of the command line's interface.
const openerArgument = "--open-in-browser"

// The exit statuses of an opener, beside those of the command it runs; as env(1) and timeout(1) have them.
const (
	exitMisused  = 125
	exitNotRun   = 126
	exitNotFound = 127
)

// IsOpener reports whether this process was started to run RunOpener. It takes os.Args.
func IsOpener(args []string) bool { return len(args) >= 3 && args[1] == openerArgument }

// RunOpener opens the browser at the address that comes on standard input (or the file manager, if that is a
// folder), and returns the exit status for
// this process: 0 when the browser's starter has succeeded or still runs at the limit. Main calls it in
// its first lines, before anything else is opened or read:
//
//	if handoff.IsOpener(os.Args) {
//		os.Exit(handoff.RunOpener())
//	}
//
// It runs in a process of its own because github.com/pkg/browser waits for as long as some openers run,
// and because a descriptor that another thread opened while this process was being started can only be
// closed from inside it.
func RunOpener() int {
	closeInherited()
	limit, err := time.ParseDuration(os.Args[2])
	if err != nil {
		return exitMisused
	}
	address, err := io.ReadAll(io.LimitReader(os.Stdin, maxAddress+1))
	if err != nil || !mayOpen(string(address)) && !isFolder(string(address)) {
		return exitMisused
	}
	done := make(chan error, 1)
	go func() { done <- open(os.Args[3:], string(address)) }()
	select {
	case err := <-done:
		return exitStatus(err)
	case <-time.After(limit):
		// What still runs is the browser. It is in good hands without us.
		return 0
	}
}

func open(command []string, address string) error {
	if len(command) == 0 {
		browser.Stdout, browser.Stderr = nil, nil
		return browser.OpenURL(address)
	}
	args := arguments(command, address)
	return exec.Command(args[0], args[1:]...).Run()
}

func exitStatus(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		// A signal has no status (-1).
		return max(exit.ExitCode(), 1)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitNotFound
	}
	return exitNotRun
}
