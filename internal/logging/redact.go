package logging

import (
	"strings"
	"unicode"
)

// Redacted stands where something was taken out of a line.
const redacted = "[redacted]"

// Redact takes out of a text what must not be in a log: JWTs, API keys, Bearer and Basic credentials,
// authorization codes, states, verifiers, tokens and session IDs (by their name in key=value, JSON, Go and
// query notation, percent-encoded or escaped), e-mail addresses, the queries and fragments of URLs, and
// long random strings that stand without a name. It gives the same string back, at no cost in memory,
// when there is nothing to take out, and it changes nothing that it has been through before.
func Redact(s string) string {
	r := scanner{in: s}
	for r.pos < len(s) {
		r.step()
	}
	if r.out == nil {
		return s
	}
	return string(append(r.out, s[r.kept:]...))
}

// scanner walks over a text once, run by run. A run is what a name or a token is made of.
type scanner struct {
	in  string
	pos int
	// kept is the end of what has been copied to out; out is nil until something is taken out.
	kept int
	out  []byte
	// word is where the present stretch without spaces and quotes began, to tell a URL's ? from another.
	word  int
	slash bool // there is a slash in it
	// authority is where the authority of a URL in it began (RFC 3986 section 3.2); 0 outside one.
	authority int
}

func (r *scanner) step() {
	c := r.in[r.pos]
	switch {
	case class[c]&inRun != 0:
		r.run()
	case c == '[' && strings.HasPrefix(r.in[r.pos:], redacted):
		r.pos += len(redacted)
	case c == '@':
		r.email(1)
	case c == '%' || c == '\\':
		r.escape()
	case c == '?' || c == '#':
		r.query()
	default:
		r.pos++
		switch {
		case class[c]&endsWord != 0:
			r.newWord()
		case c == '/':
			r.slash, r.authority = true, 0
			if strings.HasSuffix(r.in[:r.pos], "://") {
				r.authority = r.pos
			}
		}
	}
}

func (r *scanner) newWord() { r.word, r.slash, r.authority = r.pos, false, 0 }

// run looks at one run: is it a secret by itself, or the name of the value that follows?
func (r *scanner) run() {
	start := r.pos
	end := start
	var lower, upper, digit bool
	for ; end < len(r.in) && class[r.in[end]]&inRun != 0; end++ {
		k := class[r.in[end]]
		lower, upper, digit = lower || k&isLower != 0, upper || k&isUpper != 0, digit || k&isDigit != 0
	}
	run := r.in[start:end]
	if at := secretIn(r.in, start, end); at >= 0 {
		r.cut(at, r.while(at, inToken))
		return
	}
	switch {
	case len(run) > len(sessionPrefix)+8 && strings.HasPrefix(run, sessionPrefix) && digit:
		r.cut(start+len(sessionPrefix), end)
		return
	case upper && looksRandom(run, lower, digit):
		r.cut(start, r.while(start, inToken))
		return
	}
	r.pos = end
	if isScheme(run) {
		r.credentials()
		return
	}
	r.value(run)
}

const (
	sessionPrefix = "session_"
	// minRandom is how long a random string without a name has to be to be known for one: shorter than an
	// authorization code, a refresh token or a state, longer than most words.
	minRandom = 24
	// minLetters is the same for one without a digit, which may be several words run together.
	minLetters = 40
)

// secretIn finds the beginning of a JWT or an API key in the run in[start:end], wherever in it; -1 if
// there is none.
func secretIn(in string, start, end int) int {
	for i := start; i+3 <= end; i++ {
		switch in[i : i+3] {
		case "eyJ": // {" in base64
			if end-i >= 8 {
				return i
			}
		case "sk_":
			alone := i == start || in[i-1] == '_' || in[i-1] == '-'
			if end-i > 3 && (alone || strings.HasPrefix(in[i:], "sk_live_") || strings.HasPrefix(in[i:], "sk_test_")) {
				return i
			}
		}
	}
	return -1
}

