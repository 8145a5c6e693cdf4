package main

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPageMayCallNothingElseAttack pins what a page can call, and what it gets for it. Whoever adds a method has to
// ask what a hostile page would do with it: docs/security.md.
func TestPageMayCallNothingElseAttack(t *testing.T) {
	answers := map[string]string{
		"GetInfo": "main.Info", "GetOpenWith": "string", "GetPreferences": "settings.Preferences", "GetSession": "session.Snapshot",
		"GetWidgetToken": "string", // a stand-in: internal/widget
		"Preflight":      "[]preflight.Check", "StartsAtLogin": "bool",
	}
	silent := []string{
		"CancelSignIn", "ChooseOrganization", "CopyDiagnostics", "CopySignInLink", "DismissProblem", "OpenLink", "OpenLogFolder",
		"OpenSignInAgain", "Painted", "PasteCallback", "PlaceChanged", "Pong", "RefreshSession", "ReplaceSession", "SetAppearance",
		"SetFront", "SetOpenWith", "SetPreferences", "SetStartAtLogin", "SignIn", "SignOut", "StaySignedIn", "SwitchOrganization",
		"UseAnotherAccount", "Wake",
	}
	want := map[string]string{}
	for _, name := range silent {
		want[name] = ""
	}
	for name, answer := range answers {
		want[name] = answer
	}
	got := map[string]string{}
	bound := reflect.TypeFor[*App]()
	for i := range bound.NumMethod() {
		m := bound.Method(i)
		got[m.Name] = ""
		for o := range m.Type.NumOut() {
			if out := m.Type.Out(o); out != reflect.TypeFor[error]() {
				got[m.Name] += out.String()
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the page may call something else than is known of:\n%s", diff)
	}
}

// TestPageKnowsNoSecretOfTheApplicationAttack: what the page may know is by type no place for a secret.
func TestPageKnowsNoSecretOfTheApplicationAttack(t *testing.T) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Info]()) {
		if kind := field.Type.Kind(); !slices.Contains([]reflect.Kind{reflect.String, reflect.Bool}, kind) || field.Type.PkgPath() != "" {
			t.Errorf("Info.%s is a %s", field.Name, field.Type)
		}
	}
}
