package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// keyNames are the names of a page of keys, with its cursors.
func (v *visitor) keyNames(path string) (names []string, before, after any) {
	v.t.Helper()
	body := v.get(path)
	for _, k := range at(v.t, body, "data").([]any) {
		names = append(names, at(v.t, k, "name").(string))
	}
	return names, at(v.t, body, "list_metadata", "before"), at(v.t, body, "list_metadata", "after")
}

func TestAPIKeysArePagedAndSearched(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	const path = "ApiKeys/organization-api-keys"
	for i := range 21 {
		zoe.post(path, map[string]any{"name": fmt.Sprintf("Key %02d", i), "permissions": []string{}}, http.StatusOK)
	}
	first, before, after := zoe.keyNames(path)
	if len(first) != 10 || first[0] != "Key 20" || before == nil || after != nil {
		t.Errorf("%v, %v, %v", first, before, after)
	}
	second, before, after := zoe.keyNames(path + fmt.Sprintf("?before=%v", before))
	if len(second) != 10 || second[0] != "Key 10" || before == nil || after == nil {
		t.Errorf("%v, %v, %v", second, before, after)
	}
	if back, _, _ := zoe.keyNames(path + fmt.Sprintf("?after=%v", after)); strings.Join(back, ",") != strings.Join(first, ",") {
		t.Errorf("%v", back)
	}
	third, before, _ := zoe.keyNames(path + fmt.Sprintf("?before=%v", before))
	if len(third) != 5 || third[4] != "Legacy import" || before != nil {
		t.Errorf("%v, %v", third, before)
	}
	if found, _, _ := zoe.keyNames(path + "?search=NIGHT"); len(found) != 1 || found[0] != "Nightly export" {
		t.Errorf("%v", found)
	}
	zoe.do(http.MethodGet, path+"?limit=many", nil).want(t, http.StatusBadRequest)
}

func TestAPIKeyIsShownOnce(t *testing.T) {
	f := newKeptFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	made := zoe.post("ApiKeys/organization-api-keys", map[string]any{"name": " CI ", "permissions": []string{"tasks:read"}}, http.StatusOK)
	value := made["value"].(string)
	if made["name"] != "CI" || !strings.HasPrefix(value, "sk_") || !strings.HasSuffix(made["obfuscatedValue"].(string), value[len(value)-4:]) {
		t.Errorf("%v", made)
	}
	if strings.Contains(zoe.do(http.MethodGet, "ApiKeys/organization-api-keys", nil).raw, value) {
		t.Error("it is shown again")
	}
	f.restart()
	if names, _, _ := zoe.keyNames("ApiKeys/organization-api-keys"); names[0] != "CI" {
		t.Errorf("after a restart: %v", names)
	}
}

