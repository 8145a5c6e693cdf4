package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stateOf is the state in the address of the provider's page.
func stateOf(t *testing.T, authorization map[string]any) string {
	t.Helper()
	u, err := url.Parse(authorization["url"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("state")
}

// form posts a form as a browser does.
func (f *fixture) form(path string, fields ...string) result {
	f.t.Helper()
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return f.send(r)
}

// page gets a page as a browser does.
func (f *fixture) page(path string) result {
	f.t.Helper()
	return f.send(httptest.NewRequest(http.MethodGet, path, nil))
}

// handOver is what the provider's page does when the tokens come.
func (f *fixture) handOver(state string, tokens map[string]any) int {
	f.t.Helper()
	r := widgetRequest(f.t, "", http.MethodPost, "x", map[string]any{"state": state, "handoffToken": tokens["handoffToken"], "redirectToken": tokens["redirectToken"]})
	r.URL.Path = pipesHandoffPath
	return f.send(r).status
}

// account is the caller's connection to an integration, nil without one.
func (v *visitor) account(slug string) map[string]any {
	v.t.Helper()
	for _, i := range at(v.t, v.get("DataIntegrations/mine"), "data").([]any) {
		if at(v.t, i, "slug") == slug {
			n, _ := at(v.t, i, "installation").(map[string]any)
			return n
		}
	}
	v.t.Fatalf("%s is not offered", slug)
	return nil
}

func (v *visitor) connecting(slug, state string) bool {
	v.t.Helper()
	return v.get("DataIntegrations/" + slug + "/authorization-status/" + state)["isConnecting"].(bool)
}

func TestConnectAnAccountOnTheProvidersPage(t *testing.T) {
	for answer, want := range map[string]struct {
		title     string
		connected bool
	}{"approve": {"Google Calendar is connected", true}, "refuse": {"Google Calendar was not connected", false}} {
		t.Run(answer, func(t *testing.T) {
			f := newFixture(t, Options{})
			zoe := f.visit(Zoe, Acme)
			started := zoe.post("DataIntegrations/google-calendar/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
			state := stateOf(t, started)
			page := f.page(pipesPath + "?state=" + state)
			if !strings.Contains(page.raw, "Waiting for the application") || strings.Contains(page.raw, "Approve") {
				t.Fatalf("the page does not wait: %s", page.raw)
			}
			for _, secret := range []string{"handoffToken", "redirectToken"} {
				if strings.Contains(page.raw+started["url"].(string), started[secret].(string)) {
					t.Errorf("the %s is in the page or its address", secret)
				}
			}
			if got := f.form(pipesAnswerPath, "state", state, "answer", "approve"); strings.Contains(got.raw, "is connected") {
				t.Error("it can be approved without the tokens")
			}
			other := zoe.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
			if status := f.handOver(state, other); status != http.StatusForbidden {
				t.Errorf("the tokens of another request: status %d", status)
			}
			if status := f.handOver(state, map[string]any{"redirectToken": started["redirectToken"]}); status != http.StatusForbidden {
				t.Errorf("without the handoff token: status %d", status)
			}
			if status := f.handOver(state, started); status != http.StatusNoContent {
				t.Fatalf("the right tokens: status %d", status)
			}
			if page := f.page(pipesPath + "?state=" + state); !strings.Contains(page.raw, "Approve") || !strings.Contains(page.raw, "Refuse") || !strings.Contains(page.raw, "calendar.readonly") {
				t.Errorf("nothing to approve: %s", page.raw)
			}
			if !zoe.connecting("google-calendar", state) {
				t.Error("it is not under way")
			}
			if got := f.form(pipesAnswerPath, "state", state, "answer", answer); !strings.Contains(got.raw, want.title) {
				t.Errorf("%s", got.raw)
			}
			if zoe.connecting("google-calendar", state) {
				t.Error("it is still under way")
			}
			if n := zoe.account("google-calendar"); (n != nil) != want.connected || n != nil && (n["state"] != "connected" || n["auth_method"] != "oauth") {
				t.Errorf("%v", n)
			}
			// Going back and answering otherwise changes nothing.
			f.form(pipesAnswerPath, "state", state, "answer", "approve")
			if n := zoe.account("google-calendar"); (n != nil) != want.connected {
				t.Errorf("it was answered twice: %v", n)
			}
		})
	}
}

func TestReauthorizeKeepsTheAccount(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	before := zoe.account("slack")
	started := zoe.post("DataIntegrations/slack/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
	f.handOver(stateOf(t, started), started)
	f.form(pipesAnswerPath, "state", stateOf(t, started), "answer", "approve")
	if after := zoe.account("slack"); before["state"] != "needs_reauthorization" || after["state"] != "connected" || after["id"] != before["id"] {
		t.Errorf("%v, then %v", before, after)
	}
}

func TestAuthorizationExpiresAndIsNobodyElses(t *testing.T) {
	f := newFixture(t, Options{TokenLife: time.Hour})
	zoe, max := f.visit(Zoe, Acme), f.visit(Max, Acme)
	state := stateOf(t, zoe.post("DataIntegrations/linear/authorize", map[string]any{}, http.StatusOK))
	max.do(http.MethodGet, "DataIntegrations/linear/authorization-status/"+state, nil).want(t, http.StatusNotFound)
	zoe.do(http.MethodGet, "DataIntegrations/github/authorization-status/"+state, nil).want(t, http.StatusNotFound)
	f.clock.advance(authorizationLife)
	if zoe.connecting("linear", state) {
		t.Error("it is still under way")
	}
	if got := f.page(pipesPath + "?state=" + state); got.status != http.StatusNotFound || !strings.Contains(got.raw, "has expired") {
		t.Errorf("%d %s", got.status, got.raw)
	}
	f.page(pipesPath).want(t, http.StatusNotFound)
}

func TestAuthorizationIsOfItsOrganization(t *testing.T) {
	f := newFixture(t, Options{})
	acme, globex := f.visit(Zoe, Acme), f.visit(Zoe, Globex)
	state := stateOf(t, acme.post("DataIntegrations/hubspot/organization/authorize", map[string]any{}, http.StatusOK))
	globex.do(http.MethodGet, "DataIntegrations/hubspot/authorization-status/"+state, nil).want(t, http.StatusNotFound)
	if !acme.connecting("hubspot", state) {
		t.Error("it is not under way where it was begun")
	}
}

func TestApprovalThatHasBecomeImpossibleConnectsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(f *fixture, zoe, max *visitor)
		connected bool
	}{
		"nothing happened": {func(*fixture, *visitor, *visitor) {}, true},
		"it was disabled": {func(f *fixture, zoe, _ *visitor) {
			zoe.do(http.MethodPut, "DataIntegrations/linear/configuration", map[string]any{"enabled": false}).want(f.t, http.StatusOK)
		}, false},
		"the person has left": {func(f *fixture, _, _ *visitor) {
			if err := f.RemoveMembership(Max, Acme); err != nil {
				f.t.Fatal(err)
			}
		}, false},
		"it was connected in another way": {func(f *fixture, _, max *visitor) {
			max.do(http.MethodPut, "DataIntegrations/linear/api-key", map[string]any{"secret": "lin-0123456789"}).want(f.t, http.StatusOK)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			zoe, max := f.visit(Zoe, Acme), f.visit(Max, Acme)
			started := max.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
			state := stateOf(t, started)
			f.handOver(state, started)
			c.meanwhile(f, zoe, max)
			says := "Linear was not connected"
			if c.connected {
				says = "Linear is connected"
			}
			for range 2 {
				if got := f.form(pipesAnswerPath, "state", state, "answer", "approve"); !strings.Contains(got.raw, says) {
					t.Errorf("status %d: %s", got.status, got.raw)
				}
			}
			n := f.state.connectionOf("linear", Max, Acme)
			if (n != nil && n.AuthMethod == withOAuth) != c.connected || f.state.authorization(state).pending(f.clock.Now()) {
				t.Errorf("%+v", n)
			}
		})
	}
}

func TestPeopleWithoutAnOrganizationMayApproveTheirOwn(t *testing.T) {
	f := newFixture(t, Options{})
	nia := f.visit(Nia, "")
	started := nia.post("DataIntegrations/github/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
	f.handOver(stateOf(t, started), started)
	f.form(pipesAnswerPath, "state", stateOf(t, started), "answer", "approve").want(t, http.StatusOK)
	if nia.account("github") == nil {
		t.Error("it is not connected")
	}
}

func TestAnAccountIsConnectedInOneWayAtATime(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	key := map[string]any{"secret": "lin-0123456789"}
	n := zoe.do(http.MethodPut, "DataIntegrations/linear/api-key", key).want(t, http.StatusOK)
	got := zoe.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusBadRequest)
	if text, _ := got["message"].(string); !strings.Contains(text, "Disconnect it first") {
		t.Errorf("%v", got)
	}
	zoe.do(http.MethodDelete, "DataIntegrations/installations/"+n["id"].(string), nil).want(t, http.StatusOK)
	started := zoe.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
	f.handOver(stateOf(t, started), started)
	f.form(pipesAnswerPath, "state", stateOf(t, started), "answer", "approve").want(t, http.StatusOK)
	zoe.do(http.MethodPut, "DataIntegrations/linear/api-key", key).want(t, http.StatusConflict)
}

func TestIntegrationsAskForWhatTheyNeed(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	type o = map[string]any
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
	}{
		{"a field that is missing", "POST", "zendesk/authorize", o{"requireHandoff": true}, 400},
		{"a field that is wrong", "POST", "zendesk/authorize", o{"config": o{"subdomain": "Acme Corp"}}, 400},
		{"a field of another kind", "POST", "zendesk/authorize", o{"config": o{"subdomain": "acme", "colour": "red"}}, 400},
		{"a field that is right", "POST", "zendesk/authorize", o{"config": o{"subdomain": "acme"}}, 200},
		{"nothing known", "POST", "nonsense/authorize", o{}, 404},
		{"OAuth where there is none", "POST", "datadog/authorize", o{}, 400},
		{"the organization's as one's own", "POST", "salesforce/authorize", o{}, 404},
		{"one's own as the organization's", "POST", "github/organization/authorize", o{}, 404},
		{"no client yet", "POST", "jira/authorize", o{}, 403},
		{"a key that is too short", "PUT", "datadog/api-key", o{"secret": "short"}, 400},
		{"a key where there is none", "PUT", "github/api-key", o{"secret": "0123456789"}, 400},
		{"credentials without the account", "PUT", "snowflake/client-credentials", o{"client_id": "a", "client_secret": "0123456789"}, 400},
		{"credentials without a secret", "PUT", "snowflake/client-credentials", o{"client_id": "a", "client_secret": "", "config": o{"account": "acme-eu1"}}, 400},
		{"a scope that is not", "PUT", "github/configuration", o{"scopes": []string{"everything"}}, 422},
		{"a client of one's own where there is none", "PUT", "github/configuration", o{"client_id": "a", "client_secret": "b"}, 400},
		{"half a client", "PUT", "jira/configuration", o{"client_id": "a"}, 422},
		{"a site that is wrong", "PUT", "datadog/configuration", o{"config": o{"site": "no"}}, 422},
		{"a site that is right", "PUT", "datadog/configuration", o{"config": o{"site": "datadoghq.eu"}}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			zoe.do(c.method, "DataIntegrations/"+c.path, c.body).want(t, c.status)
		})
	}
}

