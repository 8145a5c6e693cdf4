package logging

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"

	"github.com/wailsapp/wails/v2/pkg/logger"
)

// Wails returns a logger for Wails' own messages. It keeps what Wails says at info and above, at the level
// Wails gives it, and drops the rest: trace holds the results of bound calls whole, debug a line for each
// asset.
//
// Where a call from the page fails, Wails logs the call with its arguments; here only its name is kept.
// Fatal is an error like any other: the page can send it, and must not be able to end the application.
func Wails(l *slog.Logger) logger.Logger { return wails{l} }

type wails struct{ log *slog.Logger }

func (w wails) Trace(string) {}
func (w wails) Debug(string) {}

func (w wails) Print(message string)   { w.write(slog.LevelInfo, message) }
func (w wails) Info(message string)    { w.write(slog.LevelInfo, message) }
func (w wails) Warning(message string) { w.write(slog.LevelWarn, message) }
func (w wails) Error(message string)   { w.write(slog.LevelError, message) }
func (w wails) Fatal(message string)   { w.write(slog.LevelError, message) }

func (w wails) write(level slog.Level, message string) {
	ctx := context.Background()
	message = strings.TrimSpace(message)
	if rest, ok := strings.CutPrefix(message, failedMessage); ok {
		sent, problem := rest, inOwnWords.FindString(rest)
		if i := strings.LastIndex(rest, " -> "); i >= 0 && rest[0] == 'C' {
			sent, problem = rest[:i], rest[i+len(" -> "):]
		}
		w.log.Log(ctx, level, "wails: a message from the page failed", "message", describe(sent), "error", withoutEcho(problem))
		return
	}
	w.log.Log(ctx, level, "wails: "+withoutEcho(message))
}

// failedMessage is how Wails v2.15 begins the line about a message from the page that failed
// (internal/frontend/dispatcher, ProcessMessage).
const failedMessage = "process message error: "

// describe says what a message from the page was, without what it held. Its first letter is its kind; a
// call (C) names a bound method.
func describe(sent string) string {
	if sent == "" || strings.HasPrefix(sent, " -> ") {
		return "empty"
	}
	var call struct {
		Name string `json:"name"`
	}
	if sent[0] == 'C' && json.Unmarshal([]byte(sent[1:]), &call) == nil && isMethod(call.Name) {
		return "call of " + call.Name
	}
	return "kind " + string([]rune(sent)[:1])
}

// isMethod reports whether a name is one of a bound method, such as main.App.SignIn, and not something
// else that the page has put in its place.
func isMethod(name string) bool {
	for _, c := range []byte(name) {
		if class[c]&(isLower|isUpper|isDigit) == 0 && c != '.' && c != '_' && c != ':' {
			return false
		}
	}
	return name != "" && len(name) <= 100
}

// withoutEcho cuts off where Wails repeats what the page had sent.
func withoutEcho(message string) string {
	if strings.HasPrefix(message, unknownMethod) || strings.HasSuffix(message, "' not registered") {
		return "method not registered"
	}
	words, repeats := message, false
	for _, before := range echoes {
		if i := strings.Index(words, before); i >= 0 {
			words, repeats = words[:i+len(before)], true
		}
	}
	if repeats {
		words += "…"
	}
	return words
}

// unknownMethod is how Wails begins to say that there is no such method, with the name that the page gave.
const unknownMethod = "method '"

// inOwnWords is what Wails v2.15 says of a message other than a call, up to where it repeats it.
var inOwnWords = regexp.MustCompile(`No message to process|Unknown message from front end: |Invalid (?:Browser|Event|Log|Set Log Level|Window|(?:[xy] coordinate in )?drag and drop) Message: `)

// echoes are the ends of the words after which Wails v2.15 repeats a message, such as "Invalid Log Message: "
// (internal/frontend/dispatcher and desktop/*/frontend.go).
var echoes = []string{"essage: ", "message from front end: ", "message returned from dispatcher: "}
