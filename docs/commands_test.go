package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// proof is how a command is known to work that is not run from here: one of the two.
type proof struct {
	// target of make test-all does the command, or the same with other figures.
	target string
	// byHand says why nothing does.
	byHand string
}

// heavy are the targets of make that take too long, or too much, to be run from here, each with what does.
var heavy = map[string]proof{
	"run":             {target: "test-fresh"},
	"dev":             {target: "build-dev"}, // the same flavour
	"test":            {target: "test"},
	"test-all":        {target: "test-all"},
	"test-browser":    {target: "test-browser"},
	"test-fresh":      {target: "test-fresh"},
	"test-go":         {target: "test-go"},
	"test-packages":   {target: "test-packages"},
	"test-root":       {target: "test-root"},
	"test-session":    {target: "test-session"},
	"tour":            {target: "tour"},
	"tour-long":       {target: "tour-long"},
	"build":           {target: "build"},
	"check":           {target: "check-go"},
	"check-bindings":  {target: "check-bindings"},
	"fuzz":            {target: "fuzz"},
	"storm":           {target: "storm"},
	"soak":            {target: "soak"},
	"words":           {target: "test-go"}, // which fails where it would change something
	"brand":           {target: "test-go"}, // internal/brand
	"package-linux":   {target: "test-packages"},
	"package-windows": {target: "test-packages"},
	"release":         {byHand: "make reproducible builds it twice, and the release workflow for every tag"},
	"reproducible":    {byHand: "it builds twice without a cache"},
	"bench":           {byHand: "it measures, and wants the machine to itself; its program is built for the soak and tested in test-go"},
	"bench-compare":   {byHand: "it reads what make bench has measured"},
	"bench-session":   {byHand: "it measures"},
	"audit":           {byHand: "it asks databases on the network, whose answer is another every day"},
	"licences":        {byHand: "it writes docs/licences.md; build/licences.mjs refuses what it does not know"},
	"clean":           {byHand: "it deletes what is built"},
}

func TestEveryCommandIsOneThatWorks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	for _, page := range pages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			text := read(t, page)
			for _, c := range Commands(text) {
				if err := works(c.Text); err != nil {
					t.Errorf("%s, %s: %v", page, c.Text, err)
				}
			}
			for _, command := range inline(text) {
				if err := works(command); err != nil {
					t.Errorf("%s, in a sentence, %s: %v", page, command, err)
				}
			}
		})
	}
}

func TestThatACommandThatDoesNotWorkIsFound(t *testing.T) {
	for _, command := range []string{
		"make nothing", "make run NOTHING=1", "WORKOS_NOTHING=1 make run", "build/bin/workos-widgets --nothing", "workos-widgets nothing",
		"go run ./internal/sandbox/cmd/nothing", "go run ./internal/sandbox/cmd/workos-sandbox -nothing", "go test ./nothing",
		"cd frontend && npm run nothing", "cd nothing && npm ci", "curl https://example.com", "make run && curl https://example.com", "bash -c 'make run'",
		"echo WORKOS_NOTHING=1 >>.env.local", "echo WORKOS_CLIENT_ID=client_1 >.env.locale",
	} {
		if works(command) == nil {
			t.Errorf("taken for one that works: %s", command)
		}
	}
}

func TestCommandsAreTakenFromPages(t *testing.T) {
	page := "# Title\n\n```sh\n# a comment\nmake run\n```\n\n## Part\n\n1. Do\n\n   ```sh\n   A=1 \\\n     make test # why\n   ```\n\n```\nnot a command\n```\n"
	want := []Command{{Section: "Title", Text: "make run"}, {Section: "Part", Text: "A=1 make test # why"}}
	if diff := cmp.Diff(want, Commands(page)); diff != "" {
		t.Error(diff)
	}
}

// pages are all that is written for people.
func pages(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"*.md", "../*.md", "../.github/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, files...)
	}
	return found
}

// typed is what a command in a sentence begins with.
var typed = regexp.MustCompile(`^(?:[A-Z_]+=\S* )*(?:cd \S+ && )?(?:make|go (?:run|test|tool)|npm|npx|(?:build/bin/)?workos-widgets) .`)

