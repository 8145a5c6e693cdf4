package scheme

import (
	"bytes"
	"encoding/xml"
)

// urlSchemes are the schemes that an Info.plist declares: every string in an array that follows the key
// CFBundleURLSchemes. One in Apple's binary form has none; ours is XML.
func urlSchemes(plist []byte) []string {
	var schemes []string
	d := xml.NewDecoder(bytes.NewReader(plist))
	key, text := "", ""
	for {
		token, err := d.Token()
		if err != nil {
			return schemes
		}
		switch token := token.(type) {
		case xml.StartElement:
			text = ""
		case xml.CharData:
			text += string(token)
		case xml.EndElement:
			switch name := token.Name.Local; {
			case name == "key":
				key = text
			case name == "string" && key == "CFBundleURLSchemes":
				schemes = append(schemes, text)
			case name == "array":
				key = ""
			}
			text = ""
		}
	}
}
