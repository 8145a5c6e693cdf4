package scheme

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

// FuzzURLSchemes holds that a scheme is found as it was written, whatever is in it and beside it, and that no other is.
func FuzzURLSchemes(f *testing.F) {
	for _, one := range []string{"workos-widgets", "", "a&b<c>", "]]>", "</string><string>x", "\x00", "é", "\r\n", " "} {
		f.Add(one, "CFBundleName", []byte(`<plist><dict><key>CFBundleURLSchemes</key><array><string>x</string>`))
	}
	f.Add("x", "CFBundleURLSchemes ", []byte(`<?xml version="1.0" encoding="ISO-8859-1"?><plist>`))
	f.Add("x", "CFBundleURLName", []byte(`<!DOCTYPE plist [<!ENTITY a "CFBundleURLSchemes">]><key>&a;</key><string>x</string>`))
	f.Add("x", "y", []byte(`<key><a>CFBundleURL</a>Schemes</key><string>x</string>`))
	f.Add("x", "y", []byte("bplist00"))
	f.Fuzz(func(t *testing.T, one, otherKey string, raw []byte) {
		plist := "<plist><dict><key>" + escaped(otherKey) + "</key><array><string>not this</string></array><key>CFBundleURLTypes</key><array><dict>" +
			"<key>CFBundleURLSchemes</key><array><string>" + escaped(one) + "</string></array></dict></array><key>x</key><string>nor this</string></dict></plist>"
		got := urlSchemes([]byte(plist))
		want := []string{strings.ToValidUTF8(one, "\uFFFD")}
		if text := escaped(otherKey); text != "CFBundleURLSchemes" && !strings.ContainsAny(one, "\x00\r") && printable(one) && !slices.Equal(got, want) {
			t.Errorf("%q is read as %q", one, got)
		}
		// Entities, comments and instructions can put the key together from pieces.
		if text := string(raw); !strings.Contains(text, "CFBundleURLSchemes") && !strings.Contains(text, "&") && !strings.Contains(text, "<!") && !strings.Contains(text, "<?") {
			if none := urlSchemes(raw); len(none) > 0 {
				t.Errorf("%q has the schemes %q", raw, none)
			}
		}
		if n := len(urlSchemes(raw)); n > bytes.Count(raw, []byte("string")) {
			t.Errorf("%q has %d schemes", raw, n)
		}
	})
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// printable reports whether a text is the same after XML: no characters that it does not have.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF || r == 0xFFFD
	})
}
