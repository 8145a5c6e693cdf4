package kit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

// quoting is how values come into files of each kind. A template that puts a value anywhere without one of these is wrong.
var quoting = template.FuncMap{
	// yaml is a double-quoted scalar.
	"yaml": func(v any) (string, error) {
		var b bytes.Buffer
		e := json.NewEncoder(&b) // YAML 1.2 has JSON's texts
		e.SetEscapeHTML(false)
		err := e.Encode(fmt.Sprint(v))
		return strings.TrimSuffix(b.String(), "\n"), err
	},
	// xml is the text of an element or, between quotation marks of either kind, of an attribute.
	"xml": func(v any) (string, error) {
		var b strings.Builder
		err := xml.EscapeText(&b, []byte(fmt.Sprint(v)))
		return b.String(), err
	},
	// nsis is a text with its quotation marks.
	"nsis": func(v any) string {
		return `"` + strings.NewReplacer("$", "$$", `"`, `$\"`, "\n", `$\n`, "\r", `$\r`, "\t", `$\t`).Replace(fmt.Sprint(v)) + `"`
	},
	// nsisVersion is nsis for VIAddVersionKey, which takes a dollar sign as it is.
	"nsisVersion": func(v any) string { return `"` + strings.ReplaceAll(fmt.Sprint(v), `"`, `$\"`) + `"` },
	// roff is a text within a line of a man page.
	"roff": func(v any) string { return strings.ReplaceAll(fmt.Sprint(v), `\`, `\(rs`) },
	// sh is one word for a POSIX shell.
	"sh": shellWord,
	// desktop is a value of a desktop file, of type string or localestring.
	"desktop": func(v any) string {
		return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(fmt.Sprint(v))
	},
}

func shellWord(v any) string {
	return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", `'\''`) + "'"
}

// render writes what becomes of the templates in folder: linux/name.tmpl is Out/linux/name, with the template's mode.
func (v values) render(folder string) error {
	for _, system := range []string{"linux", "windows", "darwin"} {
		files, err := filepath.Glob(filepath.Join(folder, system, "*.tmpl"))
		if err != nil {
			return fmt.Errorf("looking for templates: %w", err)
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".tmpl")
			if err := v.renderOne(file, filepath.Join(v.Out, system, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v values) renderOne(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return fmt.Errorf("reading a template: %w", err)
	}
	t, err := template.New(filepath.Base(from)).Funcs(quoting).Option("missingkey=error").ParseFiles(from)
	if err != nil {
		return fmt.Errorf("reading the template %s: %w", from, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return fmt.Errorf("filling in the template %s: %w", from, err)
	}
	return write(to, b.Bytes(), info.Mode().Perm())
}

// shell is the values as a shell script that sets variables.
func (v values) shell() []byte {
	var b bytes.Buffer
	b.WriteString("# Written by make brand.\n")
	for _, one := range []struct {
		name  string
		value any
	}{
		{"PRODUCT", v.Product}, {"ID", v.ID}, {"APP_ID", v.AppID}, {"PUBLISHER", v.Publisher}, {"SUMMARY", v.Summary},
		{"HOMEPAGE", v.Homepage}, {"SUPPORT", v.Support}, {"LICENCE", v.Licence}, {"SCHEME", v.Scheme}, {"CLIENT_ID", v.ClientID},
		{"API_URL", v.APIURL}, {"ACCENT", v.Accent}, {"VERSION", v.Version}, {"VERSION_NUMBER", v.VersionNumber}, {"DATE", v.Date},
	} {
		fmt.Fprintf(&b, "BRAND_%s=%s\n", one.name, shellWord(one.value))
	}
	return b.Bytes()
}
