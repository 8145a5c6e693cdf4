package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/config"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/settings"
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

// TestWithoutASandboxItsPanelIsNowhereAttack asks the rooms as they are wired: what changes a sandbox is not there in a
// release, nor in any build that asks WorkOS itself.
func TestWithoutASandboxItsPanelIsNowhereAttack(t *testing.T) {
	book := logging.Open(logging.Options{Console: io.Discard})
	defer book.Close()
	kept := settings.Open("", book.Logger)
	defer kept.Close()
	c := config.Config{ClientID: "client_01", APIURL: &url.URL{Scheme: "https", Host: "api.workos.example"}}
	h := newHouse(c, nil, false, kept, book)
	defer h.app.proxy.Close()
	defer h.app.desk.Close()
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	served := h.wails(fstest.MapFS{}, false, book.Logger).AssetServer.Middleware(next)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for path, want := range map[string]int{"/_sandbox/condition": http.StatusNotFound, "/anything": http.StatusTeapot} {
			r := httptest.NewRequest(method, path, strings.NewReader(`{"do":"reset"}`))
			r.Host = "wails"
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			if served.ServeHTTP(w, r); w.Code != want {
				t.Errorf("%s %s: HTTP %d", method, path, w.Code)
			}
		}
	}
}
