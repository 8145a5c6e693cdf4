package main

import (
	"errors"
	"fmt"
	"os"

	"workos-widgets/internal/config"
	"workos-widgets/internal/handoff"
	"workos-widgets/internal/scheme"
	"workos-widgets/internal/words"
)

// linkIn is the deep link among the arguments that no flag takes: the desktop starts the application with one. It
// fails for anything else. A link is in no error: it may hold a code.
func linkIn(arguments []string) (string, error) {
	for _, a := range arguments {
		if !handoff.IsLink(a) {
			return "", errors.New(words.T("There is nothing to do with %q.", a))
		}
	}
	switch len(arguments) {
	case 0:
		return "", nil
	case 1:
		return arguments[0], nil
	}
	return "", errors.New(words.T("One link that begins with %s:// can be opened, and no more.", config.Scheme()))
}

// runRegister has deep links brought to this binary, or no longer, and returns the exit status.
func runRegister(register bool) int {
	do, done := scheme.Unregister, words.T("Links that begin with %s:// no longer lead to this program, as far as it had registered them.", config.Scheme())
	if register {
		do, done = scheme.Register, words.T("Links that begin with %s:// lead to this program now.", config.Scheme())
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(done)
	return 0
}

// openLink does what a deep link asks for, and brings the window to the front. Every web page can have the desktop
// bring one.
func (a *App) openLink(link string) {
	if a.receiver.Arrive(link) == handoff.Wish {
		a.wished.Store(true)
		a.follow()
	}
	a.raise()
}

// takeLink takes a link that is the answer to the sign-in under way here, and reports whether it was.
func (a *App) takeLink(link string) bool {
	if a.receiver.Arrive(link) != handoff.Answer {
		return false
	}
	a.raise()
	return true
}

// follow passes a link's wish on to the session, once that runs.
func (a *App) follow() {
	select {
	case <-a.started:
		if a.wished.Swap(false) {
			a.session.SignInForLink()
		}
	default: // startup does it
	}
}
