package words_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

var update = flag.Bool("update", false, "write the catalogue anew from the sources")

// texts are the catalogue's, and a translation's: by section, then by the English text. What is under it is a
// string, or an object of plural forms.
type texts map[string]map[string]any

func readTexts(t *testing.T, file string) texts {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all texts
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return all
}

func TestTheCatalogueHasEveryTextOfTheSources(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, pageFile))
	if err != nil {
		t.Fatal(err)
	}
	want := texts{"application": applicationTexts(t), "page": pageTexts(t, string(page))}
	if *update && !t.Failed() {
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("catalogue.json", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := readTexts(t, "catalogue.json")
	for section := range want {
		for _, text := range keys(want[section]) {
			if !reflect.DeepEqual(got[section][text], want[section][text]) {
				t.Errorf("the catalogue's %s lacks %q; make words writes it", section, text)
			}
		}
		for _, text := range keys(got[section]) {
			if _, used := want[section][text]; !used {
				t.Errorf("the catalogue's %s has %q, which is not said any more; make words leaves it out", section, text)
			}
		}
	}
}

func TestEveryTranslationIsWholeAndKeepsWhatTextsLeaveOpen(t *testing.T) {
	english := readTexts(t, "catalogue.json")
	files, err := filepath.Glob("translations/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			if tag, err := language.Parse(name); err != nil || tag.String() != name {
				t.Errorf("%s is not the name of a language in BCP 47", name)
			}
			for _, problem := range english.compare(readTexts(t, file)) {
				t.Error(problem)
			}
		})
	}
}

// compare finds what a translation gets wrong.
func (english texts) compare(translation texts) (problems []string) {
	for section := range english {
		for _, text := range keys(english[section]) {
			said, ok := translation[section][text]
			if !ok {
				problems = append(problems, section+" lacks "+text)
				continue
			}
			problems = append(problems, compareText(text, english[section][text], said)...)
		}
		for _, text := range keys(translation[section]) {
			if _, ok := english[section][text]; !ok {
				problems = append(problems, section+" has what is never said: "+text)
			}
		}
	}
	return problems
}

func compareText(key string, english, said any) (problems []string) {
	forms, plural := said.(map[string]any)
	if _, want := english.(map[string]any); want != plural {
		return []string{"not the same kind as the original: " + key}
	}
	if !plural {
		forms = map[string]any{"other": said}
	}
	if _, ok := forms["other"]; !ok {
		problems = append(problems, "without the form other: "+key)
	}
	for category, form := range forms {
		text, ok := form.(string)
		if !ok || text == "" || !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, category) {
			problems = append(problems, category+" is no plural form, or has no text: "+key)
			continue
		}
		// One and its like may spell the number out.
		if open(text) != open(key) && !(plural && category != "other" && open(text) == "") {
			problems = append(problems, "leaves other places open than the original: "+text)
		}
		if len(verbs(key)) > 0 && strings.Contains(verb.ReplaceAllString(text, ""), "%") {
			problems = append(problems, "has a % that fmt would take for a place; %% is one sign: "+text)
		}
		if edges(text) != edges(key) {
			problems = append(problems, "begins or ends with other white space than the original: "+text)
		}
	}
	return problems
}

var named = regexp.MustCompile(`\{\w+\}`)

// open is what a text leaves open, whatever its order.
func open(text string) string {
	names := named.FindAllString(text, -1)
	slices.Sort(names)
	return strings.Join(slices.Concat(verbs(text), slices.Compact(names)), " ")
}

func edges(text string) [2]bool {
	return [2]bool{strings.HasPrefix(text, " "), strings.HasSuffix(text, " ")}
}

