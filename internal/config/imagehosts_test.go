package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestImageHosts(t *testing.T) {
	tests := map[string]struct {
		set  string
		want []string
	}{
		"nothing":                     {"", DefaultImageHosts},
		"none":                        {"None", nil},
		"names":                       {"pictures.example.com, *.Example.org\tcdn.example.com", []string{"pictures.example.com", "*.example.org", "cdn.example.com"}},
		"a name in another alphabet":  {"xn--bcher-kva.example", []string{"xn--bcher-kva.example"}},
		"as many as there may be":     {strings.Repeat("a.example ", 50), slices.Repeat([]string{"a.example"}, 50)},
		"commas without a space":      {"a.example,b.example", []string{"a.example", "b.example"}},
		"a comma too many at the end": {"a.example,", []string{"a.example"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(Source{Lookup: env(EnvClientID, "client_01", EnvImageHosts, tt.set), Dir: t.TempDir()}, release)
			if err != nil || !slices.Equal(c.ImageHosts, tt.want) {
				t.Errorf("got %q, %v, want %q", c.ImageHosts, err, tt.want)
			}
		})
	}
}

// TestImageHostsThatCannotStandInAPolicyAttack tries to put something else into the page's policy than hosts.
func TestImageHostsThatCannotStandInAPolicyAttack(t *testing.T) {
	for _, set := range []string{
		"*", "*.com", "https:", "https://a.example", "data:", "'self'", "a.example:443", "a.example/hush", "a.example;", "a.example; script-src *",
		"a.*.example", "*.*.example", "*a.example", "localhost", "127.0.0.1", "127.1", "0x7f.1", "127.0.0.0x1", "127.0x", "*.0.0.1", "[::1]", "a..example", ".example.com", "a.example.", "-a.example", "a_b.example", "bücher.example",
		"a.example\nscript-src *", "none,a.example", "a.example *", "a.example,https:", ",", strings.Repeat("a.example ", 51), strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 127) + "example",
	} {
		c, err := load(Source{Lookup: env(EnvClientID, "client_01", EnvImageHosts, set), Dir: t.TempDir()}, release)
		var all Errors
		if all, _ = err.(Errors); len(all) != 1 || all[0].Variable != EnvImageHosts || !strings.Contains(all[0].Mend, "none") {
			t.Errorf("%q: %v", set, err)
		}
		if !slices.Equal(c.ImageHosts, DefaultImageHosts) || strings.Contains(fmt.Sprint(err), "hush") {
			t.Errorf("%q: %q, %v", set, c.ImageHosts, err)
		}
	}
}

func TestDefaultImageHostsAreHosts(t *testing.T) {
	for _, host := range DefaultImageHosts {
		if !isImageHost(host) {
			t.Errorf("%q would be refused from the environment", host)
		}
	}
}

func TestImageHostsAreTheCallersToChange(t *testing.T) {
	c, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: t.TempDir()}, release)
	if err != nil {
		t.Fatal(err)
	}
	c.ImageHosts[0] = "evil.example"
	if slices.Contains(DefaultImageHosts, "evil.example") {
		t.Error("the defaults have changed")
	}
}

func TestDevelopmentBuildSaysThatItIsOpen(t *testing.T) {
	tests := map[string]struct {
		build  build
		env    []string
		warned bool
	}{
		"a development build on an environment of WorkOS": {dev, []string{EnvClientID, "client_01"}, true},
		"one on a WorkOS of this computer":                {dev, []string{EnvClientID, "client_01", EnvAPIURL, "http://127.0.0.1:4100"}, false},
		"one on its own sandbox":                          {dev, nil, false},
		"a build with the sandbox":                        {sandboxed, []string{EnvClientID, "client_01"}, false},
		"a release":                                       {release, []string{EnvClientID, "client_01"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(Source{Lookup: env(tt.env...), Dir: t.TempDir()}, tt.build)
			if err != nil {
				t.Fatal(err)
			}
			warned := slices.ContainsFunc(c.Warnings, func(w *Error) bool { return strings.Contains(w.Problem, "any web page") })
			if warned != tt.warned || c.OpenToWebPages != tt.warned {
				t.Errorf("warned: %t, OpenToWebPages: %t, want %t: %v", warned, c.OpenToWebPages, tt.warned, Errors(c.Warnings))
			}
		})
	}
}