// inline are the commands in sentences.
func inline(page string) []string {
	var found []string
	for _, span := range codeSpan.FindAllStringSubmatch(page, -1) {
		if typed.MatchString(span[1]) {
			found = append(found, span[1])
		}
	}
	return found
}

var (
	comment    = regexp.MustCompile(`\s+#\s.*$`)
	assignment = regexp.MustCompile(`^([A-Za-z_]+)=(\S*)$`)
)

// works says what is wrong with a command. Parts with && between them are looked at one by one.
func works(command string) error {
	dir := ".."
	for part := range strings.SplitSeq(comment.ReplaceAllString(command, ""), "&&") {
		words := strings.Fields(part)
		for len(words) > 0 && assignment.MatchString(words[0]) {
			if err := variable(assignment.FindStringSubmatch(words[0])[1]); err != nil {
				return err
			}
			words = words[1:]
		}
		if len(words) == 0 {
			return fmt.Errorf("there is no command in %q", part)
		}
		if words[0] == "cd" && len(words) == 2 {
			dir = filepath.Join(dir, words[1])
			if _, err := os.Stat(dir); err != nil {
				return err
			}
			continue
		}
		if err := program(dir, words[0], words[1:], part); err != nil {
			return err
		}
	}
	return nil
}

func program(dir, name string, args []string, whole string) error {
	switch name {
	case "make":
		return makes(args)
	case "build/bin/workos-widgets", "workos-widgets":
		return application(args)
	case "go":
		return golang(args)
	case "npm", "npx":
		return node(dir, args)
	case "node":
		return there(args)
	case "echo":
		return writes(whole)
	case "git":
		return subcommand("git", args)
	case "dbus-run-session":
		// A person types a password into it; bash knows whether it could.
		if out, err := exec.Command("bash", "-n", "-c", whole).CombinedOutput(); err != nil {
			return fmt.Errorf("bash: %s", out)
		}
		return makes([]string{"run"})
	}
	return fmt.Errorf("%s is no program that this test knows to try: class it", name)
}

// variable finds whether something reads a variable that a command sets.
func variable(name string) error {
	known := []string{"CHROMIUM", "DISPLAY", "LANGUAGE", "WEBKIT_DISABLE_DMABUF_RENDERER", "VITE_CREATE_ORGANIZATION_URL", "GOOS", "GOFLAGS"}
	page, err := os.ReadFile("configuration.md")
	if err != nil {
		return err
	}
	if slices.Contains(known, name) || slices.Contains(rows(string(page), "variable"), name) {
		return nil
	}
	return fmt.Errorf("nothing reads the variable %s", name)
}

var makefile = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile("../Makefile")
	return string(text), err
})

// makes lets make itself find the rules for targets, without running anything, and looks up what has run them.
func makes(args []string) error {
	text, err := makefile()
	if err != nil {
		return err
	}
	var targets []string
	for _, arg := range args {
		if set := assignment.FindStringSubmatch(arg); set != nil {
			if !regexp.MustCompile(`(?m)^`+set[1]+` \?=`).MatchString(text) && set[1] != "CHROMIUM" {
				return fmt.Errorf("the Makefile takes no variable %s", set[1])
			}
			continue
		}
		targets = append(targets, arg)
	}
	if len(targets) == 0 {
		return nil // the list
	}
	// Recipes that call make again are run even so; by this shell they are not.
	nothing, err := exec.LookPath("true")
	if err != nil {
		return err
	}
	out, err := exec.Command("make", append([]string{"-C", "..", "--dry-run", "SHELL=" + nothing}, targets...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("make: %s", out)
	}
	for _, target := range targets {
		by, known := heavy[target]
		switch {
		case !known:
			return fmt.Errorf("make %s is not classed: say in this test what runs it", target)
		case by.target != "" && !slices.Contains(reached(text, "test-all"), by.target):
			return fmt.Errorf("make test-all does not come to %s, which is to run it", by.target)
		case by.target == "" && by.byHand == "":
			return fmt.Errorf("nothing runs make %s", target)
		}
	}
	return nil
}

// reached are the targets of a Makefile that one comes to, itself among them.
func reached(makefile, from string) []string {
	found := []string{from}
	for i := 0; i < len(found); i++ {
		rule := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(found[i]) + `:([^=\n]*)\n((?:\t.*\n)*)`).FindStringSubmatch(makefile)
		if rule == nil {
			continue
		}
		prerequisites, _, _ := strings.Cut(rule[1], "#")
		next := strings.Fields(prerequisites)
		for _, call := range regexp.MustCompile(`\$\(MAKE\) ([A-Za-z0-9= -]*)`).FindAllStringSubmatch(rule[2], -1) {
			next = append(next, strings.Fields(call[1])...)
		}
		for _, target := range next {
			if !slices.Contains(found, target) {
				found = append(found, target)
			}
		}
	}
	return found
}

