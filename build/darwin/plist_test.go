// Package darwin_test holds what is written for macOS against what macOS reads.
package darwin_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/brand/kit"
)

// brandWithSigns has signs in its names that mean something to XML.
func brandWithSigns(t *testing.T, root string) string {
	t.Helper()
	raw := fmt.Sprintf(`{"product": "Ácme & Sons' Account", "id": "acme-account", "appId": "com.acme.acme-account", "publisher": "\"Acme\" <Söhne> & Co.",
		"summary": "What is yours at Acme", "homepage": "https://acme.example", "support": "", "licence": "LicenseRef-proprietary",
		"scheme": "acme+account", "clientId": "", "apiUrl": "https://api.workos.com", "icon": %q, "accent": "teal"}`, filepath.Join(root, "build", "appicon.png"))
	file := filepath.Join(t.TempDir(), "brand.json")
	if err := os.WriteFile(file, []byte(raw), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTheBundleSaysWhoseItIs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	options := kit.Options{Version: "v1.2.3-4-gabcdef0", Date: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Root: root, Out: out}
	if err := kit.Write(brandWithSigns(t, root), options); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"CFBundleDevelopmentRegion": "en", "CFBundleInfoDictionaryVersion": "6.0", "CFBundlePackageType": "APPL", "CFBundleIconFile": "icon",
		"CFBundleDisplayName": "Ácme & Sons' Account", "CFBundleName": "Ácme & Sons' Account", "CFBundleExecutable": "acme-account",
		"CFBundleIdentifier": "com.acme.acme-account", "CFBundleShortVersionString": "1.2.3", "CFBundleVersion": "1.2.3",
		"CFBundleURLTypes":          []any{map[string]any{"CFBundleTypeRole": "Viewer", "CFBundleURLName": "com.acme.acme-account", "CFBundleURLSchemes": []any{"acme+account"}}},
		"LSApplicationCategoryType": "public.app-category.business", "LSMinimumSystemVersion": "12.0",
		"NSHighResolutionCapable": true, "NSSupportsAutomaticGraphicsSwitching": true,
		"NSHumanReadableCopyright": `© 2026 "Acme" <Söhne> & Co.`,
	}
	if diff := cmp.Diff(want, readList(t, filepath.Join(out, "darwin", "Info.plist"))); diff != "" {
		t.Errorf("Info.plist (-want +got):\n%s", diff)
	}
}

func TestTheHardenedRuntimeHasNoException(t *testing.T) {
	if got := readList(t, "entitlements.plist"); len(got) != 0 {
		t.Errorf("The exceptions are %v; each wants a reason.", got)
	}
}

// readList reads a property list of a dictionary.
func readList(t *testing.T, file string) map[string]any {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	root := next(t, d)
	if root == nil || root.Name.Local != "plist" {
		t.Fatalf("%s is no property list.", file)
	}
	list, ok := value(t, d, next(t, d)).(map[string]any)
	if !ok {
		t.Fatalf("%s holds no dictionary.", file)
	}
	if more := next(t, d); more != nil {
		t.Fatalf("%s has a second value.", file)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) && err != nil {
		t.Fatal(err)
	}
	return list
}

// next is the next element in the one that is open; nil is its end.
func next(t *testing.T, d *xml.Decoder) *xml.StartElement {
	t.Helper()
	for {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			return &token
		case xml.EndElement:
			return nil
		}
	}
}

// value reads an element to its end.
func value(t *testing.T, d *xml.Decoder, e *xml.StartElement) any {
	t.Helper()
	if e == nil {
		return nil
	}
	switch e.Name.Local {
	case "dict":
		all := map[string]any{}
		for key := next(t, d); key != nil; key = next(t, d) {
			var name string
			if err := d.DecodeElement(&name, key); err != nil || key.Name.Local != "key" {
				t.Fatalf("A key is missing: %v, %v", key, err)
			}
			if _, twice := all[name]; twice {
				t.Fatalf("%s is there twice.", name)
			}
			all[name] = value(t, d, next(t, d))
		}
		return all
	case "array":
		var all []any
		for item := next(t, d); item != nil; item = next(t, d) {
			all = append(all, value(t, d, item))
		}
		return all
	case "string":
		var s string
		if err := d.DecodeElement(&s, e); err != nil {
			t.Fatal(err)
		}
		return s
	case "true", "false":
		if err := d.Skip(); err != nil {
			t.Fatal(err)
		}
		return e.Name.Local == "true"
	}
	t.Fatalf("There is no value in <%s>.", e.Name.Local)
	return nil
}
