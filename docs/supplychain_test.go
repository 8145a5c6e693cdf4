package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A line of go.mod that requires a module, and whether it is one that others bring along.
var required = regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) (v\S+)( // indirect)?$`)

// TestEveryDependencyIsPinnedByItsHash is about what is downloaded to build the application and to test it.
func TestEveryDependencyIsPinnedByItsHash(t *testing.T) {
	for mod, sum := range map[string]string{"../go.mod": "../go.sum", "../build/tools.mod": "../build/tools.sum"} {
		if wrong := unpinnedModules(read(t, mod), read(t, sum)); len(wrong) > 0 {
			t.Errorf("%s: %q", mod, wrong)
		}
	}
	sums := read(t, "../go.sum")
	for _, module := range compiledIn(t) {
		if !strings.Contains(sums, module+" h1:") {
			t.Errorf("%s is part of a program, and go.sum does not have it", module)
		}
	}
	for _, folder := range []string{"../frontend", "../internal/authkit/emulator"} {
		if wrong := unpinnedPackages(t, read(t, folder+"/package-lock.json")); len(wrong) > 0 {
			t.Errorf("%s/package-lock.json: %q", folder, wrong)
		}
		for name, version := range directPackages(t, folder) {
			if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
				t.Errorf("%s/package.json leaves open which %s it is: %s", folder, name, version)
			}
		}
	}
}

// TestTheToolOfWailsIsOfItsVersion has whoever raises one think of the other: the tool writes what the page calls, and the
// library answers it.
func TestTheToolOfWailsIsOfItsVersion(t *testing.T) {
	var versions []string
	for _, mod := range []string{"../go.mod", "../build/tools.mod"} {
		for _, r := range required.FindAllStringSubmatch(read(t, mod), -1) {
			if r[1] == "github.com/wailsapp/wails/v2" {
				versions = append(versions, r[2])
			}
		}
	}
	if len(versions) != 2 || versions[0] != versions[1] {
		t.Errorf("go.mod and build/tools.mod have Wails in the versions %q", versions)
	}
}

// TestNothingIsInstalledPastTheLockFiles looks for the commands that would, and for install scripts that would run.
func TestNothingIsInstalledPastTheLockFiles(t *testing.T) {
	for _, file := range append(workflows(t), "../Makefile", "../wails.json") {
		if found := pastTheLock.FindAllString(read(t, file), -1); len(found) > 0 {
			t.Errorf("%s: %q", file, found)
		}
	}
	if !strings.Contains(read(t, "../frontend/.npmrc"), "\nignore-scripts=true\n") {
		t.Error("frontend/.npmrc lets packages run scripts when they are installed")
	}
	if !regexp.MustCompile(`(?m)^\$\(EMULATOR\)/.*NPM_FLAGS := .*--ignore-scripts`).MatchString(read(t, "../Makefile")) {
		t.Error("the Makefile lets the emulator's packages run scripts when they are installed")
	}
}

var pastTheLock = regexp.MustCompile(`\b(npm (install|i|update|exec)\b|npx |go (get|install) |GONOSUMDB|GONOSUMCHECK|GOINSECURE|GOSUMDB=|-mod=mod\b)|@latest\b`)

func TestThatWhatIsNotPinnedIsFound(t *testing.T) {
	const mod, sum = "require (\n\ta.example/b v1.0.0\n)\n", "a.example/b v1.0.0/go.mod h1:x=\n"
	for name, found := range map[string]bool{
		"a module without a hash":    len(unpinnedModules(mod, "")) > 0,
		"a module of another place":  len(unpinnedModules(mod+"replace a.example/b => ../b\n", sum)) > 0,
		"a package without a hash":   len(unpinnedPackages(t, `{"packages": {"node_modules/a": {"version": "1.0.0"}}}`)) > 0,
		"a package of another place": len(unpinnedPackages(t, `{"packages": {"a": {"integrity": "sha512-x", "resolved": "https://a.example/a.tgz"}}}`)) > 0,
		"an install":                 pastTheLock.MatchString("- run: npm install"),
		"a newest":                   pastTheLock.MatchString("go run a.example/b@latest"),
		"no database":                pastTheLock.MatchString("GOSUMDB=off go build"),
	} {
		if !found {
			t.Errorf("%s was not found", name)
		}
	}
	if len(unpinnedModules(mod, sum)) > 0 || pastTheLock.MatchString("npm ci --no-audit") {
		t.Error("what is pinned was taken for what is not")
	}
}

// unpinnedModules are those of a go.mod that its go.sum does not vouch for, or that are taken from elsewhere.
func unpinnedModules(mod, sum string) (wrong []string) {
	all := required.FindAllStringSubmatch(mod, -1)
	if len(all) == 0 {
		wrong = append(wrong, "no module is required")
	}
	for _, m := range all {
		if line := m[1] + " " + m[2] + "/go.mod h1:"; !strings.Contains(sum, line) {
			wrong = append(wrong, m[1])
		}
	}
	return append(wrong, regexp.MustCompile(`(?m)^.*=>.*$`).FindAllString(mod, -1)...)
}

