//go:build packages && linux

package windows_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/brand/kit"
)

// resources are a program's, as go-winres has them in a file.
type resources struct {
	Icons    map[string]any `json:"RT_GROUP_ICON"`
	Manifest map[string]map[string]struct {
		DPI      string `json:"dpi-awareness"`
		Level    string `json:"execution-level"`
		LongPath bool   `json:"long-path-aware"`
		System   string `json:"minimum-os"`
	} `json:"RT_MANIFEST"`
	Version map[string]map[string]struct {
		Fixed map[string]string            `json:"fixed"`
		Info  map[string]map[string]string `json:"info"`
	} `json:"RT_VERSION"`
}

func resourcesOf(t *testing.T, program string) resources {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", "tool", "-modfile=build/tools.mod", "go-winres", "extract", "--dir", dir, program)
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "winres.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r resources
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestProgramSaysWhatItIs(t *testing.T) {
	p := built(t)
	r := resourcesOf(t, p.unpack(t))
	if r.Icons["#3"] == nil {
		t.Error("It has no icon where Wails looks for the window's.")
	}
	if m := r.Manifest["#1"]["0409"]; m.DPI != "per monitor v2" || m.Level != "" || !m.LongPath || m.System != "win10" {
		t.Errorf("Its manifest is %+v.", m)
	}
	v := r.Version["#1"]["0409"]
	number := v.Fixed["file_version"]
	if number == "" {
		number = "0.0.0.0" // which go-winres leaves out
	}
	if want := kit.VersionNumber(p.version) + ".0"; number != want {
		t.Errorf("Its version is %s instead of %s.", number, want)
	}
	want := map[string]string{"ProductName": p.brand.Product, "CompanyName": p.brand.Publisher, "ProductVersion": p.version, "OriginalFilename": p.exe()}
	for name, value := range want {
		if got := v.Info["0409"][name]; got != value {
			t.Errorf("%s is %q instead of %q.", name, got, value)
		}
	}
}

func TestInWine(t *testing.T) {
	p, w := built(t), newWine(t)
	t.Run("the program prints where it is redirected to, and on the console it was started from", func(t *testing.T) { w.t = t; testPrints(t, p, w) })
	t.Run("an installation is whole, and leaves nothing behind", func(t *testing.T) { w.t = t; testInstallation(t, p, w) })
	t.Run("an upgrade closes what runs", func(t *testing.T) { w.t = t; testUpgrade(t, p, w) })
	t.Run("what a person has stays unless they want it gone", func(t *testing.T) { w.t = t; testForgets(t, p, w) })
	t.Run("WebView2 is installed where it is missing only", func(t *testing.T) { w.t = t; testWebView2(t, p, w) })
	t.Run("any brand makes an installer, and all of it is signed", func(t *testing.T) { w.t = t; testAnotherBrand(t, w) })
}

func testPrints(t *testing.T, p packages, w *wine) {
	exe := p.unpack(t)
	p.checkPrints(t, w.must(exe, "--version"))
	out, _ := w.run(exe, "--check") // there may be no network
	if !strings.Contains(out, "An entry was written, read and deleted.") {
		t.Errorf("--check said nothing of a keychain that works:\n%s", out)
	}
	p.checkPrints(t, w.inTerminal(`start /wait `+w.windows(exe)+` --version`))
}

// install installs silently, leaving WebView2 alone, and returns the folder.
func install(t *testing.T, p packages, w *wine) string {
	t.Helper()
	if out, status := w.run(p.setup(), "/S", "/NOWEBVIEW2"); status != 0 {
		t.Fatalf("The installer's status is %d.\n%s", status, out)
	}
	return w.user("Local", "Programs", p.brand.Product)
}

// uninstall uninstalls as Windows' settings do when nobody is to be asked, and returns when that is done: an
// uninstaller goes on as a copy of itself.
func uninstall(t *testing.T, p packages, w *wine, options ...string) {
	t.Helper()
	folder := w.user("Local", "Programs", p.brand.Product)
	w.must(append([]string{filepath.Join(folder, "uninstall.exe"), "/S"}, options...)...)
	for deadline := time.Now().Add(30 * time.Second); w.registry()[p.uninstallKey()+`\DisplayName`] != ""; {
		if time.Now().After(deadline) {
			t.Fatal("The uninstaller has not come to its end in 30 seconds.")
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func testInstallation(t *testing.T, p packages, w *wine) {
	w.must("reg", "add", `HKCU\Software\Microsoft\Windows\CurrentVersion\Run`, "/v", "another", "/d", "another.exe", "/f")
	// What Windows has, and Wine has not yet.
	for _, key := range []string{`Classes\AppUserModelId`, `Classes\CLSID`, `Microsoft\Windows\CurrentVersion\Uninstall`} {
		w.must("reg", "add", `HKCU\Software\`+key, "/f")
	}
	if err := os.MkdirAll(w.user("Local", "Programs"), 0o755); err != nil {
		t.Fatal(err)
	}
	files, registry := w.files(), w.registry()

	folder := install(t, p, w)
	p.checkPrints(t, w.must(filepath.Join(folder, p.exe()), "--version"))
	added := missing(w.files(), files)
	want := []string{folder, folder + "/" + p.exe(), folder + "/notices.txt", folder + "/uninstall.exe", w.user("Roaming", "Microsoft", "Windows", "Start Menu", "Programs", p.brand.Product+".lnk")}
	for i := range want {
		want[i] = w.windows(want[i])
	}
	slices.Sort(want)
	if !slices.Equal(added, want) {
		t.Errorf("The installer left the files\n%s\ninstead of\n%s", strings.Join(added, "\n"), strings.Join(want, "\n"))
	}
	checkRegistry(t, p, w, w.windows(folder))

	w.addTraces(p, w.windows(folder))
	uninstall(t, p, w)
	checkNothing(t, "file", missing(w.files(), files))
	checkNothing(t, "registry entry", missing(w.registry(), registry))
	if lost := missing(registry, w.registry()); len(lost) > 0 {
		t.Errorf("The uninstaller removed others' entries: %q.", lost)
	}
}

func checkRegistry(t *testing.T, p packages, w *wine, folder string) {
	t.Helper()
	got, exe := w.registry(), folder+`\`+p.exe()
	classes := `HKEY_CURRENT_USER\Software\Classes\` + p.brand.Scheme
	for name, value := range map[string]string{
		classes + `\@`:                             "URL:" + p.brand.Product,
		classes + `\URL Protocol`:                  "",
		classes + `\shell\open\command\@`:          `"` + exe + `" "%1"`,
		p.uninstallKey() + `\DisplayName`:          p.brand.Product,
		p.uninstallKey() + `\DisplayVersion`:       p.version,
		p.uninstallKey() + `\DisplayIcon`:          exe,
		p.uninstallKey() + `\Publisher`:            p.brand.Publisher,
		p.uninstallKey() + `\URLInfoAbout`:         p.brand.Homepage,
		p.uninstallKey() + `\InstallLocation`:      folder,
		p.uninstallKey() + `\UninstallString`:      `"` + folder + `\uninstall.exe"`,
		p.uninstallKey() + `\QuietUninstallString`: `"` + folder + `\uninstall.exe" /S`,
	} {
		if v, ok := got[name]; !ok || v != value {
			t.Errorf("%s is %q instead of %q.", name, v, value)
		}
	}
	if size := got[p.uninstallKey()+`\EstimatedSize`]; size < "dword:00001000" {
		t.Errorf("Its size is %q kB.", size)
	}
}

// addTraces adds what the application leaves behind once it starts with the computer and has shown a notification.
func (w *wine) addTraces(p packages, folder string) {
	w.t.Helper()
	const id = "{01234567-89AB-CDEF-0123-456789ABCDEF}"
	run := `HKCU\Software\Microsoft\Windows\CurrentVersion`
	for _, args := range [][]string{
		{run + `\Run`, "/v", p.brand.ID, "/d", `"` + folder + `\` + p.exe() + `"`},
		{`HKCU\Software\Classes\AppUserModelId\` + p.exe(), "/v", "CustomActivator", "/d", id},
		{`HKCU\Software\Classes\CLSID\` + id + `\LocalServer32`, "/d", "x"},
		{`HKCU\Software\` + p.exe() + `\NotificationCategories`, "/v", "Categories", "/d", "{}"},
	} {
		w.must(append(append([]string{"reg", "add"}, args...), "/f")...)
	}
}

func testUpgrade(t *testing.T, p packages, w *wine) {
	folder := install(t, p, w)
	running, _ := w.start(t.Context(), filepath.Join(folder, p.exe())) // it waits with a question about WebView2
	ended := make(chan error, 1)
	go func() { ended <- running.Wait() }()
	log := w.user("Local", p.brand.ID, "logs", p.brand.ID+".log")
	for deadline := time.Now().Add(30 * time.Second); !exists(log); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("The application has not begun its log in 30 seconds.")
		}
	}
	time.Sleep(2 * time.Second) // until it has a window to close
	select {
	case err := <-ended:
		t.Fatalf("The application has ended by itself: %v", err)
	default:
	}
	install(t, p, w)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("The application still runs after the upgrade.")
	}
	uninstall(t, p, w)
}

func testForgets(t *testing.T, p packages, w *wine) {
	keyring := filepath.Join(t.TempDir(), "keyring.exe")
	compile := exec.Command("go", "build", "-o", keyring, "./testdata/keyring")
	compile.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	other := p.brand.ID + "-of-somebody-else"
	w.must(keyring, "-set", p.brand.ID, other)
	kept := []string{w.user("Roaming", p.brand.ID, "settings.json"), w.user("Local", p.brand.ID, "logs", "x.log"), w.user("Local", p.brand.ID, "webview", "x")}
	for _, file := range kept {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	install(t, p, w)
	uninstall(t, p, w)
	for _, file := range kept {
		if !exists(file) {
			t.Errorf("The uninstaller removed %s, which nobody wanted gone.", w.windows(file))
		}
	}
	if got := w.must(keyring, p.brand.ID, other); got != p.brand.ID+"\n"+other+"\n" {
		t.Errorf("After uninstalling, the Credential Manager has %q.", got)
	}
	install(t, p, w)
	uninstall(t, p, w, "/FORGET")
	for _, file := range kept {
		if exists(filepath.Dir(file)) {
			t.Errorf("%s is still there.", w.windows(filepath.Dir(file)))
		}
	}
	if got := w.must(keyring, p.brand.ID, other); got != other+"\n" {
		t.Errorf("After forgetting, the Credential Manager has %q.", got)
	}
}

func testWebView2(t *testing.T, p packages, w *wine) {
	const client = `HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}`
	w.must("reg", "add", client, "/v", "pv", "/d", "120.0.2210.91", "/f")
	if out, status := w.run(p.setup(), "/S"); status != 0 {
		t.Errorf("With WebView2 there, the installer's status is %d.\n%s", status, out)
	}
	uninstall(t, p, w)
	w.must("reg", "add", client, "/v", "pv", "/d", "0.0.0.0", "/f") // as its own uninstaller leaves it
	if exists(filepath.Join(w.drive, "windows", "syswow64", "ntdll.dll")) {
		t.Skip("This Wine runs Microsoft's bootstrapper, which would go to the network.")
	}
	if out, status := w.run(p.setup(), "/S"); status != 3 {
		t.Errorf("Without WebView2, which can't be installed here, the installer's status is %d instead of 3.\n%s", status, out)
	}
	uninstall(t, p, w)
}

// testAnotherBrand has signs in its names that mean something to somebody on the way.
func testAnotherBrand(t *testing.T, w *wine) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "brand.json")
	p := packages{version: "10.20.30-rc.1", dist: filepath.Join(dir, "dist"), brand: brand.Brand{
		Product: "Ácme & Sons' `1` $0 Account", ID: "acme-account", AppID: "com.acme.acme-account", Publisher: `"Acme" & <Söhne> $INSTDIR`,
		Summary: `What's "yours" at Acme`, Homepage: "https://acme.example/a?b=$c&d=%20", Support: "help@acme.example", Licence: "LicenseRef-proprietary",
		Scheme: "acme-account", APIURL: "https://api.workos.com", Icon: filepath.Join(root, "build", "appicon.png"), Accent: "teal",
	}}
	raw, err := json.Marshal(p.brand)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "branded")
	if err := kit.Write(file, kit.Options{Version: "v" + p.version, Date: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Root: root, Out: out}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "notices.txt"), []byte("None.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	certificate, environ := newCertificate(t)
	exe, err := filepath.Abs(*program)
	if err != nil {
		t.Fatal(err)
	}
	makePackages := exec.Command("./package.sh", exe, out, p.dist)
	makePackages.Env = append(os.Environ(), environ...)
	if out, err := makePackages.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}

	folder := install(t, p, w)
	checkRegistry(t, p, w, w.windows(folder))
	for _, signed := range []string{p.unpack(t), p.setup(), filepath.Join(folder, p.exe()), filepath.Join(folder, "uninstall.exe")} {
		verify := exec.Command("osslsigncode", "verify", "-CAfile", certificate, "-in", signed)
		if out, err := verify.CombinedOutput(); err != nil {
			t.Errorf("%s is not signed: %v\n%s", filepath.Base(signed), err, out)
		}
	}
	for name, want := range map[string]string{"ProductName": p.brand.Product, "CompanyName": p.brand.Publisher} {
		got := resourcesOf(t, p.setup()).Version["#1"]["0409"].Info["0409"][name]
		if strings.ReplaceAll(got, "$$", "$") != want { // NSIS doubles a dollar sign there, and only there
			t.Errorf("The installer's %s is %q instead of %q.", name, got, want)
		}
	}
	uninstall(t, p, w)
	if exists(folder) {
		t.Errorf("%s is still there.", w.windows(folder))
	}
}

// newCertificate makes a certificate to sign with, and returns its file and what tells sign.sh of it.
func newCertificate(t *testing.T) (file string, environ []string) {
	t.Helper()
	dir := t.TempDir()
	key, certificate, pfx, password := filepath.Join(dir, "key"), filepath.Join(dir, "certificate"), filepath.Join(dir, "pfx"), filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("a password"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Acme", "-addext", "extendedKeyUsage=codeSigning", "-keyout", key, "-out", certificate},
		{"pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", "file:" + password, "-out", pfx},
	} {
		if out, err := exec.Command("openssl", args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %s: %v\n%s", args[0], err, out)
		}
	}
	return certificate, []string{"SIGN_PFX=" + pfx, "SIGN_PASSWORD_FILE=" + password, "SIGN_TIMESTAMP=", "SIGN_COMMAND="}
}

// missing is what the second of two sets lacks, sorted. What Wine keeps for itself does not count.
func missing(of, in map[string]string) []string {
	var all []string
	for name := range maps.Keys(of) {
		if _, ok := in[name]; !ok && !strings.HasPrefix(name, `HKEY_CURRENT_USER\Software\Wine`) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

func checkNothing(t *testing.T, what string, left []string) {
	t.Helper()
	for _, name := range left {
		t.Errorf("The uninstaller left the %s %s.", what, name)
	}
}
