package apiproxy

import (
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

const (
	widgetsPrefix = "/_widgets/"
	graphqlPath   = "/client/graphql"

	// maxTarget bounds path and query each, and every header: all are far shorter in earnest.
	maxTarget = 8 << 10
	// maxRequest is far above the largest form of a widget.
	maxRequest = 1 << 20
)

// methods are those that the widgets package uses.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}

// passedOn are the page's headers that WorkOS gets to see. Not among them, on purpose: cookies, Origin and
// Referer, which would name a page WorkOS does not know; ranges and conditions, since a web view must not
// be given a 304 (WebView2 hangs on it; Wails makes it a 500); and what Wails adds for itself.
var passedOn = []string{
	"Accept", "Accept-Language", "Content-Type", typeHeader, "Workos-Widgets-Version", "X-Elevated-Access-Token",
}

const typeHeader = "Workos-Widgets-Type"

// request is what of a page's request goes to WorkOS.
type request struct {
	method, path, query string
	header              http.Header
	body                []byte
	// standIn and widget say which token it goes with.
	standIn, widget string
}

// changes reports whether the request may change something, so that it must not be sent twice.
func (q *request) changes() bool { return q.method != http.MethodGet }

// concerns reports whether a path is the proxy's to answer. It looks at the decoded path, so that an
// encoded form of it is refused here instead of meaning something elsewhere.
func concerns(path string) bool {
	return strings.HasPrefix(path, widgetsPrefix) || path == graphqlPath
}

// admit takes a request over, body and all, if it is one that widgets send. Its errors are failures.
func admit(r *http.Request) (*request, error) {
	path := r.URL.EscapedPath()
	q := &request{method: r.Method, path: path, query: r.URL.RawQuery, header: http.Header{}}
	switch {
	case !allowedPath(path) || !allowedQuery(q.query):
		return nil, refuse(http.StatusNotFound, "not_found", words.T("There is no such address in the widgets' API."))
	case !slices.Contains(methods, r.Method), path == graphqlPath && r.Method != http.MethodPost:
		return nil, refuse(http.StatusMethodNotAllowed, "method_not_allowed", words.T("Widgets do not use this method here."))
	}
	for _, name := range passedOn {
		v := r.Header.Get(name)
		if len(v) > maxTarget || !httpguts.ValidHeaderFieldValue(v) {
			return nil, refuse(http.StatusBadRequest, "invalid_header", words.T("A header of the request is malformed."))
		}
		if v != "" {
			q.header.Set(name, v)
		}
	}
	// Go would name itself otherwise, and the page's agent is the web view's.
	q.header.Set("User-Agent", brand.Current().ID)
	q.standIn, q.widget = bearer(r.Header), q.header.Get(typeHeader)
	if !q.changes() {
		return q, nil
	}
	var err error
	q.body, err = readRequest(r)
	return q, err
}

// allowedPath takes an encoded path. It must be clean and in letters that stand for themselves: no WorkOS
// identifier has others, and where nothing is encoded, nothing can be decoded twice or differently.
func allowedPath(path string) bool {
	if path == graphqlPath {
		return true
	}
	rest, ok := strings.CutPrefix(path, widgetsPrefix)
	if !ok || len(rest) > maxTarget {
		return false
	}
	for segment := range strings.SplitSeq(rest, "/") {
		if segment == "" || segment == "." || segment == ".." || strings.ContainsFunc(segment, notPlain) {
			return false
		}
	}
	return true
}

// notPlain reports what is neither unreserved nor one of the harmless others in a path segment (RFC 3986,
// section 3.3).
func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._~:@=+,", r)
}

// allowedQuery takes what URLSearchParams writes: visible ASCII.
func allowedQuery(query string) bool {
	return len(query) <= maxTarget && !strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '#' })
}

// bearer is the token of the Authorization header (RFC 6750, section 2.1), "" when there is not exactly one.
func bearer(h http.Header) string {
	v := h[textproto.CanonicalMIMEHeaderKey("Authorization")]
	if len(v) != 1 || len(v[0]) > maxTarget {
		return ""
	}
	scheme, token, _ := strings.Cut(v[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// readRequest reads the body as a whole, so that it can be sent again.
func readRequest(r *http.Request) ([]byte, error) {
	tooLarge := refuse(http.StatusRequestEntityTooLarge, "too_large", words.T("This is too large to send: the limit is 1 MB."))
	if r.ContentLength > maxRequest {
		return nil, tooLarge
	}
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil {
		return nil, fmt.Errorf("apiproxy: reading the page's request: %w", err)
	}
	if len(body) > maxRequest {
		return nil, tooLarge
	}
	return body, nil
}
