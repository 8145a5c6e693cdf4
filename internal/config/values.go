package config

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/words"
)

const (
	clientIDPrefix = "client_"
	keyPrefix      = "sk_"
	// maxClientID leaves room for the rest of Account in the shortest user name a keychain allows.
	maxClientID = 128
	maxKey      = 1024

	dashboard     = "the WorkOS dashboard (https://dashboard.workos.com)"
	copyClientID  = "Copy the client ID from the API keys page of " + dashboard + "; it begins with " + clientIDPrefix + "."
	copyKey       = "Copy the key from the API keys page of " + dashboard + ", or leave " + EnvAPIKey + " unset: signing in needs no key."
	withoutQuotes = "Set it again without the quotation marks; in cmd.exe they become part of the value."
)

// reader finds each value and notes what is wrong with it.
type reader struct {
	build
	lookup   func(string) (string, bool)
	files    []map[string]string
	errors   Errors
	warnings []*Error
}

func (r *reader) fail(variable, problem, mend string) {
	r.errors = append(r.errors, &Error{Variable: variable, Problem: problem, Mend: mend})
}

func (r *reader) warn(variable, problem, mend string) {
	r.warnings = append(r.warnings, &Error{Variable: variable, Problem: problem, Mend: mend})
}

// value is a variable from the environment or else from the first file that has it. One that is set and
// empty counts as not given, and hides those in files: `WORKOS_API_KEY= make run` is a public client.
func (r *reader) value(variable string) string {
	if v, ok := r.lookup(variable); ok {
		return strings.TrimSpace(v)
	}
	for _, f := range r.files {
		if v, ok := f[variable]; ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func (r *reader) clientID() string {
	v := r.value(EnvClientID)
	if v == "" {
		v = r.build.clientID
	}
	problem, mend := "", words.T(copyClientID)
	switch {
	case v == "":
		problem = words.T(EnvClientID + " is not set, so the application does not know which WorkOS environment is yours.")
	case quoted(v):
		problem, mend = words.T(EnvClientID+" has quotation marks around it."), words.T(withoutQuotes)
	case looksLikeKey(v):
		problem = words.T(EnvClientID + " holds an API key. A key belongs in " + EnvAPIKey + ", and nowhere if you don't need one.")
	case !strings.HasPrefix(v, clientIDPrefix):
		problem = words.T(EnvClientID + " must begin with " + clientIDPrefix + ".")
	case len(v) > maxClientID || !onlyLetters(v[len(clientIDPrefix):]):
		problem = words.T(EnvClientID + " is not a client ID: after " + clientIDPrefix + " come letters and digits, and nothing else.")
	default:
		return v
	}
	r.fail(EnvClientID, problem, mend)
	return ""
}

func (r *reader) apiKey() authkit.Secret {
	v := r.value(EnvAPIKey)
	problem, mend := "", words.T(copyKey)
	switch {
	case v == "":
		return ""
	case quoted(v):
		problem, mend = words.T(EnvAPIKey+" has quotation marks around it."), words.T(withoutQuotes)
	case strings.HasPrefix(v, clientIDPrefix):
		problem = words.T(EnvAPIKey + " holds a client ID, which belongs in " + EnvClientID + ".")
	case !strings.HasPrefix(v, keyPrefix):
		problem = words.T(EnvAPIKey + " must begin with " + keyPrefix + ".")
	case len(v) == len(keyPrefix) || len(v) > maxKey || !printable(v):
		problem = words.T(EnvAPIKey + " is not an API key: it is cut short, or something has been pasted along with it.")
	default:
		return authkit.Secret(v)
	}
	r.fail(EnvAPIKey, problem, mend)
	return ""
}

func (r *reader) apiURL() *url.URL {
	v := r.value(EnvAPIURL)
	if v == "" {
		v = r.build.apiURL
	}
	u, problem := ParseAPIURL(v)
	if problem != "" {
		r.fail(EnvAPIURL, problem, words.T("Leave it unset for %s, or set it to an address such as that.", r.build.apiURL))
		return &url.URL{Scheme: "https", Host: "api.workos.com"}
	}
	return u
}

func (r *reader) redirects() (first, fallback Redirect) {
	v := r.value(EnvRedirectURI)
	if v == "" {
		return defaultRedirect, Redirect{}
	}
	first, fallback, problem := parseRedirects(v)
	if problem != "" {
		r.fail(EnvRedirectURI, problem,
			words.T("Leave it unset for %s, or set it to an address such as that. The same address has to stand among the redirect URIs in "+dashboard+".", defaultRedirect))
		return defaultRedirect, Redirect{}
	}
	return first, fallback
}

func (r *reader) logLevel() slog.Level {
	switch strings.ToLower(r.value(EnvLog)) {
	case "debug":
		return slog.LevelDebug
	case "", "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	r.fail(EnvLog, words.T(EnvLog+" is none of the levels there are."), words.T("Set it to debug, info, warn or error, or leave it unset for info."))
	return slog.LevelInfo
}

// minIdle is shorter than any environment's inactivity time-out, and longer than a look out of the window.
const minIdle = time.Minute

func (r *reader) idleAfter() time.Duration {
	v := r.value(EnvIdleAfter)
	if v == "" || v == "0" {
		return 0
	}
	const lengthOfTime = "Set it to a time such as 30m or 12h, or leave it unset to keep sessions fresh for as long as the application runs."
	d, err := time.ParseDuration(v)
	switch {
	case err != nil:
		r.fail(EnvIdleAfter, words.T(EnvIdleAfter+" is not a length of time."), words.T(lengthOfTime))
	case d < minIdle:
		r.fail(EnvIdleAfter, words.T(EnvIdleAfter+" is less than a minute."), words.T(lengthOfTime))
	default:
		return d
	}
	return 0
}

func (r *reader) caFile() string {
	v := r.value(EnvCAFile)
	if v == "" {
		return ""
	}
	_, err := outbound.New(outbound.Options{CAFile: v})
	switch {
	case err == nil:
		return v
	case errors.Is(err, outbound.ErrNoCertificate):
		r.fail(EnvCAFile, words.T(EnvCAFile+" names a file without a certificate."), words.T("It has to hold certificates in PEM, beginning with -----BEGIN CERTIFICATE-----."))
	default:
		r.fail(EnvCAFile, words.T(EnvCAFile+" names a file that can't be read."), words.T("Give the whole path of a file that you may read, or leave it unset to trust what the system trusts."))
	}
	return ""
}

// warnUnused speaks of variables that belong to an environment of WorkOS when the sandbox is used for
// want of a client ID: somebody thought to have configured one.
func (r *reader) warnUnused(variables ...string) {
	for _, v := range variables {
		if r.value(v) != "" {
			r.warn(v, words.T("%s is set, but "+EnvClientID+" is not: the sandbox is used instead.", v), words.T("Set "+EnvClientID+" as well to use your own WorkOS environment."))
		}
	}
}

// misnamed are names that other tools and versions of the documentation use, or that a hand slips to.
var misnamed = []struct{ wrong, right string }{
	{"WORKOS_CLIENTID", EnvClientID},
	{"WORKOS_CLIENT", EnvClientID},
	{"VITE_WORKOS_CLIENT_ID", EnvClientID},
	{"NEXT_PUBLIC_WORKOS_CLIENT_ID", EnvClientID},
	{"WORKOS_APIKEY", EnvAPIKey},
	{"WORKOS_KEY", EnvAPIKey},
	{"WORKOS_SECRET_KEY", EnvAPIKey},
	{"WORKOS_CLIENT_SECRET", EnvAPIKey},
	{"WORKOS_API_HOST", EnvAPIURL},
	{"WORKOS_API_HOSTNAME", EnvAPIURL},
	{"WORKOS_BASE_URL", EnvAPIURL},
	{"WORKOS_URL", EnvAPIURL},
	{"WORKOS_REDIRECT_URL", EnvRedirectURI},
	{"WORKOS_REDIRECT", EnvRedirectURI},
	{"NEXT_PUBLIC_WORKOS_REDIRECT_URI", EnvRedirectURI},
	{"WORKOS_LOG_LEVEL", EnvLog},
	{"WORKOS_LOGLEVEL", EnvLog},
}

func (r *reader) warnMisnamed() {
	for _, m := range misnamed {
		if r.value(m.wrong) != "" && r.value(m.right) == "" {
			r.warn(m.wrong, words.T("%s is set, but it is not read here.", m.wrong), words.T("If it was meant for this application, call it %s.", m.right))
		}
	}
}

func quoted(v string) bool { return strings.ContainsAny(v[:1]+v[len(v)-1:], `"'`) }

// looksLikeKey also finds a key inside something else, such as both variables pasted into one.
func looksLikeKey(v string) bool { return strings.Contains(v, keyPrefix) }

func onlyLetters(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return s != ""
}

func printable(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
