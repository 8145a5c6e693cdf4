package handoff

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// registration is a line that names an application for https, with whatever space there is around its parts.
var registration = regexp.MustCompile(`(?m)^[\t\v\f\r\pZ\x{85}]*x-scheme-handler/https[\t\v\f\r\pZ\x{85}]*=[;\t\v\f\r\pZ\x{85}]*[^;\n\t\v\f\r\pZ\x{85}]`)

// FuzzHandlesWeb holds that a browser is found in what other programs write of it where one is registered for https, and never
// where there is no such line with a name in it.
func FuzzHandlesWeb(f *testing.F) {
	for _, content := range []string{
		"[MIME Cache]\ntext/html=org.example.Web.desktop;\nx-scheme-handler/https=org.example.Web.desktop;\n",
		"[Default Applications]\r\nx-scheme-handler/https = firefox.desktop\r\n", "x-scheme-handler/https=a.desktop;b.desktop;",
		"x-scheme-handler/https=", "x-scheme-handler/https=;;\n", "x-scheme-handler/https=; \t;\n", "x-scheme-handler/https=\u00a0;\n", "x-scheme-handler/https",
		"x-scheme-handler/https\n=firefox.desktop\n", "#x-scheme-handler/https=firefox.desktop\n", "[x-scheme-handler/https=a]\n",
		"x-scheme-handler/http=firefox.desktop\nx-scheme-handler/https=\n", "X-Scheme-Handler/HTTPS=firefox.desktop", "x-scheme-handler/https[de]=a.desktop",
		"\ufeffx-scheme-handler/https=a.desktop", "x-scheme-handler/https\x00=a.desktop", "x-scheme-handler/https=\x00\n", "\xff\xfe=\n=\n==;=\n", "x-scheme-handler/https==", "",
	} {
		f.Add(content)
	}
	file := filepath.Join(f.TempDir(), "mimeapps.list")
	f.Fuzz(func(t *testing.T, content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := handlesWeb(file); got != registration.MatchString(content) {
			t.Errorf("%q: a browser is found: %v", content, got)
		}
	})
}
