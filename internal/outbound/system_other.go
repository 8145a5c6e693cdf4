//go:build !linux

package outbound

import (
	"context"
	"net/http"
	"net/url"

	"github.com/mattn/go-ieproxy"
)

// systemProxy asks Windows' Internet options or macOS's network settings, with their automatic configuration.
func systemProxy(ctx context.Context, to *url.URL) (*url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return nil, err
	}
	ieproxy.ReloadConf()
	return ieproxy.GetProxyFunc()(r)
}
