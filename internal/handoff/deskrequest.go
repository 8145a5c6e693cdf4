package handoff

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"workos-widgets/internal/words"
)

const (
	deskPrefix = "/_handoff/"
	popupPath  = deskPrefix + "popup"
	formPath   = deskPrefix + "form"
	// maxDeskBody is far above any form or message of a widget.
	maxDeskBody = 64 << 10
	// maxName bounds a provider's name, which stands on a button.
	maxName = 60
)

// reply is an answer to the page: nothing, or JSON.
type reply struct {
	status int
	body   any
}

// Middleware answers the page's requests to hand something over and leaves all others to next:
//
//	POST   /_handoff/form        {"action", "fields"}                                      -> 204
//	POST   /_handoff/popup       {"url", "message", "targetOrigin", "provider" (optional)} -> 201 {"id"}
//	GET    /_handoff/popup/{id}                                                            -> 200 {"state"}
//	DELETE /_handoff/popup/{id}  gives it up                                               -> 204
//
// A POST has the header X-Handoff: 1, which no form can have and which makes a browser ask before it lets
// another origin's script have it. Failures are {"message", "code"}.
func (d *Desk) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, deskPrefix) {
			next.ServeHTTP(w, r)
			return
		}
		a, err := d.handle(r)
		if err != nil {
			f := deskFailureOf(err)
			d.log.Log(r.Context(), f.level(), "something could not be handed to the browser", "code", f.Code, "status", f.status, "err", err)
			a = reply{f.status, f}
		}
		a.write(w)
	})
}

func (a reply) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		panic("handoff: strings are always JSON: " + err.Error())
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a page that has gone is no failure
}

func (d *Desk) handle(r *http.Request) (reply, error) {
	leave, err := d.enter()
	if err != nil {
		return reply{}, err
	}
	defer leave()
	if !isPage(r) {
		return reply{}, errNotThePage
	}
	id, single := strings.CutPrefix(r.URL.Path, popupPath+"/")
	switch {
	case r.URL.Path == formPath && r.Method == http.MethodPost:
		return d.postForm(r)
	case r.URL.Path == popupPath && r.Method == http.MethodPost:
		return d.postPopup(r)
	case single && r.Method == http.MethodGet, single && r.Method == http.MethodDelete:
		return d.popup(id, r.Method == http.MethodDelete)
	case r.URL.Path == formPath, r.URL.Path == popupPath, single:
		return reply{}, errMethod
	}
	return reply{}, errUnknown
}

// isPage reports whether a request can only come from our own page. In development the asset server is a
// port on this machine, where any web page might knock: by another name for it (DNS rebinding), with a form,
// or with a script that the browser lets send simple requests only (https://fetch.spec.whatwg.org/#http-cors-protocol).
func isPage(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	if host != "wails" && host != "wails.localhost" && !isLoopback(host) {
		return false
	}
	return r.Method != http.MethodPost || r.Header.Get("X-Handoff") == "1"
}

func (d *Desk) postForm(r *http.Request) (reply, error) {
	var f form
	if err := readJSON(r, &f); err != nil {
		return reply{}, err
	}
	if !d.allows(f.Action) {
		return reply{}, &OpenError{Reason: AddressRefused}
	}
	if _, err := d.handOver(r.Context(), f); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

func (d *Desk) postPopup(r *http.Request) (reply, error) {
	var p popup
	if err := readJSON(r, &p); err != nil {
		return reply{}, err
	}
	if !d.allows(p.URL) {
		return reply{}, &OpenError{Reason: AddressRefused}
	}
	// The tokens go to the page that is opened and to no other.
	if p.TargetOrigin != originOf(p.URL) || p.Message.RedirectToken == "" {
		return reply{}, errRequest
	}
	if !isName(p.Provider) {
		p.Provider = "" // the host will do
	}
	h, err := d.handOver(r.Context(), p)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusCreated, map[string]string{"id": h.id}}, nil
}

func (d *Desk) popup(id string, giveUp bool) (reply, error) {
	h := d.find(id)
	if h == nil {
		return reply{}, errUnknown
	}
	if giveUp {
		h.conclude(stateExpired)
		return reply{status: http.StatusNoContent}, nil
	}
	return reply{http.StatusOK, map[string]state{"state": h.current()}}, nil
}

func isName(s string) bool {
	return len(s) <= maxName && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}

// readJSON reads a request's body: one JSON value. Its errors hold nothing of it.
func readJSON(r *http.Request, into any) error {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return errMediaType
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxDeskBody+1))
	switch {
	case err != nil:
		return errRequest
	case len(body) > maxDeskBody:
		return errTooLarge
	}
	if err := json.Unmarshal(body, into); err != nil {
		// The error may quote the body.
		return errRequest
	}
	return nil
}

// deskFailure is what the page is told.
type deskFailure struct {
	status int
	// Message is for the person: what happened, then what to do.
	Message string `json:"message"`
	Code    string `json:"code"`
}

func (f *deskFailure) Error() string { return "handoff: " + f.Code }

func (f *deskFailure) level() slog.Level {
	if f.status == http.StatusNotFound || f.status == http.StatusServiceUnavailable {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// What no page of ours asks for.
var notUnderstood = words.Mark("This could not be handed to your browser, because the request for it is not as it should be. Start the application anew and try again.")

var (
	errNotThePage = &deskFailure{http.StatusForbidden, words.Mark("Only the application's own page can hand something to the browser."), "not_the_page"}
	errUnknown    = &deskFailure{http.StatusNotFound, words.Mark("The application no longer knows of this. Start again from the page."), "not_found"}
	errMethod     = &deskFailure{http.StatusMethodNotAllowed, notUnderstood, "method_not_allowed"}
	errMediaType  = &deskFailure{http.StatusUnsupportedMediaType, notUnderstood, "not_json"}
	errTooLarge   = &deskFailure{http.StatusRequestEntityTooLarge, words.Mark("This is too large to hand to your browser: the limit is 64 kB."), "too_large"}
	errRequest    = &deskFailure{http.StatusBadRequest, notUnderstood, "invalid_request"}
)

// deskFailureOf puts an error into the person's words.
func deskFailureOf(err error) *deskFailure {
	if f, ok := errors.AsType[*deskFailure](err); ok {
		return &deskFailure{f.status, words.Of(f.Message), f.Code}
	}
	if e, ok := errors.AsType[*OpenError](err); ok {
		if e.Reason == AddressRefused {
			return &deskFailure{http.StatusBadRequest, e.Message() + " " + e.Mend(), "address_refused"}
		}
		return &deskFailure{http.StatusBadGateway, e.Message() + " " + e.mendPage(), "browser_failed"}
	}
	if e, ok := errors.AsType[*PortError](err); ok {
		return &deskFailure{http.StatusBadGateway, e.Message() + " " + e.Mend(), "no_port"}
	}
	if errors.Is(err, errClosing) {
		return &deskFailure{http.StatusServiceUnavailable, words.T("The application is closing."), "closing"}
	}
	return &deskFailure{http.StatusInternalServerError, words.T("This could not be handed to your browser. Try again; if it stays, start the application anew."), "internal"}
}
