package handoff

import (
	_ "embed"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"workos-widgets/internal/browserpage"
)

var (
	//go:embed form.js
	formScript string
	//go:embed popup.js
	popupScript string
	//go:embed parcel.html
	parcelPages string

	parcels = template.Must(template.New("parcels").Parse(parcelPages))
)

// form is a form that is posted on to another page: what it carries stands in no address.
type form struct {
	Action string            `json:"action"`
	Fields map[string]string `json:"fields"`
}

func (form) life() time.Duration { return pageLife }
func (form) reports() bool       { return false }

// write sends a page that posts the form by itself, or with a button where there is no script. The policy has
// no form-action: Chromium applies it to the redirects that follow as well, and where the Admin Portal leads
// to (another host of WorkOS's, a domain of the customer's) can't be listed. Nothing is lost by that, since
// the page has this one form and lets no other markup or script in. The form's Origin is null and there is
// no Referer, as with the widget's own form, which asks for no referrer either.
func (f form) write(w http.ResponseWriter, _ string) {
	// As an attribute, since in a URL the template would encode what stands for itself, such as parentheses.
	action := template.HTMLAttr(`action="` + html.EscapeString(f.Action) + `"`)
	browserpage.Write(w, browserpage.Page{
		Title: "Opening " + hostOf(f.Action),
		Body:  parcel("form", map[string]any{"Action": action, "Fields": f.Fields, "Host": hostOf(f.Action), "Product": browserpage.Product}),
		// It runs while the page is still being read, so that the next one takes this one's place in the history.
		Script: formScript,
	})
}

// popup is a window that a widget wanted to open and to send a message to. The widget's own first address
// for it, a page that only says "redirecting", is left out: it navigates away from there at once.
type popup struct {
	URL          string       `json:"url"`
	Message      popupMessage `json:"message"`
	TargetOrigin string       `json:"targetOrigin"`
	// Provider is what the button names; "" means the host.
	Provider string `json:"provider"`
}

// popupMessage is the message of the hand-over, as the Pipes widget sends it.
type popupMessage struct {
	HandoffToken  string `json:"handoffToken,omitempty"`
	RedirectToken string `json:"redirectToken"`
}

func (popup) life() time.Duration { return popupLife }
func (popup) reports() bool       { return true }

func (p popup) write(w http.ResponseWriter, report string) {
	host := hostOf(p.URL)
	browserpage.Write(w, browserpage.Page{
		Title: "Connect your account",
		Body: parcel("popup", map[string]any{
			"Host": host, "Name": nameOr(p.Provider, host), "Product": browserpage.Product,
			"Parcel": map[string]any{
				"url": p.URL, "message": p.Message, "targetOrigin": p.TargetOrigin, "report": report + "/",
				"life": popupLife.Milliseconds(), "clickLife": clickLife.Milliseconds(),
			},
		}),
		Script: popupScript, Report: true,
	})
}

// link is a link that carries a token.
type link string

func (link) life() time.Duration { return pageLife }
func (link) reports() bool       { return false }

// write sends the browser on; the page itself is in no history.
func (l link) write(w http.ResponseWriter, _ string) {
	h := w.Header()
	h.Set("Location", string(l))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusSeeOther)
}

// carrier is what hands over a link that carries a token, or may do so: one whose parameters can't be read.
// It is nil for one that can be opened as it is. The Admin Portal's own parameter becomes a form, as the
// widgets package makes one of it.
func carrier(address string) content {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return link(address)
	}
	if token := query.Get(portalToken); token != "" {
		query.Del(portalToken)
		u.RawQuery = query.Encode()
		return form{Action: u.String(), Fields: map[string]string{portalToken: token}}
	}
	fragment, err := url.ParseQuery(u.EscapedFragment())
	if err != nil {
		return link(address)
	}
	for _, values := range []url.Values{query, fragment} {
		for name := range values {
			if isSecret(name) {
				return link(address)
			}
		}
	}
	return nil
}

// portalToken is the Admin Portal's parameter and form field.
const portalToken = "apiToken"

// isSecret reports whether a parameter's name says that its value is one, however it is spelled.
func isSecret(name string) bool {
	name = strings.NewReplacer("_", "", "-", "", "[", "", "]", "").Replace(strings.ToLower(name))
	for _, end := range []string{"token", "secret", "password", "apikey", "code", "ticket", "signature", "jwt", "assertion", "session", "sessionid"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// parcel is a page's body.
func parcel(name string, data any) template.HTML {
	var b strings.Builder
	if err := parcels.ExecuteTemplate(&b, name, data); err != nil {
		// A fixed template, strings, and a builder: only a mistake in this package comes here.
		panic("handoff: " + err.Error())
	}
	return template.HTML(b.String())
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// originOf serializes an address's origin (WHATWG HTML, section 7.1.1).
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return u.Scheme + "://" + host
}
