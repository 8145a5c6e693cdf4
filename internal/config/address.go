package config

import (
	"net"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"

	"workos-widgets/internal/words"
)

// ParseAPIURL reads the API's address: https, or http on this machine itself, and nothing after the host and port. The
// problem, if there is one, is a sentence that begins with the variable's name.
func ParseAPIURL(v string) (u *url.URL, problem string) {
	u, err := url.Parse(v)
	if err != nil || u.Opaque != "" || u.Scheme == "" || u.Host == "" {
		return nil, words.T(EnvAPIURL + " is not the address of a server: it has to begin with https:// and name a host.")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	switch {
	case u.User != nil:
		return nil, words.T(EnvAPIURL + " must not hold a user name or password.")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, words.T(EnvAPIURL + " has to begin with https://.")
	case !isHost(host):
		return nil, words.T(EnvAPIURL + " names no host: a name such as api.workos.com or an IP address is wanted.")
	case u.Scheme == "http" && !isLoopback(host):
		return nil, words.T(EnvAPIURL + " has to begin with https://: without encryption, anyone on the way could read the session. Only this machine itself (localhost, 127.0.0.1) may be reached by http://.")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(v, "#"):
		return nil, words.T(EnvAPIURL + " must not have a query or a fragment (nothing from ? or # on).")
	case u.Path != "" && u.Path != "/":
		return nil, words.T(EnvAPIURL + " must not have a path: the API's paths are added to it.")
	}
	port := u.Port()
	if port != "" {
		if _, ok := portNumber(port); !ok {
			return nil, words.T(EnvAPIURL + " has a port that is not a number from 1 to 65535.")
		}
	}
	if u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		port = ""
	}
	return &url.URL{Scheme: u.Scheme, Host: joinHostPort(host, port)}, ""
}

func joinHostPort(host, port string) string {
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// isHost reports whether host, in lower case, is a DNS name or an IP address without a zone.
func isHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Zone() == ""
	}
	if len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if len(label) > 63 || !onlyLetters(label) || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// portNumber reads a port in plain decimal notation.
func portNumber(s string) (port int, ok bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 || s[0] == '0' {
		return 0, false
	}
	return int(n), true
}

// Redirect is where the browser brings the authorization code: a loopback redirect URI (RFC 8252 section
// 7.3), for which the listener is always on 127.0.0.1, or an address of the application's own URI scheme
// (section 7.1), a deep link, which the desktop hands to the application. The zero value is none.
type Redirect struct {
	// Scheme is that of a deep link; "" for loopback.
	Scheme string
	// Host is 127.0.0.1 or localhost, as it stands in the redirect URI, or a word for a deep link.
	Host string
	// Port is 0 for any free port. A deep link has none.
	Port int
	// Path holds nothing that a URL would encode. It begins with a slash; a deep link's may be "".
	Path string
}

var defaultRedirect = Redirect{Host: "127.0.0.1", Path: "/callback"}

// IsLink reports whether it is a deep link.
func (r Redirect) IsLink() bool { return r.Scheme != "" }

// String is the redirect URI as it is registered in the WorkOS dashboard, with * for any port.
func (r Redirect) String() string {
	if r.IsLink() {
		return r.Scheme + "://" + r.Host + r.Path
	}
	port := "*"
	if r.Port != 0 {
		port = strconv.Itoa(r.Port)
	}
	return "http://" + r.Host + ":" + port + r.Path
}

// parseRedirects reads one redirect URI, or a deep link and, after a comma, the loopback address to fall back on.
// The problem, if there is one, is a sentence.
func parseRedirects(v string) (first, fallback Redirect, problem string) {
	one, other, two := strings.Cut(v, ",")
	first, problem = parseRedirect(strings.TrimSpace(one))
	if problem != "" || !two {
		return first, Redirect{}, problem
	}
	fallback, problem = parseRedirect(strings.TrimSpace(other))
	if problem == "" && (!first.IsLink() || fallback.IsLink()) {
		problem = words.T(EnvRedirectURI+" may name two addresses, with a comma between them: first %s, then the loopback address to fall back on.", exampleLink())
	}
	if problem != "" {
		return Redirect{}, Redirect{}, problem
	}
	return first, fallback, ""
}

