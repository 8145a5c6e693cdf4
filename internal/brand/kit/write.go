package kit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"workos-widgets/internal/brand"
)

// Options are what Write is told beside the brand.
type Options struct {
	// Version is the release's, as git describes it: v1.2.3, or with more behind.
	Version string
	// Date is the commit's, so that packages are the same whenever they are built.
	Date time.Time
	// Root is the checkout, whose build folder has the templates and the files to replace.
	Root string
	// Out is the folder to write to.
	Out string
}

// Write checks the brand in file and writes everything a build needs of it below o.Out:
//
//	brand.json, windowicon.png  what is compiled in, in place of the files of these names in build/
//	overlay.json                which says so to go build -overlay
//	brand.sh                    the values as shell variables, BRAND_ID and so on
//	icons/16.png … 512.png      and icon.ico, for packages
//	linux/, windows/, darwin/   each build/<system>/<name>.tmpl as <name>
//
// A file that would stay as it is is not touched, so that make knows what is new.
func Write(file string, o Options) error {
	b, picture, err := Load(file)
	if err != nil {
		return err
	}
	if o.Out, err = filepath.Abs(o.Out); err != nil {
		return fmt.Errorf("finding %s: %w", o.Out, err)
	}
	if o.Root, err = filepath.Abs(o.Root); err != nil {
		return fmt.Errorf("finding %s: %w", o.Root, err)
	}
	files, err := icons(picture)
	if err != nil {
		return err
	}
	b.Icon = "icons/512.png" // no path of this machine is compiled in
	if files["brand.json"], err = indented(b); err != nil {
		return err
	}
	replace := map[string]string{}
	for _, name := range []string{"brand.json", "windowicon.png"} {
		replace[filepath.Join(o.Root, "build", name)] = filepath.Join(o.Out, name)
	}
	if files["overlay.json"], err = indented(map[string]any{"Replace": replace}); err != nil {
		return err
	}
	v := values{Brand: b, Version: strings.TrimPrefix(o.Version, "v"), VersionNumber: VersionNumber(o.Version), Date: Date(o.Date.UTC().Format(time.RFC3339)), Icons: filepath.Join(o.Out, "icons"), Out: o.Out}
	files["brand.sh"] = v.shell()
	for name, content := range files {
		if err := write(filepath.Join(o.Out, filepath.FromSlash(name)), content, 0o644); err != nil {
			return err
		}
	}
	return v.render(filepath.Join(o.Root, "build"))
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

var number = regexp.MustCompile(`^v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:[-+]|$)`)

// VersionNumber is the x.y.z that a version begins with, and 0.0.0 for one that begins with none, as a commit's does.
func VersionNumber(version string) string {
	m := number.FindStringSubmatch(version)
	if m == nil {
		return "0.0.0"
	}
	parts := make([]string, 3)
	for i := range parts {
		n, _ := strconv.ParseUint(m[i+1], 10, 16) // what is not there is 0; Windows has 16 bits
		parts[i] = strconv.FormatUint(n, 10)
	}
	return strings.Join(parts, ".")
}

// write puts content into a file unless it is there. Nobody sees half of it.
func write(path string, content []byte, mode fs.FileMode) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return os.Chmod(path, mode)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error before says more
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// values are what templates know.
type values struct {
	brand.Brand
	// Version is as git describes it, without a v; VersionNumber its x.y.z.
	Version, VersionNumber string
	Date                   Date
	// Icons and Out are absolute paths: of the folder with the icons, and of that with everything.
	Icons, Out string
}

// Date is a time in RFC 3339, in UTC.
type Date string

// Format is for templates that want it otherwise: {{.Date.Format "2006-01-02"}}.
func (d Date) Format(layout string) (string, error) {
	t, err := time.Parse(time.RFC3339, string(d))
	return t.Format(layout), err
}
