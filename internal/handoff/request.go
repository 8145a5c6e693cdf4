package handoff

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"workos-widgets/internal/browserpage"
)

// maxQuery is far above any answer of WorkOS.
const maxQuery = 8 << 10

var errMalformed = errors.New("handoff: malformed query")

// serve answers one request of a browser.
func (c *Callback) serve(w http.ResponseWriter, r *http.Request) {
	m := c.answer(r)
	c.log.Debug("answered the browser", "page", m.title)
	if m.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD")
	}
	browserpage.Write(w, m.page())
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
	switch {
	case !c.isHost(r.Host):
		// Another name for 127.0.0.1 is how a web page would reach us as its own origin (DNS rebinding).
		return foreignHost, true
	case r.URL.Path != c.redirect.Path:
		return nothingHere, true
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return wrongMethod, true
	case len(r.URL.RawQuery) > maxQuery:
		return tooLong, true
	case !isNavigation(r.Header):
		return notNavigated, true
	}
	return message{}, false
}

// isHost reports whether a Host header (or an address's host) is the redirect URI's own. Browsers leave
// out port 80.
func (c *Callback) isHost(host string) bool {
	own := net.JoinHostPort(c.redirect.Host, strconv.Itoa(c.redirect.Port))
	return strings.EqualFold(host, own) || c.redirect.Port == 80 && strings.EqualFold(host, c.redirect.Host)
}

// isNavigation reports whether the browser was led here in a tab of its own: not by a page's fetch, a frame,
// an image, or in advance (https://www.w3.org/TR/fetch-metadata/). A browser that does not say is believed
// unless it sends an Origin, which a navigation by GET does not have. One that says so is believed even with
// an Origin: some kept it from the form on WorkOS's page that led here.
func isNavigation(h http.Header) bool {
	if strings.Contains(h.Get("Sec-Purpose"), "prefetch") {
		return false
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
