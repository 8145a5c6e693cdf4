package handoff

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxQuery is far above any answer of WorkOS.
const maxQuery = 8 << 10

var errMalformed = errors.New("handoff: malformed query")

// serve answers one request of a browser.
func (c *Callback) serve(w http.ResponseWriter, r *http.Request) {
	m := c.answer(r)
	c.log.Debug("answered the browser", "page", m.title)
	m.write(w)
}

func (c *Callback) answer(r *http.Request) message {
	if m, refused := c.refuse(r); refused {
		return m
	}
	if r.Method == http.MethodHead {
		// Scanners ask so before the browser does. It must not use the code up.
		return stillGoing
	}
	query, err := parseQuery(r.URL.RawQuery)
	if err == nil {
		err = c.take(query)
	}
	if err != nil {
		return explanation(err)
	}
	return c.wait(r.Context())
}

// refuse turns away what is not a browser's own navigation to the redirect URI.
func (c *Callback) refuse(r *http.Request) (message, bool) {
	if m, refused := signInWords.refuse(r, c.authority(), c.redirect.Path); refused {
		return m, true
	}
	if !c.peer(r) {
		// They can read the state on the browser's command line, and finish the sign-in as themselves.
		return othersSignIn, true
	}
	return tooLong, len(r.URL.RawQuery) > maxQuery
}

func (c *Callback) authority() authority { return authority{c.redirect.Host, c.redirect.Port} }

// isHost reports whether an address's host is the redirect URI's own.
func (c *Callback) isHost(host string) bool { return c.authority().is(host) }

// authority is the name and port that a browser reaches a server of ours by (RFC 3986 section 3.2).
type authority struct {
	host string
	port int
}

func (a authority) String() string { return net.JoinHostPort(a.host, strconv.Itoa(a.port)) }

// is reports whether a Host header is this one. Browsers leave out port 80.
func (a authority) is(host string) bool {
	return strings.EqualFold(host, a.String()) || a.port == 80 && strings.EqualFold(host, a.host)
}

// refusals are the pages for requests that are no navigation to the one address a server of ours has.
type refusals struct{ foreignHost, nothingHere, wrongMethod, notNavigated message }

// refuse turns away what is not a browser's own navigation to the path.
func (p refusals) refuse(r *http.Request, own authority, path string) (message, bool) {
	switch {
	case !own.is(r.Host):
		// Another name for 127.0.0.1 is how a web page would reach us as its own origin (DNS rebinding).
		return p.foreignHost, true
	case r.URL.Path != path:
		return p.nothingHere, true
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return p.wrongMethod, true
	case !isNavigation(r.Header):
		return p.notNavigated, true
	}
	return message{}, false
}

// isNavigation reports whether the browser was led here in a tab of its own: not by a page's fetch, a frame,
// an image, or in advance (https://www.w3.org/TR/fetch-metadata/). A browser that does not say is believed
// unless it sends an Origin, which a navigation by GET does not have. One that says so is believed even with
// an Origin: some kept it from the form on WorkOS's page that led here.
func isNavigation(h http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		// Each browser had a name of its own for this once.
		if v := strings.ToLower(h.Get(name)); strings.Contains(v, "prefetch") || strings.Contains(v, "prerender") || strings.Contains(v, "preview") {
			return false
		}
	}
	mode, dest := h.Get("Sec-Fetch-Mode"), h.Get("Sec-Fetch-Dest")
	if mode == "" && dest == "" {
		return h.Get("Origin") == ""
	}
	return (mode == "" || mode == "navigate") && (dest == "" || dest == "document")
}

// parseQuery reads an answer's query. No parameter may stand in it twice (RFC 6749 section 3.1).
func parseQuery(raw string) (url.Values, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		// The error quotes the query.
		return nil, errMalformed
	}
	for _, name := range []string{"state", "code", "error"} {
		if len(query[name]) > 1 {
			return nil, errMalformed
		}
	}
	return query, nil
}