// exampleLink is the deep link that documentation and advice name.
func exampleLink() string { return Redirect{Scheme: Scheme(), Host: "callback"}.String() }

// parseRedirect reads a redirect URI. It takes the address apart by hand, since net/url knows no port *.
// The problem, if there is one, is a sentence.
func parseRedirect(v string) (r Redirect, problem string) {
	scheme, rest, ok := strings.Cut(v, "://")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	switch {
	case !ok:
		return Redirect{}, words.T(EnvRedirectURI+" is not an address: it has to begin with http://127.0.0.1: or http://localhost:, or be a deep link such as %s.", exampleLink())
	case strings.EqualFold(scheme, "https"):
		return Redirect{}, words.T(EnvRedirectURI + " has to begin with http://: the browser brings the answer to this machine itself, where there is no certificate to show.")
	case strings.Contains(authority, "@"):
		return Redirect{}, words.T(EnvRedirectURI + " must not hold a user name or password.")
	case strings.ContainsAny(tail, "?#"):
		return Redirect{}, words.T(EnvRedirectURI + " must not have a query or a fragment (nothing from ? or # on).")
	case strings.EqualFold(scheme, Scheme()):
		return parseLinkRedirect(authority, tail)
	case !strings.EqualFold(scheme, "http"):
		return Redirect{}, words.T(EnvRedirectURI+" has to begin with http://, or with %s://, the scheme that this application registers.", Scheme())
	}
	return parseLoopback(authority, tail)
}

const notPlain = EnvRedirectURI + " has a path that a browser might change on the way: letters, digits, single slashes and . _ ~ - only."

// parseLinkRedirect reads what follows the scheme of a deep link.
func parseLinkRedirect(authority, tail string) (r Redirect, problem string) {
	host := strings.ToLower(authority)
	switch {
	case host == LinkSignIn || !isHost(host) || strings.Contains(host, "."):
		return Redirect{}, words.T(EnvRedirectURI+" needs a word of letters and digits after the scheme, as in %s.", exampleLink())
	case tail != "" && !plainPath(tail):
		return Redirect{}, words.T(notPlain)
	}
	return Redirect{Scheme: Scheme(), Host: host, Path: strings.TrimSuffix(tail, "/")}, ""
}

// parseLoopback reads what follows http://.
func parseLoopback(authority, tail string) (r Redirect, problem string) {
	colon := strings.LastIndexByte(authority, ':')
	if colon < 0 {
		colon = len(authority)
	}
	host, port := strings.ToLower(authority[:colon]), strings.TrimPrefix(authority[colon:], ":")
	switch {
	case strings.HasPrefix(authority, "["):
		return Redirect{}, words.T(EnvRedirectURI + " names an IPv6 address. The application listens on 127.0.0.1 only, which every machine has, even with IPv6 switched off.")
	case host != "127.0.0.1" && host != "localhost":
		return Redirect{}, words.T(EnvRedirectURI + " must name this machine, as 127.0.0.1 or localhost: the application can't receive what the browser brings to another.")
	case tail == "":
		return Redirect{}, words.T(EnvRedirectURI + " needs a path, such as /callback.")
	case !plainPath(tail):
		return Redirect{}, words.T(notPlain)
	}
	if port == "*" {
		return Redirect{Host: host, Path: tail}, ""
	}
	n, ok := portNumber(port)
	if !ok {
		return Redirect{}, words.T(EnvRedirectURI + " needs a port after the host: a number from 1 to 65535, or * for any free one.")
	}
	return Redirect{Host: host, Port: n, Path: tail}, ""
}

// plainPath reports whether a path looks the same however it is encoded, cleaned or compared.
func plainPath(p string) bool {
	for _, c := range p {
		if c != '/' && c != '.' && c != '~' && !onlyLetters(string(c)) {
			return false
		}
	}
	return p == "/" || len(p) <= 256 && !strings.HasSuffix(p, "//") && path.Clean(p) == strings.TrimSuffix(p, "/")
}