func TestAFaultyTranslationIsNoticed(t *testing.T) {
	english := texts{"page": {"{n} left": map[string]any{"one": "1 left", "other": "{n} left"}, "To {a}": "To {a}"}, "application": {"%s at %d": "%s at %d", "Back": "Back"}}
	good := func() texts {
		return texts{"page": {"{n} left": map[string]any{"one": "noch 1", "other": "noch {n}"}, "To {a}": "Zu {a}"}, "application": {"%s at %d": "%[2]d: %[1]s", "Back": "Zurück"}}
	}
	if problems := english.compare(good()); len(problems) > 0 {
		t.Errorf("a good translation has %q", problems)
	}
	for name, spoil := range map[string]func(texts){
		"a missing text":       func(x texts) { delete(x["application"], "Back") },
		"a text too many":      func(x texts) { x["page"]["Forth"] = "Vor" },
		"a verb of other kind": func(x texts) { x["application"]["%s at %d"] = "%s um %s" },
		"another order":        func(x texts) { x["application"]["%s at %d"] = "%d: %s" },
		"a stray percentage":   func(x texts) { x["application"]["%s at %d"] = "%s um %d, 5 % mehr" },
		"another placeholder":  func(x texts) { x["page"]["To {a}"] = "Zu {b}" },
		"no plural":            func(x texts) { x["page"]["{n} left"] = "noch {n}" },
		"no other":             func(x texts) { x["page"]["{n} left"] = map[string]any{"one": "noch 1"} },
		"an empty text":        func(x texts) { x["application"]["Back"] = "" },
		"white space":          func(x texts) { x["application"]["Back"] = "Zurück " },
	} {
		x := good()
		spoil(x)
		if len(english.compare(x)) == 0 {
			t.Errorf("%s is not noticed", name)
		}
	}
}

// sentence is what looks as if a person were to read it.
var sentence = regexp.MustCompile(`^[A-Z“].* .*[.?…]$`)

// notSaid are sentences for others than the person: by the file they are in and how they begin.
var notSaid = map[string]string{
	"internal/diagnostics/diagnostics.go": "", // a report is for whoever helps, who may speak another language
}

func TestEverySentenceIsSaidInThePersonsLanguage(t *testing.T) {
	all, known := application(t), constants{}
	known.collect(all)
	for _, s := range all {
		said := map[ast.Node]bool{}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				return ourCall(s, n) == ""
			case *ast.GenDecl:
				return n.Tok != token.CONST // what is made of one is seen where it is used
			case ast.Expr:
				text, ok := known.value(s, s.dir, n)
				if _, excepted := notSaid[s.name]; !ok || excepted || said[n] || !sentence.MatchString(text) {
					return true
				}
				t.Errorf("%s: %q is said in English whatever the language: words.T says it", s.at(n), text)
				return false
			}
			return true
		})
	}
}

// written is text between two tags, or a literal that looks like a sentence.
var written = regexp.MustCompile("\"([A-Z][^\"\\n]* [^\"\\n]*[.?…])\"|`([A-Z][^`\\n]* [^`\\n]*[.?…])`|[a-z\"]>([A-Z][a-z]+[^<>{}\\n]*)</")

// notSaidByPage are errors for logs and developers.
var notSaidByPage = []string{"The clipboard could not be written to.", "The widgets asked for "}

func TestThePageSaysNothingThatIsNotAmongItsWords(t *testing.T) {
	looked := 0
	err := filepath.WalkDir(filepath.Join(root, "frontend", "src"), func(file string, d fs.DirEntry, err error) error {
		kind := filepath.Ext(file)
		if err != nil || d.IsDir() || kind != ".ts" && kind != ".tsx" || strings.Contains(file, ".test.") || strings.Contains(file, "testing") || d.Name() == filepath.Base(pageFile) {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		looked++
		for _, m := range written.FindAllStringSubmatch(comment.ReplaceAllString(string(content), ""), -1) {
			text := m[1] + m[2] + m[3]
			if !slices.ContainsFunc(notSaidByPage, func(start string) bool { return strings.HasPrefix(text, start) }) {
				t.Errorf("%s says %q, which is not among the words of %s", file, text, pageFile)
			}
		}
		return nil
	})
	if err != nil || looked < 50 {
		t.Errorf("%d files were looked at: %v", looked, err)
	}
}
