package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/text/language"
)

// English is the language of the texts themselves.
const English = "en"

// Translation is every text in one language, under its English one.
type Translation struct {
	// Language is the translation's, as BCP 47 has it.
	Language string `json:"-"`
	// Application holds what this process says, Page what the page does. There a text that depends on a number
	// has an object of the language's plural categories instead of a text.
	Application map[string]string `json:"application"`
	Page        json.RawMessage   `json:"page"`
}

//go:embed translations
var translations embed.FS

// Find is the translation for somebody who would like these languages, the best first, as the system or the
// environment names them. It is nil, which is English, when there is none that they would rather have.
func Find(preferred []string) (*Translation, error) { return find(translations, preferred) }

func find(files fs.FS, preferred []string) (*Translation, error) {
	if t, err := pseudo(preferred); t != nil || err != nil {
		return t, err
	}
	names, err := fs.Glob(files, "translations/*.json")
	if err != nil {
		return nil, err
	}
	known := []language.Tag{language.English} // the matcher's answer when there is nothing better
	for _, name := range names {
		known = append(known, language.Make(strings.TrimSuffix(path.Base(name), ".json")))
	}
	_, at, _ := language.NewMatcher(known).Match(parsed(preferred)...)
	if at == 0 {
		return nil, nil
	}
	return read(files, names[at-1], known[at].String())
}

// parsed are the names that can be understood. Of POSIX's C and the like there is nothing to understand.
func parsed(names []string) []language.Tag {
	var tags []language.Tag
	for _, name := range names {
		if tag, err := language.Parse(name); err == nil {
			tags = append(tags, tag)
		}
	}
	return tags
}

func read(files fs.FS, name, tag string) (*Translation, error) {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	t := &Translation{Language: tag}
	if err := json.Unmarshal(raw, t); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	return t, nil
}