func TestConnectWithAnAPIKeyAndRotateIt(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	for _, secret := range []string{"lin_api_first0001", "lin_api_second0002"} {
		n := zoe.do(http.MethodPut, "DataIntegrations/linear/api-key", map[string]any{"secret": secret}).want(t, http.StatusOK)
		if n["api_key_last_4"] != secret[len(secret)-4:] || n["auth_method"] != "api_key" {
			t.Errorf("%v", n)
		}
	}
	if raw := zoe.do(http.MethodGet, "DataIntegrations/mine", nil).raw; strings.Contains(raw, "lin_api") {
		t.Error("the key is told again")
	}
	zoe.do(http.MethodPut, "DataIntegrations/datadog/api-key", map[string]any{"secret": "0123456789"}).want(t, http.StatusOK)
	linear := zoe.account("linear")["id"].(string)
	zoe.do(http.MethodDelete, "DataIntegrations/installations/"+linear, nil).want(t, http.StatusOK)
	if zoe.account("linear") != nil || zoe.account("datadog") == nil {
		t.Error("not the one was disconnected")
	}
}

func TestAnOrganizationsClientMakesAnIntegrationAvailable(t *testing.T) {
	f := newFixture(t, Options{})
	zoe, max := f.visit(Zoe, Acme), f.visit(Max, Acme)
	offered := func() bool {
		return strings.Contains(max.do(http.MethodGet, "DataIntegrations/mine", nil).raw, `"slug":"jira"`)
	}
	if offered() {
		t.Error("it is offered before it can be connected")
	}
	n := zoe.do(http.MethodPut, "DataIntegrations/jira/configuration", map[string]any{"client_id": "acme-jira", "client_secret": "very-secret-9876"}).want(t, http.StatusOK)
	if at(t, n, "credentials", "redactedClientSecret") != "9876" || at(t, n, "credentials", "hasCredentials") != true {
		t.Errorf("%v", n)
	}
	if !offered() {
		t.Error("it is not offered")
	}
	zoe.do(http.MethodPut, "DataIntegrations/jira/configuration", map[string]any{"enabled": false}).want(t, http.StatusOK)
	if offered() {
		t.Error("it is offered though it was disabled")
	}
	if n := at(t, zoe.get("DataIntegrations/configurations"), "data").([]any); len(n) != 8 {
		t.Errorf("%d configurations", len(n))
	}
}

