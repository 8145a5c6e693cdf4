package handoff

import (
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"workos-widgets/internal/browserpage"
	"workos-widgets/internal/words"
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
		Language: words.Language(),
		Title:    words.T("Opening %s", hostOf(f.Action)),
		Body: parcel("form", map[string]any{
			"Action": action, "Fields": f.Fields, "Continue": words.T("Continue"),
			"HandsOver": withHost(words.Mark("{product} hands you over to %s."), hostOf(f.Action)),
		}),
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
		Language: words.Language(),
		Title:    words.T("Connect your account"),
		Body: parcel("popup", map[string]any{
			"Steps":    popupSteps(host),
			"Continue": words.T("Continue to %s", nameOr(p.Provider, host)), "Cancel": words.T("Cancel"),
			"NoScript":    words.T("This page needs JavaScript"),
			"AllowScript": words.T("to hand you over safely. Allow it for 127.0.0.1 in your browser, then go back to {product} and connect the account again."),
			"Parcel": map[string]any{
				"url": p.URL, "message": p.Message, "targetOrigin": p.TargetOrigin, "report": report + "/",
				"life": popupLife.Milliseconds(), "clickLife": clickLife.Milliseconds(),
			},
		}),
		Script: popupScript, Report: true,
	})
}

// popupStep is what the page of a popup says at one of its steps, which popup.js knows by their names.
type popupStep struct {
	Name string
	// Title is the page's heading from then on, and Go what its button says; "" leaves them.
	Title, Go string
	Text      template.HTML
}

func popupSteps(host string) []popupStep {
	return []popupStep{
		{Name: "ready", Text: withHost(words.Mark("To finish in your browser, continue to %s. It opens in a new tab; leave this one open until the other has answered."), host)},
		{Name: "blocked", Title: words.T("The new tab was blocked"), Text: said(words.T("Your browser did not let this page open it. Allow pop-ups for this page (most browsers show a sign for that in the address bar), then continue again."))},
		{Name: "opened", Title: words.T("Waiting for the other tab"), Go: words.T("Go to the other tab"),
			Text: withHost(words.Mark("%s has opened in another tab. Leave this one open until that page has answered: it takes a few seconds."), host)},
		{Name: "closed", Title: words.T("The other tab was closed"),
			Text: withHost(words.Mark("The page of %s was closed, or has cut itself off, before it answered. If you still see it, finish there. If not, continue again."), host)},
		{Name: "acknowledged", Title: words.T("Go on in the other tab"), Text: said(words.T("You can close this tab. {product} shows the account by itself once you have finished in the other one."))},
		{Name: "refused", Title: words.T("Nothing was connected"), Text: said(words.Of(closeTab))},
		{Name: "expired", Title: words.T("This page has expired"), Text: said(words.T("{product} no longer waits for it, and nothing was connected here. Close this tab, go back to {product} and connect the account again."))},
	}
}

// withHost is a marked text, in the person's language, with a host in its one place.
func withHost(marked, host string) template.HTML {
	return template.HTML(fmt.Sprintf(html.EscapeString(words.Of(marked)), "<strong>"+html.EscapeString(host)+"</strong>"))
}

func said(text string) template.HTML { return template.HTML(html.EscapeString(text)) }

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
