package kit

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/brand"
)

// good is a brand without a fault, as one would write it.
func good(t testing.TB) map[string]string {
	t.Helper()
	content, err := os.ReadFile("testdata/brand.json")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	if err := json.Unmarshal(content, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

func parse(t testing.TB, fields map[string]string) (brand.Brand, error) {
	t.Helper()
	content, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(content)
}

// faults are the errors by their fields, each with what it says.
func faults(t testing.TB, err error) map[string]string {
	t.Helper()
	found := map[string]string{}
	var all Errors
	if err != nil && !errors.As(err, &all) {
		t.Fatalf("%v is a %T", err, err)
	}
	for _, e := range all {
		if _, twice := found[e.Field]; twice && e.Field != "" {
			t.Errorf("%q is complained about twice: %v", e.Field, err)
		}
		if !strings.HasSuffix(e.Problem, ".") || e.Mend == "" {
			t.Errorf("%q says %q, and to do %q", e.Field, e.Problem, e.Mend)
		}
		found[e.Field] = e.Problem
	}
	return found
}

func TestAGoodBrandIsReadAsItIsWritten(t *testing.T) {
	fields := good(t)
	b, err := parse(t, fields)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fields, got); diff != "" {
		t.Error(diff)
	}
	if names := slices.Sorted(slices.Values(FieldNames())); !slices.Equal(names, slices.Sorted(maps.Keys(fields))) || len(rules) != len(names) {
		t.Errorf("the fields are %v, and there are %d rules", names, len(rules))
	}
}

func TestWhatMayBeEmptyOrOfSeveralKindsMay(t *testing.T) {
	for name, values := range map[string][]string{
		"product":  {"X", "Konto – Ærø", "アカウント", "Acme's $HOME `account`"},
		"support":  {"", "https://acme.example/help", "help+app@acme.example"},
		"clientId": {"", "client_01ABCdef"},
		"licence":  {"MIT", "Apache-2.0 OR MIT", "LicenseRef-Acme"},
		"scheme":   {"acme", "com.acme.account", "acme+1"},
		"apiUrl":   {"https://api.workos.com", "http://localhost:3000", "https://auth.acme.example:8443"},
		"icon":     {"icon.png", "art/Icon.PNG", "/srv/icon.png"},
		"appId":    {"com.acme.App", "com.acme.acme-account"},
	} {
		for _, value := range values {
			fields := good(t)
			fields[name] = value
			if _, err := parse(t, fields); err != nil {
				t.Errorf("%s may not be %q: %v", name, value, err)
			}
		}
	}
}

func TestEveryFieldsFaultIsNamed(t *testing.T) {
	for name, values := range map[string]map[string]string{
		"product": {
			"": "empty", " ": "space", " X": "space", "X ": "space", "a  b": "space", "a\nb": "print nothing", "a\u202eb": "print nothing", "a\x00b": "print nothing",
			"a/b": "name of a file", `a\b`: "name of a file", "50 %": "name of a file", ".a": "full stop", "a.": "full stop", strings.Repeat("é", 51): "more than 50",
		},
		"id": {
			"": "empty", "a": "small letters", "Acme": "small letters", "acme_account": "small letters", "1acme": "small letters", "acme-": "small letters", "a--b": "small letters",
			"../x": "small letters", "con": "device", "com1": "device", "microsoft": "folder", "autostart": "folder", "a" + strings.Repeat("b", 32): "more than 32",
		},
		"appId": {
			"": "empty", "acme": "reverse DNS", "com.acme": "reverse DNS", "com..acme.x": "reverse DNS", "com.acme.1x": "reverse DNS", "com.acme.a_b": "reverse DNS", "com.acme.x-": "reverse DNS",
			"com.acme." + strings.Repeat("x", 150): "more than 155",
		},
		"publisher": {"": "empty", "Acme ${EXE}": "variable", "a\tb": "print nothing", strings.Repeat("x", 101): "more than 100"},
		"summary":   {"": "empty", "A sentence.": "full stop", "two\nlines": "print nothing", strings.Repeat("x", 81): "more than 80"},
		"homepage": {
			"": "empty", "http://acme.example": "https://", "acme.example": "https://", "https://": "https://", "https:acme": "https://", "javascript:alert(1)": "https://",
			"https://me:pw@acme.example": "user name", `https://acme.example/"x`: "encodes", "https://acme.example/ü": "encodes", "https://a.example/" + strings.Repeat("x", 512): "more than 512",
		},
		"support": {
			"help": "neither", "mailto:help@acme.example": "e-mail", "Help <help@acme.example>": "e-mail", "a@b@c": "e-mail", "help@acme.example?subject=x": "e-mail", "http://acme.example": "neither",
		},
		"licence":  {"": "empty", "proprietary": "SPDX", "MIT OR": "SPDX", "Apache 2.0": "SPDX"},
		"scheme":   {"": "empty", "a": "scheme of its own", "Acme": "scheme of its own", "acme://": "scheme of its own", "1a": "scheme of its own", "https": "meaning", "file": "meaning", "mailto": "meaning", "wails": "meaning", "ms-acme": "meaning", "acme:x": "scheme of its own", strings.Repeat("a", 40): "scheme of its own"},
		"clientId": {"client": "client ID", "client_": "client ID", "client_a b": "client ID", "project_1": "client ID", "client_" + strings.Repeat("x", 122): "client ID", `client_x" "`: "client ID"},
		"apiUrl": {
			"": "empty", "api.workos.com": "https://", "http://api.workos.com": "without encryption", "https://api.workos.com/": "plainly", "https://API.workos.com": "plainly", "https://api.workos.com:443": "plainly",
			"https://api.workos.com/v1": "path", "https://me@api.workos.com": "user name", "https://api.workos.com?x": "query",
		},
		"icon":   {"": "empty", "icon.svg": "PNG", "icon": "PNG", "a\x00.png": "PNG"},
		"accent": {"": "empty", "Indigo": "accent colour", "slate": "accent colour", "#3e63dd": "accent colour"},
	} {
		for value, want := range values {
			fields := good(t)
			fields[name] = value
			_, err := parse(t, fields)
			got := faults(t, err)
			if len(got) != 1 || !strings.Contains(got[name], want) {
				t.Errorf("%s is %q: want %q, got %v", name, value, want, err)
			}
		}
	}
}

func TestNoValueIsQuoted(t *testing.T) {
	fields := good(t)
	for name := range fields {
		fields[name] = "Hush\u202e{}"
	}
	_, err := parse(t, fields)
	if got := faults(t, err); len(got) != len(fields) || strings.Contains(err.Error(), "Hush") {
		t.Errorf("%d of %d fields are wrong: %v", len(got), len(fields), err)
	}
}

func TestEveryFieldHasToBeThereAndNoOther(t *testing.T) {
	for _, name := range FieldNames() {
		fields := good(t)
		delete(fields, name)
		_, err := parse(t, fields)
		if got := faults(t, err); len(got) != 1 || !strings.Contains(got[name], "missing") {
			t.Errorf("without %s: %v", name, err)
		}
	}
	for name, want := range map[string]string{"Product": "no such field", "colour": "no such field", "a strange\nname": ""} {
		fields := good(t)
		fields[name] = "x"
		_, err := parse(t, fields)
		got := faults(t, err)
		if want == "" {
			if len(got) != 1 || !strings.Contains(got[""], "no field has") || strings.Contains(err.Error(), "strange") {
				t.Errorf("%q: %v", name, err)
			}
		} else if len(got) != 1 || !strings.Contains(got[name], want) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestFaultsAreSaidAllAtOnceInTheFilesOrder(t *testing.T) {
	fields := good(t)
	fields["accent"], fields["product"], fields["scheme"], fields["color"] = "blurple", "", "https", "x"
	delete(fields, "licence")
	_, err := parse(t, fields)
	var order []string
	var all Errors
	if !errors.As(err, &all) {
		t.Fatal(err)
	}
	for _, e := range all {
		order = append(order, e.Field)
	}
	if want := []string{"color", "product", "licence", "scheme", "accent"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != len(order) {
		t.Errorf("%d lines for %d faults: %v", lines, len(order), err)
	}
}

func TestWhatIsNoObjectOfTextsIsRefused(t *testing.T) {
	whole, err := os.ReadFile("testdata/brand.json")
	if err != nil {
		t.Fatal(err)
	}
	text := string(whole)
	for name, c := range map[string]struct{ content, field, want string }{
		"nothing":             {"", "", "JSON object"},
		"an array":            {"[]", "", "JSON object"},
		"a text":              {`"x"`, "", "JSON object"},
		"half a file":         {text[:len(text)/2], "", "line"},
		"a comment":           {"// ours\n" + text, "", "line 1"},
		"a trailing comma":    {strings.Replace(text, "\n}", ",\n}", 1), "", "line 15"},
		"something behind it": {text + "{}", "", "follows"},
		"a number":            {strings.Replace(text, `"teal"`, "7", 1), "accent", "not a text"},
		"null":                {strings.Replace(text, `"help@acme.example"`, "null", 1), "support", "not a text"},
		"an object":           {strings.Replace(text, `"teal"`, `{"a": "b"}`, 1), "accent", "not a text"},
		"a field twice":       {strings.Replace(text, "{", `{"accent": "red",`, 1), "accent", "twice"},
	} {
		_, err := Parse([]byte(c.content))
		if got := faults(t, err); len(got) != 1 || !strings.Contains(got[c.field], c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse([]byte("\ufeff" + text)); err != nil {
		t.Errorf("with the mark that Windows puts before a text: %v", err)
	}
}

func TestAKeyAnywhereIsRefusedAndNotQuoted(t *testing.T) {
	const secret = "sk_test_hush"
	whole, err := os.ReadFile("testdata/brand.json")
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string]string{
		"as the name of a field": strings.Replace(string(whole), "{", `{"`+secret+`": "x",`, 1),
		"in a field of its own":  strings.Replace(string(whole), "{", `{"apiKey": "`+secret+`",`, 1),
		"in an object":           strings.Replace(string(whole), "{", `{"x": {"y": ["`+secret+`"]},`, 1),
		"in a comment":           "// " + secret + "\n" + string(whole),
		"behind everything":      string(whole) + secret,
		"in broken JSON":         `{"product": ` + secret,
		"written with escapes":   strings.Replace(string(whole), `"client_acme01"`, `"sk\u005ftest_hush"`, 1),
	}
	for _, name := range FieldNames() {
		for how, value := range map[string]string{"alone": secret, "behind something": "client_1" + secret, "in an address": "https://acme.example/?k=" + secret, "in capitals": "SK_TEST_HUSH"} {
			fields := good(t)
			fields[name] = value
			content, err := json.Marshal(fields)
			if err != nil {
				t.Fatal(err)
			}
			contents[name+" "+how] = string(content)
		}
	}
	for name, content := range contents {
		b, err := Parse([]byte(content))
		if err == nil || b != (brand.Brand{}) {
			t.Errorf("%s: taken as %+v", name, b)
			continue
		}
		if text := strings.ToLower(err.Error()); strings.Contains(text, "hush") || !strings.Contains(text, "secret api key") {
			t.Errorf("%s: %v", name, err)
		}
	}
	fields := good(t)
	fields["homepage"], fields["icon"] = "https://acme.example/desk_lamps", "task_icons/mask_1.png"
	if _, err := parse(t, fields); err != nil {
		t.Errorf("a word was taken for a key: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	whole, err := os.ReadFile("testdata/brand.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"product": "x", "product": null, "sk_test_1": {}}`))
	f.Add([]byte(`[`))
	f.Add([]byte(strings.Replace(string(whole), "teal", "sk_x", 1)))
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := Parse(content)
		if err != nil {
			if len(faults(t, err)) == 0 {
				t.Errorf("%v complains of nothing", err)
			}
			if key.MatchString(strings.ReplaceAll(err.Error(), "(sk_…)", "")) {
				t.Errorf("a key is quoted: %v", err)
			}
			return
		}
		again, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := Parse(again); err != nil || twice != b {
			t.Errorf("%+v is not taken again: %v", b, err)
		}
		if holdsKey(string(again)) {
			t.Errorf("a key was taken: %s", again)
		}
	})
}
