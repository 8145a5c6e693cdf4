package sandbox

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The Admin Portal is where administrators set up what the widgets only show. A link to it holds an apiToken
// that can be used once, within five minutes, in the body of a form and never in the address: the address
// itself answers a plain visit with what went wrong.

const (
	portalPath        = "/admin-portal"
	portalActionPath  = "/admin-portal/session"
	portalLinkLife    = 5 * time.Minute
	portalSessionLife = time.Hour
)

// portalLink is a link to the portal and, once it was used, the visit that it began. Only sums are kept.
type portalLink struct {
	Sum            []byte    `json:"sum"`
	Session        []byte    `json:"session"` // nil until the link was used
	Intent         string    `json:"intent"`
	UserID         string    `json:"userId"`
	OrganizationID string    `json:"organizationId"`
	ExpiresAt      time.Time `json:"expiresAt"`
}

// portalIntent is one of the things that can be set up. Its functions run with the state locked; act returns
// what happened, in words.
type portalIntent struct {
	Heading    string
	Permission string
	describe   func(st *state, organizationID string, now time.Time) portalView
	act        func(s *Server, organizationID, action, value string, now time.Time) (string, error)
}

// portalIntents are named as GenerateAdminPortalLink names them, and dsync, whose links come with the list
// of directories.
var portalIntents = map[string]portalIntent{
	"sso": ssoPortal, "domain_verification": domainPortal, "log_streams": streamPortal, "dsync": directoryPortal,
}

// portalPermissions are those with one of which somebody may ask for some link.
var portalPermissions = []string{manageSSO, manageDomains, manageLogStreams}

// portalView is what a page of the portal shows and offers.
type portalView struct {
	Text    string
	Facts   []portalFact
	Buttons []portalButton
	// Input is the label of a text field, InputButton the button beside it; "" for none.
	Input, InputAction, InputButton string
}

type portalFact struct{ Name, Value string }

type portalButton struct{ Name, Action, Value string }

var errPortalAction = errors.New("the portal has nothing of that kind to do")

// generatePortalLink answers GenerateAdminPortalLink.
func generatePortalLink(c *call) (any, error) {
	name := c.request.URL.Query().Get("intent")
	intent, ok := portalIntents[name]
	switch {
	case !ok || name == "dsync":
		return nil, notFound("Intent")
	case !c.may(intent.Permission):
		return nil, forbidden("The permission " + intent.Permission + " is required.")
	}
	return map[string]any{"link": c.portalLink(name)}, nil
}

func (c *call) portalLink(intent string) string {
	st, token := c.state, newSecret()
	sum := sha256.Sum256([]byte(token))
	st.PortalLinks = slices.DeleteFunc(st.PortalLinks, func(l *portalLink) bool { return l.ExpiresAt.Before(c.now) })
	st.PortalLinks = append(st.PortalLinks, &portalLink{
		Sum: sum[:], Intent: intent, UserID: c.user.ID, OrganizationID: c.organization, ExpiresAt: c.now.Add(portalLinkLife),
	})
	return "http://" + c.request.Host + portalPath + "?" + url.Values{"apiToken": {token}}.Encode()
}

// portalNotForm answers whoever comes without the form. A token in the address is spent, since it has been
// in a history by now.
func (s *Server) portalNotForm(w http.ResponseWriter, r *http.Request) {
	if token := r.URL.Query().Get("apiToken"); token != "" {
		_ = s.update(func() error {
			sum := sha256.Sum256([]byte(token))
			s.state.PortalLinks = slices.DeleteFunc(s.state.PortalLinks, func(l *portalLink) bool { return subtle.ConstantTimeCompare(l.Sum, sum[:]) == 1 })
			return nil
		})
	}
	w.Header().Set("Allow", http.MethodPost)
	problem := requestProblem{
		Title: "The Admin Portal cannot be opened like this", Problem: "Its address takes a form with the link’s apiToken, and a token never belongs in an address.",
		Mend: "Go back to the application and open the portal from there.",
	}
	show(w, http.StatusMethodNotAllowed, problem.Title, "problem", problem)
}

// openPortal takes the form that a link was turned into, once.
func (s *Server) openPortal(w http.ResponseWriter, r *http.Request) {
	form, ok := formOf(w, r)
	if !ok || r.URL.RawQuery != "" {
		s.portalNotForm(w, r)
		return
	}
	session := newSecret()
	var page portalPage
	err := s.update(func() error {
		link := s.state.portalLinkBy(form.Get("apiToken"), func(l *portalLink) []byte { return l.Sum })
		if link == nil || link.Session != nil || !s.now().Before(link.ExpiresAt) {
			return errPortalLink
		}
		sum := sha256.Sum256([]byte(session))
		link.Session, link.ExpiresAt = sum[:], s.now().Add(portalSessionLife)
		page = s.portalPage(link, session, "")
		return nil
	})
	s.showPortal(w, page, err)
}

var errPortalLink = errors.New("the link is used up")

// actInPortal takes a button of the portal.
func (s *Server) actInPortal(w http.ResponseWriter, r *http.Request) {
	form, ok := formOf(w, r)
	if !ok {
		s.portalNotForm(w, r)
		return
	}
	var page portalPage
	err := s.update(func() error {
		link := s.state.portalLinkBy(form.Get("session"), func(l *portalLink) []byte { return l.Session })
		if link == nil || !s.now().Before(link.ExpiresAt) {
			return errPortalLink
		}
		action, value, _ := strings.Cut(form.Get("do"), " ")
		done, err := portalIntents[link.Intent].act(s, link.OrganizationID, action, cmp.Or(value, form.Get("value")), s.now())
		if err != nil {
			done = "That is not possible any more."
		}
		page = s.portalPage(link, form.Get("session"), done)
		return nil
	})
	s.showPortal(w, page, err)
}

func (st *state) portalLinkBy(token string, sum func(*portalLink) []byte) *portalLink {
	want := sha256.Sum256([]byte(token))
	for _, l := range st.PortalLinks {
		if token != "" && subtle.ConstantTimeCompare(sum(l), want[:]) == 1 {
			return l
		}
	}
	return nil
}

// formOf reads a form that came as HTML forms do.
func formOf(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil, false
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, false
	}
	form, err := url.ParseQuery(string(raw))
	return form, err == nil
}

type portalPage struct {
	portalView
	Heading, Organization, Session, Action, Done string
}

func (s *Server) portalPage(l *portalLink, session, done string) portalPage {
	intent := portalIntents[l.Intent]
	o, _ := organizationByID(l.OrganizationID)
	return portalPage{
		portalView: intent.describe(s.state, l.OrganizationID, s.now()), Heading: intent.Heading, Organization: o.Name,
		Session: session, Action: portalActionPath, Done: done,
	}
}

func (s *Server) showPortal(w http.ResponseWriter, page portalPage, err error) {
	if err != nil {
		problem := requestProblem{
			Title: "This link to the Admin Portal is used up", Problem: "A link opens the portal once, within five minutes; a visit lasts an hour.",
			Mend: "Go back to the application and open the portal from there again.",
		}
		show(w, http.StatusForbidden, problem.Title, "problem", problem)
		return
	}
	show(w, http.StatusOK, page.Heading, "portal", page)
}
