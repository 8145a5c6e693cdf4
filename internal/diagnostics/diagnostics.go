// Package diagnostics writes the report that a person pastes into a ticket: what runs where, how it is set up,
// and what happened lately, without a credential and without anything that says who they are.
package diagnostics

import (
	"fmt"
	"strings"
	"time"

	"workos-widgets/internal/config"
	"workos-widgets/internal/preflight"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
)

// Facts are what a report is made of. Everything in it may hold secrets and names; the report does not.
type Facts struct {
	Now     time.Time
	Product string
	Version string
	// WebView names the web view and its version; "" when that is not known.
	WebView string
	System  System
	Config  config.Config
	// ConfigError is what Load said; nil when the configuration is in order.
	ConfigError error
	Checks      []preflight.Check
	Preferences settings.Preferences
	// AtLogin says in a word or two whether the application starts when the person signs in to the computer.
	AtLogin string
	Session session.Snapshot
	// Lines are the latest ones of the log, the oldest first.
	Lines []string
}

// What a report has at most of the log, so that it fits into a ticket.
const (
	maxLines = 200
	maxLine  = 600
)

// Report is plain text of a few kilobytes, its parts always in the same order. The same ID has the same number
// throughout, so that one can follow it without knowing it.
func Report(f Facts) string {
	r := report{mask: newMask(f)}
	r.line("%s: diagnostics of %s", f.Product, f.Now.UTC().Format("2006-01-02 15:04 MST"))
	r.line("Left out: credentials, e-mail addresses, names, IDs of people and organizations, and network addresses.")
	r.versions(f)
	r.configuration(f)
	r.checks(f.Checks)
	r.preferences(f)
	r.session(f)
	r.log(f.Lines)
	return r.b.String()
}

type report struct {
	b    strings.Builder
	mask *mask
}

// line writes a line of values that are known to be harmless, or masked by the caller.
func (r *report) line(format string, values ...any) { fmt.Fprintf(&r.b, format+"\n", values...) }

func (r *report) title(t string) { r.line("\n%s", t) }

// value writes one that may hold anything.
func (r *report) value(name, v string) { r.fact(name, r.mask.text(v)) }

// fact writes one that says nothing about anybody, and that masking could only garble: a computer may well be
// called debian.
func (r *report) fact(name, v string) {
	if v = oneLine(v); v == "" {
		v = "not known"
	}
	r.line("  %-16s %s", name+":", v)
}

func (r *report) versions(f Facts) {
	s := f.System
	r.title("Versions")
	r.fact("Application", f.Version)
	r.fact("Go", s.Go)
	r.fact("Wails", s.Wails)
	r.fact("Web view", f.WebView)
	r.fact("System", s.OS)
	r.fact("Kernel", s.Kernel)
	r.value("Desktop", s.Desktop)
	r.value("Session type", s.SessionType)
	r.value("Language", s.Language)
}

func (r *report) configuration(f Facts) {
	c := f.Config
	r.title("Configuration")
	r.value("Client ID", or(c.ClientID, "none"))
	key := "none (public client)"
	if c.APIKey != "" {
		key = "set"
	}
	r.fact("API key", key)
	if c.APIURL != nil {
		r.fact("WorkOS API", c.APIURL.Scheme+"://"+c.APIURL.Host)
	}
	r.value("Redirect URI", c.Redirect.String())
	if c.Fallback != (config.Redirect{}) {
		r.value("Else", c.Fallback.String())
	}
	r.fact("Log level", c.LogLevel.String())
	idle := "never run out"
	if c.IdleAfter > 0 {
		idle = "run out after " + c.IdleAfter.String()
	}
	r.fact("Idle sessions", idle)
	r.fact("Own authorities", yes(c.CAFile != ""))
	r.fact("Sandbox", yes(c.Sandbox))
	if f.ConfigError != nil {
		r.value("Wrong", f.ConfigError.Error())
	}
	for _, w := range c.Warnings {
		r.value("Remark", w.Error())
	}
}

func (r *report) checks(checks []preflight.Check) {
	r.title("Pre-flight")
	if len(checks) == 0 {
		r.line("  It was not run.")
		return
	}
	var b strings.Builder
	preflight.Print(&b, checks)
	for line := range strings.Lines(b.String()) {
		r.line("  %s", oneLineKeepingSpaces(r.mask.text(line)))
	}
}

func (r *report) preferences(f Facts) {
	p := f.Preferences
	r.title("Preferences")
	r.value("Theme", string(p.Theme))
	r.fact("Zoom", fmt.Sprintf("%.0f %%", p.Zoom*100))
	r.value("Log level", or(p.LogLevel, "as configured"))
	r.value("At login", f.AtLogin)
}

func (r *report) session(f Facts) {
	s := f.Session
	r.title("Session")
	r.fact("Status", string(s.Status))
	if s.SignIn != nil {
		r.fact("Sign-in", string(s.SignIn.Step))
	}
	if s.Status == session.SignedIn {
		r.value("Organization", or(s.Organization, "none"))
		r.value("Role", or(s.Role, "none"))
		r.fact("Permissions", fmt.Sprint(len(s.Permissions)))
		r.fact("Impersonated", yes(s.Impersonator != nil))
	}
	problems := s.Problems
	if s.SignIn != nil && s.SignIn.Problem != nil {
		problems = append(problems[:len(problems):len(problems)], *s.SignIn.Problem)
	}
	for _, p := range problems {
		since := time.UnixMilli(p.Since).UTC().Format("2006-01-02 15:04:05 MST")
		r.value("Problem", fmt.Sprintf("%s since %s: %s %s", p.Code, since, p.Message, p.Details))
	}
}

func (r *report) log(lines []string) {
	r.title("Log")
	if over := len(lines) - maxLines; over > 0 {
		r.line("  (%d lines before these)", over)
		lines = lines[over:]
	}
	if len(lines) == 0 {
		r.line("  It is empty.")
	}
	for _, l := range lines {
		// Masked before it is cut: half a name might not be known for one.
		r.line("  %s", cut(oneLine(r.mask.text(l))))
	}
}

func cut(s string) string {
	if len(s) <= maxLine {
		return s
	}
	return strings.ToValidUTF8(s[:maxLine], "") + "…"
}

func or(v, otherwise string) string {
	if v == "" {
		return otherwise
	}
	return v
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
