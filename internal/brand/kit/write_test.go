package kit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tc-hib/winres"

	"workos-widgets/internal/brand"
)

var commit = time.Date(2026, 11, 24, 23, 30, 0, 0, time.FixedZone("", 3600))

// checkout is a folder with templates, and one for what is written.
func checkout(t *testing.T, templates map[string]string) (root, out string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range templates {
		file := filepath.Join(root, "build", filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	return root, filepath.Join(root, "build", "branded")
}

// written is a folder that was written once for all tests that only look at it.
var written = sync.OnceValues(func() (out string, err error) {
	root, err := os.MkdirTemp("", "brand-*")
	if err != nil {
		return "", err
	}
	out = filepath.Join(root, "build", "branded")
	return out, Write("testdata/brand.json", Options{Version: "v1.2.3", Date: commit, Root: root, Out: out})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if out, _ := written(); out != "" {
		_ = os.RemoveAll(filepath.Dir(filepath.Dir(out))) // the system clears it away, too
	}
	os.Exit(code)
}

func look(t *testing.T) (root, out string) {
	t.Helper()
	out, err := written()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(filepath.Dir(out)), out
}

func writeTo(t *testing.T, root, out, version string) {
	t.Helper()
	if err := Write("testdata/brand.json", Options{Version: version, Date: commit, Root: root, Out: out}); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path ...string) []byte {
	t.Helper()
	c, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheBrandThatIsWrittenNamesNoPathAndCanBeReadAgain(t *testing.T) {
	root, out := look(t)
	if text := string(content(t, out, "brand.json")); strings.Contains(text, root) || strings.Contains(text, "testdata") {
		t.Errorf("it names a path of the machine that built it: %s", text)
	}
	b, _, err := Load(filepath.Join(out, "brand.json"))
	if err != nil || b.Product != "Acme & Søn's Account" {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestTheOverlayReplacesWhatIsCompiledIn(t *testing.T) {
	root, out := look(t)
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(content(t, out, "overlay.json"), &overlay); err != nil {
		t.Fatal(err)
	}
	embedded := content(t, "../../../build/embed.go")
	if n := bytes.Count(embedded, []byte("//go:embed ")); n != len(overlay.Replace) {
		t.Errorf("build/embed.go embeds %d files, %d are replaced", n, len(overlay.Replace))
	}
	for old, replacement := range overlay.Replace {
		if !bytes.Contains(embedded, []byte("//go:embed "+filepath.Base(old)+"\n")) || filepath.Dir(old) != filepath.Join(root, "build") {
			t.Errorf("%s is not embedded", old)
		}
		content(t, replacement)
	}
}

func TestIconsAreDrawnInEverySize(t *testing.T) {
	_, out := look(t)
	for _, size := range iconSizes {
		picture, err := png.Decode(bytes.NewReader(content(t, out, "icons", strconv.Itoa(size)+".png")))
		if err != nil || picture.Bounds() != image.Rect(0, 0, size, size) {
			t.Fatalf("%d: %v, %v", size, picture.Bounds(), err)
		}
		// The test's icon is a white disc on green.
		if r, g, b, a := picture.At(size/2, size/2).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 || a>>8 != 255 {
			t.Errorf("%d: the middle is %v", size, picture.At(size/2, size/2))
		}
		if got := color.NRGBAModel.Convert(picture.At(0, 0)); got != (color.NRGBA{0x0b, 0x6e, 0x4f, 255}) {
			t.Errorf("%d: the corner is %v", size, got)
		}
	}
	icon, err := winres.LoadICO(bytes.NewReader(content(t, out, "icon.ico")))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := icon.SaveICO(&again); err != nil || int(again.Bytes()[4]) != len(smallIcons) {
		t.Errorf("Windows' icon has %d pictures, want %d (%v)", again.Bytes()[4], len(smallIcons), err)
	}
}

func TestTransparencySurvivesScaling(t *testing.T) {
	large := image.NewNRGBA(image.Rect(0, 0, 512, 512))
	for i := range 512 * 512 {
		if x := i % 512; x >= 256 {
			large.SetNRGBA(x, i/512, color.NRGBA{255, 0, 0, 255})
		}
	}
	small := scaled(large, 16)
	if got := color.NRGBAModel.Convert(small.At(15, 8)); got != (color.NRGBA{255, 0, 0, 255}) {
		t.Errorf("what was red is %v", got)
	}
	if _, _, _, a := small.At(0, 8).RGBA(); a != 0 {
		t.Errorf("what was transparent is %v", small.At(0, 8))
	}
}

func TestIconsThatWontDoAreRefused(t *testing.T) {
	draw := func(width, height int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	huge := draw(512, 512)
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // its header claims 65536 by 65536, with a sum that is wrong
	for name, c := range map[string]struct {
		icon []byte
		want string
	}{
		"none":            {nil, "can't be read"},
		"a text":          {[]byte("hello"), "not a PNG"},
		"a wide one":      {draw(1024, 512), "1024 by 512"},
		"a small one":     {draw(511, 511), "too small: 511"},
		"a large one":     {draw(4097, 4097), "too large: 4097"},
		"half of one":     {draw(512, 512)[:100], "damaged"},
		"one that boasts": {huge, "not a PNG"},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "brand.json")
		if err := os.WriteFile(file, content(t, "testdata/brand.json"), 0o644); err != nil {
			t.Fatal(err)
		}
		if c.icon != nil {
			if err := os.WriteFile(filepath.Join(dir, "icon.png"), c.icon, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := Load(file)
		if got := faults(t, err); len(got) != 1 || !strings.Contains(got["icon"], c.want) {
			t.Errorf("%s: %v", name, err)
		}
		out := filepath.Join(dir, "out")
		if err := Write(file, Options{Version: "v1", Date: commit, Root: dir, Out: out}); err == nil {
			t.Errorf("%s: something was written", name)
		} else if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: something was written before it was refused (%v)", name, err)
		}
	}
}

func TestTemplatesKnowEverything(t *testing.T) {
	root, out := checkout(t, map[string]string{
		"linux/all.txt.tmpl":  "{{.Product}}|{{.ID}}|{{.AppID}}|{{.Publisher}}|{{.Summary}}|{{.Homepage}}|{{.Support}}|{{.Licence}}|{{.Scheme}}|{{.ClientID}}|{{.APIURL}}|{{.Accent}}|{{.Version}}|{{.VersionNumber}}|{{.Date}}|{{.Date.Format \"2006-01-02\"}}",
		"windows/a.nsi.tmpl":  "{{.Icons}}|{{.Out}}",
		"darwin/x.plist.tmpl": "{{xml .Product}}",
		"linux/not-rendered":  "{{.Nothing}}",
	})
	writeTo(t, root, out, "v2.5.1-3-gabc")
	want := `Acme & Søn's Account|acme-account|example.acme.acme-account|Acme "Tools" & Co|Everything about you at Acme|https://acme.example/account?from=app&lang=en|help@acme.example|LicenseRef-proprietary|acme-account|client_acme01|https://auth.acme.example|teal|2.5.1-3-gabc|2.5.1|2026-11-24T22:30:00Z|2026-11-24`
	if got := string(content(t, out, "linux/all.txt")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(content(t, out, "windows/a.nsi")); got != filepath.Join(out, "icons")+"|"+out {
		t.Errorf("the paths are %s", got)
	}
	if info, err := os.Stat(filepath.Join(out, "linux/all.txt")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("a template that can be executed became %v (%v)", info.Mode(), err)
	}
	if _, err := os.Stat(filepath.Join(out, "linux/not-rendered")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file that is no template was rendered")
	}
	root, out = checkout(t, map[string]string{"linux/a.tmpl": "{{.Colour}}"})
	if err := Write("testdata/brand.json", Options{Version: "v1", Date: commit, Root: root, Out: out}); err == nil || !strings.Contains(err.Error(), "a.tmpl") {
		t.Errorf("a template that asks for what there is not: %v", err)
	}
}

// Every value here would break out of where it stands, were it put there as it is.
func TestEveryQuotingHoldsWhatWouldBreakOut(t *testing.T) {
	const nasty = `a "b" 'c' $(d) ${e} \f <g> &h; ` + "`i`" + ` %k # : {{l}} é`
	quote := func(kind string) string {
		switch q := quoting[kind].(type) {
		case func(any) string:
			return q(nasty)
		case func(any) (string, error):
			text, err := q(nasty)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		t.Fatalf("there is no %s", kind)
		return ""
	}
	shell, err := exec.Command("sh", "-c", "printf %s "+quote("sh")).Output()
	if err != nil || string(shell) != nasty {
		t.Errorf("sh reads %s as %s (%v)", quote("sh"), shell, err)
	}
	var element struct {
		A string `xml:"a,attr"`
		T string `xml:",chardata"`
	}
	if err := xml.Unmarshal([]byte(`<x a="`+quote("xml")+`">`+quote("xml")+`</x>`), &element); err != nil || element.A != nasty || element.T != nasty {
		t.Errorf("XML reads %s as %+v (%v)", quote("xml"), element, err)
	}
	var scalar string
	if err := json.Unmarshal([]byte(quote("yaml")), &scalar); err != nil || scalar != nasty {
		t.Errorf("YAML's JSON reads %s as %s (%v)", quote("yaml"), scalar, err)
	}
	if got, want := quote("nsisVersion"), `"a $\"b$\" 'c' $(d) ${e} \f <g> &h; `+"`i`"+` %k # : {{l}} é"`; got != want {
		t.Errorf("NSIS's versions get %s, want %s", got, want)
	}
	if got, want := quote("roff"), strings.ReplaceAll(nasty, `\`, `\(rs`); got != want {
		t.Errorf("a man page gets %s, want %s", got, want)
	}
	if got, want := quote("nsis"), `"a $\"b$\" 'c' $$(d) $${e} \f <g> &h; `+"`i`"+` %k # : {{l}} é"`; got != want {
		t.Errorf("NSIS gets %s, want %s", got, want)
	}
	if got, want := quote("desktop"), strings.ReplaceAll(nasty, `\`, `\\`); got != want {
		t.Errorf("a desktop file gets %s, want %s", got, want)
	}
}

func TestTheShellReadsTheValues(t *testing.T) {
	_, out := look(t)
	said, err := exec.Command("sh", "-eu", "-c", `. "$0"; printf '%s|' "$BRAND_PRODUCT" "$BRAND_PUBLISHER" "$BRAND_ID" "$BRAND_VERSION_NUMBER" "$BRAND_DATE"`, filepath.Join(out, "brand.sh")).Output()
	if want := `Acme & Søn's Account|Acme "Tools" & Co|acme-account|1.2.3|2026-11-24T22:30:00Z|`; err != nil || string(said) != want {
		t.Errorf("%s, want %s (%v)", said, want, err)
	}
}

func TestWhatStaysTheSameIsNotTouched(t *testing.T) {
	root, out := checkout(t, map[string]string{"linux/a.tmpl": "{{.Version}}"})
	writeTo(t, root, out, "v1.2.3")
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{"brand.json", "windowicon.png", "linux/a"} {
		if err := os.Chtimes(filepath.Join(out, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	writeTo(t, root, out, "v1.2.4")
	for name, touched := range map[string]bool{"brand.json": false, "windowicon.png": false, "linux/a": true} {
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil || info.ModTime().After(long.Add(time.Minute)) != touched {
			t.Errorf("%s: touched should be %v (%v)", name, touched, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(out, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v (%v)", left, err)
	}
}

func TestTheVersionsNumber(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3", "1.2.3": "1.2.3", "v1.2": "1.2.0", "v1.2.3-4-gabcdef0": "1.2.3", "v1.2.3-dirty": "1.2.3", "v1.2.3-rc.1": "1.2.3", "v10.0.65535": "10.0.65535",
		"": "0.0.0", "abc1234": "0.0.0", "1234567": "0.0.0", "12345-dirty": "0.0.0", "development": "0.0.0", "v1.2.3x": "0.0.0", "v1.2.99999": "1.2.65535",
	} {
		if got := VersionNumber(version); got != want {
			t.Errorf("%q is %s, want %s", version, got, want)
		}
	}
}

func TestEveryFieldIsAmongTheValues(t *testing.T) {
	shell := string(values{Brand: brand.Brand{}}.shell())
	for _, name := range []string{"PRODUCT", "ID", "APP_ID", "PUBLISHER", "SUMMARY", "HOMEPAGE", "SUPPORT", "LICENCE", "SCHEME", "CLIENT_ID", "API_URL", "ACCENT"} {
		if !strings.Contains(shell, "\nBRAND_"+name+"=") {
			t.Errorf("brand.sh has no BRAND_%s", name)
		}
	}
	if len(FieldNames()) != 13 { // and the icon, which is a file
		t.Error("there is a new field: brand.sh and this test want it too")
	}
}
