//go:build !dev && !sandbox

package embedded

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
)

// Available says whether this build carries the sandbox.
const Available = false

// Running is a sandbox that is being served; in this build there is none.
type Running struct{}

// Start fails with ErrNotCarried.
func Start(context.Context, string, *slog.Logger) (*Running, error) { return nil, ErrNotCarried }

// APIURL is the sandbox's address; nil in this build.
func (r *Running) APIURL() *url.URL { return nil }

// ClientID is the client ID of the sandbox's environment; "" in this build.
func (r *Running) ClientID() string { return "" }

// Middleware answers the page's panel for the sandbox, which this build does not have, with 404.
func (r *Running) Middleware(func() Person) func(http.Handler) http.Handler {
	return middleware(http.NotFoundHandler())
}

// Close does nothing in this build.
func (r *Running) Close() error { return nil }
