// Package kit checks a company's brand and makes of it what a build needs: the files that are compiled in, icons in every
// size, and each package's description. It is for the builder; the application has package brand.
package kit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"workos-widgets/internal/brand"
)

const secretMend = "Take it out and make a new one in the WorkOS dashboard: what stands in a file like this has been read. A build carries no key."

// Parse reads a brand strictly: every field has to be there, once, and no other. Its error is an Errors with everything
// that is wrong. It does not look at the icon, for which it would have to know where the file is; Load does.
func Parse(content []byte) (brand.Brand, error) {
	var c checker
	if holdsKey(string(content)) {
		c.fail("", "There is a secret API key (sk_…) in the file.", secretMend)
	}
	b, err := c.decode(content)
	if err != nil {
		c.fail("", "This is not a brand: "+err.Error()+".", "Compare it with build/brand.json.")
		return brand.Brand{}, c.errors
	}
	c.check(b)
	if len(c.errors) > 0 {
		return brand.Brand{}, c.errors
	}
	return b, nil
}

// checker notes what is wrong.
type checker struct {
	errors Errors
	given  map[string]bool
}

func (c *checker) fail(field, problem, mend string) {
	c.errors = append(c.errors, &Error{Field: field, Problem: problem, Mend: mend})
}

// has says whether something is wrong with the field already: one complaint about each is enough.
func (c *checker) has(field string) bool {
	for _, e := range c.errors {
		if e.Field == field {
			return true
		}
	}
	return false
}

// decode reads the object field by field. encoding/json would take names in any case, the last of two, and nulls.
func (c *checker) decode(content []byte) (b brand.Brand, err error) {
	c.given = map[string]bool{}
	fields := fieldsOf(&b)
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return b, located(d, content, err, "a JSON object is wanted, from { to }")
	}
	for d.More() {
		t, err := d.Token()
		name, _ := t.(string)
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			return b, located(d, content, err, "")
		}
		c.set(fields, name, value)
	}
	if _, err := d.Token(); err != nil {
		return b, located(d, content, err, "")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return b, located(d, content, nil, "something follows the closing }")
	}
	return b, nil
}

func (c *checker) set(fields map[string]reflect.Value, name string, value json.RawMessage) {
	field, known := fields[name]
	var text string
	switch err := json.Unmarshal(value, &text); {
	case !known && plainName.MatchString(name) && !holdsKey(name):
		c.fail(name, "There is no such field.", "Remove it, or correct its name: "+strings.Join(FieldNames(), ", ")+".")
	case !known:
		c.fail("", "There is a field with a name that no field has.", "Remove it. The fields are "+strings.Join(FieldNames(), ", ")+".")
	case c.given[name]:
		c.fail(name, "It is there twice.", "Remove one of the two.")
	case err != nil || value[0] != '"':
		c.fail(name, "It is not a text.", `Put its value between quotation marks ("…"); "" is nothing.`)
	default:
		field.SetString(text)
	}
	if known {
		c.given[name] = true
	}
}

var plainName = regexp.MustCompile(`^[A-Za-z_]{1,32}$`)

// located says in which line the decoder stopped.
func located(d *json.Decoder, content []byte, err error, otherwise string) error {
	at := d.InputOffset()
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		at = syntax.Offset
	}
	line := 1 + bytes.Count(content[:min(at, int64(len(content)))], []byte("\n"))
	if otherwise == "" || err != nil && !errors.Is(err, io.EOF) {
		otherwise = err.Error()
	}
	return fmt.Errorf("line %d: %s", line, otherwise)
}

// FieldNames are the names of all fields, in their order.
func FieldNames() []string {
	var names []string
	for f := range reflect.TypeFor[brand.Brand]().Fields() {
		names = append(names, f.Tag.Get("json"))
	}
	return names
}

func fieldsOf(b *brand.Brand) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	for f, v := range reflect.ValueOf(b).Elem().Fields() {
		fields[f.Tag.Get("json")] = v
	}
	return fields
}

// key matches a WorkOS API key: by itself or in an address, or stuck to something else. A word such as desk_lamp is none.
var key = regexp.MustCompile(`(?i)(?:^|[^a-z0-9])sk_|sk_(?:live|test|example)_`)

func holdsKey(text string) bool { return key.MatchString(text) }