// looksRandom tells a random string with capital letters from words, and from an ID with its kind in
// front, such as user_01E4ZCR3C56J083X43JQXF3JK5, which may stand in a log.
func looksRandom(run string, lower, digit bool) bool {
	mark := strings.LastIndexByte(run, '_')
	switch {
	case len(run) < minRandom:
		return false
	case !digit && lower:
		return len(run) >= minLetters
	case !lower:
		return digit || mark < 0
	}
	isID := mark > 0 && len(run)-mark-1 == 26 &&
		strings.Trim(run[:mark], "abcdefghijklmnopqrstuvwxyz_") == "" &&
		strings.IndexFunc(run[mark:], unicode.IsLower) < 0
	return !isID
}

// credentials takes out what follows the name of an HTTP authentication scheme (RFC 9110 section 11.4).
func (r *scanner) credentials() {
	at := r.skipSpace(r.pos)
	if at == r.pos {
		return
	}
	if end := r.while(at, inToken); end > at && !isPlain(r.in[at:end]) {
		r.cutUnquoted(at, end)
	}
}

// value takes out the value that follows a secret's name, if one does.
func (r *scanner) value(name string) {
	at := r.skipQuote(r.pos)
	bare := at == r.pos
	sep := r.skipSeparator(r.skipSpace(at))
	if sep < 0 {
		return
	}
	k := kindOf(name)
	at = r.skipSpace(sep)
	if k == notSecret || at == len(r.in) || strings.HasPrefix(r.in[at:], redacted) {
		return
	}
	if open := r.skipQuote(at); open > at {
		end := open + closing(r.in[open:], r.in[at:open])
		if v := r.in[open:end]; v != "" && v != redacted && !(k == oftenHarmless && isPlain(v)) {
			r.cut(open, end)
		}
		return
	}
	if r.in[at] == '[' {
		if end := r.until(at, endsList); end > at+1 && !strings.HasPrefix(r.in[at+1:], redacted) {
			r.cut(at+1, end)
		}
		return
	}
	first := r.in[at:r.until(at, endsValue)]
	// "widget token: refused" is a sentence.
	sentence := bare && at > sep
	// A scheme is followed by a space and the credentials, which are looked at next.
	if first == "" || isNothing(first) || isScheme(first) || (sentence || k == oftenHarmless) && isPlain(first) {
		return
	}
	if k == wholeLine {
		r.cut(at, r.until(at, endsLine))
		return
	}
	r.cutUnquoted(at, at+len(first))
}

// closing is where the value ends that a quotation mark opened, with its backslashes: at the same mark
// again, but not at one that is escaped more deeply and belongs to the value.
func closing(s, mark string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], mark)
		if i < 0 {
			return len(s)
		}
		at := from + i
		if at == 0 || s[at-1] != '\\' {
			return at
		}
		from = at + len(mark)
	}
}

// email takes out the address around an @ that is width bytes long here (1, or 3 when it is encoded), or
// the user information of a URL.
func (r *scanner) email(width int) {
	at := r.pos
	r.pos += width
	if from := max(r.authority, r.kept); r.authority > 0 && width == 1 {
		if from < at {
			r.cut(from, at)
		}
		return
	}
	start := at
	for start > r.kept && r.inLocalPart(start-1) {
		start--
	}
	end := r.while(at+width, inDomain)
	domain := strings.TrimRight(r.in[at+width:end], ".-")
	dot := strings.LastIndexByte(domain, '.')
	if start == at || dot <= 0 || len(domain)-dot < 3 || class[domain[dot+1]]&isDigit != 0 {
		// No address: a package with its version, a decorator, a user at a bare host name.
		return
	}
	r.cut(start, at+width+len(domain))
}

// inLocalPart reports whether the byte at a position can stand before the @ of an e-mail address. An
// apostrophe can, inside a name; at its beginning it is a quotation mark.
func (r *scanner) inLocalPart(at int) bool {
	if r.in[at] == '\'' {
		return at > r.kept && class[r.in[at-1]]&(isLower|isUpper) != 0
	}
	return class[r.in[at]]&inLocal != 0
}

