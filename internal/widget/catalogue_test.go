package widget_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"workos-widgets/internal/widget"
)

func TestCatalogueHasEveryWidget(t *testing.T) {
	type row struct {
		permissions string
		audience    widget.Audience
		session     bool
	}
	want := map[string]row{
		"user-profile":                     {"", widget.ForUser, false},
		"user-security":                    {"", widget.ForUser, false},
		"user-sessions":                    {"", widget.ForUser, true},
		"pipes":                            {"", widget.ForUser, false},
		"organization-switcher":            {"", widget.ForUser, false},
		"user-api-keys":                    {"widgets:user-api-keys:manage-self widgets:user-api-keys:manage-all", widget.ForUser, false},
		"user-management":                  {"widgets:users-table:manage", widget.ForOrganization, false},
		"api-keys":                         {"widgets:api-keys:manage", widget.ForOrganization, false},
		"pipes-admin":                      {"widgets:pipes:manage", widget.ForOrganization, false},
		"admin-portal-sso-connection":      {"widgets:sso:manage", widget.ForOrganization, false},
		"admin-portal-domain-verification": {"widgets:domain-verification:manage", widget.ForOrganization, false},
		"directory-sync":                   {"widgets:dsync:manage", widget.ForOrganization, false},
		"admin-portal-audit-log-streaming": {"widgets:audit-log-streaming:manage", widget.ForOrganization, false},
	}
	got := widget.Catalogue()
	if len(got) != len(want) {
		t.Errorf("%d widgets, want %d", len(got), len(want))
	}
	for _, w := range got {
		if r := (row{strings.Join(w.Permissions, " "), w.Audience, w.NeedsSession}); r != want[w.ID] {
			t.Errorf("%s is %+v, want %+v", w.ID, r, want[w.ID])
		}
		if !slices.Equal(w.Scopes, w.Permissions) {
			t.Errorf("%s asks for %v", w.ID, w.Scopes)
		}
	}
}

func TestCatalogueIsTheCallersToReorder(t *testing.T) {
	first := widget.Catalogue()
	slices.Reverse(first)
	if widget.Catalogue()[0].ID == first[0].ID {
		t.Error("the catalogue itself was reordered")
	}
}

// TestCatalogueMatchesTheWidgetsPackage notices widget types that an update of the package brings or drops.
func TestCatalogueMatchesTheWidgetsPackage(t *testing.T) {
	root := filepath.Join("..", "..", "frontend", "node_modules", "@workos-inc", "widgets", "dist", "esm")
	files, err := filepath.Glob(filepath.Join(root, "*.client.js"))
	if err != nil || len(files) == 0 {
		t.Skip("the page's packages are not installed")
	}
	literal := regexp.MustCompile(`widgetType:((?:[^,"]*"[a-z-]+")+)`)
	quoted := regexp.MustCompile(`"([a-z-]+)"`)
	found := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			for _, q := range quoted.FindAllStringSubmatch(strings.Replace(m[1], `=== "organization"`, "", 1), -1) {
				found[q[1]] = true
			}
		}
	}
	for _, w := range widget.Catalogue() {
		if !found[w.ID] {
			t.Errorf("the package has no %s (it has %v)", w.ID, found)
		}
		delete(found, w.ID)
	}
	for id := range found {
		t.Errorf("the catalogue lacks %s", id)
	}
}

// TestPagesAreThoseOfTheWindow compares names and order with what the page's own catalogue and words say.
func TestPagesAreThoseOfTheWindow(t *testing.T) {
	source := filepath.Join("..", "..", "frontend", "src")
	catalogue, err := os.ReadFile(filepath.Join(source, "widgets", "catalogue.tsx"))
	if err != nil {
		t.Fatal(err)
	}
	words, err := os.ReadFile(filepath.Join(source, "words.ts"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  page\("([a-z-]+)", "([a-z-]+)"`).FindAllStringSubmatch(string(catalogue), -1) {
		name := regexp.MustCompile(`(?m)^    "?` + m[1] + `"?: \{ name: t\("([^"]+)"\), sentence`).FindStringSubmatch(string(words))
		if name == nil {
			t.Fatalf("the page's words have no name for %s", m[1])
		}
		names = append(names, name[1])
		i := slices.IndexFunc(widget.Catalogue(), func(w widget.Widget) bool { return w.ID == m[2] })
		if i < 0 || widget.Catalogue()[i].Page != name[1] {
			t.Errorf("%s is not called %q on this side", m[2], name[1])
		}
	}
	if got := widget.Pages(); !slices.Equal(got, names) {
		t.Errorf("pages are %q, in the window %q", got, names)
	}
}
