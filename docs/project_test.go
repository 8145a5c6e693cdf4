package docs

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// permissive are the licences that let what is under them be part of something under another, with a notice.
var permissive = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

func TestLicencesOfDependenciesPermitOurs(t *testing.T) {
	if licence := read(t, "../LICENSE"); !strings.HasPrefix(licence, "MIT License\n") {
		t.Error("the licence is another than MIT: do those of the dependencies permit it?")
	}
	dependencies := table(read(t, "licences.md"), "name")
	if len(dependencies) < 50 {
		t.Errorf("%d dependencies are listed", len(dependencies))
	}
	for _, cells := range dependencies {
		if !slices.Contains(permissive, cells[2]) {
			t.Errorf("%s is under %s", cells[0], cells[2])
		}
	}
}

// TestReportsAreAskedForWithoutSecrets looks at the form for whoever reports that something does not work.
func TestReportsAreAskedForWithoutSecrets(t *testing.T) {
	form := read(t, "../.github/ISSUE_TEMPLATE/bug_report.yml")
	button := regexp.MustCompile(`press "([^"]+)"`).FindStringSubmatch(form)
	if button == nil || !strings.Contains(read(t, "../frontend/src/words.ts"), `"`+button[1]+`"`) {
		t.Errorf("the form asks for a report by a button that is not there: %q", button)
	}
	if !strings.Contains(form, "Paste no token, key, code") || !strings.Contains(form, "--check") {
		t.Error("the form does not warn of secrets, or does not say what to do without a window")
	}
}

func TestTheChangelogIsKept(t *testing.T) {
	changelog := read(t, "../CHANGELOG.md")
	kinds := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
	sections := regexp.MustCompile(`(?m)^(##+) (.*)$`).FindAllStringSubmatch(changelog, -1)
	if len(sections) == 0 || sections[0][2] != "[Unreleased]" {
		t.Error("the changelog does not begin with what is unreleased")
	}
	version := regexp.MustCompile(`^\[(Unreleased|\d+\.\d+\.\d+)\]( - \d{4}-\d\d-\d\d)?$`)
	for _, s := range sections {
		if s[1] == "##" && !version.MatchString(s[2]) || s[1] == "###" && !slices.Contains(kinds, s[2]) {
			t.Errorf("%q is no section of a changelog", s[0])
		}
	}
}
