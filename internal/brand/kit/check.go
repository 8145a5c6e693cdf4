package kit

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/github/go-spdx/v2/spdxexp"

	"workos-widgets/internal/brand"
	"workos-widgets/internal/config"
)

// Accents are the names of Radix's accent colours (https://www.radix-ui.com/themes/docs/theme/color).
var Accents = strings.Fields("amber blue bronze brown crimson cyan gold grass gray green indigo iris jade lime mint orange pink plum purple red ruby sky teal tomato violet yellow")

var (
	idPattern     = regexp.MustCompile(`^[a-z](-?[a-z0-9])+$`)
	appIDPattern  = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?){2,}$`)
	schemePattern = regexp.MustCompile(`^[a-z][a-z0-9+.-]+$`) // RFC 3986 section 3.1, and no drive letter
	clientPattern = regexp.MustCompile(`^client_[A-Za-z0-9_-]{1,121}$`)
)

// devices are names that Windows gives no file, whatever comes after a full stop.
var devices = strings.Fields("con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9")

// folders are names that systems have for folders of their own, beside which the application's are: uninstalling could
// remove one of Windows', with everything in it.
var folders = strings.Fields("applications autostart dconf fontconfig fonts icons keyrings microsoft mime packages programs systemd temp")

// taken are schemes that mean something else to a desktop, a browser or a web view.
var taken = strings.Fields("about blob chrome data edge file ftp ftps geo git http https intent javascript jar ldap ldaps magnet mailto moz-extension ms-settings news nfs res sftp sip sips sms smb ssh steam tel telnet urn vbscript view-source wails web+app webcal ws wss x-apple")

func (c *checker) check(b brand.Brand) {
	before := c.errors
	c.errors = nil
	for _, name := range FieldNames() {
		for _, e := range before {
			if e.Field == name {
				c.errors = append(c.errors, e)
			}
		}
		if value := fieldsOf(&b)[name].String(); !c.has(name) {
			c.field(name, value)
		}
	}
	for i, e := range slices.Backward(before) { // the file as a whole, and fields that it should not have
		if e.Field == "" || !slices.Contains(FieldNames(), e.Field) {
			c.errors = slices.Insert(c.errors, 0, before[i])
		}
	}
}

// field checks the value of one field.
func (c *checker) field(name, value string) {
	switch {
	case !c.given[name]:
		c.fail(name, "It is missing.", `Add it; docs/branding.md says what belongs there.`)
	case holdsKey(value):
		c.fail(name, "It holds a secret API key (sk_…).", secretMend)
	case value == "" && !optional[name]:
		c.fail(name, "It is empty.", "docs/branding.md says what belongs there.")
	case value != "":
		if problem, mend := rules[name](value); problem != "" {
			c.fail(name, problem, mend)
		}
	}
}

var optional = map[string]bool{"support": true, "clientId": true}

// rules say what is wrong with a value that is not empty, and what to do about it.
var rules = map[string]func(string) (problem, mend string){
	"product":   product,
	"id":        id,
	"appId":     appID,
	"publisher": func(v string) (string, string) { return line(v, 100) },
	"summary":   summary,
	"homepage":  httpsAddress,
	"support":   support,
	"licence":   licence,
	"scheme":    scheme,
	"clientId":  clientID,
	"apiUrl":    apiURL,
	"icon":      icon,
	"accent":    accent,
}

// line is for what people read in one line.
func line(v string, most int) (problem, mend string) {
	switch {
	case !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "It holds characters that print nothing, such as the end of a line.", "Write it in one line, of letters, digits, signs and spaces."
	case strings.TrimSpace(v) != v || strings.Contains(v, "  "):
		return "It has a space too many, before, after or between.", "Remove it."
	case strings.Contains(v, "${"):
		return "It holds ${, which makers of packages take for a variable.", "Leave that out."
	case utf8.RuneCountInString(v) > most:
		return "It has more than " + strconv.Itoa(most) + " characters.", "Shorten it."
	}
	return "", ""
}

func product(v string) (problem, mend string) {
	if problem, mend = line(v, 50); problem != "" {
		return problem, mend
	}
	if strings.ContainsAny(v, `/\:*?"<>|%`) || strings.HasPrefix(v, ".") || strings.HasSuffix(v, ".") {
		return `It can't be the name of a file, as Windows and macOS want it to be: it holds one of / \ : * ? " < > | %, or a full stop at an end.`, "Leave that out."
	}
	return "", ""
}

