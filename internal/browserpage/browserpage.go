// Package browserpage is the kit for every page that this application shows in the system browser: one
// template, one small stylesheet in light and dark, the brand's icon and accent, and response headers that let nothing else
// in. The pages work without script; the few that have one hold it inline, under a nonce.
//
// The stylesheet knows, beside plain text, headings, details and forms: a list of links to choose from
// (<ul class="choices"> with one <a> in each <li>, and a <small> after it for what is not its name), links
// that look like buttons (class "button"), and a second, quieter kind of button (class "quiet").
package browserpage

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"

	"workos-widgets/build"
	"workos-widgets/internal/brand"
)

// Page is one page.
type Page struct {
	// Language is that of the texts (BCP 47); "" is English.
	Language string
	// Title is the page's only level-1 heading and, with the product's name, its title.
	Title string
	// Body is what stands under the heading. Whatever came with a request must have been escaped
	// (html/template does it) before it becomes part of it.
	Body template.HTML
	// Footnote is a quiet line at the bottom; "" leaves it out.
	Footnote template.HTML
	// Status is the HTTP status; 0 means 200.
	Status int
	// FormAction is the policy's form-action, such as "'self'": a constant, never part of a request.
	// "" leaves form-action out, since Chromium applies it to the redirects that follow a form as well.
	FormAction string
	// Script runs at the end of the page; "" leaves it out. It is a constant, never part of a request: what
	// it works on stands in Body.
	Script string
	// Report lets Script send requests to the page's own origin.
	Report bool
}

var (
	//go:embed style.css
	sheet string
	//go:embed page.html
	layout string

	page    = template.Must(template.New("page").Parse(layout))
	style   = accentStyle() + sheet
	iconURL = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(build.WindowIcon))
	policy  = "default-src 'none'; style-src '" + hash(style) + "'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
)

// hash names an inline element's content for a content policy (CSP level 3, section 2.3.1).
func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Write sends the page. A browser that follows a form of the page sends "Origin: null", and no Referer,
// because the page asks for no referrer.
func Write(w http.ResponseWriter, p Page) {
	nonce := rand.Text()
	var out bytes.Buffer
	err := page.Execute(&out, map[string]any{
		"Language": cmp.Or(p.Language, "en"),
		"Title":    p.Title, "Product": brand.Current().Product, "Body": p.Body, "Footnote": p.Footnote,
		"Icon": iconURL, "Style": template.CSS(style),
		"Script": template.JS(p.Script), "Nonce": nonce,
	})
	if err != nil {
		// A fixed template, strings, and a buffer: only a mistake in this package comes here.
		panic("browserpage: " + err.Error())
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", policyFor(p, nonce))
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	w.WriteHeader(p.Status)
	// Whether the browser still reads is its own affair.
	_, _ = w.Write(out.Bytes())
}

func policyFor(p Page, nonce string) string {
	csp := policy
	if p.Script != "" {
		csp += "; script-src 'nonce-" + nonce + "'"
	}
	if p.Report {
		csp += "; connect-src 'self'"
	}
	if p.FormAction != "" {
		csp += "; form-action " + p.FormAction
	}
	return csp
}