// escape steps over one escaped character, so that what follows it counts as the beginning of a run.
func (r *scanner) escape() {
	c := r.in[r.pos]
	rest := r.in[r.pos+1:]
	switch {
	case c == '%':
		for strings.HasPrefix(rest, "25") { // encoded more than once
			rest = rest[2:]
		}
		if len(rest) < 2 || class[rest[0]]&isHex == 0 || class[rest[1]]&isHex == 0 {
			r.pos++
			return
		}
		end := len(r.in) - len(rest) + 2
		if rest[:2] == "40" {
			r.email(end - r.pos)
			return
		}
		r.pos = end
	case len(rest) >= 5 && rest[0] == 'u' && class[rest[1]]&class[rest[2]]&class[rest[3]]&class[rest[4]]&isHex != 0:
		r.pos += 6
	case rest != "" && strings.IndexByte("nrt", rest[0]) >= 0:
		r.pos += 2
		r.newWord()
	default:
		r.pos++
	}
}

// query takes out the query or fragment of a URL, whole or relative.
func (r *scanner) query() {
	at := r.pos + 1
	r.pos = at
	if !r.slash || at-1 == r.word || strings.HasPrefix(r.in[at:], redacted) {
		return
	}
	if end := r.until(at, endsWord); end > at {
		r.cut(at, end)
	}
}

// cut takes in[from:to] out.
func (r *scanner) cut(from, to int) {
	r.out = append(append(r.out, r.in[r.kept:from]...), redacted...)
	r.kept, r.pos = to, to
}

// cutUnquoted takes out a value, and what follows it if the value is itself a name.
func (r *scanner) cutUnquoted(from, to int) {
	name := strings.TrimRight(r.in[from:to], ":=")
	if name == "" {
		r.pos = to
		return
	}
	r.cut(from, from+len(name))
	r.value(name)
}

// while is the end of the stretch of bytes of a class that begins at a position.
func (r *scanner) while(at int, c byteClass) int {
	for at < len(r.in) && class[r.in[at]]&c != 0 {
		at++
	}
	return at
}

// until is the end of the stretch of bytes not of a class that begins at a position.
func (r *scanner) until(at int, c byteClass) int {
	for at < len(r.in) && class[r.in[at]]&c == 0 {
		at++
	}
	return at
}

// skipSpace steps over spaces, also as they are written in URLs.
func (r *scanner) skipSpace(at int) int {
	for at < len(r.in) {
		switch {
		case r.in[at] == ' ' || r.in[at] == '\t' || r.in[at] == '+':
			at++
		case strings.HasPrefix(r.in[at:], "%20"):
			at += 3
		default:
			return at
		}
	}
	return at
}

// skipQuote steps over a quotation mark, escaped to whatever depth.
func (r *scanner) skipQuote(at int) int {
	end := at
	for end < len(r.in) && r.in[end] == '\\' {
		end++
	}
	if end < len(r.in) && (r.in[end] == '"' || r.in[end] == '\'' || r.in[end] == '`') {
		return end + 1
	}
	return at
}

// skipSeparator steps over what stands between a name and its value; -1 if that is not what stands there.
func (r *scanner) skipSeparator(at int) int {
	if at >= len(r.in) {
		return -1
	}
	switch r.in[at] {
	case '=', ':':
		for at++; at < len(r.in) && (r.in[at] == '=' || r.in[at] == '>'); at++ {
		}
		return at
	case '%':
		rest := strings.TrimLeft(r.in[at+1:min(at+9, len(r.in))], "25") // encoded, perhaps more than once
		if len(rest) >= 2 && rest[0] == '3' && (rest[1]|0x20 == 'd' || rest[1]|0x20 == 'a') {
			return at + strings.IndexByte(r.in[at:], '3') + 2
		}
	case '\\':
		if rest := r.in[at:]; len(rest) >= 6 && (strings.EqualFold(rest[:6], `\u003d`) || strings.EqualFold(rest[:6], `\u003a`)) {
			return at + 6
		}
	}
	return -1
}