func id(v string) (problem, mend string) {
	switch {
	case !idPattern.MatchString(v):
		return "It is not made of small letters and digits with single hyphens between, a letter first.", "Write the product's name like that, such as acme-account."
	case len(v) > 32: // Windows' folders and a user's name stand before it in a socket's address, which has room for about 100
		return "It has more than 32 characters.", "Shorten it."
	case slices.Contains(folders, v):
		return "It is the name of a folder that systems have for themselves.", "Take another."
	case slices.Contains(devices, v):
		return "It is the name of a device on Windows, where no file can be called that.", "Take another."
	}
	return "", ""
}

func appID(v string) (problem, mend string) {
	switch {
	case !appIDPattern.MatchString(v):
		return "It is not a name in reverse DNS notation: three parts at least, of letters, digits and hyphens, each beginning with a letter, with full stops between.", "Turn a domain of yours around and add the id, such as com.acme.acme-account."
	case len(v) > 155:
		return "It has more than 155 characters.", "Shorten it."
	}
	return "", ""
}

func summary(v string) (problem, mend string) {
	if problem, mend = line(v, 80); problem != "" {
		return problem, mend
	}
	if strings.HasSuffix(v, ".") {
		return "It ends in a full stop, which lists of applications do without.", "Remove it."
	}
	return "", ""
}

func httpsAddress(v string) (problem, mend string) {
	u, err := url.Parse(v)
	switch {
	case strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"'<>\\^`{|}", r) }):
		return "It holds characters that an address encodes.", "Copy the address from a browser."
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "":
		return "It is not the address of a page: that begins with https:// and names a host.", "Copy the address from a browser."
	case u.User != nil:
		return "It holds a user name or password.", "Take that out."
	case len(v) > 512:
		return "It has more than 512 characters.", "Take a shorter address."
	}
	return "", ""
}

func support(v string) (problem, mend string) {
	if !strings.Contains(v, "://") && strings.Contains(v, "@") {
		if a, err := mail.ParseAddress(v); err == nil && a.Address == v && strings.Trim(v, mailLetters) == "" && len(v) <= 254 {
			return "", ""
		}
		return "It is not a plain e-mail address.", "Write it without a name and without brackets, such as help@acme.example."
	}
	if problem, _ = httpsAddress(v); problem != "" {
		return "It is neither an e-mail address nor one that begins with https://.", `Take one of these, or "" for none.`
	}
	return "", ""
}

const mailLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-@"

func licence(v string) (problem, mend string) {
	if ok, _ := spdxexp.ValidateLicenses([]string{v}); !ok || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "It is not an SPDX licence expression.", "Take one from https://spdx.org/licenses, such as Apache-2.0, or LicenseRef-proprietary for a licence of your own."
	}
	return "", ""
}

func scheme(v string) (problem, mend string) {
	switch {
	case !schemePattern.MatchString(v) || len(v) > 39:
		return "It is not a URI scheme of its own: two to 39 small letters, digits and + . -, a letter first, and no :// after it.", "Take the id."
	case slices.Contains(taken, v) || strings.HasPrefix(v, "ms-") || strings.HasPrefix(v, "web+"):
		return "It has a meaning already, for systems or browsers.", "Take the id."
	}
	return "", ""
}

func clientID(v string) (problem, mend string) {
	if !clientPattern.MatchString(v) || strings.Contains(v, "sk_") {
		return "It is not a client ID, which begins with client_ and goes on with letters and digits.", `Copy it from the API keys page of the WorkOS dashboard, or leave it "" for builds that take it from the environment.`
	}
	return "", ""
}

// apiURL has the rules of the variable that can replace it, and demands the form in which it is used.
func apiURL(v string) (problem, mend string) {
	const like = "Take https://api.workos.com, or an address such as that."
	u, problem := config.ParseAPIURL(v)
	if problem != "" {
		return "It " + strings.TrimPrefix(problem, config.EnvAPIURL+" "), like
	}
	if u.String() != v {
		return "It is not written as plainly as it could be: small letters, no slash at the end, no port that goes without saying.", "Write " + like[len("Take "):]
	}
	return "", ""
}

func icon(v string) (problem, mend string) {
	if strings.ContainsRune(v, 0) || !strings.HasSuffix(strings.ToLower(v), ".png") {
		return "It is not the name of a PNG file.", "Name one, relative to this file; square, and 512 pixels or more each way."
	}
	return "", ""
}

func accent(v string) (problem, mend string) {
	if !slices.Contains(Accents, v) {
		return "It is no accent colour of Radix.", "Take one of " + strings.Join(Accents, ", ") + "."
	}
	return "", ""
}
