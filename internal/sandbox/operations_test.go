package sandbox

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// concrete fills a path's placeholders.
func concrete(path string) string {
	return strings.TrimPrefix(regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "x"), "/_widgets/")
}

func TestEveryOperationOfTheWidgetsIsKnownByName(t *testing.T) {
	if len(operations) != 62 {
		t.Errorf("%d operations, the widgets package has 62", len(operations))
	}
	f := newFixture(t, Options{})
	admin := f.signIn(Zoe, Acme).AccessToken
	names := map[string]bool{}
	for _, o := range operations {
		if names[o.name] {
			t.Errorf("%s is there twice", o.name)
		}
		names[o.name] = true
		got := f.call(admin, o.method, concrete(o.path), nil)
		if got.status >= 500 || got.status == http.StatusForbidden && !o.elevated && o.name != "GenerateAdminPortalLink" {
			t.Errorf("%s: status %d: %s", o.name, got.status, got.raw)
		}
	}
}

func TestOperationsAreRefusedWithoutTheirPermission(t *testing.T) {
	f := newFixture(t, Options{})
	for name, token := range map[string]authkit.Secret{
		"a member":                      f.signIn(Max, Acme).AccessToken,
		"the admin, elsewhere":          f.signIn(Zoe, Globex).AccessToken,
		"somebody without organization": f.signIn(Nia, "").AccessToken,
	} {
		for _, o := range operations {
			got := f.call(token, o.method, concrete(o.path), nil)
			if len(o.anyOf) > 0 && got.status != http.StatusForbidden {
				t.Errorf("%s may %s: status %d", name, o.name, got.status)
			}
			if len(o.anyOf) == 0 && !o.elevated && !o.organization && got.status == http.StatusForbidden {
				t.Errorf("%s may not %s", name, o.name)
			}
			if text, _ := got.body["message"].(string); got.status == http.StatusForbidden && text == "" {
				t.Errorf("%s: no message: %s", o.name, got.raw)
			}
		}
	}
}

func TestTokensThatAreNotGoodAreRefused(t *testing.T) {
	f := newFixture(t, Options{})
	other := newFixture(t, Options{})
	good := f.signIn(Zoe, Acme).AccessToken.Reveal()
	parts := strings.Split(good, ".")
	for name, authorization := range map[string]string{
		"none":                        "",
		"no scheme":                   good,
		"another scheme":              "Basic " + good,
		"no JWT":                      "Bearer nonsense",
		"the API key":                 "Bearer " + APIKey,
		"of another sandbox":          "Bearer " + other.signIn(Zoe, Acme).AccessToken.Reveal(),
		"with another signature":      "Bearer " + parts[0] + "." + parts[1] + ".AAAA",
		"without a signature, as alg": "Bearer eyJhbGciOiJub25lIn0." + parts[1] + ".",
	} {
		t.Run(name, func(t *testing.T) {
			r := widgetRequest(t, "", http.MethodGet, "UserProfile/me", nil)
			if authorization != "" {
				r.Header.Set("Authorization", authorization)
			}
			f.send(r).want(t, http.StatusUnauthorized)
		})
	}
	t.Run("until it expires", func(t *testing.T) {
		f.clock.advance(5*time.Minute - time.Second)
		f.call(authkit.Secret(good), http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK)
		f.clock.advance(time.Second)
		f.call(authkit.Secret(good), http.MethodGet, "UserProfile/me", nil).want(t, http.StatusUnauthorized)
	})
}

func TestTokenOfAMembershipTakenAwayOpensNothingOfTheOrganization(t *testing.T) {
	f := newFixture(t, Options{})
	if err := f.SetRole(Max, Acme, "admin"); err != nil {
		t.Fatal(err)
	}
	token := f.signIn(Max, Acme).AccessToken
	f.call(token, http.MethodGet, "UserManagement/members", nil).want(t, http.StatusOK)
	if err := f.RemoveMembership(Max, Acme); err != nil {
		t.Fatal(err)
	}
	for _, o := range operations {
		own := strings.HasPrefix(o.path, "/_widgets/UserProfile/") || o.name == "Organizations" || o.name == "Settings"
		got := f.call(token, o.method, concrete(o.path), nil)
		text, _ := got.body["message"].(string)
		if refused := got.status == http.StatusForbidden && strings.Contains(text, "not a member"); refused == own {
			t.Errorf("%s: status %d: %s", o.name, got.status, got.raw)
		}
	}
	f.call(token, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK)
	body := f.call(token, http.MethodGet, "UserManagement/organizations", nil).want(t, http.StatusOK)
	if len(at(t, body, "data").([]any)) != 0 {
		t.Errorf("%v", body)
	}
}

