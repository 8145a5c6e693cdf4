package handoff

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/words/wordstest"
)

// sayings are the texts of a page as somebody comes upon them, each paragraph as a whole.
func sayings(t *testing.T, page string) (all []string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range tree.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "data-title" || a.Key == "data-go" {
				all = append(all, a.Val)
			}
		}
		switch n.Data {
		case "p", "h1", "title", "button", "summary":
			all = append(all, textOf(n))
		case "noscript": // what is in it is text to a parser that runs scripts
			all = append(all, sayings(t, textOf(n))...)
		}
	}
	return all
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestEveryPageInTheBrowserIsInThePersonsLanguage(t *testing.T) {
	wordstest.Pseudo(t)
	pages := map[string]string{}
	for _, m := range []message{
		signedIn, oneMoreQuestion, notFinished, stillGoing, ended, unknownFailure, othersSignIn, tooLong, pageUsed, pageExpired, pageWaits, otherUser,
		signInWords.foreignHost, signInWords.nothingHere, signInWords.wrongMethod, signInWords.notNavigated,
		handoverWords.foreignHost, handoverWords.nothingHere, handoverWords.wrongMethod, handoverWords.notNavigated,
		explanation(&authkit.Error{Code: accessDenied}), explanation(&authkit.Error{Kind: authkit.Transient}), explanation(&authkit.Error{Code: "server_error"}),
		explanation(errUsed), explanation(errOver), explanation(errMalformed), explanation(authkit.ErrState), explanation(authkit.ErrNoCode),
	} {
		w := httptest.NewRecorder()
		m.write(w)
		pages[m.title] = w.Body.String()
	}
	for name, c := range map[string]content{
		"a form":  form{Action: "https://a.example/", Fields: map[string]string{"token": "1"}},
		"a popup": popup{URL: "https://a.example/", Provider: "GitHub"},
	} {
		w := httptest.NewRecorder()
		c.write(w, "/report")
		pages[name] = w.Body.String()
	}
	for name, page := range pages {
		if !strings.Contains(page, `<html lang="en-XA">`) {
			t.Errorf("%s does not say what language it is in", name)
		}
		said := sayings(t, page)
		if len(said) < 2 {
			t.Errorf("%s says nothing", name)
		}
		for _, text := range said {
			text = strings.TrimSuffix(text, " – "+brand.Current().Product)
			if rest := wordstest.Untranslated(text); rest != "" {
				t.Errorf("of the page %q this is not translated: %q", name, rest)
			}
		}
	}
}

func TestEveryFailureToOpenIsInThePersonsLanguage(t *testing.T) {
	wordstest.Pseudo(t)
	var said []string
	for reason := NoBrowser; reason <= FolderFailed; reason++ {
		e := &OpenError{Reason: reason, Tried: []string{"links"}}
		said = append(said, e.Message(), e.Mend(), e.mendPage(), deskFailureOf(e).Message)
	}
	for reason := PasteReason(0); reason <= Over; reason++ {
		e := &PasteError{Reason: reason, Begin: "http://127.0.0.1"}
		said = append(said, e.Message(), e.Mend())
	}
	for _, e := range []*PortError{{Err: errors.New("boom")}, {Port: 1, Err: errTaken}, {Port: 1, Reserved: true, Err: errors.New("boom")}, {Port: 1, Err: errors.New("boom")}} {
		said = append(said, e.Message(), e.Mend())
	}
	unreachable := &LinkError{Err: errors.New("boom")}
	said = append(said, unreachable.Message(), unreachable.Mend())
	for _, err := range []error{errNotThePage, errUnknown, errMethod, errMediaType, errTooLarge, errRequest, errClosing, errors.New("boom")} {
		said = append(said, deskFailureOf(err).Message)
	}
	for _, text := range said {
		if rest := wordstest.Untranslated(text); rest != "" {
			t.Errorf("this is not translated: %q", rest)
		}
	}
}
