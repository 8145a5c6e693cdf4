// Package words puts what a person reads into their language. The English text is the key, as with gettext, so
// that the code says what the screen does; a translation is one file in the folder translations, for this
// process and for the page alike. Logs, and errors on their way to one, stay English.
package words

import (
	"fmt"
	"strings"
	"sync/atomic"

	"workos-widgets/internal/brand"
)

// active is nil for English, which needs no translation.
var active atomic.Pointer[Translation]

// Use has everything that is said from now on said in a translation; nil is English. It is for the start of the
// application: what has been said already is not said again.
func Use(t *Translation) { active.Store(t) }

// T is a text in the person's language. The text is a constant, which is how it gets into the catalogue. With
// arguments it is a format as fmt has it; a translation may put them into another order, as in %[2]s. The product's
// name, which holds no %, takes the place of {product}.
func T(text string, args ...any) string {
	said := Of(text)
	if len(args) == 0 {
		return said
	}
	return fmt.Sprintf(said, args...)
}

// Mark returns a text as it is, and has it put into the catalogue: for texts that stand in a variable before the
// language is known. Of says them.
func Mark(text string) string { return text }

// Of is a marked text in the person's language.
func Of(marked string) string {
	said := marked
	if t := active.Load(); t != nil {
		if translated, ok := t.Application[marked]; ok {
			said = translated
		}
	}
	return strings.ReplaceAll(said, "{product}", brand.Current().Product)
}

// Language is the language of what is said, as an HTML document names it (BCP 47).
func Language() string {
	if t := active.Load(); t != nil {
		return t.Language
	}
	return English
}

// ForPage is the page's part of the translation, a JSON object; nil for English.
func ForPage() []byte {
	if t := active.Load(); t != nil {
		return t.Page
	}
	return nil
}
