package words_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"workos-widgets/internal/words"
	"workos-widgets/internal/words/wordstest"
)

func use(t *testing.T, application map[string]string) {
	words.Use(&words.Translation{Language: "de", Application: application, Page: []byte(`{"Back":"Zurück"}`)})
	t.Cleanup(func() { words.Use(nil) })
}

func TestEnglishIsWhatTheCodeSays(t *testing.T) {
	if got := words.T("Port %d is in use by %s.", 80, "x"); got != "Port 80 is in use by x." {
		t.Errorf("got %q", got)
	}
	if got := words.T("Choose between 50 % and 300 %."); got != "Choose between 50 % and 300 %." {
		t.Errorf("a text without arguments became %q", got)
	}
	if words.Language() != "en" || words.ForPage() != nil {
		t.Errorf("English is %q, and has %q for the page", words.Language(), words.ForPage())
	}
}

func TestATranslationIsSaidInItsOwnOrder(t *testing.T) {
	use(t, map[string]string{"%s left %d": "%[2]d bleiben von %[1]s"})
	if got := words.T("%s left %d", "x", 3); got != "3 bleiben von x" {
		t.Errorf("got %q", got)
	}
	if got := words.T("It is not translated."); got != "It is not translated." {
		t.Errorf("what the translation lacks became %q", got)
	}
	if words.Language() != "de" || string(words.ForPage()) != `{"Back":"Zurück"}` {
		t.Errorf("the page gets %s in %s", words.ForPage(), words.Language())
	}
}

func TestThePseudoTranslationLeavesPlacesOpenAndTextsReadable(t *testing.T) {
	wordstest.Pseudo(t)
	got := words.T("Port %d, where the browser should come back to, is in use by another program.", 80)
	if !strings.HasPrefix(got, "⟦Pórt 80, ") || wordstest.Untranslated(got) != "" || wordstest.Untranslated(got+"English") != "English" {
		t.Errorf("got %q", got)
	}
	var page map[string]any
	if err := json.Unmarshal(words.ForPage(), &page); err != nil {
		t.Fatal(err)
	}
	if page["Switching to {organization}"] != "⟦Swítchíng tó {organization}⟧" {
		t.Errorf("the page's text is %q", page["Switching to {organization}"])
	}
	left, _ := page["{n} minutes left"].(map[string]any)
	if left["one"] != "⟦1 mínúté léft⟧" || left["other"] != "⟦{n} mínútés léft⟧" {
		t.Errorf("the page's text with a number is %v", page["{n} minutes left"])
	}
	if catalogue, err := os.ReadFile("catalogue.json"); err != nil || strings.Contains(string(catalogue), "⟦") {
		t.Errorf("the catalogue uses the brackets of the pseudo-translation itself: %v", err)
	}
}
