package scheme

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"workos-widgets/internal/brand"
)

// doVariable makes the test binary do as the application does with a flag: what the desktop says is remembered for the
// life of a process.
const doVariable = "SCHEME_TEST_DO"

func TestMain(m *testing.M) {
	do := map[string]func() error{
		"check":      func() error { return check(brand.Current()) },
		"register":   Register,
		"unregister": Unregister,
	}[os.Getenv(doVariable)]
	if len(os.Args) > 1 && strings.Contains(os.Args[1], "://") {
		fmt.Print("the desktop has started the test with a link: without an end, if it ran again")
		os.Exit(1)
	}
	if do == nil {
		os.Exit(m.Run())
	}
	if err := do(); err != nil {
		fmt.Print(err)
		os.Exit(1)
	}
}

// TestWhatLeadsElsewhereIsSaidInWords looks at what people read, which a desktop elsewhere may have a part in.
func TestWhatLeadsElsewhereIsSaidInWords(t *testing.T) {
	b := brand.Current()
	for name, err := range map[string]error{
		"nowhere":   leadsNowhere(b, errors.New("/home/zoe")),
		"elsewhere": leadsElsewhere(b, "Somebody's"),
		"refused":   refused(b, errors.New("/home/zoe")),
	} {
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Message(), b.Scheme+"://") || !strings.HasSuffix(e.Message(), ".") || !strings.HasSuffix(e.Mend(), ".") || strings.Contains(err.Error(), "zoe") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSchemesOfABundleAreItsURLTypes(t *testing.T) {
	const head = `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>CFBundleName</key><string>x</string>`
	for name, tt := range map[string]struct {
		plist string
		want  []string
	}{
		"as it is packaged": {head + `<key>CFBundleURLTypes</key><array><dict><key>CFBundleURLName</key><string>n</string><key>CFBundleURLSchemes</key><array><string>one</string><string>two</string></array></dict></array></dict></plist>`, []string{"one", "two"}},
		"none":              {head + `</dict></plist>`, nil},
		"another array":     {head + `<key>CFBundleURLSchemes</key><array/><key>LSArchitecturePriority</key><array><string>x</string></array></dict></plist>`, nil},
		"cut short":         {head + `<key>CFBundleURLSchemes</key><array><string>one</string><stri`, []string{"one"}},
		"binary":            {"bplist00\xd1", nil},
		"nothing":           {"", nil},
	} {
		if got := urlSchemes([]byte(tt.plist)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
