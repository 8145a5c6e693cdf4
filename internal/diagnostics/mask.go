package diagnostics

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"workos-widgets/internal/logging"
)

// mask takes out of a text what says who somebody is. It gives each ID a number, so that the same ID can be
// followed through a report.
type mask struct {
	names   []replacement
	apiHost string
	ids     map[string]string
	count   map[string]int
}

// replacement is a text to mask where it stands by itself.
type replacement struct {
	find *regexp.Regexp
	by   string
	size int
}

func (r replacement) in(s string) string {
	var b strings.Builder
	kept := 0
	for _, at := range r.find.FindAllStringIndex(s, -1) {
		if isInside(s, at[0]) || isInside(s, at[1]) {
			continue
		}
		b.WriteString(s[kept:at[0]])
		b.WriteString(r.by)
		kept = at[1]
	}
	return b.String() + s[kept:]
}

// isInside reports whether a position is in the middle of a word.
func isInside(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return isWord(before) && isWord(after)
}

func isWord(c rune) bool { return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c)) }

func newMask(f Facts) *mask {
	m := &mask{ids: map[string]string{}, count: map[string]int{}}
	if f.Config.APIURL != nil {
		m.apiHost = f.Config.APIURL.Hostname()
	}
	s := f.System
	for _, home := range s.Homes {
		for _, spelled := range spellings(home) {
			m.replace(spelled, "~")
		}
	}
	m.replaceName(s.Host, "[host]")
	if short, _, ok := strings.Cut(s.Host, "."); ok {
		m.replaceName(short, "[host]")
	}
	for _, u := range s.Users {
		m.replaceName(u, "[user]")
	}
	m.replacePeople(f)
	// What is longer goes first: a home directory before the user name that it ends with.
	slices.SortStableFunc(m.names, func(a, b replacement) int { return b.size - a.size })
	return m
}

func (m *mask) replacePeople(f Facts) {
	if u := f.Session.User; u != nil {
		m.replaceName(u.Email, "[e-mail]")
		m.replaceName(strings.TrimSpace(u.FirstName+" "+u.LastName), "[name]")
		m.replaceWord(u.FirstName)
		m.replaceWord(u.LastName)
	}
	if i := f.Session.Impersonator; i != nil {
		m.replaceName(i.Email, "[e-mail]")
		m.replaceName(i.Reason, "[reason]")
	}
	if in := f.Session.SignIn; in != nil {
		for _, o := range in.Organizations {
			m.replaceName(o.Name, "[organization]")
		}
		if in.User != nil {
			m.replaceName(in.User.Email, "[e-mail]")
			m.replaceName(strings.TrimSpace(in.User.FirstName+" "+in.User.LastName), "[name]")
		}
	}
}

// spellings are the ways a path is written: with other slashes, in quotes, and in URLs.
func spellings(path string) []string {
	path = strings.TrimRight(path, `/\`)
	if len(path) < 2 || filepath.VolumeName(path) == path && path != "" {
		return nil // the root of a disk is nobody's name
	}
	slashed := strings.ReplaceAll(path, `\`, `/`)
	all := []string{path, slashed, strings.ReplaceAll(path, `\`, `\\`), (&url.URL{Path: slashed}).EscapedPath(), url.QueryEscape(path)}
	slices.Sort(all)
	return slices.Compact(all)
}

// nobody are names that many computers or accounts have, and words that a report can't do without.
var nobody = []string{
	"localhost", "root", "user", "admin", "administrator", "guest", "home", "debian", "ubuntu", "fedora", "linux", "pi", "test",
	"info", "error", "warn", "debug", "time", "level", "session", "organization", "browser", "keychain", "workos",
}

// replaceName masks a word or several. One letter, and what is no name of anybody, stays.
func (m *mask) replaceName(name, by string) {
	if utf8.RuneCountInString(name) >= 2 && !slices.Contains(nobody, strings.ToLower(name)) {
		m.replace(name, by)
	}
}

// replaceWord masks a part of a person's name, but not a common word that it is spelled like, such as Will.
func (m *mask) replaceWord(name string) {
	if utf8.RuneCountInString(name) >= 2 {
		m.replaceExactly(regexp.QuoteMeta(name), "[name]")
	}
}

// replace masks a text however it is capitalised.
func (m *mask) replace(text, by string) { m.replaceExactly("(?i)"+regexp.QuoteMeta(text), by) }

func (m *mask) replaceExactly(pattern, by string) {
	m.names = append(m.names, replacement{find: regexp.MustCompile(pattern), by: by, size: len(pattern)})
}

var (
	// typedID is an ID of WorkOS: its kind and a ULID.
	typedID = regexp.MustCompile(`[a-z][a-z_]*_[0-9A-HJKMNP-TV-Z]{26}`)
	// shortID is one that a person, an organization or a session has, in whatever form. What is all small
	// letters is the name of a field or a widget.
	shortID = regexp.MustCompile(`(user|org|session)_[A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*`)
	// lookedUp is where errors and URLs name a host.
	lookedUp = regexp.MustCompile(`(lookup |valid for |://|host=)([^\s/:"'\\\[\](),;]+)`)
	// address4 and address6 are what might be an IP address.
	address4 = regexp.MustCompile(`\d{1,3}(\.\d{1,3}){3}`)
	address6 = regexp.MustCompile(`[0-9A-Fa-f:]*:[0-9A-Fa-f:]+`)
)

// text masks a text. Credentials and e-mail addresses go first, names last.
func (m *mask) text(s string) string {
	s = logging.Redact(s)
	s = typedID.ReplaceAllStringFunc(s, m.id)
	s = shortID.ReplaceAllStringFunc(s, m.id)
	s = lookedUp.ReplaceAllStringFunc(s, m.host)
	s = address4.ReplaceAllStringFunc(s, maskAddress)
	s = address6.ReplaceAllStringFunc(s, maskAddress)
	for _, n := range m.names {
		s = n.in(s)
	}
	return s
}

// id gives an ID its number. The client ID is the application's own, and public.
func (m *mask) id(id string) string {
	kind := id[:strings.LastIndexByte(id, '_')]
	if kind == "client" {
		return id
	}
	if m.ids[id] == "" {
		m.count[kind]++
		m.ids[id] = "[" + kind + " " + strconv.Itoa(m.count[kind]) + "]"
	}
	return m.ids[id]
}

func (m *mask) host(found string) string {
	parts := lookedUp.FindStringSubmatch(found)
	host := strings.TrimRight(strings.ToLower(parts[2]), ".")
	if host == m.apiHost || host == "localhost" || host == "workos.com" || strings.HasSuffix(host, ".workos.com") || isAddress(host) {
		return found // addresses are looked at next
	}
	return parts[1] + "[host]"
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func maskAddress(found string) string {
	a, err := netip.ParseAddr(found)
	if err != nil || a.Unmap().IsLoopback() || a.IsUnspecified() {
		return found
	}
	return "[address]"
}

// oneLine makes a text safe for a line of its own, and for a terminal.
func oneLine(s string) string { return strings.Join(strings.Fields(oneLineKeepingSpaces(s)), " ") }

func oneLineKeepingSpaces(s string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || !unicode.IsPrint(c) {
			return ' '
		}
		return c
	}, s))
}
