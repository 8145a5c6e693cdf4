//go:build !windows && !darwin

package words

import (
	"slices"
	"testing"
)

func TestTheSystemsLanguagesAreReadAsGettextReadsThem(t *testing.T) {
	for name, of := range map[string]struct {
		language, all, messages, lang string
		want                          []string
	}{
		"nothing":                       {want: nil},
		"LANG":                          {lang: "de_DE.UTF-8", want: []string{"de-DE"}},
		"LC_MESSAGES before LANG":       {messages: "fr_FR", lang: "de_DE.UTF-8", want: []string{"fr-FR"}},
		"LC_ALL before both":            {all: "pt_BR.UTF-8", messages: "fr_FR", lang: "de_DE", want: []string{"pt-BR"}},
		"LANGUAGE before all":           {language: "de_AT:fr", lang: "en_US.UTF-8", want: []string{"de-AT", "fr"}},
		"LANGUAGE without localization": {language: "de", all: "C", want: nil},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range map[string]string{"LANGUAGE": of.language, "LC_ALL": of.all, "LC_MESSAGES": of.messages, "LANG": of.lang} {
				t.Setenv(variable, value)
			}
			got, err := System()
			if err != nil || !slices.Equal(got, of.want) {
				t.Errorf("got %q, %v; want %q", got, err, of.want)
			}
		})
	}
}