// application finds whether the application has the flags; make tour and make test-fresh start it with them.
func application(args []string) error {
	defined, err := definedFlags()
	if err != nil {
		return err
	}
	for _, arg := range args {
		if !slices.Contains(defined, arg) {
			return fmt.Errorf("the application does not take %s", arg)
		}
	}
	return nil
}

func golang(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("go %s does nothing", strings.Join(args, " "))
	}
	switch args[0] {
	case "run":
		return helps(args[1], args[2:])
	case "test":
		var packages []string
		for _, arg := range args[1:] {
			if strings.HasPrefix(arg, ".") {
				packages = append(packages, arg)
			}
		}
		if len(packages) == 0 {
			return fmt.Errorf("no package is tested")
		}
		list := exec.Command("go", append([]string{"list"}, packages...)...)
		list.Dir = ".."
		if out, err := list.CombinedOutput(); err != nil {
			return fmt.Errorf("go list: %s", out)
		}
		return nil
	}
	return fmt.Errorf("go %s is nothing that this test knows to try: class it", args[0])
}

// helps runs a program of the repository for its help, and looks for the flags there.
func helps(pkg string, args []string) error {
	run := exec.Command("go", "run", pkg, "-help")
	run.Dir = ".."
	help, err := run.CombinedOutput()
	if err != nil && !strings.Contains(string(help), "Usage") {
		return fmt.Errorf("go run %s: %s", pkg, help)
	}
	for _, arg := range args {
		flag, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(flag, "-") && flag != "-help" && !regexp.MustCompile(`(?m)^\s+`+regexp.QuoteMeta(flag)+`\b`).Match(help) {
			return fmt.Errorf("%s takes no %s", pkg, flag)
		}
	}
	return nil
}

// node finds whether a folder has the packages and the script.
func node(dir string, args []string) error {
	manifest, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		manifest, err = os.ReadFile("../frontend/package.json")
	}
	if err != nil {
		return err
	}
	args = slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return strings.HasPrefix(arg, "-") })
	switch {
	case len(args) == 1 && slices.Contains([]string{"ci", "install", "test"}, args[0]):
		return nil
	case len(args) == 1 && slices.Contains([]string{"tsc", "vite", "eslint"}, args[0]):
		return nil
	case len(args) == 2 && args[0] == "ls":
		return nil
	case len(args) >= 2 && args[0] == "run":
		if strings.Contains(string(manifest), `"`+args[1]+`": `) {
			return nil
		}
		return fmt.Errorf("there is no script %s", args[1])
	}
	return fmt.Errorf("npm %s is nothing that this test knows to try: class it", strings.Join(args, " "))
}

// there finds whether the file exists that an interpreter is to run.
func there(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("no file is run")
	}
	_, err := os.Stat(filepath.Join("..", args[0]))
	return err
}

// writes finds whether a line that is added to a file of variables is one that is read from there.
func writes(command string) error {
	line := regexp.MustCompile(`^\s*echo ([A-Z_]+)=\S+ >>\.env\.local\s*$`).FindStringSubmatch(command)
	if line == nil {
		return fmt.Errorf("%s does not add a variable to .env.local", command)
	}
	return variable(line[1])
}

func subcommand(program string, args []string) error {
	if len(args) > 0 && slices.Contains([]string{"clone", "commit", "tag", "describe"}, args[0]) {
		return nil
	}
	return fmt.Errorf("%s %s is nothing that this test knows to try: class it", program, strings.Join(args, " "))
}
