package config

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"workos-widgets/internal/page"
)

// FuzzImageHosts holds that whatever is set, the page's policy has the same directives, and in that for pictures nothing
// but hosts by https: names with a dot in them, and no address.
func FuzzImageHosts(f *testing.F) {
	for _, set := range []string{
		"", "none", "a.example, *.b.example\tc.example", "*", "*.com", "https://a.example", "a.example;script-src *", "a.example\nscript-src *", "a.example\u00a0*", "'self'", "a.example:443",
		"a.example/x", "1.2.3.4", "[::1]", "*.1.2.3.4", "xn--bcher-kva.example", "A.EXAMPLE", "\u212a.example", "a\u3002example", "a.example\x00", "*.*.example", "*.a.example.", "0x7f.1", "127.1",
	} {
		f.Add(set)
	}
	ordinary := sources(f, nil)
	f.Fuzz(func(t *testing.T, set string) {
		c, err := load(Source{Lookup: env(EnvClientID, "client_01", EnvImageHosts, set), Dir: "testdata/none"}, release)
		if all, ok := err.(Errors); err != nil && (!ok || len(all) != 1 || all[0].Variable != EnvImageHosts) {
			t.Fatalf("%q: %v", set, err)
		}
		got := sources(t, c.ImageHosts)
		if len(got) != len(ordinary) {
			t.Fatalf("%q: the policy has the directives %q", set, got)
		}
		for name, want := range ordinary {
			pictures, found := strings.CutPrefix(got[name], want)
			if name != "img-src" && pictures != "" || !found {
				t.Fatalf("%q: %s is %q", set, name, got[name])
			}
			for _, source := range strings.Fields(pictures) {
				host, secure := strings.CutPrefix(source, "https://")
				host = strings.TrimPrefix(host, "*.")
				last := host[strings.LastIndexByte(host, '.')+1:]
				if !secure || !strings.Contains(host, ".") || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" || strings.Trim(last, "0123456789") == "" {
					t.Errorf("%q: pictures come from %q", set, source)
				}
				if _, err := netip.ParseAddr(host); err == nil {
					t.Errorf("%q: pictures come from the address %q", set, source)
				}
			}
		}
	})
}

// sources are what the page's policy says with these hosts, by the name of the directive.
func sources(t testing.TB, hosts []string) map[string]string {
	t.Helper()
	none := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	w := httptest.NewRecorder()
	page.Middleware(page.Options{ImageHosts: hosts})(none).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
	if n := len(w.Header().Values("Content-Security-Policy")); n != 1 {
		t.Fatalf("there are %d policies", n)
	}
	all := map[string]string{}
	// A comma parts policies, of which each counts; whatever ends a line ends the header.
	policy := w.Header().Get("Content-Security-Policy")
	if strings.ContainsAny(policy, ",\r\n\x00") {
		t.Fatalf("the policy is %q", policy)
	}
	for part := range strings.SplitSeq(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
		all[name] += value
	}
	return all
}
