package page_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"workos-widgets/internal/page"
)

var english = fstest.MapFS{"index.html": {Data: []byte(`<!doctype html><html lang="en"><head><title>t</title></head><body></body></html>`)}}

// translated is the document as a browser reads it: the root's attributes, and the data by their id.
func translated(t *testing.T, o page.Options) (root map[string]string, data map[string]string) {
	t.Helper()
	o.Theme = func() string { return "dark" }
	res := get(page.Middleware(o)(http.FileServerFS(english)), "/")
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	root, data = map[string]string{}, map[string]string{}
	for n := range tree.Descendants() {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		switch n.Data {
		case "html":
			root = attributes
		case "script":
			if attributes["type"] != "application/json" {
				t.Errorf("a script of type %q would run", attributes["type"])
			}
			data[attributes["id"]] = n.FirstChild.Data
		}
	}
	return root, data
}

func TestATranslationComesWithTheDocument(t *testing.T) {
	texts, err := json.Marshal(map[string]string{"Back": `Zurück </script><script>alert("&")</script>`})
	if err != nil {
		t.Fatal(err)
	}
	root, data := translated(t, page.Options{Language: "de", Translation: texts})
	if root["lang"] != "de" || root["data-theme"] != "dark" {
		t.Errorf("the root has %v", root)
	}
	if len(data) != 1 || data["translation"] != string(texts) {
		t.Errorf("the document holds the data %q", data)
	}
}

func TestEnglishCostsTheDocumentNothing(t *testing.T) {
	root, data := translated(t, page.Options{Language: "en"})
	if root["lang"] != "en" || len(data) != 0 {
		t.Errorf("the root has %v, and the document the data %q", root, data)
	}
}
