// Package preflight says whether the application can work here as it was started, check by check, and how
// to mend what is in its way.
package preflight

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"time"

	"workos-widgets/internal/config"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/words"
)

// Check is one line of the pre-flight.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Skipped means that an earlier failure left nothing to check, or that this is a remark and no check.
	Skipped bool   `json:"skipped"`
	Message string `json:"message"`
	// Mend says what to do when the check has failed.
	Mend string `json:"mend"`
}

// The names of the checks, in their order. Of a deep link and a loopback port there is what the configuration has the
// browser come back by.
const (
	nameClientID = "Client ID"
	nameAPIKey   = "API key"
	nameAPI      = "WorkOS API"
	nameProxy    = "Proxy"
	nameKeychain = "Keychain"
	nameLink     = "Deep link"
	namePort     = "Loopback port"
	nameBrowser  = "Browser"
)

// Probes are the parts of the application that are tried out. They run at the same time.
type Probes struct {
	// Reach asks whether WorkOS's API answers.
	Reach func(context.Context) error
	// Route says by which way WorkOS's API is reached.
	Route func(context.Context) (outbound.Route, error)
	// Keychain writes, reads and deletes an entry of its own.
	Keychain func(context.Context) error
	// Link says whether deep links lead to the application.
	Link func(context.Context) error
	// Port opens and closes the port that the browser comes back to.
	Port func(context.Context) error
	// Browser names the program that would open the browser.
	Browser func() (string, error)
}

// probeTime bounds a probe. It is more than each takes by its own reckoning (the keychain 10 s), so that
// their own words come first.
const probeTime = 12 * time.Second

var errNoAnswer = errors.New("there was no answer in time")

// Run makes every check, and returns within 12 seconds or when ctx ends. The error is the one that came
// with the Config; each mistake it names is a failed check of its own.
func Run(ctx context.Context, c config.Config, configErr error, p Probes) []Check {
	ctx, cancel := context.WithTimeoutCause(ctx, probeTime, errNoAnswer)
	defer cancel()
	wrong := sortOut(configErr)
	waits := []func() Check{
		start(ctx, words.T(nameAPI), wrong.about(config.EnvAPIURL), func() Check { return api(c, p.Reach(ctx)) }),
		start(ctx, words.T(nameProxy), wrong.about(config.EnvAPIURL), func() Check { return proxy(p.Route(ctx)) }),
		start(ctx, words.T(nameKeychain), nil, func() Check { return keychainCheck(p.Keychain(ctx), runtime.GOOS) }),
	}
	if c.Redirect.IsLink() {
		waits = append(waits, start(ctx, words.T(nameLink), wrong.about(config.EnvRedirectURI), func() Check { return link(c, p.Link(ctx)) }))
	}
	if c.Loopback() != (config.Redirect{}) {
		waits = append(waits, start(ctx, words.T(namePort), wrong.about(config.EnvRedirectURI), func() Check { return port(c, p.Port(ctx)) }))
	}
	waits = append(waits, start(ctx, words.T(nameBrowser), nil, func() Check { return browser(p.Browser()) }))
	checks := []Check{clientID(c, wrong), apiKey(c, wrong)}
	checks = append(checks, wrong.others()...)
	for _, w := range c.Warnings {
		checks = append(checks, Check{Name: w.Variable, Skipped: true, Message: w.Problem, Mend: w.Mend})
	}
	for _, wait := range waits {
		checks = append(checks, wait())
	}
	return checks
}

// start begins a probe, unless a mistake in the configuration leaves it nothing to try, and returns a
// function that waits for its Check. A probe that does not return when ctx ends is left behind.
func start(ctx context.Context, name string, unknown *config.Error, probe func() Check) (wait func() Check) {
	if unknown != nil {
		skipped := Check{Name: name, Skipped: true, Message: words.T("Not checked: %s has to be mended first.", unknown.Variable)}
		return func() Check { return skipped }
	}
	done := make(chan Check, 1)
	go func() { done <- probe() }()
	return func() Check {
		select {
		case c := <-done:
			return c
		case <-ctx.Done():
		}
		select {
		case c := <-done: // it has words of its own for having been stopped
			return c
		case <-time.After(grace):
		}
		if errors.Is(context.Cause(ctx), errNoAnswer) {
			return Check{Name: name, Message: words.T("There was no answer within %s.", probeTime.String()), Mend: words.T("Try again in a moment.")}
		}
		return Check{Name: name, Message: words.T("The check was stopped before there was an answer."), Mend: words.T("Let it run to its end, at most %s.", probeTime.String())}
	}
}

// grace is how long a probe may take to notice that ctx has ended.
const grace = 100 * time.Millisecond

// mistakes are what is wrong with the configuration.
type mistakes config.Errors

// sortOut finds the mistakes in the error that Load returned.
func sortOut(err error) mistakes {
	var all config.Errors
	var one *config.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &all):
		return mistakes(all)
	case errors.As(err, &one):
		return mistakes{one}
	}
	return mistakes{{Variable: "Configuration", Problem: err.Error()}}
}

// about is the first mistake in a variable; nil if there is none.
func (m mistakes) about(variable string) *config.Error {
	for _, e := range m {
		if e.Variable == variable {
			return e
		}
	}
	return nil
}

// others are checks for the mistakes that belong to no check of their own.
func (m mistakes) others() []Check {
	var checks []Check
	for _, e := range m {
		if e.Variable != config.EnvClientID && e.Variable != config.EnvAPIKey {
			checks = append(checks, failed(e.Variable, e))
		}
	}
	return checks
}

func failed(name string, e *config.Error) Check {
	return Check{Name: name, Message: strings.TrimSpace(e.Problem), Mend: e.Mend}
}