func TestWidgetHeadersAreLookedAt(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken.Reveal()
	for _, c := range []struct{ header, value string }{
		{"WorkOS-Widgets-Version", ""}, {"WorkOS-Widgets-Version", "2"}, {"WorkOS-Widgets-Type", ""}, {"WorkOS-Widgets-Type", "nonsense"},
	} {
		r := widgetRequest(t, token, http.MethodGet, "UserProfile/me", nil)
		r.Header.Set(c.header, c.value)
		f.send(r).want(t, http.StatusBadRequest)
	}
	for _, kind := range widgetTypes {
		r := widgetRequest(t, token, http.MethodGet, "UserProfile/me", nil)
		r.Header.Set("WorkOS-Widgets-Type", kind)
		f.send(r).want(t, http.StatusOK)
	}
}

func TestUnknownPathsAreNamed(t *testing.T) {
	f := newFixture(t, Options{})
	for _, path := range []string{"/", "/_widgets/nothing", "/client/graphql", "/user_management/users"} {
		body := f.send(httptest.NewRequest(http.MethodGet, path, nil)).want(t, http.StatusNotFound)
		if text, _ := body["message"].(string); !strings.Contains(text, path) {
			t.Errorf("%s: %v", path, body)
		}
	}
	f.send(widgetRequest(t, "", http.MethodPut, "UserProfile/me", nil)).want(t, http.StatusNotFound)
}

func TestNoCORS(t *testing.T) {
	f := newFixture(t, Options{})
	r := widgetRequest(t, f.signIn(Zoe, Acme).AccessToken.Reveal(), http.MethodGet, "UserProfile/me", nil)
	r.Header.Set("Origin", "wails://wails")
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: %s", name, w.Header().Get(name))
		}
	}
}

func TestWidgetToken(t *testing.T) {
	f := newFixture(t, Options{})
	for name, c := range map[string]struct {
		key, body string
		status    int
	}{
		"no key":                      {"", `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":[]}`, 401},
		"another key":                 {"sk_other", `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":[]}`, 401},
		"no scopes":                   {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `"}`, 422},
		"null for scopes":             {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":null}`, 422},
		"no organization":             {APIKey, `{"user_id":"` + Zoe + `","scopes":[]}`, 422},
		"no user":                     {APIKey, `{"organization_id":"` + Acme + `","scopes":[]}`, 422},
		"no JSON":                     {APIKey, `{`, 400},
		"an empty list":               {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":[]}`, 200},
		"a scope of the role":         {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":["` + manageUsers + `"]}`, 200},
		"a scope beyond the role":     {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Max + `","scopes":["` + manageUsers + `"]}`, 403},
		"a scope that is not":         {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Zoe + `","scopes":["widgets:moon:manage"]}`, 422},
		"somebody who is no member":   {APIKey, `{"organization_id":"` + Acme + `","user_id":"` + Nia + `","scopes":[]}`, 404},
		"an organization that is not": {APIKey, `{"organization_id":"org_x","user_id":"` + Zoe + `","scopes":[]}`, 404},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/widgets/token", strings.NewReader(c.body))
			if c.key != "" {
				r.Header.Set("Authorization", "Bearer "+c.key)
			}
			f.send(r).want(t, c.status)
		})
	}
}

func TestWidgetTokenOpensTheWidgetsForAnHour(t *testing.T) {
	f := newFixture(t, Options{})
	token, err := f.client.WidgetToken(t.Context(), Zoe, Acme, []string{manageUsers})
	if err != nil {
		t.Fatal(err)
	}
	f.clock.advance(time.Hour - time.Second)
	f.call(token, http.MethodGet, "UserManagement/members", nil).want(t, http.StatusOK)
	f.call(token, http.MethodGet, "DataIntegrations/organization", nil).want(t, http.StatusForbidden)
	f.clock.advance(time.Second)
	f.call(token, http.MethodGet, "UserManagement/members", nil).want(t, http.StatusUnauthorized)
	if _, err := f.client.WidgetToken(t.Context(), Zoe, Acme, nil); err != nil {
		t.Errorf("without scopes: %v", err)
	}
	_, err = f.client.WidgetToken(t.Context(), Max, Acme, []string{manageUsers})
	if e := authError(t, err); e.Kind != authkit.Refused || e.Status != http.StatusForbidden {
		t.Errorf("%v", e)
	}
}
