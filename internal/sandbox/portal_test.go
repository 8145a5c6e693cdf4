package sandbox

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// portalVisit is a visit of the Admin Portal.
type portalVisit struct {
	*fixture
	page result
}

// apiToken takes the token out of a link, as the widget does before it posts the rest.
func apiToken(t *testing.T, link string) (path, token string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path, u.Query().Get("apiToken")
}

func (v *visitor) portalLink(intent string) string {
	v.t.Helper()
	if intent == "dsync" {
		return v.get("directory-sync/directories")["link"].(string)
	}
	return v.post("admin-portal/generate-link?intent="+intent, nil, http.StatusCreated)["link"].(string)
}

func (v *visitor) openPortal(intent string) *portalVisit {
	v.t.Helper()
	path, token := apiToken(v.t, v.portalLink(intent))
	page := v.form(path, "apiToken", token)
	page.want(v.t, http.StatusOK)
	if strings.Contains(page.raw, token) {
		v.t.Error("the token is in the page")
	}
	return &portalVisit{v.fixture, page}
}

var (
	portalForm    = regexp.MustCompile(`(?s)<form .*?</form>`)
	portalHidden  = regexp.MustCompile(`type="hidden" name="(\w+)" value="([^"]*)"`)
	portalButtons = regexp.MustCompile(`name="do" value="([^"]*)">([^<]*)</button>`)
)

// press presses a button of the page, with what is typed into its field.
func (p *portalVisit) press(button, typed string) {
	p.t.Helper()
	for _, form := range portalForm.FindAllString(p.page.raw, -1) {
		var fields []string
		for _, b := range portalButtons.FindAllStringSubmatch(form, -1) {
			if b[2] == button {
				fields = append(fields, "do", b[1])
			}
		}
		if fields == nil {
			continue
		}
		for _, hidden := range portalHidden.FindAllStringSubmatch(form, -1) {
			fields = append(fields, hidden[1], html.UnescapeString(hidden[2]))
		}
		if typed != "" {
			fields = append(fields, "value", typed)
		}
		p.page = p.form(portalActionPath, fields...)
		p.page.want(p.t, http.StatusOK)
		return
	}
	p.t.Fatalf("there is no button %q:\n%s", button, p.page.raw)
}

func TestPortalTakesItsTokenByFormAndOnce(t *testing.T) {
	f := newFixture(t, Options{TokenLife: time.Hour})
	zoe := f.visit(Zoe, Acme)
	refused := func(name string, got result, status int) {
		t.Helper()
		got.want(t, status)
		if strings.Contains(got.raw, "Disconnect") {
			t.Errorf("%s: the portal is open", name)
		}
	}
	path, token := apiToken(t, zoe.portalLink("sso"))
	refused("a plain visit", f.page(path+"?apiToken="+token), http.StatusMethodNotAllowed)
	refused("a token that was in an address", f.form(path, "apiToken", token), http.StatusForbidden)
	path, token = apiToken(t, zoe.portalLink("sso"))
	refused("a form with the token in its address", f.form(path+"?apiToken="+token), http.StatusMethodNotAllowed)
	path, token = apiToken(t, zoe.portalLink("sso"))
	if got := f.form(path, "apiToken", token); got.status != http.StatusOK || !strings.Contains(got.raw, "<h1>Single sign-on</h1>") || !strings.Contains(got.raw, "Admin Portal") {
		t.Errorf("%d %s", got.status, got.raw)
	}
	refused("the second time", f.form(path, "apiToken", token), http.StatusForbidden)
	refused("no token", f.form(path), http.StatusForbidden)
	path, token = apiToken(t, zoe.portalLink("sso"))
	f.clock.advance(portalLinkLife)
	refused("too late", f.form(path, "apiToken", token), http.StatusForbidden)
}

func TestPortalLinksAreGivenToWhomMayHaveThem(t *testing.T) {
	f := newFixture(t, Options{})
	sso := &visitor{fixture: f, token: mustToken(t, f, manageSSO)}
	sso.post("admin-portal/generate-link?intent=sso", nil, http.StatusCreated)
	sso.post("admin-portal/generate-link?intent=log_streams", nil, http.StatusForbidden)
	sso.post("admin-portal/generate-link?intent=moon", nil, http.StatusNotFound)
	sso.post("admin-portal/generate-link", nil, http.StatusNotFound)
}