func TestSharedConnectionsAreTheAdminsToMake(t *testing.T) {
	f := newFixture(t, Options{})
	zoe, max := f.visit(Zoe, Acme), f.visit(Max, Acme)
	zoe.do(http.MethodPut, "DataIntegrations/stripe/organization/api-key", map[string]any{"secret": "rk_0123456789"}).want(t, http.StatusOK)
	started := zoe.post("DataIntegrations/hubspot/organization/authorize", map[string]any{}, http.StatusOK)
	if _, there := started["handoffToken"]; there {
		t.Error("there is a handoff token that nobody asked for")
	}
	if status := f.handOver(stateOf(t, started), started); status != http.StatusNoContent {
		t.Fatalf("status %d", status)
	}
	if page := f.page(pipesPath + "?state=" + stateOf(t, started)); !strings.Contains(page.raw, "Acme Corp") {
		t.Errorf("the page does not say for whom: %s", page.raw)
	}
	f.form(pipesAnswerPath, "state", stateOf(t, started), "answer", "approve")
	shared := max.do(http.MethodGet, "DataIntegrations/shared-connections", nil).raw
	for _, slug := range []string{"salesforce", "stripe", "hubspot"} {
		if !strings.Contains(shared, `"slug":"`+slug+`"`) {
			t.Errorf("%s is not shared", slug)
		}
	}
	for _, i := range at(t, zoe.get("DataIntegrations/organization"), "data").([]any) {
		connected := len(at(t, i, "connected_accounts").([]any)) > 0
		if at(t, i, "capabilities", "canConnect") == connected || at(t, i, "capabilities", "canDisconnect") != connected {
			t.Errorf("%v", i)
		}
	}
}
