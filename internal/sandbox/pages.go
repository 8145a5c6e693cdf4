package sandbox

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"workos-widgets/internal/browserpage"
)

//go:embed pages.html
var pagesHTML string

var pages = template.Must(template.New("pages").Parse(pagesHTML))

const footnote template.HTML = `This is the sandbox: a WorkOS of its own, with people who do not exist. What it would have sent is in its <a href="` + MailboxPath + `">mailbox</a>; to see what goes wrong, have it go wrong under <a href="` + RulesPath + `">faults</a>.`

// show writes one of the page kit's pages whose body is the template called name.
func show(w http.ResponseWriter, status int, title, name string, data any) {
	browserpage.Write(w, newPage(status, title, name, data))
}

func newPage(status int, title, name string, data any) browserpage.Page {
	var body strings.Builder
	if err := pages.ExecuteTemplate(&body, name, data); err != nil {
		// Fixed templates, fixed types, and a builder: only a mistake in this package comes here.
		panic("sandbox: " + err.Error())
	}
	return browserpage.Page{Title: title, Body: template.HTML(body.String()), Footnote: footnote, Status: status}
}

// choice is a link of a list.
type choice struct {
	Name, Detail, Link string
}

func (s *Server) peoplePage(a *authorization) func(http.ResponseWriter) {
	offered := people
	hinted := s.state.userByEmail(a.loginHint)
	if hinted != nil {
		offered = []string{hinted.ID}
		for _, id := range people {
			if id != hinted.ID {
				offered = append(offered, id)
			}
		}
	}
	var choices []choice
	for _, id := range offered {
		u := s.state.users[id]
		choices = append(choices, choice{Name: u.name(), Detail: s.describe(u), Link: a.link(paramUser, id)})
	}
	data := struct {
		Choices      []choice
		Organization string
		Hint         string
		Refuse       string
	}{Choices: choices, Refuse: a.link(paramRefuse, "1")}
	if a.organization != nil {
		data.Organization = a.organization.Name
	}
	if hinted != nil {
		data.Hint = hinted.name()
	}
	return func(w http.ResponseWriter) { show(w, http.StatusOK, "Sign in", "people", data) }
}

// describe says in a line who a person is in the sandbox.
func (s *Server) describe(u *user) string {
	var at []string
	for _, o := range s.state.organizationsOf(u.ID) {
		name := o.Name
		if m := s.state.activeMember(u.ID, o.ID); m.Role != defaultRole().Slug {
			role, _ := roleBySlug(m.Role)
			name += " (" + role.Name + ")"
		}
		at = append(at, name)
	}
	if len(at) == 0 {
		return u.Email + " · no organization"
	}
	return u.Email + " · " + strings.Join(at, ", ")
}

func organizationsPage(a *authorization, u *user, of []organization) func(http.ResponseWriter) {
	var choices []choice
	for _, o := range of {
		c := choice{Name: o.Name, Link: a.link(paramUser, u.ID, paramOrganization, o.ID)}
		if o.Connection != "" {
			c.Detail = "Signs you in through its identity provider"
		}
		choices = append(choices, c)
	}
	data := struct {
		Name              string
		Choices           []choice
		Ask, Back, Refuse string
	}{u.name(), choices, a.link(paramUser, u.ID, paramOrganization, askLater), a.link(), a.link(paramRefuse, "1")}
	return func(w http.ResponseWriter) { show(w, http.StatusOK, "Choose an organization", "organizations", data) }
}

func ssoPage(a *authorization, u *user, o organization) func(http.ResponseWriter) {
	data := struct{ Name, Organization, Continue, Back, Refuse string }{
		u.name(), o.Name, a.link(paramUser, u.ID, paramOrganization, o.ID, paramSSO, "1"), a.link(), a.link(paramRefuse, "1"),
	}
	return func(w http.ResponseWriter) { show(w, http.StatusOK, o.Name+" single sign-on", "sso", data) }
}

func notMemberPage(a *authorization, u *user) func(http.ResponseWriter) {
	data := struct{ Name, Organization, Back, Refuse string }{u.name(), a.organization.Name, a.link(), a.link(paramRefuse, "1")}
	return func(w http.ResponseWriter) {
		show(w, http.StatusForbidden, "You can’t sign in to "+a.organization.Name, "not-a-member", data)
	}
}

func problemPage(w http.ResponseWriter, p *requestProblem) {
	show(w, http.StatusBadRequest, p.Title, "problem", p)
}

func signedOutPage(w http.ResponseWriter) {
	show(w, http.StatusOK, "Signed out", "signed-out", nil)
}
