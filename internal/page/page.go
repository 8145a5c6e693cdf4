// Package page sets what the web view may do with the application's own page.
package page

import (
	"net/http"
	"strings"
)

// policy is the page's Content Security Policy (https://www.w3.org/TR/CSP3/): it reaches its own origin and
// nothing else by fetch, WebSocket, form, frame, worker or navigation of a frame. Two things are wider than
// one would like: Radix Themes sets style attributes, and the pictures of people and of identity providers
// come from hosts that only WorkOS knows.
var policy = strings.Join([]string{
	"default-src 'self'",
	"script-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data: https:",
	"font-src 'self' data:",
	"connect-src 'self'",
	"object-src 'none'",
	"frame-src 'none'",
	"worker-src 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
}, "; ")

var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// Middleware puts the policy on everything the asset server answers with; Wails adds its own scripts as
// files of the same origin, so that they pass. In development there is none: Vite's React plugin puts a
// script into the document, and its socket is another origin.
func Middleware(development bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if development {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for name, value := range headers {
				w.Header().Set(name, value)
			}
			next.ServeHTTP(w, r)
		})
	}
}
