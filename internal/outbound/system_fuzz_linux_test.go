package outbound

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzPortalsAnswer holds that whatever the desktop says of proxies, requests go through one that net/http can speak to, the
// first that there is before a direct way, and that its name and password are not told.
func FuzzPortalsAnswer(f *testing.F) {
	for _, answer := range []string{
		"http://proxy.acme.example:3128", "direct://", "", "direct://\nhttp://proxy:1", "socks://proxy:1080", "quic://proxy:1\n:\nhttp://proxy:2", "http:", "http:///", "socks5://", "https:proxy:1",
		"http://zoe:hunter-2@proxy:1", "HTTP://PROXY:1", "DIRECT://", "http://proxy:99999", "http://[::1", "http://[::1%25lo]:1", "http://proxy:1/path?q#f", "http://\u00e9.example:1", "http://%c3%a9:1", "proxy:3128", "http://:8080", "http://a b:1",
	} {
		f.Add(answer)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		proxies := strings.Split(answer, "\n")
		used := firstUsable(proxies)
		way := &Network{system: &remembered{ask: func(context.Context, *url.URL) (*url.URL, error) { return firstUsable(proxies), nil }}}
		for _, to := range []string{"https://api.workos.com/", "http://api.workos.com/"} {
			got, _, err := way.proxy(t.Context(), address(t, to))
			if err != nil {
				t.Fatalf("%q: %v", answer, err)
			}
			if (got == nil) != (used == nil) || got != nil && (got.Scheme != used.Scheme || got.Host != used.Host) {
				t.Errorf("%q names %v, and requests go by %v", answer, used, got)
			}
		}
		if used == nil {
			return
		}
		if !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, used.Scheme) || used.Hostname() == "" {
			t.Errorf("%q has requests go by %q", answer, used)
		}
		route, err := way.Route(t.Context(), address(t, "https://api.workos.com/"))
		if told, bad := url.Parse(route.Proxy); err != nil || bad != nil || told.User != nil || told.Path+told.RawQuery+told.Fragment != "" {
			t.Errorf("%q is told as %+v (%v, %v)", answer, route, err, bad)
		}
		for _, p := range proxies {
			if u, err := url.Parse(p); err == nil && u.Host == used.Host {
				break
			} else if err == nil && u.Scheme == "direct" {
				t.Errorf("%q: a direct way comes before %q", answer, used)
			}
		}
	})
}
