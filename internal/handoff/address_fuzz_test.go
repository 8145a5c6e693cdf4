package handoff

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// FuzzMayOpen holds that an address that passes means one thing to whoever reads it on the way: a shell script, a Windows
// command line, net/url and a browser, which reads \ as /.
func FuzzMayOpen(f *testing.F) {
	for _, address := range []string{
		"https://api.workos.com/user_management/authorize?x=1", "HTTPS://EXAMPLE.COM/", "http://[::1]:3000/", "http://127.1/", "http://[::ffff:127.0.0.1]/", "http://localhost.", "https://a\\@evil.example/",
		"https://a:b@c/", "https://@a/", "https:a", "https:///a", "https://a?b=%zz#%zz", "https://a:99999/", "https://a:/", "https://a/%00", "https://[::1%25lo]/", "http://[::1%25lo]/", "https://%61/", "https://a%2f@b/",
		"file:///etc/passwd", "javascript:alert(1)", "-a", "https://a/$(id)`id`'&|^%PATH%", "https://a/\u00e9", "https://a/#[]{}",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !mayOpen(address) {
			return
		}
		if len(address) > 16<<10 || strings.ContainsFunc(address, func(r rune) bool { return r < '!' || r > '~' || strings.ContainsRune(`"<>`, r) }) {
			t.Fatalf("%q has something in it that no address has", address)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("%q: %v", address, err)
		}
		local := u.Scheme == "http" && (strings.EqualFold(u.Hostname(), "localhost") || loopbackAddress(u.Hostname()))
		if u.Scheme != "https" && !local || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
			t.Errorf("%q is %+v", address, u)
		}
		// What a browser takes for the host, up to the first of these, is the host that was looked at.
		_, rest, _ := strings.Cut(address, "://")
		if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
			rest = rest[:i]
		}
		host, err := url.PathUnescape(rest)
		if err != nil || strings.Contains(rest, "@") || !strings.EqualFold(host, u.Host) {
			t.Errorf("%q is of %q for a browser, and of %q for us", address, rest, u.Host)
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Scheme != u.Scheme || again.Host != u.Host || again.User != nil || !mayOpen(u.String()) {
			t.Errorf("%q is written %q, which is %+v, %v", address, u, again, err)
		}
	})
}

func loopbackAddress(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
