package logging

// byteClass is what a byte can be part of. Bytes of non-ASCII characters count as letters of names and
// e-mail addresses.
type byteClass uint16

const (
	isLower byteClass = 1 << iota
	isUpper
	isDigit
	isHex
	// inRun bytes make up names and the parts of tokens (base64url).
	inRun
	// inToken bytes make up whole tokens (RFC 6750 section 2.1, and JWTs).
	inToken
	inLocal
	inDomain
	// endsWord bytes end a URL in running text.
	endsWord
	// endsValue bytes end an unquoted value.
	endsValue
	// endsLine bytes end a value that may hold spaces.
	endsLine
	// endsList bytes end a list of values.
	endsList
)

var class = func() (t [256]byteClass) {
	for c := range t {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z':
			t[c] = isLower | inRun | inToken | inLocal | inDomain
		case b >= 'A' && b <= 'Z':
			t[c] = isUpper | inRun | inToken | inLocal | inDomain
		case b >= '0' && b <= '9':
			t[c] = isDigit | isHex | inRun | inToken | inLocal | inDomain
		case b >= 0x80:
			t[c] = inLocal | inDomain
		case b <= ' ' || b == 0x7f:
			t[c] = endsWord | endsValue
		}
	}
	mark := func(bytes string, k byteClass) {
		for _, b := range []byte(bytes) {
			t[b] |= k
		}
	}
	mark("abcdefABCDEF", isHex)
	mark("_-", inRun|inToken)
	mark(".+/=~", inToken)
	mark("._+-!#$*^~%", inLocal)
	mark(".-", inDomain)
	mark("\"'`<>\\", endsWord)
	mark("\"'`<>\\&,;(){}[]|", endsValue)
	mark("\r\n\"'`\\]}", endsLine)
	mark("]", endsList)
	return t
}()
