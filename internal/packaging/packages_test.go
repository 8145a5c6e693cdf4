//go:build linux && packages

package packaging

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/brand"
)

// The folders that make writes to.
const (
	branded = "../../build/branded"
	dist    = "../../build/dist"
)

// made is the brand that the packages were made for.
func made(t *testing.T) (b brand.Brand) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, filepath.Join(branded, "brand.json"))), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// the is the one package whose name fits a pattern.
func the(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dist, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("build/dist has %d files like %s, not one: make package-linux (%v)", len(found), pattern, err)
	}
	path, err := filepath.Abs(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a tool to its end, and gives what it printed. It is no failure of the tool's that there is something to say.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// extracted is the root of a file system with the .deb's files in it.
func extracted(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	run(t, "dpkg-deb", "-x", the(t, "*.deb"), root)
	return root
}

var sizes = []string{"16", "24", "32", "48", "64", "128", "256", "512"}

// everywhere are the files that both packages have.
func everywhere(b brand.Brand) []string {
	files := []string{
		"/usr/bin/" + b.ID,
		"/usr/share/applications/" + b.AppID + ".desktop",
		"/usr/share/metainfo/" + b.AppID + ".metainfo.xml",
		"/usr/share/man/man1/" + b.ID + ".1.gz",
		"/usr/share/doc/" + b.ID + "/copyright",
		"/usr/share/doc/" + b.ID + "/licences.md",
		"/usr/share/doc/" + b.ID + "/notices.txt.gz",
	}
	for _, size := range sizes {
		files = append(files, "/usr/share/icons/hicolor/"+size+"x"+size+"/apps/"+b.ID+".png")
	}
	return files
}

// same reports what one list lacks of the other.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, one := range want {
		if !slices.Contains(got, one) {
			t.Errorf("%s: %s is missing", what, one)
		}
	}
	for _, one := range got {
		if !slices.Contains(want, one) {
			t.Errorf("%s: %s should not be there", what, one)
		}
	}
}