// unpinnedPackages are those of a lock file that are not known by a hash, or not npm's own.
func unpinnedPackages(t *testing.T, lock string) (wrong []string) {
	t.Helper()
	var of struct {
		Packages map[string]struct{ Integrity, Resolved string }
	}
	if err := json.Unmarshal([]byte(lock), &of); err != nil {
		t.Fatal(err)
	}
	delete(of.Packages, "") // itself
	if len(of.Packages) == 0 {
		wrong = append(wrong, "no package is locked")
	}
	for path, p := range of.Packages {
		elsewhere := p.Resolved != "" && !strings.HasPrefix(p.Resolved, "https://registry.npmjs.org/")
		if !strings.HasPrefix(p.Integrity, "sha512-") || elsewhere {
			wrong = append(wrong, path)
		}
	}
	return wrong
}

// What is asked for by name: in the release's programs, for making it and testing it, and in its page.
var (
	inPrograms = strings.Fields(`
		github.com/godbus/dbus/v5 github.com/gofrs/flock github.com/golang-jwt/jwt/v5 github.com/jeandeaual/go-locale
		github.com/joho/godotenv github.com/mattn/go-ieproxy github.com/pkg/browser github.com/wailsapp/wails/v2
		github.com/workos/workos-go/v4 github.com/zalando/go-keyring golang.org/x/net golang.org/x/oauth2 golang.org/x/sys
		golang.org/x/text gopkg.in/natefinch/lumberjack.v2`)
	besides = strings.Fields(`
		github.com/chromedp/cdproto github.com/chromedp/chromedp github.com/github/go-spdx/v2 github.com/google/go-cmp
		github.com/santhosh-tekuri/jsonschema/v6 github.com/tc-hib/winres go.uber.org/goleak golang.org/x/image rsc.io/qr`)
	inPage = strings.Fields(`
		@radix-ui/react-icons @radix-ui/themes @tanstack/react-query @workos-inc/widgets cmdk react react-dom`)
)

// TestDependenciesAreTheseFew has the lists above changed by hand with a dependency: each is somebody else to trust.
func TestDependenciesAreTheseFew(t *testing.T) {
	built := map[string]bool{}
	for _, module := range compiledIn(t) {
		path, _, _ := strings.Cut(module, " ")
		built[path] = true
	}
	programs, others, page := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range required.FindAllStringSubmatch(read(t, "../go.mod"), -1) {
		switch {
		case m[3] != "": // others bring it along; docs/licences.md has it
		case built[m[1]]:
			programs[m[1]] = true
		default:
			others[m[1]] = true
		}
	}
	for name := range directPackages(t, "../frontend") {
		page[name] = true
	}
	for where, of := range map[string]struct {
		known []string
		found map[string]bool
	}{"in programs": {inPrograms, programs}, "besides": {besides, others}, "in the page": {inPage, page}} {
		if diff := cmp.Diff(of.known, keys(of.found)); diff != "" {
			t.Errorf("%s, -known +asked for:\n%s", where, diff)
		}
	}
}

// directPackages are those that a package.json asks for, but for development, with their versions.
func directPackages(t *testing.T, folder string) map[string]string {
	t.Helper()
	var of struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(read(t, folder+"/package.json")), &of); err != nil {
		t.Fatal(err)
	}
	return of.Dependencies
}

// compiledIn are the modules in the programs for the three systems, each as "path version".
func compiledIn(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for system, tags := range map[string]string{"linux": "webkit2_41,production", "darwin": "production", "windows": "production,desktop"} {
		list := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-tags", tags, "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", ".")
		list.Dir = ".."
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1", "GOFLAGS=")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if line = strings.TrimSpace(line); line != "" {
				found[line] = true
			}
		}
	}
	if len(found) < 20 {
		t.Fatalf("only %d modules were found", len(found))
	}
	return keys(found)
}

func keys(of map[string]bool) []string { return slices.Sorted(maps.Keys(of)) }

// TestLicencesListWhatIsBuiltIn holds docs/licences.md against what Go compiles in and the page's lock file installs.
func TestLicencesListWhatIsBuiltIn(t *testing.T) {
	want := map[string]bool{"Go's standard library of the toolchain": true}
	for _, module := range compiledIn(t) {
		want[module] = true
	}
	var lock struct {
		Packages map[string]struct {
			Version                    string
			Dev, DevOptional, Optional bool
		}
	}
	if err := json.Unmarshal([]byte(read(t, "../frontend/package-lock.json")), &lock); err != nil {
		t.Fatal(err)
	}
	for path, p := range lock.Packages {
		if path != "" && !p.Dev && !p.DevOptional && !p.Optional {
			want[path[strings.LastIndex(path, "node_modules/")+len("node_modules/"):]+" "+p.Version] = true
		}
	}
	got := map[string]bool{}
	for _, cells := range table(read(t, "licences.md"), "name") {
		got[cells[0]+" "+cells[1]] = true
	}
	if diff := cmp.Diff(keys(want), keys(got)); diff != "" {
		t.Errorf("make licences would change the list; -built in +listed:\n%s", diff)
	}
}

