package autostart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/words"
)

// agentLabel names our launch agent, and its file.
func agentLabel() string { return brand.Current().ID }

// launchAgent is the format of launchd.plist(5), as XML.
var launchAgent = format{encode: encodeAgent, decode: decodeAgent}

// agentPath is our launch agent in a home directory.
func agentPath(home string) string {
	return filepath.Join(home, "Library", "LaunchAgents", agentLabel()+".plist")
}

func encodeAgent(program string) ([]byte, error) {
	if !utf8.ValidString(program) || strings.ContainsFunc(program, unicode.IsControl) {
		return nil, unfit(words.T("The application lies in a folder whose name macOS can't start anything from."))
	}
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(program)); err != nil {
		return nil, fmt.Errorf("autostart: %w", err)
	}
	return fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>%s</string>
	<key>ProgramArguments</key>
	<array>
		<string>%s</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>ProcessType</key>
	<string>Interactive</string>
</dict>
</plist>
`, agentLabel(), &name), nil
}

// decodeAgent reads an agent as XML. One in Apple's binary form is not ours, and counts as off.
func decodeAgent(content []byte) state {
	values, err := topLevel(content)
	if err != nil {
		return state{}
	}
	program := values["ProgramArguments"]
	if program == "" {
		program = values["Program"]
	}
	return state{on: values["RunAtLoad"] == "true" && values["Disabled"] != "true" && program != "", program: program}
}

// topLevel are the values of a property list's outer dictionary: the text of strings, the first string of
// arrays, and the names of booleans.
func topLevel(content []byte) (map[string]string, error) {
	values := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(content))
	key, text := "", ""
	depth := 0 // plist 1, dict 2, its values 3, what an array holds 4
	for {
		token, err := d.Token()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			text = ""
			if name := token.Name.Local; depth == 3 && (name == "true" || name == "false") {
				values[key] = name
			}
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			switch name := token.Name.Local; {
			case depth == 3 && name == "key":
				key = text
			case depth == 3 && name == "string", depth == 4 && name == "string" && values[key] == "":
				values[key] = text
			}
			depth--
		}
	}
}
