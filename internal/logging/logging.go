// Package logging makes the loggers of the application. Whatever is logged through them, and by whom,
// nothing that opens a session and no e-mail address gets into the log; see Redact.
package logging

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// maxValue bounds one message or value: a log line explains, it is no place for a whole answer.
const maxValue = 4 << 10

// New returns a logger that writes redacted lines of text. Each message and value is redacted by itself,
// before it is quoted, and by its key.
func New(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: replace}))
}

// replace is called by the handler for each attribute, after LogValuers have been resolved and groups
// taken apart.
func replace(_ []string, a slog.Attr) slog.Attr {
	var s string
	switch a.Value.Kind() {
	case slog.KindString:
		s = a.Value.String()
	case slog.KindAny:
		s = text(a.Value.Any())
	default:
		return a // numbers, times and durations
	}
	switch k := kindOf(a.Key); {
	case k == notSecret, k == oftenHarmless && isPlain(s):
		s = Redact(s)
	case s != "":
		s = redacted
	}
	return slog.String(a.Key, shorten(s))
}

// text is what slog's text handler would print for a value, including the name of each field.
func text(v any) string {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case json.RawMessage:
		return string(v)
	case *slog.Source: // prints as a pointer otherwise
		return fmt.Sprintf("%s:%d", v.File, v.Line)
	}
	return fmt.Sprintf("%+v", v)
}

// shorten cuts a text after it has been redacted: a token cut in half might not be known for one.
func shorten(s string) string {
	if len(s) <= maxValue {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes in all)", strings.ToValidUTF8(s[:maxValue], ""), len(s))
}