func workflows(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(files) < 2 {
		t.Fatalf("%q, %v", files, err)
	}
	return files
}

// jobs are the jobs of a workflow by their names, each as it is written.
func jobs(workflow string) map[string]string {
	_, text, _ := strings.Cut(workflow, "\njobs:\n")
	heads := regexp.MustCompile(`(?m)^  ([a-z-]+):\n`).FindAllStringSubmatchIndex(text, -1)
	all := map[string]string{}
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		all[text[h[2]:h[3]]] = text[h[1]:end]
	}
	return all
}

// waitsFor are the jobs that have succeeded when a job begins.
func waitsFor(all map[string]string, name string) []string {
	var before []string
	if m := regexp.MustCompile(`(?m)^    needs: \[?([a-z, -]+)\]?$`).FindStringSubmatch(all[name]); m != nil {
		for need := range strings.SplitSeq(m[1], ",") {
			need = strings.TrimSpace(need)
			before = append(append(before, need), waitsFor(all, need)...)
		}
	}
	return before
}

// target is what make does for a target.
func target(makefile, name string) string {
	return regexp.MustCompile(`(?m)^` + name + `:.*\n(?:\t.*\n)*`).FindString(makefile)
}

func TestNothingIsPublishedBeforeTheAudit(t *testing.T) {
	workflow, makefile := read(t, "../.github/workflows/release.yml"), read(t, "../Makefile")
	if wrong := auditLeftOut(workflow, makefile); len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	for what, changed := range map[string][2]string{
		"a job that does not wait":  {strings.ReplaceAll(workflow, "needs: [audit, test]", "needs: [test]"), makefile},
		"a job that does not audit": {strings.Replace(workflow, "- run: make audit", "- run: make build", 1), makefile},
		"an audit that is ignored":  {strings.Replace(workflow, "- run: make audit", "- run: make audit\n        continue-on-error: true", 1), makefile},
		"a failed job before it":    {strings.Replace(workflow, "if: github.ref_type == 'tag'", "if: always()", 2), makefile},
		"one system":                {workflow, strings.Replace(makefile, "for system in linux windows darwin", "for system in linux", 1)},
		"no npm":                    {workflow, strings.Replace(makefile, "npm audit", "npm ls", 1)},
		"npm in vain":               {workflow, strings.Replace(makefile, "npm audit --omit=dev", "npm audit --omit=dev || true", 1)},
	} {
		if len(auditLeftOut(changed[0], changed[1])) == 0 {
			t.Errorf("not found: %s", what)
		}
	}
}

// auditLeftOut is what would let a release be published without asking the databases of known vulnerabilities.
func auditLeftOut(workflow, makefile string) (wrong []string) {
	all := jobs(workflow)
	for _, name := range []string{"linux", "macos", "attest", "publish"} {
		if anyway := regexp.MustCompile(`(?m)^    if: .*(always|failure|cancelled)\(`); !slices.Contains(waitsFor(all, name), "audit") || anyway.MatchString(all[name]) {
			wrong = append(wrong, name+" does not wait for the audit")
		}
	}
	if audit := all["audit"]; !strings.Contains(audit, "\n      - run: make audit\n") || regexp.MustCompile(`continue-on-error|\bif:`).MatchString(audit) {
		wrong = append(wrong, "the job audit does not fail with make audit")
	}
	recipe := target(makefile, "audit")
	for _, part := range []string{"for system in linux windows darwin; do\n", `"$$govulncheck" -scan "$$scan" `, "GOOS=$$system ", "\n\tcd frontend && npm audit --omit=dev\n"} {
		if !strings.Contains(recipe, part) {
			wrong = append(wrong, fmt.Sprintf("make audit lacks %q", part))
		}
	}
	return wrong
}

