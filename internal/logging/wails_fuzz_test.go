package logging

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wailsapp/wails/v2/pkg/logger"
)

// secretArgument stands for what a call of the page holds. It looks like nothing that the log would take out by itself.
const secretArgument = "\u00a7hush\u00a7"

// FuzzWailsMessages logs a message of the page as Wails does, whole, where it failed or was not known: one line comes of
// it, with no more of the message than its kind or the name of a method.
func FuzzWailsMessages(f *testing.F) {
	for _, sent := range []string{
		`C{"name":"main.App.PasteCallback","args":["` + secretArgument + `"]}`, `C{"name":"` + secretArgument + `"}`, `C{"name":"main.App.X","args":["` + secretArgument + ` -> ` + secretArgument + `"]}`,
		`C` + secretArgument, `EE` + secretArgument, secretArgument, `L` + secretArgument, `LX` + secretArgument, "é " + secretArgument + " -> " + secretArgument, "BO:" + secretArgument, "W\nlevel=ERROR " + secretArgument,
		"", "C", "C{}", " C{} " + secretArgument, "message: " + secretArgument, failedMessage + secretArgument, "E " + failedMessage + "C -> " + secretArgument, "\x00" + secretArgument, "\xff" + secretArgument,
		"x -> " + secretArgument + " message: y", secretArgument + " essage: ", `C{"name":"x -> ` + secretArgument + `"}`, `C{"name":"` + secretArgument + `' not registered"}`,
	} {
		for how := range wailsLines {
			f.Add(uint(how), sent)
		}
	}
	f.Fuzz(func(t *testing.T, how uint, sent string) {
		var b strings.Builder
		wailsLines[how%uint(len(wailsLines))](Wails(New(&b, slog.LevelDebug)), sent)
		line := b.String()
		if strings.Contains(line, secretArgument) {
			t.Errorf("%q is logged: %s", sent, line)
		}
		if line != "" && (strings.Count(line, "\n") != 1 || !utf8.ValidString(line)) {
			t.Errorf("%q makes this of the log: %q", sent, line)
		}
	})
}

// wailsLines are what Wails v2.15 says about a message that it can't do anything with (internal/frontend/dispatcher and
// desktop/*/frontend.go): first with the message itself, then without, and the like of it once more.
var wailsLines = []func(l logger.Logger, sent string){
	func(l logger.Logger, sent string) {
		if why := failure(sent); why != "" {
			l.Error(fmt.Sprintf("process message error: %s -> %s", sent, why))
		}
	},
	func(l logger.Logger, sent string) { l.Error(failure(sent)) },
	func(l logger.Logger, sent string) { l.Info("Unknown message returned from dispatcher: " + sent) },
	func(l logger.Logger, sent string) { l.Trace(sent) },
}

// failure is the error that Wails has for a message; "" for one that it takes.
func failure(sent string) string {
	if sent == "" {
		return "No message to process"
	}
	switch sent[0] {
	case 'L':
		return "Invalid Log Message: " + sent
	case 'E':
		return "Invalid Event Message: " + sent
	case 'W':
		return "Invalid Window Message: " + sent
	case 'B':
		return "Invalid Browser Message: " + sent
	case 'D':
		return "Invalid x coordinate in drag and drop Message: " + sent
	case 'C', 'c':
		var call struct {
			Name string            `json:"name"`
			Args []json.RawMessage `json:"args"`
		}
		if err := json.Unmarshal([]byte(sent[1:]), &call); err != nil {
			return err.Error()
		}
		return "method '" + call.Name + "' not registered"
	case 'Q', 'S', 'H':
		return ""
	}
	return "Unknown message from front end: " + sent
}