func TestAPIKeyRules(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	past := timestamp(f.clock.Now().Add(-time.Second))
	for name, c := range map[string]struct {
		body   any
		status int
		field  string
	}{
		"no name":                 {map[string]any{"name": " ", "permissions": []string{}}, 422, "name"},
		"a long name":             {map[string]any{"name": strings.Repeat("x", maxKeyName+1), "permissions": []string{}}, 422, "name"},
		"a permission that isn't": {map[string]any{"name": "x", "permissions": []string{"moon:walk"}}, 422, "permissions"},
		"an end in the past":      {map[string]any{"name": "x", "permissions": []string{}, "expiresAt": past}, 422, "expiresAt"},
		"an end that is no time":  {map[string]any{"name": "x", "permissions": []string{}, "expiresAt": "soon"}, 422, "expiresAt"},
		"a list":                  {[]string{}, 400, "body"},
	} {
		for _, path := range []string{"ApiKeys/organization-api-keys", "UserApiKeys/api-keys"} {
			if got := zoe.post(path, c.body, c.status); at(t, got, "errors", 0, "field") != c.field {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

func TestAPIKeyExpires(t *testing.T) {
	f := newFixture(t, Options{TokenLife: 3 * time.Hour})
	zoe := f.visit(Zoe, Acme)
	made := zoe.post("ApiKeys/organization-api-keys", map[string]any{"name": "CI", "permissions": []string{}}, http.StatusOK)
	path := "ApiKeys/" + made["id"].(string) + "/expire"
	in := func(d time.Duration) map[string]any {
		return map[string]any{"expiresAt": timestamp(f.clock.Now().Add(d))}
	}
	zoe.post(path, in(-time.Minute), http.StatusBadRequest)
	if got := zoe.post(path, in(time.Hour), http.StatusOK); got["expiresAt"] == nil {
		t.Errorf("%v", got)
	}
	if got := zoe.post(path, map[string]any{"expiresAt": nil}, http.StatusOK); got["expiresAt"] != nil {
		t.Errorf("%v", got)
	}
	zoe.post(path, in(time.Hour), http.StatusOK)
	f.clock.advance(time.Hour)
	zoe.post(path, in(time.Hour), http.StatusConflict)
	zoe.post("ApiKeys/api_key_x/expire", in(time.Hour), http.StatusNotFound)
	now := zoe.post("ApiKeys/organization-api-keys", map[string]any{"name": "CI", "permissions": []string{}}, http.StatusOK)
	if got := zoe.post("ApiKeys/"+now["id"].(string)+"/expire", map[string]any{}, http.StatusOK); got["expiresAt"] != timestamp(f.clock.Now()) {
		t.Errorf("expired at once: %v", got)
	}
}

func TestUsersKeysAreSeenByWhomTheyConcern(t *testing.T) {
	f := newFixture(t, Options{})
	self := func(userID string, scope string) *visitor {
		token, err := f.client.WidgetToken(t.Context(), userID, Acme, []string{scope})
		if err != nil {
			t.Fatal(err)
		}
		return &visitor{fixture: f, token: token}
	}
	own, all := self(Zoe, manageOwnAPIKeys), self(Zoe, manageUserAPIKeys)
	if names, _, _ := own.keyNames("UserApiKeys/api-keys"); strings.Join(names, ",") != "Zoë’s laptop" {
		t.Errorf("%v", names)
	}
	if names, _, _ := all.keyNames("UserApiKeys/api-keys"); strings.Join(names, ",") != "Zoë’s laptop,Max’s scripts" {
		t.Errorf("%v", names)
	}
	max := "UserApiKeys/" + seedID("api_key", "Max’s scripts")
	own.do(http.MethodDelete, max, nil).want(t, http.StatusNotFound)
	own.post(max+"/expire", map[string]any{}, http.StatusNotFound)
	all.do(http.MethodDelete, max, nil).want(t, http.StatusOK)
	organizations := &visitor{fixture: f, token: mustToken(t, f, manageAPIKeys)}
	organizations.do(http.MethodDelete, "ApiKeys/"+seedID("api_key", "Zoë’s laptop"), nil).want(t, http.StatusNotFound)
}

func mustToken(t *testing.T, f *fixture, scope string) authkit.Secret {
	t.Helper()
	token, err := f.client.WidgetToken(t.Context(), Zoe, Acme, []string{scope})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestPermissionsOfAPIKeysArePagedAndSearched(t *testing.T) {
	f := newFixture(t, Options{})
	zoe := f.visit(Zoe, Acme)
	first, before, _ := zoe.keyNames("ApiKeys/permissions?limit=5")
	if len(first) != 5 || first[0] != "Read projects" || before == nil {
		t.Errorf("%v, %v", first, before)
	}
	second, _, after := zoe.keyNames(fmt.Sprintf("ApiKeys/permissions?limit=5&before=%v", before))
	if len(second) != 5 || second[0] != "Write files" || after == nil {
		t.Errorf("%v, %v", second, after)
	}
	if found, _, _ := zoe.keyNames("UserApiKeys/permissions?search=invoices"); len(found) != 1 {
		t.Errorf("%v", found)
	}
	if all, _, _ := zoe.keyNames("ApiKeys/permissions?limit=100"); len(all) != len(keyPermissions) {
		t.Errorf("%v", all)
	}
}
