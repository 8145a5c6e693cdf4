package settings

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestAValueThatCannotBeUsedCostsThatValueOnly(t *testing.T) {
	const rest = `"version":1,"organizations":[{"user":"user_1","organization":"org_a"}],"appearance":"dark"`
	tests := map[string]struct {
		values  string
		want    Preferences
		refused []string
	}{
		"nothing chosen":          {``, Preferences{System, 1, ""}, nil},
		"everything chosen":       {`,"preferences":{"theme":"dark","zoom":1.25,"logLevel":"debug"}`, Preferences{Dark, 1.25, "debug"}, nil},
		"some of it":              {`,"preferences":{"zoom":2}`, Preferences{System, 2, ""}, nil},
		"a theme of another age":  {`,"preferences":{"theme":"sepia","zoom":2}`, Preferences{System, 2, ""}, []string{"theme"}},
		"a theme that is no word": {`,"preferences":{"theme":7,"zoom":2}`, Preferences{System, 2, ""}, []string{"theme"}},
		"a zoom out of bounds":    {`,"preferences":{"theme":"light","zoom":40}`, Preferences{Light, 3, ""}, []string{"zoom"}},
		"a zoom far too small":    {`,"preferences":{"theme":"light","zoom":1e-9}`, Preferences{Light, 0.5, ""}, []string{"zoom"}},
		"a zoom below nothing":    {`,"preferences":{"theme":"light","zoom":-2}`, Preferences{Light, 1, ""}, []string{"zoom"}},
		"a zoom beyond numbers":   {`,"preferences":{"theme":"light","zoom":1e999}`, Preferences{Light, 1, ""}, []string{"zoom"}},
		"a log level unheard of":  {`,"preferences":{"zoom":2,"logLevel":"TRACE"}`, Preferences{System, 2, ""}, []string{"logLevel"}},
		"preferences as a list":   {`,"preferences":[1]`, Preferences{System, 1, ""}, []string{"preferences"}},
		"preferences as nothing":  {`,"preferences":null`, Preferences{System, 1, ""}, nil},
		"several at once": {
			`,"preferences":{"theme":"sepia","zoom":"big"},"placement":"left","signed_out":[],"open_with":{}`,
			Preferences{System, 1, ""}, []string{"open_with", "signed_out", "placement", "zoom", "theme"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, refused, err := parse([]byte("{" + rest + tt.values + "}"))
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Preferences.filled(); got != tt.want {
				t.Errorf("preferences are %+v, want %+v", got, tt.want)
			}
			if !reflect.DeepEqual(refused, tt.refused) {
				t.Errorf("refused %q, want %q", refused, tt.refused)
			}
			if find(f.Organizations, "user_1") != "org_a" || f.Appearance != "dark" {
				t.Errorf("the rest was lost: %+v", f)
			}
		})
	}
}

