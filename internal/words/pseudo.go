package words

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// pseudoLocale is CLDR's name for English with accents.
const pseudoLocale = "en-XA"

//go:embed catalogue.json
var catalogue []byte

// Pseudo is a translation in which whatever is not translated stands out: English in brackets, with accents. It
// is for tests and builds for development; nothing else links it.
func Pseudo() (*Translation, error) {
	var all struct {
		Application map[string]string `json:"application"`
		Page        map[string]any    `json:"page"`
	}
	if err := json.Unmarshal(catalogue, &all); err != nil {
		return nil, fmt.Errorf("words: the catalogue: %w", err)
	}
	t := &Translation{Language: pseudoLocale, Application: map[string]string{}}
	for text := range all.Application {
		t.Application[text] = accented(text)
	}
	for text, same := range all.Page {
		all.Page[text] = accentedForms(same)
	}
	page, err := json.Marshal(all.Page)
	t.Page = page
	return t, err
}

// accentedForms takes a text of the page, or one in several plural forms.
func accentedForms(text any) any {
	switch text := text.(type) {
	case string:
		return accented(text)
	case map[string]any:
		for category, form := range text {
			text[category] = accentedForms(form)
		}
	}
	return text
}

var (
	// placeholder is what a text leaves open, fmt's way or the page's.
	placeholder = regexp.MustCompile(`%(?:\[\d+\])?[a-z%]|\{\w+\}`)
	accents     = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú")
)

func accented(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range placeholder.FindAllStringIndex(text, -1) {
		b.WriteString(accents.Replace(text[last:at[0]]) + text[at[0]:at[1]])
		last = at[1]
	}
	return "⟦" + b.String() + accents.Replace(text[last:]) + "⟧"
}
