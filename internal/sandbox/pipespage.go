package sandbox

import (
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"workos-widgets/internal/browserpage"
)

// The page of a provider, and the one of WorkOS's that comes before it. The widget opens the second and sends
// its window on to the first, to which it then posts the tokens until the page acknowledges them: a message
// with the same redirectToken.

const (
	pipesPath        = "/pipes/authorize"
	pipesHandoffPath = "/pipes/handoff"
	pipesAnswerPath  = "/pipes/answer"
)

//go:embed handoff.js
var handoffScript string

// redirecting is WorkOS's page that the widget opens before it knows where to go.
func (s *Server) redirecting(w http.ResponseWriter, _ *http.Request) {
	show(w, http.StatusOK, "Redirecting", "redirecting", nil)
}

// providerPage waits for the tokens, asks for approval, or says what came of it.
func (s *Server) providerPage(w http.ResponseWriter, r *http.Request) {
	s.showAuthorization(w, r.URL.Query().Get("state"))
}

type providerData struct {
	Provider, Name, Owner, Answer, State, Handoff string
	Scopes                                        []string
}

func (s *Server) showAuthorization(w http.ResponseWriter, state string) {
	var (
		a *pipesAuthorization
		d providerData
	)
	_ = s.read(func() error {
		if found := s.state.authorization(state); found != nil {
			copied := *found
			a, d = &copied, s.providerData(found)
		}
		return nil
	})
	switch {
	case a == nil || a.Outcome == "" && !a.pending(s.now()):
		problem := requestProblem{
			Title: "This request has expired", Problem: "An account can be connected within ten minutes of asking for it.",
			Mend: "Go back to the application and connect the account again.",
		}
		show(w, http.StatusNotFound, problem.Title, "problem", problem)
	case a.Outcome == outcomeConnected:
		show(w, http.StatusOK, d.Provider+" is connected", "pipes-connected", d)
	case a.Outcome == outcomeRefused:
		show(w, http.StatusOK, d.Provider+" was not connected", "pipes-refused", d)
	case a.Outcome == outcomeImpossible:
		show(w, http.StatusForbidden, d.Provider+" was not connected", "pipes-impossible", d)
	case !a.Opened:
		p := newPage(http.StatusOK, "Connecting "+d.Provider, "pipes-waiting", d)
		p.Script, p.Report = handoffScript, true
		browserpage.Write(w, p)
	default:
		show(w, http.StatusOK, "Connect "+d.Provider, "pipes-approve", d)
	}
}

func (s *Server) providerData(a *pipesAuthorization) providerData {
	i, _ := integrationBySlug(a.Integration)
	d := providerData{
		Provider: i.Name, Name: s.state.users[a.UserID].name(), Answer: pipesAnswerPath, Handoff: pipesHandoffPath, State: a.State,
		Scopes: s.state.configurationOf(i, a.OrganizationID).scopes(i),
	}
	if a.Shared {
		o, _ := organizationByID(a.OrganizationID)
		d.Owner = o.Name
	}
	return d
}

func (st *state) authorization(state string) *pipesAuthorization {
	for _, a := range st.Authorizations {
		if state != "" && subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) == 1 {
			return a
		}
	}
	return nil
}

// takeHandoff takes the tokens from the page's script. Only what the page may acknowledge gets 204.
func (s *Server) takeHandoff(w http.ResponseWriter, r *http.Request) {
	var in struct{ State, HandoffToken, RedirectToken string }
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal(raw, &in) != nil {
		writeError(w, badRequest("The tokens could not be read."))
		return
	}
	err = s.update(func() error {
		a := s.state.authorization(in.State)
		if a == nil || !a.pending(s.now()) {
			return notFound("Authorization")
		}
		if subtle.ConstantTimeCompare([]byte(a.HandoffToken), []byte(in.HandoffToken)) != 1 || subtle.ConstantTimeCompare([]byte(a.RedirectToken), []byte(in.RedirectToken)) != 1 {
			return forbidden("The tokens are not those of this request.")
		}
		a.Opened = true
		return nil
	})
	if err != nil {
		writeError(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// answerProvider takes Approve or Refuse. Once one of them was taken, the other changes nothing.
func (s *Server) answerProvider(w http.ResponseWriter, r *http.Request) {
	form, ok := formOf(w, r)
	if !ok {
		form = url.Values{}
	}
	_ = s.update(func() error {
		a := s.state.authorization(form.Get("state"))
		if a == nil || !a.pending(s.now()) || !a.Opened {
			return nil
		}
		if form.Get("answer") != "approve" {
			a.Outcome = outcomeRefused
			return nil
		}
		a.Outcome = s.connect(a)
		return nil
	})
	s.showAuthorization(w, form.Get("state"))
}

// connect makes the connection that was approved, unless it has become impossible since it was asked for.
func (s *Server) connect(a *pipesAuthorization) (outcome string) {
	i, _ := integrationBySlug(a.Integration)
	n := s.state.connectionOf(i.Slug, a.owner(), a.OrganizationID)
	left := a.OrganizationID != "" && s.state.activeMember(a.UserID, a.OrganizationID) == nil
	if left || !s.state.available(i, a.OrganizationID) || n != nil && n.AuthMethod != withOAuth {
		return outcomeImpossible
	}
	s.keepConnection(n, i, a.owner(), a.OrganizationID, withOAuth).Config = a.Config
	return outcomeConnected
}
