package window

import (
	"encoding/json"
	"net/url"
	"strings"
)

// A content policy says what a page may load. It does not say where the whole window may go, and it knows nothing
// of the messages that Wails takes from the page beside calls of bound methods: among them are opening an address
// of whatever kind, and reading the clipboard. Where the toolkit can be reached, both pass through here; see
// docs/security.md for where it can't.

// pageScheme and pageHosts are the page's own address; the second host is that of `wails dev`.
const pageScheme = "wails"

var pageHosts = map[string]bool{"wails": true, "wails.localhost": true}

// mayGoTo reports whether the page may take its window to an address: its own origin, and nothing else.
func mayGoTo(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == pageScheme && u.User == nil && pageHosts[u.Hostname()]
}

// mayTell reports whether a message of the page may reach Wails: calls of bound methods, text for the clipboard, the
// window's title, and what Wails' own script says when it is there (internal/frontend/runtime/desktop) or stops listening.
func mayTell(message string) bool {
	switch {
	case message == "runtime:ready", strings.HasPrefix(message, "EX"), strings.HasPrefix(message, "WT"):
		return true
	case strings.HasPrefix(message, "C"):
		return mayCall(message[1:])
	}
	return false
}

// ownCalls begins the names of the calls that Wails answers itself.
const ownCalls = ":wails:"

func mayCall(payload string) bool {
	var call struct { // read just as Wails reads it
		Name       string            `json:"name"`
		Args       []json.RawMessage `json:"args"`
		CallbackID string            `json:"callbackID"`
	}
	if err := json.Unmarshal([]byte(payload), &call); err != nil {
		return false
	}
	return !strings.HasPrefix(call.Name, ownCalls) || call.Name == ownCalls+"ClipboardSetText"
}
