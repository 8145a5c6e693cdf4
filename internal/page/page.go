// Package page sets what the web view may do with the application's own page.
package page

import (
	"bytes"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// policy is the page's Content Security Policy (https://www.w3.org/TR/CSP3/): it reaches its own origin and
// nothing else by fetch, WebSocket, form, frame, worker or navigation of a frame. Two things are wider than
// one would like: Radix Themes sets style attributes, and the pictures of people and of identity providers
// come from hosts of others. What a web view loads from there can tell that host something.
func policy(imageHosts []string) string {
	pictures := "img-src 'self' data:"
	for _, host := range imageHosts {
		pictures += " https://" + host
	}
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'",
		pictures,
		"font-src 'self' data:",
		"connect-src 'self'",
		"object-src 'none'",
		"frame-src 'none'",
		"worker-src 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"base-uri 'none'",
	}, "; ")
}

var headers = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// Options are what the page's headers depend on.
type Options struct {
	// Development leaves everything out that this package does: Vite's React plugin puts a script into the document,
	// and its socket is another origin.
	Development bool
	// ImageHosts are the hosts that pictures may come from by https, as config.Config has them.
	ImageHosts []string
	// Theme is the theme that the person forces on the page, "light" or "dark"; with "" it follows the desktop.
	Theme func() string
	// Language is the document's (BCP 47) where it is not English, and Translation its texts: a JSON object in which
	// nothing ends a script element, as encoding/json writes it.
	Language    string
	Translation []byte
}

// Middleware puts the policy on everything the asset server answers with; Wails adds its own scripts as
// files of the same origin, so that they pass. The document gets the theme for its first paint, and its translation.
func Middleware(o Options) func(http.Handler) http.Handler {
	policy := policy(o.ImageHosts)
	return func(next http.Handler) http.Handler {
		if o.Development {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			for name, value := range headers {
				w.Header().Set(name, value)
			}
			if !isDocument(r) {
				next.ServeHTTP(w, r)
				return
			}
			// It depends on the theme, and Wails rewrites it: nothing about it may be kept or asked for in part.
			w.Header().Set("Cache-Control", "no-store")
			r = r.Clone(r.Context())
			for _, name := range []string{"Range", "If-Range", "If-None-Match", "If-Modified-Since"} {
				r.Header.Del(name)
			}
			d := &document{ResponseWriter: w, theme: o.Theme(), language: o.Language, translation: o.Translation}
			next.ServeHTTP(d, r)
			d.finish()
		})
	}
}

func isDocument(r *http.Request) bool {
	return r.Method == http.MethodGet && (r.URL.Path == "" || r.URL.Path == "/" || r.URL.Path == "/index.html")
}

// document holds the document back until it is whole, and gives its root the attribute data-theme. One in another
// language than English gets the translation as a block of data, which no policy takes for a script
// (https://html.spec.whatwg.org/multipage/scripting.html#data-block).
type document struct {
	http.ResponseWriter
	theme       string
	language    string
	translation []byte
	code        int
	body        bytes.Buffer
}

func (d *document) WriteHeader(code int) { d.code = code }

func (d *document) Write(p []byte) (int, error) { return d.body.Write(p) }

func (d *document) finish() {
	if d.code == 0 {
		d.code = http.StatusOK
	}
	body := d.body.Bytes()
	if d.code == http.StatusOK && (d.theme == "light" || d.theme == "dark") {
		body = bytes.Replace(body, []byte("<html"), []byte(`<html data-theme="`+d.theme+`"`), 1)
	}
	if d.code == http.StatusOK && len(d.translation) > 0 {
		body = bytes.Replace(body, []byte(` lang="en"`), []byte(` lang="`+html.EscapeString(d.language)+`"`), 1)
		block := slices.Concat([]byte(`<script type="application/json" id="translation">`), d.translation, []byte("</script></head>"))
		body = bytes.Replace(body, []byte("</head>"), block, 1)
	}
	if d.Header().Get("Content-Length") != "" {
		d.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	d.ResponseWriter.WriteHeader(d.code)
	_, _ = d.ResponseWriter.Write(body) // the web view has gone on to something else
}