func TestPortalSetsUpSingleSignOn(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	connections := func() []any { return list(t, zoe.do(http.MethodGet, "admin-portal/sso-connections", nil)) }
	portal := zoe.openPortal("sso")
	portal.press("Let the certificate expire", "")
	if at(t, connections(), 0, "latestExpiredCertificate") == nil {
		t.Error("the certificate has not expired")
	}
	portal.press("Renew the certificate", "")
	portal.press("Disconnect", "")
	if n := connections(); len(n) != 0 {
		t.Errorf("%v", n)
	}
	portal.press("Connect Entra ID", "")
	if n := connections(); at(t, n, 0, "type") != "EntraIdOidc" || at(t, n, 0, "state") != "Inactive" {
		t.Errorf("%v", n)
	}
	portal.press("Activate the connection", "")
	portal.press("Test the connection", "")
	if n := connections(); at(t, n, 0, "state") != "Active" || at(t, n, 0, "lastSession") == nil {
		t.Errorf("%v", n)
	}
}

func TestPortalSetsUpDomains(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	states := func() map[string]any {
		got := map[string]any{}
		for _, d := range at(t, zoe.get("admin-portal/organization-domains"), "data").([]any) {
			got[at(t, d, "domain").(string)] = at(t, d, "state")
		}
		return got
	}
	portal := zoe.openPortal("domain_verification")
	for _, wrong := range []string{"nonsense", "two words.example", "https://acme.example", "a@b.example", "<b>.example"} {
		portal.press("Add domain", wrong)
		if !strings.Contains(portal.page.raw, "That is not a domain") || len(states()) != 3 {
			t.Errorf("%s: %s", wrong, portal.page.raw)
		}
	}
	portal.press("Add domain", " Acme.Test ")
	portal.press("Add domain", "acme.test")
	if got := states(); got["acme.test"] != "Pending" || len(got) != 4 {
		t.Errorf("%v", got)
	}
	portal.press("Fail acme.test", "")
	id := func() (id string) {
		for _, d := range f.state.domainsOf(Acme) {
			if d.Domain == "acme.test" {
				id = d.ID
			}
		}
		return id
	}()
	zoe.post("admin-portal/organization-domains/"+id+"/reverify", nil, http.StatusOK)
	if got := states(); got["acme.test"] != "Pending" {
		t.Errorf("%v", got)
	}
	portal.press("Verify acme.test", "")
	if got := states(); got["acme.test"] != "Verified" {
		t.Errorf("%v", got)
	}
	zoe.do(http.MethodDelete, "admin-portal/organization-domains/"+id, nil).want(t, http.StatusOK)
	zoe.do(http.MethodDelete, "admin-portal/organization-domains/"+id, nil).want(t, http.StatusNotFound)
	zoe.post("admin-portal/organization-domains/"+id+"/reverify", nil, http.StatusNotFound)
}

func TestPortalSetsUpDirectoriesAndStreams(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	directory := func() any {
		if d := at(t, zoe.get("directory-sync/directories"), "data").([]any); len(d) > 0 {
			return at(t, d[0], "state")
		}
		return nil
	}
	portal := zoe.openPortal("dsync")
	for _, step := range []struct {
		button string
		want   any
	}{
		{"Invalidate the credentials", "invalid_credentials"}, {"Accept the credentials", "linked"}, {"Sync now", "linked"}, {"Disconnect", nil},
		{"Connect Google Workspace", "unlinked"}, {"Finish the setup", "validating"}, {"Accept the credentials", "linked"},
	} {
		if portal.press(step.button, ""); directory() != step.want {
			t.Errorf("%s: %v", step.button, directory())
		}
	}
	stream := func() any { return zoe.get("admin-portal/audit-log-stream")["state"] }
	portal = zoe.openPortal("log_streams")
	for _, step := range []struct {
		button string
		want   any
	}{
		{"Let the credentials fail", "Error"}, {"Start streaming", "Active"}, {"Remove the stream", nil}, {"Stream to Splunk", "Inactive"}, {"Start streaming", "Active"},
	} {
		if portal.press(step.button, ""); stream() != step.want {
			t.Errorf("%s: %v", step.button, stream())
		}
	}
	zoe.do(http.MethodGet, "directory-sync/directories/directory_x", nil).want(t, http.StatusNotFound)
}

func TestPortalButtonThatIsTooLate(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	old, fresh := zoe.openPortal("log_streams"), zoe.openPortal("log_streams")
	fresh.press("Remove the stream", "")
	old.press("Let the credentials fail", "")
	if !strings.Contains(old.page.raw, "not possible any more") {
		t.Errorf("%s", old.page.raw)
	}
	f.clock.advance(portalSessionLife)
	f.form(portalActionPath, "session", "x", "do", "remove").want(t, http.StatusForbidden)
}