// dated is when the commit was made, as the tools print it in UTC.
func dated(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^BRAND_DATE='(.*)'$`).FindStringSubmatch(read(t, filepath.Join(branded, "brand.sh")))
	if m == nil {
		t.Fatal("brand.sh has no date")
	}
	date, err := time.Parse(time.RFC3339, m[1])
	if err != nil {
		t.Fatal(err)
	}
	return date.UTC().Format("2006-01-02 15:04")
}

// entry is a line of tar's long list.
var entry = regexp.MustCompile(`(?m)^(\S+) (\S+) +\d+ (\d+-\d+-\d+ \d+:\d+) \.?(\S+)( -> .*)?$`)

func TestDebHasItsFilesAndNothingElse(t *testing.T) {
	t.Setenv("TZ", "UTC")
	b, date := made(t), dated(t)
	var files []string
	for _, m := range entry.FindAllStringSubmatch(run(t, "dpkg-deb", "-c", the(t, "*.deb")), -1) {
		mode, owner, when, name := m[1], m[2], m[3], m[4]
		want := "-rw-r--r--"
		switch {
		case strings.HasSuffix(name, "/"):
			want = "drwxr-xr-x"
		case strings.HasPrefix(name, "/usr/bin/"):
			want = "-rwxr-xr-x"
		}
		if mode != want || owner != "root/root" || when != date {
			t.Errorf("%s is %s of %s from %s; want %s of root/root from %s", name, mode, owner, when, want, date)
		}
		if mode[0] != 'd' {
			files = append(files, name)
		}
	}
	same(t, "the .deb", files, append(everywhere(b), "/usr/share/doc/"+b.ID+"/changelog.gz"))
}

// Triggers do what has to be done, so that nothing of ours runs as root.
func TestPackagesRunNothing(t *testing.T) {
	control := t.TempDir()
	run(t, "dpkg-deb", "-e", the(t, "*.deb"), control)
	entries, err := os.ReadDir(control)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	same(t, "the .deb's control archive", names, []string{"control", "md5sums"})
	if scripts := run(t, "rpm", "-qp", "--scripts", "--triggers", the(t, "*.rpm")); scripts != "" {
		t.Errorf("the .rpm runs:\n%s", scripts)
	}
}

func field(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(run(t, "dpkg-deb", "-f", the(t, "*.deb"), name))
}

func TestDebSaysWhatItIs(t *testing.T) {
	b := made(t)
	for name, want := range map[string]string{"Package": b.ID, "Homepage": b.Homepage, "Architecture": strings.TrimSpace(run(t, "dpkg", "--print-architecture")), "Section": "net"} {
		if got := field(t, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := field(t, "Description"); !strings.HasPrefix(got, b.Summary+"\n") || strings.Count(got, "\n") < 2 {
		t.Errorf("Description: %q", got)
	}
	if got := field(t, "Maintainer"); !strings.HasPrefix(got, b.Publisher) {
		t.Errorf("Maintainer: %q", got)
	}
	for _, want := range []string{"ca-certificates", "desktop-file-utils", "xdg-utils"} {
		if !slices.Contains(strings.Split(field(t, "Depends"), ", "), want) {
			t.Errorf("it does not depend on %s", want)
		}
	}
	if got := field(t, "Recommends"); !strings.Contains(got, "gnome-keyring") {
		t.Errorf("Recommends: %q", got)
	}
}

// dependency is one of a list: a name, and the version that it has to have at least.
var dependency = regexp.MustCompile(`^([a-z0-9.+-]+)(?: \(>= ([^)]+)\))?$`)

// dpkg-shlibdeps reads Debian's own records of which version of a library has which function.
func TestDebDependsOnWhatTheProgramIsLinkedTo(t *testing.T) {
	b, root := made(t), extracted(t)
	if err := os.Mkdir(filepath.Join(root, "debian"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "debian/control"), []byte("Source: x\n\nPackage: x\nArchitecture: any\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "dpkg-shlibdeps", "-O", "usr/bin/"+b.ID)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	declared := strings.Split(field(t, "Depends"), ", ")
	needed := strings.Split(strings.TrimSpace(strings.TrimPrefix(string(out), "shlibs:Depends=")), ", ")
	if len(needed) < 5 {
		t.Fatalf("dpkg-shlibdeps says only %q", out)
	}
	for _, need := range needed {
		if n := dependency.FindStringSubmatch(need); n == nil || !slices.ContainsFunc(declared, func(d string) bool { return covers(t, d, n[1], n[2]) }) {
			t.Errorf("the program needs %s; declared are %q", need, declared)
		}
	}
}

// covers reports whether a declared dependency, of which all alternatives are one library under other names, demands a version.
func covers(t *testing.T, declared, name, version string) bool {
	first := dependency.FindStringSubmatch(strings.Split(declared, " | ")[0])
	if first == nil || first[1] != name && first[1]+"t64" != name {
		return false
	}
	return version == "" || first[2] != "" && exec.CommandContext(t.Context(), "dpkg", "--compare-versions", first[2], "ge", version).Run() == nil
}

func TestRPMHasItsFilesAndNothingElse(t *testing.T) {
	b := made(t)
	var files []string
	for line := range strings.Lines(run(t, "rpm", "-qp", "--queryformat", `[%{FILEMODES:perms} %{FILEUSERNAME}/%{FILEGROUPNAME} %{FILENAMES}\n]`, the(t, "*.rpm"))) {
		parts := strings.Fields(line)
		want := "-rw-r--r--"
		switch {
		case parts[2] == "/usr/share/doc/"+b.ID:
			want = "drwxr-xr-x"
		case strings.HasPrefix(parts[2], "/usr/bin/"):
			want = "-rwxr-xr-x"
		}
		if parts[0] != want || parts[1] != "root/root" {
			t.Errorf("%s; want %s of root/root", strings.TrimSpace(line), want)
		}
		files = append(files, parts[2])
	}
	same(t, "the .rpm", files, append(everywhere(b), "/usr/share/doc/"+b.ID))
}

func TestRPMSaysWhatItIs(t *testing.T) {
	b := made(t)
	got := run(t, "rpm", "-qp", "--queryformat", "%{NAME}\n%{SUMMARY}\n%{URL}\n%{LICENSE}\n%{VENDOR}\n%{PACKAGER}\n%{BUILDHOST}\n", the(t, "*.rpm"))
	if want := strings.Join([]string{b.ID, b.Summary, b.Homepage, b.Licence, b.Publisher, field(t, "Maintainer"), "localhost"}, "\n") + "\n"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := run(t, "rpm", "-Kv", "--nosignature", the(t, "*.rpm")); strings.Contains(got, "BAD") || !strings.Contains(got, "digest: OK") {
		t.Errorf("its digests:\n%s", got)
	}
}

// Fedora and openSUSE call their packages differently, and both say which libraries are in them.
func TestRPMRequiresWhatTheProgramIsLinkedTo(t *testing.T) {
	program, err := elf.Open(filepath.Join(extracted(t), "usr/bin", made(t).ID))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	libraries, err := program.ImportedLibraries()
	if err != nil || len(libraries) < 5 {
		t.Fatalf("the program is linked to %v, %v", libraries, err)
	}
	required := strings.Fields(run(t, "rpm", "-qp", "--requires", the(t, "*.rpm")))
	for _, library := range libraries {
		if library != "libc.so.6" && !slices.Contains(required, library+"()(64bit)") {
			t.Errorf("it does not require %s", library)
		}
	}
	needs, err := program.DynamicVersionNeeds()
	if err != nil {
		t.Fatal(err)
	}
	newest := ""
	for _, need := range needs {
		for _, dep := range need.Needs {
			if strings.HasPrefix(dep.Dep, "GLIBC_") && (newest == "" || exec.CommandContext(t.Context(), "dpkg", "--compare-versions", dep.Dep[6:], "gt", newest[6:]).Run() == nil) {
				newest = dep.Dep
			}
		}
	}
	if !slices.Contains(required, "libc.so.6("+newest+")(64bit)") {
		t.Errorf("the program needs %s; required are %q", newest, required)
	}
}

// A package with an error of Debian's policy is one that other tools may stumble over as well.
func TestLintianFindsNoErrorsInTheDeb(t *testing.T) {
	allowed := map[string]string{"hardening-no-pie": "Go's programs are linked at a fixed address unless told otherwise"}
	if !strings.Contains(field(t, "Maintainer"), "@") {
		allowed["malformed-contact"] = "the brand has no e-mail address"
		allowed["bogus-mail-host-in-debian-changelog"] = allowed["malformed-contact"]
	}
	cmd := exec.CommandContext(t.Context(), "lintian", "--allow-root", "--fail-on", "none", the(t, "*.deb"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lintian: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		m := regexp.MustCompile(`^([EW]): \S+: (\S+)`).FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if why := allowed[m[2]]; why == "" {
			t.Error(strings.TrimSpace(line))
		} else {
			t.Logf("%s: %s", m[2], why)
		}
	}
}

func TestDesktopsAndCataloguesTakeItsFiles(t *testing.T) {
	b, root := made(t), extracted(t)
	desktopFile := filepath.Join(root, "usr/share/applications", b.AppID+".desktop")
	if got := run(t, "desktop-file-validate", desktopFile); got != "" {
		t.Error(got)
	}
	content := "\n" + read(t, desktopFile)
	for key, want := range map[string]string{"Name": b.Product, "Comment": b.Summary, "Exec": b.ID + " %u", "Icon": b.ID, "StartupWMClass": b.ID, "MimeType": "x-scheme-handler/" + b.Scheme + ";"} {
		if !strings.Contains(content, "\n"+key+"="+want+"\n") {
			t.Errorf("the desktop file has no %s=%s:%s", key, want, content)
		}
	}
	t.Log(run(t, "appstreamcli", "validate", "--no-net", "--pedantic", filepath.Join(root, "usr/share/metainfo", b.AppID+".metainfo.xml")))
	page := filepath.Join(t.TempDir(), b.ID+".1")
	if err := os.WriteFile(page, []byte(run(t, "gzip", "-dc", filepath.Join(root, "usr/share/man/man1", b.ID+".1.gz"))), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "man", "--warnings", "-E", "UTF-8", "-l", page)
	var complaints bytes.Buffer
	cmd.Stderr, cmd.Env = &complaints, append(os.Environ(), "LC_ALL=C.UTF-8", "MANPAGER=cat")
	if out, err := cmd.Output(); err != nil || complaints.Len() > 0 || !bytes.Contains(out, []byte(b.Product)) {
		t.Errorf("man: %v\n%s", err, &complaints)
	}
}

func TestIconsAreOfTheSizeTheirFolderSays(t *testing.T) {
	b, root := made(t), extracted(t)
	for _, size := range sizes {
		got := run(t, "file", "-b", filepath.Join(root, "usr/share/icons/hicolor", size+"x"+size, "apps", b.ID+".png"))
		if !strings.HasPrefix(got, "PNG image data, "+size+" x "+size+",") {
			t.Errorf("%s: %s", size, got)
		}
	}
}

// What is passed on has to come with the texts that its authors ask to be passed on.
func TestEveryPartsLicenceIsPassedOn(t *testing.T) {
	notices := run(t, "gzip", "-dc", filepath.Join(extracted(t), "usr/share/doc", made(t).ID, "notices.txt.gz"))
	rows := regexp.MustCompile(`(?m)^\| (\S[^|]*) \| (\S[^|]*) \| \S+`).FindAllStringSubmatch(read(t, "../../docs/licences.md"), -1)
	parts := 0
	for _, row := range rows {
		if row[1] == "name" || row[1] == "---" {
			continue
		}
		parts++
		if !strings.Contains(notices, row[1]+" "+row[2]+"\n") {
			t.Errorf("notices.txt lacks %s %s", row[1], row[2])
		}
	}
	if parts < 50 {
		t.Errorf("docs/licences.md has %d parts: is it still a table?", parts)
	}
}

func TestVersionsSortAsTheyWereMade(t *testing.T) {
	script := read(t, "../../build/linux/package.sh")
	begin := strings.Index(script, "package_version() {")
	function := script[begin : begin+strings.Index(script[begin:], "\n}\n")+3]
	version := func(described, number string) string {
		return run(t, "bash", "-c", "set -eu; "+function+"BRAND_VERSION=$1 BRAND_VERSION_NUMBER=$2; package_version", "bash", described, number)
	}
	ordered := []struct{ described, number, want string }{
		{"abcdef0", "0.0.0", "0.0.0+abcdef0"},
		{"1.2.0-rc.1", "1.2.0", "1.2.0~rc.1"},
		{"1.2.0-rc.1-5-gabcdef0", "1.2.0", "1.2.0~rc.1+5.gabcdef0"},
		{"1.2.0-rc.2", "1.2.0", "1.2.0~rc.2"},
		{"1.2.0", "1.2.0", "1.2.0"},
		{"1.2.0-5-gabcdef0", "1.2.0", "1.2.0+5.gabcdef0"},
		{"1.2.0-5-gabcdef0-dirty", "1.2.0", "1.2.0+5.gabcdef0.dirty"},
		{"1.2.0-12-g0bcdef0", "1.2.0", "1.2.0+12.g0bcdef0"},
		{"1.2.1", "1.2.1", "1.2.1"},
	}
	before := ""
	for _, o := range ordered {
		got := version(o.described, o.number)
		if got != o.want {
			t.Errorf("%s: %s, want %s", o.described, got, o.want)
		}
		if before != "" {
			if exec.CommandContext(t.Context(), "dpkg", "--compare-versions", before, "lt", got).Run() != nil {
				t.Errorf("dpkg: %s does not come before %s", before, got)
			}
			if order := strings.TrimSpace(run(t, "rpm", "--eval", "%{lua:print(rpm.vercmp('"+before+"', '"+got+"'))}")); order != "-1" {
				t.Errorf("rpm: %s does not come before %s: %s", before, got, order)
			}
		}
		before = got
	}
}

// makesAgain makes the packages once more, somewhere else and with more in the environment, and returns the folder.
func makesAgain(t *testing.T, environment ...string) string {
	t.Helper()
	again := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", `umask 077; exec ../../build/linux/package.sh "$@"`, "bash", filepath.Join(extracted(t), "usr/bin", made(t).ID), branded, again)
	cmd.Env = append(os.Environ(), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return again
}

func TestPackagesAreTheSameEveryTime(t *testing.T) {
	again := makesAgain(t, "TZ=Asia/Kathmandu", "LC_ALL=C", "HOSTNAME=elsewhere")
	for _, pattern := range []string{"*.deb", "*.rpm", "*-linux-*.tar.gz"} {
		one := the(t, pattern)
		if first, second := read(t, one), read(t, filepath.Join(again, filepath.Base(one))); first != second {
			t.Errorf("%s is not the same twice", filepath.Base(one))
		}
	}
}

func TestRPMIsSignedWithACompanysKey(t *testing.T) {
	// gpg's agent wants a short path, and outlives it.
	home, err := os.MkdirTemp("", "gpg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	t.Setenv("GNUPGHOME", home)
	t.Cleanup(func() { _ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run() }) // it may be gone already
	key, public, password := filepath.Join(home, "key.asc"), filepath.Join(home, "public.asc"), filepath.Join(home, "password")
	if err := os.WriteFile(password, []byte("of the key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gpg := []string{"--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase-file", password}
	run(t, "gpg", append(gpg, "--quick-generate-key", "Acme <packages@acme.example>", "rsa3072", "sign", "1d")...)
	run(t, "gpg", append(gpg, "--armor", "--output", key, "--export-secret-keys")...)
	run(t, "gpg", "--armor", "--output", public, "--export")

	signed := filepath.Join(makesAgain(t, "SIGN_RPM_KEY="+key, "SIGN_RPM_PASSWORD_FILE="+password), filepath.Base(the(t, "*.rpm")))
	known := t.TempDir()
	run(t, "rpmkeys", "--dbpath", known, "--import", public)
	if got := run(t, "rpmkeys", "--dbpath", known, "--checksig", signed); !strings.Contains(got, "digests signatures OK") {
		t.Errorf("the signed .rpm: %s", got)
	}
	if got := run(t, "rpmkeys", "--dbpath", known, "--checksig", the(t, "*.rpm")); strings.Contains(got, "signatures") {
		t.Errorf("the .rpm without a key: %s", got)
	}
}
