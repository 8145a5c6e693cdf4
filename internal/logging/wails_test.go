package logging

import (
	"log/slog"
	"strings"
	"testing"
)

func TestWailsMessages(t *testing.T) {
	const paste = `C{"name":"main.App.PasteCallback","args":["http://127.0.0.1:1/callback?code=s3cr3t-Q"],"callbackID":"main.App.PasteCallback-1"}`
	const failed = `level=ERROR msg="wails: a message from the page failed" `
	tests := map[string]struct {
		level   func(l wails) func(string)
		message string
		want    string // "" for nothing at all
	}{
		"trace, which holds whole results": {func(l wails) func(string) { return l.Trace }, `json call result data: {"result":"s3cr3t-Q"}`, ""},
		"debug":                            {func(l wails) func(string) { return l.Debug }, "[AssetHandler] Loading file '/'", ""},
		"print":                            {func(l wails) func(string) { return l.Print }, "hello\n", `level=INFO msg="wails: hello"`},
		"info":                             {func(l wails) func(string) { return l.Info }, "hello", `level=INFO msg="wails: hello"`},
		"a warning":                        {func(l wails) func(string) { return l.Warning }, "hello " + key, `level=WARN msg="wails: hello [redacted]"`},
		"an error":                         {func(l wails) func(string) { return l.Error }, "hello", `level=ERROR msg="wails: hello"`},
		"fatal, which the page can send":   {func(l wails) func(string) { return l.Fatal }, "hello", `level=ERROR msg="wails: hello"`},
		"a failed call": {
			func(l wails) func(string) { return l.Error }, failedMessage + paste + " -> received 1 arguments to method 'main.App.PasteCallback', expected 2",
			failed + `message="call of main.App.PasteCallback" error="received 1 arguments to method 'main.App.PasteCallback', expected 2"`,
		},
		"a failed call whose argument looks like the end": {
			func(l wails) func(string) { return l.Error }, failedMessage + `C{"name":"main.App.X","args":["s3cr3t-Q -> message: s3cr3t-Q"]} -> boom`,
			failed + `message="call of main.App.X" error=boom`,
		},
		"a failed call whose name is something else": {
			func(l wails) func(string) { return l.Error }, failedMessage + `C{"name":"s3cr3t-Q"} -> method 's3cr3t-Q' not registered`,
			failed + `message="kind C" error="method not registered"`,
		},
		"a failed call that is no JSON": {
			func(l wails) func(string) { return l.Error }, failedMessage + `C{"name":s3cr3t-Q -> invalid character 's'`, failed + `message="kind C" error="invalid character 's'"`,
		},
		"a failed event": {
			func(l wails) func(string) { return l.Error }, failedMessage + `EE s3cr3t-Q -> Invalid Event Message: EE s3cr3t-Q`,
			failed + `message="kind E" error="Invalid Event Message: …"`,
		},
		"an unknown message with an arrow in it": {
			func(l wails) func(string) { return l.Error }, failedMessage + `é s3cr3t-Q -> s3cr3t-Q -> Unknown message from front end: é s3cr3t-Q -> s3cr3t-Q`,
			failed + `message="kind é" error="Unknown message from front end: …"`,
		},
		"an empty message": {func(l wails) func(string) { return l.Error }, failedMessage + " -> No message to process", failed + `message=empty error="No message to process"`},
		"what a message from the page says again": {
			func(l wails) func(string) { return l.Error }, "Unknown message from front end: s3cr3t-Q", `level=ERROR msg="wails: Unknown message from front end: …"`,
		},
		"what the dispatcher gave back": {
			func(l wails) func(string) { return l.Info }, "Unknown message returned from dispatcher: s3cr3t-Q", `level=INFO msg="wails: Unknown message returned from dispatcher: …"`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			tt.level(Wails(New(&b, slog.LevelDebug)).(wails))(tt.message)
			got := strings.TrimSpace(b.String())
			if tt.want == "" && got != "" || !strings.HasSuffix(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(got, "s3cr3t") {
				t.Errorf("what the page sent is in %s", got)
			}
		})
	}
}