func TestEveryActionIsPinnedToACommit(t *testing.T) {
	pinned := regexp.MustCompile(`^(\./\.github/workflows/[a-z]+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for _, file := range workflows(t) {
		uses := regexp.MustCompile(`(?m)\buses: *(.*)$`).FindAllStringSubmatch(read(t, file), -1)
		if len(uses) == 0 {
			t.Errorf("%s uses nothing", file)
		}
		for _, u := range uses {
			if !pinned.MatchString(u[1]) {
				t.Errorf("%s uses what may be another thing tomorrow: %s", file, u[1])
			}
		}
	}
	if pinned.MatchString("actions/checkout@v4") || pinned.MatchString("actions/checkout@main # v4.4.0") {
		t.Error("a tag was taken for a commit")
	}
}

// TestWhoMayWriteRunsNothingOfOurs holds that what may publish neither checks out nor builds, and that what builds may
// only read.
func TestWhoMayWriteRunsNothingOfOurs(t *testing.T) {
	may := map[string]string{"attest": "id-token attestations", "publish": "contents"}
	for _, file := range workflows(t) {
		text := read(t, file)
		if !strings.Contains(text, "\npermissions:\n  contents: read\n\n") {
			t.Errorf("%s does not begin with reading alone", file)
		}
		for name, job := range jobs(text) {
			var writes []string
			for _, m := range regexp.MustCompile(`(?m)^      ([a-z-]+): write\b`).FindAllStringSubmatch(job, -1) {
				writes = append(writes, m[1])
			}
			if got := strings.Join(writes, " "); got != may[name] {
				t.Errorf("%s: the job %s may write %q, want %q", file, name, got, may[name])
			}
			if len(writes) > 0 && regexp.MustCompile(`actions/checkout|\b(make|npm|go|node) `).MatchString(job) {
				t.Errorf("%s: the job %s may write, and runs what is in the repository", file, name)
			}
			if strings.Count(job, "actions/checkout@") != strings.Count(job, "persist-credentials: false") {
				t.Errorf("%s: the job %s leaves its token with the checkout", file, name)
			}
		}
	}
}

// TestWhatIsPublishedWasReproduced holds the order: built twice and compared, built, compared with that, handed on.
func TestWhatIsPublishedWasReproduced(t *testing.T) {
	linux := jobs(read(t, "../.github/workflows/release.yml"))["linux"]
	at := 0
	for _, step := range []string{"- run: make reproducible\n", "- run: make release\n", "- run: build/reproducible.sh compare ", "uses: actions/upload-artifact@"} {
		next := strings.Index(linux[at:], step)
		if next < 0 {
			t.Fatalf("after %q there is no %q", linux[:at], step)
		}
		at += next
	}
	if strings.Contains(linux, "continue-on-error") {
		t.Error("the release goes on when a step has failed")
	}
}

func TestABuildThatIsAnotherThanTheReproducedOneIsFound(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the comparison is made on Linux")
	}
	const packed, windows = "build/dist/app.deb", "build/dist/app-1-windows-amd64.zip"
	for name, tt := range map[string]struct {
		change map[string]string
		signed bool
		same   bool
	}{
		"the same":                         {nil, false, true},
		"another package":                  {map[string]string{packed: "x"}, false, false},
		"another program":                  {map[string]string{"build/bin/app": "x"}, false, false},
		"a package more":                   {map[string]string{"build/dist/more": "x"}, false, false},
		"another of Windows, unsigned":     {map[string]string{windows: "x"}, false, false},
		"another of Windows, as is signed": {map[string]string{windows: "x"}, true, true},
		"another of Linux, beside signed":  {map[string]string{windows: "x", packed: "x"}, true, false},
		"nothing was reproduced":           {map[string]string{"build/bin/.reproduced": ""}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write := func(name, text string) {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			bash := func(command string) (string, error) {
				c := exec.CommandContext(t.Context(), "bash", "-c", command)
				c.Dir = dir
				c.Env = append(os.Environ(), "SIGN_COMMAND=", "SIGN_PFX=")
				if tt.signed {
					c.Env = append(c.Env, "SIGN_PFX=some.pfx")
				}
				out, err := c.CombinedOutput()
				return string(out), err
			}
			write("build/reproducible.sh", read(t, "../build/reproducible.sh"))
			for _, file := range []string{"build/bin/app", "frontend/dist/index.html", packed, windows} {
				write(file, file)
			}
			if out, err := bash("find frontend/dist build/bin build/dist -type f -exec sha256sum {} + >kept; mv kept build/bin/.reproduced"); err != nil {
				t.Fatal(out, err)
			}
			for file, text := range tt.change {
				write(file, text)
			}
			if out, err := bash("build/reproducible.sh compare"); (err == nil) != tt.same {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// TestProgramsNameNoFolderOfTheirBuilder holds that what builds a release leaves out where that was.
func TestProgramsNameNoFolderOfTheirBuilder(t *testing.T) {
	makefile := read(t, "../Makefile")
	for _, name := range []string{"program", "package-windows"} {
		recipe := target(makefile, name)
		if builds := strings.Count(recipe, "$(BUILD)") + strings.Count(recipe, "go build"); builds != 1 || strings.Count(recipe, " -trimpath ") != builds {
			t.Errorf("make %s does not build once, with -trimpath:\n%s", name, recipe)
		}
	}
}
