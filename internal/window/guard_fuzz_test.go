package window

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// callOfWails is how Wails reads a call: callMessage in its internal/frontend/dispatcher/calls.go.
type callOfWails struct {
	Name       string            `json:"name"`
	Args       []json.RawMessage `json:"args"`
	CallbackID string            `json:"callbackID"`
}

// FuzzMayTell holds that what passes is for Wails' own eyes no more than what the page needs, whatever JSON it is written in.
func FuzzMayTell(f *testing.F) {
	for _, message := range []string{
		"runtime:ready", "EXsession:changed", "EE{}", "WTtitle", "WATP:1", "BO:https://evil.example", "LFx", "Q", "c{}", "DomReady", "C", "C null", "C[]",
		`C{"name":"main.App.SignIn","args":[],"callbackID":"x"}`, `C{"name":":wails:ClipboardSetText","args":["a"]}`, `C{"name":":wails:ClipboardGetText"}`,
		`C{"name":"x","NAME":":wails:Environment"}`, `C{"n\u0061me":"\u003awails:SendNotification"}`, `C{"name":null,"name":":wails:WindowGetPos"}`,
		"C{\"name\":\":wail\xc5\xbf:Environment\"}", "C{\"\u017fname\":1}", `C{"name":"a"} {"name":":wails:Environment"}`, `C{"name":":wails:ClipboardSetText\u0000"}`,
	} {
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message string) {
		if !mayTell(message) {
			return
		}
		if message == "" {
			t.Fatal("nothing was let through")
		}
		// The first letter, and for some the second, is what Wails goes by (ProcessMessage).
		switch {
		case message == "runtime:ready", strings.HasPrefix(message, "EX"), strings.HasPrefix(message, "WT"):
			return
		case message[0] != 'C':
			t.Fatalf("%q is another kind of message", message)
		}
		var call callOfWails
		if err := json.Unmarshal([]byte(message[1:]), &call); err != nil {
			t.Fatalf("%q is no call for Wails: %v", message, err)
		}
		if strings.HasPrefix(call.Name, ":wails:") && call.Name != ":wails:ClipboardSetText" {
			t.Errorf("%q has Wails do %q", message, call.Name)
		}
	})
}

// FuzzMayGoTo holds that an address that passes is the page's own for a reader that is stricter than net/url, too.
func FuzzMayGoTo(f *testing.F) {
	for _, address := range []string{
		"wails://wails/", "wails://wails.localhost:34115/a?b#c", "WAILS://wails", "wails://wails@evil.example/", "wails://zoe@wails/", "wails://evil.example/wails://wails/", "wails://wails\\@evil.example/",
		"wails://wails:80@evil.example/", "wails://wails%2eevil.example/", "wails://[wails]/", "wails://[::1%25wails]/", "wails://wails.evil.example", "wails:/wails/", "wails:wails", "http://wails/",
		"javascript:alert(1)//wails://wails/", "\twails://wails/", "wails://wails:/", "wails://%77ails/", "wails://wails?@evil.example/", "wails://wails#@evil.example/",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !mayGoTo(address) {
			return
		}
		scheme, rest, found := strings.Cut(address, "://")
		if !found || !strings.EqualFold(scheme, "wails") {
			t.Fatalf("%q has another scheme", address)
		}
		host, _, _ := strings.Cut(rest[:endOfHost(rest)], ":")
		if host != "wails" && host != "wails.localhost" {
			t.Fatalf("%q may be read as an address of %q", address, host)
		}
		u, err := url.Parse(address)
		if err != nil || u.User != nil || u.Opaque != "" {
			t.Errorf("%q is read as %+v, %v", address, u, err)
		}
	})
}

// endOfHost is where whoever reads an address takes its host to end: a browser reads \ as /.
func endOfHost(s string) int {
	if i := strings.IndexAny(s, `/?#\`); i >= 0 {
		return i
	}
	return len(s)
}
