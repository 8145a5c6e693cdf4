package words

import (
	"testing"
	"testing/fstest"
)

func TestALanguageIsFoundAmongTheSystems(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{"de", "pt-BR", "zh-Hans"} {
		files["translations/"+name+".json"] = &fstest.MapFile{Data: []byte(`{"application":{"Back":"` + name + `"},"page":{}}`)}
	}
	files["translations/README.md"] = &fstest.MapFile{}
	for name, of := range map[string]struct {
		preferred []string
		want      string
	}{
		"none":                      {nil, ""},
		"POSIX's own":               {[]string{"C"}, ""},
		"English":                   {[]string{"en-GB"}, ""},
		"a language":                {[]string{"de-DE"}, "de"},
		"its dialect":               {[]string{"de-AT"}, "de"},
		"English before it":         {[]string{"en-US", "de-DE"}, ""},
		"one that there is not":     {[]string{"fi-FI"}, ""},
		"the next best":             {[]string{"fi-FI", "de-DE"}, "de"},
		"a region":                  {[]string{"pt-BR"}, "pt-BR"},
		"a script that goes unsaid": {[]string{"zh-CN"}, "zh-Hans"},
		"nonsense before it":        {[]string{"?", "de"}, "de"},
	} {
		got, err := find(files, of.preferred)
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case got == nil && of.want != "", got != nil && (got.Language != of.want || got.Application["Back"] != of.want):
			t.Errorf("%s: got %+v, want %q", name, got, of.want)
		}
	}
}

func TestADamagedTranslationIsAnError(t *testing.T) {
	files := fstest.MapFS{"translations/de.json": {Data: []byte("{")}}
	if got, err := find(files, []string{"de"}); err == nil {
		t.Errorf("got %+v", got)
	}
}
