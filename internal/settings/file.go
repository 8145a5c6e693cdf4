package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// fileVersion is the layout of the file. What a newer version wrote is put aside, not overwritten. Fields are
// added without a new version: what this one does not know, it keeps.
const fileVersion = 1

// maxFile is more bytes than the file ever has.
const maxFile = 1 << 20

type file struct {
	Version int `json:"version"`
	// Organizations are the ones people were in last, the latest first.
	Organizations []membership `json:"organizations,omitempty"`
	// OpenWith are the ones people want to be in after a start.
	OpenWith []membership `json:"open_with,omitempty"`
	// SignedOut are marks of sessions that are over while the keychain still holds them, by account.
	SignedOut   map[string]string `json:"signed_out,omitempty"`
	Preferences Preferences       `json:"preferences,omitzero"`
	Placement   Placement         `json:"placement,omitzero"`
	Appearance  string            `json:"appearance,omitempty"`
	// unknown is what a version with more fields has written, by the name of the object it is in; "" is the
	// outermost.
	unknown map[string]fields
}

// fields are those of a JSON object.
type fields map[string]json.RawMessage

// blank is a file in which nothing was chosen yet.
func blank() file { return file{Version: fileVersion, SignedOut: map[string]string{}} }

// clone is a copy that later changes of f leave alone.
func (f file) clone() file {
	f.Organizations, f.OpenWith, f.SignedOut = slices.Clone(f.Organizations), slices.Clone(f.OpenWith), maps.Clone(f.SignedOut)
	return f
}

type membership struct {
	User         string `json:"user"`
	Organization string `json:"organization"`
}

// parse reads a file value by value: one that can't be used is left out, and its name returned. The error is
// for a file that makes no sense as a whole.
func parse(raw []byte) (f file, refused []string, err error) {
	var all fields
	if err := json.Unmarshal(raw, &all); err != nil {
		return file{}, nil, fmt.Errorf("settings: %w", err)
	}
	r := reader{}
	if f.Version = take[int](&r, all, "version"); f.Version != fileVersion {
		return file{}, nil, errors.New("settings: the file was written by another version")
	}
	f.Organizations = r.memberships(all, "organizations")
	f.OpenWith = r.memberships(all, "open_with")
	f.SignedOut = r.marks(all, "signed_out")
	preferences, placement := take[fields](&r, all, "preferences"), take[fields](&r, all, "placement")
	f.Preferences = r.preferences(preferences)
	f.Placement = r.placement(placement)
	if f.Appearance = take[string](&r, all, "appearance"); f.Appearance != "" && !slices.Contains(appearances, f.Appearance) {
		r.refuse("appearance")
		f.Appearance = ""
	}
	f.unknown = map[string]fields{"": all, "preferences": preferences, "placement": placement}
	return f, r.refused, nil
}

// encode is the file as it is written.
func (f file) encode() ([]byte, error) {
	all, err := fieldsOf(f)
	if err != nil {
		return nil, err
	}
	for name, unknown := range f.unknown {
		if err := all.add(name, unknown); err != nil {
			return nil, err
		}
	}
	raw, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return append(raw, '\n'), nil
}

func fieldsOf(f file) (fields, error) {
	raw, err := json.Marshal(f)
	all := fields{}
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return all, nil
}

// add puts more fields into the object of that name, "" being this one.
func (all fields) add(name string, more fields) error {
	if name == "" || len(more) == 0 {
		maps.Copy(all, more)
		return nil
	}
	inner := fields{}
	if raw, ok := all[name]; ok {
		if err := json.Unmarshal(raw, &inner); err != nil {
			return fmt.Errorf("settings: %w", err)
		}
	}
	maps.Copy(inner, more)
	raw, err := json.Marshal(inner)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	all[name] = raw
	return nil
}

// reader takes values out of a JSON object and remembers the names of those that were refused.
type reader struct{ refused []string }

func (r *reader) refuse(name string) {
	if !slices.Contains(r.refused, name) {
		r.refused = append(r.refused, name)
	}
}

// take takes one value out of an object. What is not there, or of another kind, is the zero value.
func take[T any](r *reader, all fields, name string) T {
	raw, ok := all[name]
	delete(all, name)
	var v, none T
	if ok && json.Unmarshal(raw, &v) != nil {
		r.refuse(name)
		return none
	}
	return v
}

func (r *reader) memberships(all fields, name string) []membership {
	var list []membership
	for _, raw := range take[[]json.RawMessage](r, all, name) {
		var m membership
		if json.Unmarshal(raw, &m) != nil || m.User == "" || len(list) == maxUsers {
			r.refuse(name)
			continue
		}
		if find(list, m.User) == "" {
			list = append(list, m)
		}
	}
	return list
}

func (r *reader) marks(all fields, name string) map[string]string {
	marks := map[string]string{}
	for account, raw := range take[map[string]json.RawMessage](r, all, name) {
		var mark string
		if json.Unmarshal(raw, &mark) != nil || mark == "" {
			r.refuse(name)
			continue
		}
		marks[account] = mark
	}
	return marks
}

func (r *reader) preferences(values fields) Preferences {
	p := Preferences{
		Theme:    take[Theme](r, values, "theme"),
		Zoom:     take[float64](r, values, "zoom"),
		LogLevel: take[string](r, values, "logLevel"),
	}.filled()
	if !slices.Contains(themes, p.Theme) {
		r.refuse("theme")
		p.Theme = System
	}
	switch {
	case p.Zoom < 0:
		r.refuse("zoom")
		p.Zoom = 1
	case p.Zoom < MinZoom || p.Zoom > MaxZoom: // the bound is nearest to what was wanted
		r.refuse("zoom")
		p.Zoom = min(max(p.Zoom, MinZoom), MaxZoom)
	}
	if !slices.Contains(logLevels, p.LogLevel) {
		r.refuse("logLevel")
		p.LogLevel = ""
	}
	return p
}

func (r *reader) placement(values fields) Placement {
	p := Placement{
		X: take[int](r, values, "x"), Y: take[int](r, values, "y"),
		Width: take[int](r, values, "width"), Height: take[int](r, values, "height"),
		Positioned: take[bool](r, values, "positioned"),
		Maximised:  take[bool](r, values, "maximised"), Fullscreen: take[bool](r, values, "fullscreen"),
	}
	usable := p.usable()
	if usable != p {
		r.refuse("placement")
	}
	return usable
}
