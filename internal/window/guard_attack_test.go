package window

import (
	"strings"
	"testing"
)

func TestPageMayGoNowhereElseAttack(t *testing.T) {
	for address, want := range map[string]bool{
		"wails://wails/": true, "wails://wails": true, "wails://wails/index.html?a=b#c": true, "wails://wails.localhost:34115/": true, "WAILS://wails/": true,
		"https://evil.example/": false, "http://127.0.0.1:1/": false, "http://wails/": false, "https://wails.localhost/": false,
		"wails://evil.example/": false, "wails://wails.evil.example/": false, "wails://wails@evil.example/": false, "wails://evil@wails/": false, "wails:wails": false, "wails://": false,
		"about:blank": false, "data:text/html,x": false, "blob:wails://wails/1": false, "file:///etc/passwd": false, "javascript:alert(1)": false,
		"mailto:a@b.example": false, "view-source:wails://wails/": false, "": false, "wails://wails\x00": false, "://": false,
	} {
		if got := mayGoTo(address); got != want {
			t.Errorf("%q: %t, want %t", address, got, want)
		}
	}
}

func TestPageMayTellWailsNothingElseAttack(t *testing.T) {
	for message, want := range map[string]bool{
		"runtime:ready": true, "EXsession:changed": true, "WTDomains – Acme Corp": true,
		`C{"name":"main.App.SignIn","args":[],"callbackID":"main.App.SignIn-1"}`: true,
		`C{"name":":wails:ClipboardSetText","args":["a"],"callbackID":"x"}`:      true,

		`C{"name":":wails:ClipboardGetText","args":[],"callbackID":"x"}`:                  false,
		`C{"NAME":":wails:ClipboardGetText"}`:                                             false, // as Go reads JSON
		`C{"name":"main.App.SignIn","name":":wails:ClipboardGetText"}`:                    false,
		`C{"name":"main.App.SignIn","Name":":wails:ClipboardGetText"}`:                    false,
		`C{"name":"\u003awails:ClipboardGetText"}`:                                        false,
		`C{"name":":wails:ClipboardSetText","nAme":":wails:ClipboardGetText"}`:            false,
		`C{"name":":wails:SendNotification","args":[{"title":"Your session has ended"}]}`: false,
		`C{"name":":wails:Environment"}`:                                                  false, `C{"name":"x"`: false, "C": false, "": false,
		"BO:https://evil.example": false, "Q": false, "S": false, "H": false, "WH": false, "WATP:1": false, "W": false, "LFatal": false, "LS1": false,
		`EE{"name":"session:changed"}`: false, "DD:1:1:/etc/passwd": false, "c{}": false, "drag": false, "resize:n": false,
		"DomReady": false, "wails:showInspector": false, "runtime:ready ": false,
	} {
		if got := mayTell(message); got != want {
			t.Errorf("%q: %t, want %t", message, got, want)
		}
	}
	begins := map[string]string{
		"dispatcher/browser.go processBrowserMessage": "B", "dispatcher/draganddrop.go processDragAndDropMessage": "D", "dispatcher/events.go processEventMessage": "E",
		"dispatcher/log.go processLogMessage": "L", "dispatcher/window.go processWindowMessage": "W", "dispatcher/systemcalls.go processSystemCall": `C{"name":":wails:`,
	}
	passes := map[string]bool{"runtime:ready": true, "EX": true, "WT": true, `C{"name":":wails:ClipboardSetText"}`: true}
	for place, taken := range takenByWails {
		for _, message := range taken {
			switch {
			case begins[place] == "W" && len(message) > 1:
				message = "WA" + message
			case strings.HasPrefix(begins[place], "C"):
				message = begins[place] + message + `"}`
			default:
				message = begins[place] + message
			}
			if got := mayTell(message); got != passes[message] {
				t.Errorf("%q, which Wails takes: %t", message, got)
			}
		}
	}
}
