package logging

import (
	"bytes"
	"strings"
)

// kind is how the value that follows a name is treated.
type kind int

const (
	notSecret kind = iota
	// secret values are always taken out.
	secret
	// oftenHarmless names belong to OAuth and to ordinary speech alike: single words and small numbers stay.
	oftenHarmless
	// wholeLine values may hold spaces: what follows is taken out to the end of the line or quotation.
	wholeLine
)

var (
	secretEndings = [][]byte{
		[]byte("token"), []byte("secret"), []byte("password"), []byte("apikey"), []byte("verifier"),
		[]byte("sessionid"), []byte("authcode"), []byte("authorizationcode"),
	}
	wholeLineEndings = [][]byte{[]byte("authorization"), []byte("cookie")}
)

// kindOf is the kind of a name, however it is spelled: refresh_token, RefreshToken, X-Elevated-Access-Token.
func kindOf(name string) kind {
	var room [48]byte
	n := room[:0]
	for i := max(0, len(name)-len(room)); i < len(name); i++ {
		switch c := name[i]; {
		case c == '_' || c == '-':
		case class[c]&isUpper != 0:
			n = append(n, c|0x20)
		default:
			n = append(n, c)
		}
	}
	switch string(n) {
	case "code", "state":
		return oftenHarmless
	case "sid", "otp", "totp", "passcode":
		return secret
	}
	for _, ending := range secretEndings {
		if bytes.HasSuffix(n, ending) {
			return secret
		}
	}
	for _, ending := range wholeLineEndings {
		if bytes.HasSuffix(n, ending) {
			return wholeLine
		}
	}
	return notSecret
}

// isScheme reports whether a word is an HTTP authentication scheme whose credentials are secret.
func isScheme(word string) bool {
	return len(word) >= 4 && len(word) <= 6 && (strings.EqualFold(word, "bearer") || strings.EqualFold(word, "basic") || strings.EqualFold(word, "dpop"))
}

// isPlain reports whether a value is an ordinary word, an error code such as access_denied, or a small
// number.
func isPlain(v string) bool {
	v = strings.Trim(v, "(:.,")
	digits, lower := 0, 0
	for i, c := range []byte(v) {
		switch k := class[c]; {
		case k&isDigit != 0:
			digits++
		case k&isLower != 0, c == '_', c == '-', i == 0 && k&isUpper != 0:
			lower++
		default:
			return false
		}
	}
	return lower == 0 && digits <= 5 || digits == 0 && lower <= 32
}

// isNothing reports whether a value says that there is none.
func isNothing(v string) bool {
	switch v {
	case "null", "nil", "true", "false", "none", "undefined":
		return true
	}
	return false
}
