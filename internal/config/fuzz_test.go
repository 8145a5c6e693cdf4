package config

import (
	"net/url"
	"strings"
	"testing"
)

func FuzzParseAPIURL(f *testing.F) {
	for _, s := range []string{"https://api.workos.com", "https://api.workos.com/", "http://127.0.0.1:4100", "http://[::1]:80", "https://a:b@c", "https://a#", "http://localhost@evil.example", "https://a\\@b", "http://127.0.0.1.evil.example", "https://%61", "https:a", "//a", "http://[fe80::1%25lo]", "https://a:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, problem := ParseAPIURL(s)
		if (u == nil) == (problem == "") {
			t.Fatalf("%q: %v, %q", s, u, problem)
		}
		if u == nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Host != u.Host || again.Scheme != u.Scheme || again.Path+again.RawQuery+again.Fragment+again.Opaque != "" || again.User != nil {
			t.Fatalf("%q became %q, which is %+v, %v", s, u, again, err)
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
			t.Fatalf("%q became %q", s, u)
		}
		if twice, problem := ParseAPIURL(u.String()); problem != "" || *twice != *u {
			t.Fatalf("%q: %q is refused or changed: %v, %s", s, u, twice, problem)
		}
	})
}

func FuzzParseRedirect(f *testing.F) {
	for _, s := range []string{"http://127.0.0.1:*/callback", "http://localhost:8400/", "http://[::1]:*/x", "http://127.0.0.1:*@evil.example/x", "http://127.0.0.1:80:90/x", "http://127.0.0.1:*/a//b", "http:/127.0.0.1:1/x", "HTTP://LOCALHOST:1/~", "workos-widgets://callback", "workos-widgets://a/b/", "WORKOS-WIDGETS://x:1", "workos-widgets://sign-in"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, problem := parseRedirect(s)
		if (r == Redirect{}) == (problem == "") {
			t.Fatalf("%q: %+v, %q", s, r, problem)
		}
		if problem != "" {
			return
		}
		if again, problem := parseRedirect(r.String()); problem != "" || again != r {
			t.Fatalf("%q: %q is refused or changed: %+v, %s", s, r, again, problem)
		}
		if r.IsLink() {
			u, err := url.Parse(r.String())
			if err != nil || u.Scheme != Scheme() || u.Host != r.Host || r.Port != 0 || r.Host == "" || r.Host == LinkSignIn || u.EscapedPath() != r.Path || u.RawQuery+u.Fragment != "" || u.User != nil {
				t.Fatalf("%q became %q: %+v, %v", s, r, u, err)
			}
			return
		}
		u, err := url.Parse(strings.Replace(r.String(), ":*", ":1", 1))
		if err != nil || u.Scheme != "http" || u.Hostname() != r.Host || r.Host != "127.0.0.1" && r.Host != "localhost" || u.EscapedPath() != r.Path || u.RawQuery+u.Fragment != "" || u.User != nil {
			t.Fatalf("%q became %q: %+v, %v", s, r, u, err)
		}
	})
}

func FuzzParseEnvFile(f *testing.F) {
	for _, s := range []string{"A=1\nB C\n", "A=\"1\n2\"\n-", "=", "A='", "export X: y", "A=$A", "A=\"\\\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, problem := parseEnvFile(".env", raw)
		if strings.Contains(problem, "near") { // godotenv's words, which quote the file
			t.Fatalf("%q: %s", raw, problem)
		}
		if _, err := unmarshal(raw); err != nil {
			if line := brokenLine(raw); line < 1 || line > 1+strings.Count(string(raw), "\n") {
				t.Fatalf("%q: line %d", raw, line)
			}
		}
	})
}
