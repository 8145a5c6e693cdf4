//go:build packages

// Package windows_test tries the packages for Windows: in Wine (make test-packages-windows), and on the Windows that it
// runs on where -packages.here allows it to.
package windows_test

import (
	"archive/zip"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workos-widgets/internal/brand"
)

var (
	dist    = flag.String("packages.dist", "../dist", "the `folder` with the packages")
	branded = flag.String("packages.branded", "../branded", "the `folder` that make brand has written")
	program = flag.String("packages.program", "", "the program as the compiler has made it")
)

// packages are those of one brand.
type packages struct {
	brand   brand.Brand
	version string
	dist    string
}

func (p packages) name() string { return p.brand.ID + "-" + p.version + "-windows-amd64" }

func (p packages) setup() string { return filepath.Join(p.dist, p.name()+"-setup.exe") }

func (p packages) exe() string { return p.brand.ID + ".exe" }

func (p packages) uninstallKey() string {
	return `HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Uninstall\` + p.brand.ID
}

// built are the packages that make package-windows has left.
func built(t *testing.T) packages {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(*branded, "brand.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p packages
	if err := json.Unmarshal(raw, &p.brand); err != nil {
		t.Fatal(err)
	}
	if p.dist, err = filepath.Abs(*dist); err != nil {
		t.Fatal(err)
	}
	before, after := filepath.Join(p.dist, p.brand.ID+"-"), "-windows-amd64-setup.exe"
	found, err := filepath.Glob(before + "*" + after)
	if err != nil || len(found) != 1 {
		t.Fatalf("There should be one installer of %s in %s: %v, %v", p.brand.ID, p.dist, found, err)
	}
	p.version = strings.TrimSuffix(strings.TrimPrefix(found[0], before), after)
	return p
}

// checkPrints holds what --version printed against what it should be.
func (p packages) checkPrints(t *testing.T, printed string) {
	t.Helper()
	if !strings.Contains(printed, p.brand.Product+" ") || !strings.Contains(printed, p.version) {
		t.Errorf("--version printed %q instead of %s and %s.", printed, p.brand.Product, p.version)
	}
}

// unpack is the program out of the archive.
func (p packages) unpack(t *testing.T) string {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(p.dist, p.name()+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	from, err := archive.Open(p.name() + "/" + p.exe())
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), p.exe())
	if err := os.WriteFile(to, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return to
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