func TestListsAreRepairedEntryByEntry(t *testing.T) {
	f, refused, err := parse([]byte(`{"version":1,
		"organizations":[7,{"user":"user_1","organization":"org_a"},{"user":"user_1","organization":"org_old"},{"organization":"org_b"},{"user":"user_2","organization":"org_c"}],
		"signed_out":{"a":"mark","b":7,"c":""}}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := []membership{{"user_1", "org_a"}, {"user_2", "org_c"}}; !reflect.DeepEqual(f.Organizations, want) {
		t.Errorf("organizations are %v, want %v", f.Organizations, want)
	}
	if want := map[string]string{"a": "mark"}; !reflect.DeepEqual(f.SignedOut, want) {
		t.Errorf("marks are %v, want %v", f.SignedOut, want)
	}
	if want := []string{"organizations", "signed_out"}; !reflect.DeepEqual(refused, want) {
		t.Errorf("refused %q, want %q", refused, want)
	}
}

func TestPlacementsThatCannotBeMeantAreRepaired(t *testing.T) {
	for raw, want := range map[string]Placement{
		`{"x":-1200,"y":30,"width":900,"height":600,"positioned":true,"maximised":true}`: {X: -1200, Y: 30, Width: 900, Height: 600, Positioned: true, Maximised: true},
		`{"x":5,"y":5,"width":900,"height":600}`:                                         {Width: 900, Height: 600},
		`{"x":5,"y":9999999,"width":900,"height":600,"positioned":true}`:                 {Width: 900, Height: 600},
		`{"width":0,"height":600,"fullscreen":true}`:                                     {Fullscreen: true},
		`{"width":-5,"height":600}`:                                                      {},
		`{"width":900,"height":1e30}`:                                                    {},
		`{"width":"wide","height":600}`:                                                  {},
	} {
		f, _, err := parse([]byte(`{"version":1,"placement":` + raw + `}`))
		if err != nil || f.Placement != want {
			t.Errorf("%s became %+v, %v; want %+v", raw, f.Placement, err, want)
		}
	}
}

// A file as it was written before there were preferences.
func TestAFileOfAnOlderBuildIsReadWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	mark := fingerprint("session_1")
	old := `{
  "version": 1,
  "organizations": [{"user": "user_1", "organization": "org_a"}],
  "signed_out": {"client_1 at api.workos.com (release)": "` + mark + `"}
}`
	if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if s.Damaged() != "" || s.LastOrganization("user_1") != "org_a" || !s.SignedOut("client_1 at api.workos.com (release)", "session_1") {
		t.Errorf("read %+v, damaged %q", s.file, s.Damaged())
	}
	if s.Preferences() != (Preferences{System, 1, ""}) || s.Placement() != (Placement{}) || s.Appearance() != "" || s.OpenWith("user_1") != "" {
		t.Errorf("what was never chosen is %+v", s.file)
	}
}

func TestWhatANewerBuildAddedIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{"version":1,"tomorrow":{"a":[1,2]},"appearance":"light",
		"preferences":{"theme":"dark","density":"compact"},"placement":{"width":900,"height":600,"screen":{"name":"DP-1"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	s.SetAppearance("dark")
	s.SetPlacement(Placement{Width: 800, Height: 600})
	if err := s.SetPreferences(Preferences{Theme: Light}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	var got map[string]any
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &got)
	}
	want := map[string]any{
		"version": 1.0, "tomorrow": map[string]any{"a": []any{1.0, 2.0}}, "appearance": "dark",
		"preferences": map[string]any{"theme": "light", "zoom": 1.0, "logLevel": "", "density": "compact"},
		"placement": map[string]any{
			"x": 0.0, "y": 0.0, "width": 800.0, "height": 600.0, "positioned": false, "maximised": false, "fullscreen": false,
			"screen": map[string]any{"name": "DP-1"},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the file holds %s, %v", raw, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `null`, `[]`, `{"version":1}`, `{"version":2}`, `{"version":"1"}`,
		`{"version":1,"organizations":[{"user":"u","organization":"o"}],"open_with":[{"user":"u","organization":"o"}],"signed_out":{"a":"b"},"preferences":{"theme":"dark","zoom":1.5,"logLevel":"info"},"placement":{"x":1,"y":2,"width":3,"height":4,"positioned":true},"appearance":"light","more":{}}`,
		`{"version":1,"preferences":{"zoom":-0}}`, `{"version":1,"Preferences":{"zoom":2},"preferences":{"zoom":3}}`,
		`{"version":1,"preferences":{"later":1,"Zoom":2},"placement":{"later":{},"WIDTH":3}}`,
		`{"version":1,"open_with":null,"signed_out":null,"placement":null,"appearance":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		parsed, _, err := parse(raw)
		if err != nil {
			return
		}
		if err := parsed.Preferences.filled().check(); err != nil {
			t.Errorf("preferences %+v: %v", parsed.Preferences, err)
		}
		if parsed.Placement != parsed.Placement.usable() || len(parsed.Organizations) > maxUsers || len(parsed.OpenWith) > maxUsers {
			t.Errorf("not repaired: %+v", parsed)
		}
		written, err := parsed.encode()
		if err != nil {
			t.Fatal(err)
		}
		again, refused, err := parse(written)
		if err != nil || len(refused) > 0 {
			t.Fatalf("what was written is not read: %v, refused %q\n%s", err, refused, written)
		}
		if twice, err := again.encode(); err != nil || !bytes.Equal(written, twice) {
			t.Errorf("written\n%s\nthen\n%s%v", written, twice, err)
		}
		for _, name := range []string{"version", "preferences"} {
			if strings.Count(string(written), "\n  \""+name+"\":") > 1 {
				t.Errorf("%s is there twice: %s", name, written)
			}
		}
	})
}
