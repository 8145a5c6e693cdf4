package sandbox

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

func TestRenameYourself(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	body := f.call(token, http.MethodPost, "UserProfile/me", map[string]any{"firstName": " Zoé ", "lastName": "Ångström-Lind"}).want(t, http.StatusOK)
	for _, m := range []map[string]any{body, f.call(token, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK)} {
		if m["firstName"] != "Zoé" || m["lastName"] != "Ångström-Lind" || m["email"] != "zoe@acme.example" {
			t.Errorf("%v", m)
		}
	}
	found := f.call(token, http.MethodGet, "UserManagement/members?search=lind", nil).want(t, http.StatusOK)
	if at(t, found, "data", 0, "firstName") != "Zoé" || at(t, found, "data", 0, "isLoggedInUser") != true {
		t.Errorf("the members still know the old name: %v", found)
	}
	if u := f.signIn(Zoe, Acme).User; u.FirstName != "Zoé" {
		t.Errorf("sign-in still tells the old name: %+v", u)
	}
}

func TestRenameRules(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Max, Acme).AccessToken
	long := string(slices.Repeat([]byte("x"), maxName+1))
	f.call(token, http.MethodPost, "UserProfile/me", map[string]any{"firstName": "Kept", "lastName": long}).want(t, http.StatusBadRequest)
	f.call(token, http.MethodPost, "UserProfile/me", []string{}).want(t, http.StatusBadRequest)
	body := f.call(token, http.MethodPost, "UserProfile/me", map[string]any{"lastName": ""}).want(t, http.StatusOK)
	if body["firstName"] != "Max" || body["lastName"] != nil {
		t.Errorf("%v", body)
	}
}

// sessionIDs lists the caller's sessions.
func (f *fixture) sessionIDs(token authkit.Secret) []string {
	f.t.Helper()
	var ids []string
	for _, s := range at(f.t, f.call(token, http.MethodGet, "UserProfile/sessions", nil).want(f.t, http.StatusOK), "data").([]any) {
		ids = append(ids, at(f.t, s, "id").(string))
	}
	return ids
}

func TestRevokeAnotherSession(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	elsewhere := f.signIn(Zoe, Globex)
	before := f.sessionIDs(g.AccessToken)
	if len(before) != 6 || !slices.Contains(before, g.Claims.Session) {
		t.Fatalf("sessions %v", before)
	}
	f.call(g.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke/"+elsewhere.Claims.Session, nil).want(t, http.StatusOK)
	if after := f.sessionIDs(g.AccessToken); slices.Contains(after, elsewhere.Claims.Session) || len(after) != 5 {
		t.Errorf("sessions %v", after)
	}
	_, err := f.client.Refresh(t.Context(), elsewhere.RefreshToken, "")
	if e := authError(t, err); e.Kind != authkit.Ended {
		t.Errorf("the revoked session goes on: %v", e)
	}
	f.call(g.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke/"+elsewhere.Claims.Session, nil).want(t, http.StatusBadRequest)
}

func TestSomebodyElsesSessionCannotBeRevoked(t *testing.T) {
	f := newFixture(t, Options{})
	zoe, max := f.signIn(Zoe, Acme), f.signIn(Max, Acme)
	f.call(max.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke/"+zoe.Claims.Session, nil).want(t, http.StatusBadRequest)
	f.call(max.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke-all", map[string]any{"currentSessionId": zoe.Claims.Session}).want(t, http.StatusBadRequest)
	f.call(max.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke-all", nil).want(t, http.StatusBadRequest)
	if len(f.sessionIDs(zoe.AccessToken)) != 5 {
		t.Error("a session of Zoë's is gone")
	}
}

func TestRevokeAllOtherSessions(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	f.call(g.AccessToken, http.MethodDelete, "UserProfile/sessions/revoke-all", map[string]any{"currentSessionId": g.Claims.Session}).want(t, http.StatusOK)
	if ids := f.sessionIDs(g.AccessToken); !slices.Equal(ids, []string{g.Claims.Session}) {
		t.Errorf("sessions %v", ids)
	}
}

// page is a page of members.
type page struct {
	emails        []string
	before, after any
}

func (f *fixture) members(token authkit.Secret, query string) page {
	f.t.Helper()
	body := f.call(token, http.MethodGet, "UserManagement/members?"+query, nil).want(f.t, http.StatusOK)
	p := page{before: at(f.t, body, "list_metadata", "before"), after: at(f.t, body, "list_metadata", "after")}
	for _, m := range at(f.t, body, "data").([]any) {
		p.emails = append(p.emails, at(f.t, m, "email").(string))
	}
	return p
}

func TestMembersArePagedNewestFirst(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	first := f.members(token, "limit=10")
	if len(first.emails) != 10 || first.emails[0] != "j.takahashi@acme.example" || first.after != nil || first.before == nil {
		t.Fatalf("%+v", first)
	}
	second := f.members(token, fmt.Sprintf("limit=10&before=%v", first.before))
	if len(second.emails) != 9 || second.emails[8] != "ruth.abernathy@acme.example" || second.before != nil || second.after == nil {
		t.Fatalf("%+v", second)
	}
	if back := f.members(token, fmt.Sprintf("limit=10&after=%v", second.after)); !slices.Equal(back.emails, first.emails) || back.after != nil {
		t.Errorf("back: %+v", back)
	}
	if all := f.members(token, "limit=1000"); !slices.Equal(all.emails, append(first.emails, second.emails...)) {
		t.Errorf("all: %+v", all)
	}
	for _, odd := range []string{"limit=0", "limit=x", "before=user_gone", ""} {
		if got := f.members(token, odd); !slices.Equal(got.emails, first.emails) {
			t.Errorf("%q: %+v", odd, got)
		}
	}
}

func TestMembersAreSearchedAndFiltered(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	for query, want := range map[string][]string{
		"search=ZOE":                {"zoe@acme.example"},
		"search=%C3%A5ngstr%C3%B6m": {"zoe@acme.example"},
		"search=max+okafor":         {"max@acme.example"},
		"search=takahashi":          {"j.takahashi@acme.example"},
		"search=nobody":             nil,
		"search=":                   {"j.takahashi@acme.example", "clara.fontaine@acme.example", "yusuf.demir@acme.example"},
		"role=admin":                {"zoe@acme.example", "priya.raghunathan@acme.example", "ruth.abernathy@acme.example"},
		"role=admin&search=priya":   {"priya.raghunathan@acme.example"},
		"role=unknown":              nil,
	} {
		got := f.members(token, "limit=3&"+query)
		if !slices.Equal(got.emails, want) {
			t.Errorf("%s: %v, want %v", query, got.emails, want)
		}
	}
	// Paging goes on among the matches only.
	p := f.members(token, "limit=2&role=admin")
	if rest := f.members(token, fmt.Sprintf("limit=2&role=admin&before=%v", p.before)); !slices.Equal(rest.emails, []string{"ruth.abernathy@acme.example"}) || rest.before != nil {
		t.Errorf("%+v", rest)
	}
}

// member finds one member by address.
func (f *fixture) member(token authkit.Secret, email string) map[string]any {
	f.t.Helper()
	body := f.call(token, http.MethodGet, "UserManagement/members?search="+email, nil).want(f.t, http.StatusOK)
	return at(f.t, body, "data", 0).(map[string]any)
}

func TestInviteAMember(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	f.call(token, http.MethodPost, "UserManagement/invite-user", map[string]any{"email": "new.person@acme.example", "roles": []string{"user-manager"}}).want(t, http.StatusOK)
	p := f.members(token, "")
	if p.emails[0] != "new.person@acme.example" {
		t.Errorf("the newest is %s", p.emails[0])
	}
	m := f.member(token, "new.person@acme.example")
	if m["status"] != "Invited" || at(t, m, "roles", 0, "slug") != "user-manager" || m["firstName"] != nil || m["emailVerified"] != false {
		t.Errorf("%v", m)
	}
}

func TestInvitationsThatCannotBe(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	for name, c := range map[string]struct {
		email   any
		roles   []string
		message string
	}{
		"no address":         {"", nil, "Invalid email"},
		"not an address":     {"new.person", nil, "Invalid email"},
		"a name with it":     {"New <new@acme.example>", nil, "Invalid email"},
		"two addresses":      {"a@b.example, c@d.example", nil, "Invalid email"},
		"a member":           {"MAX@acme.example", nil, "User already exists"},
		"invited already":    {"clara.fontaine@acme.example", nil, "User already invited"},
		"a role that is not": {"new@acme.example", []string{"emperor"}, "Invalid role"},
		"several roles":      {"new@acme.example", []string{"admin", "member"}, "Invalid role"},
		"a number":           {7, nil, "The body is not what POST /_widgets/UserManagement/invite-user takes."},
	} {
		t.Run(name, func(t *testing.T) {
			got := f.call(token, http.MethodPost, "UserManagement/invite-user", map[string]any{"email": c.email, "roles": c.roles}).want(t, http.StatusBadRequest)
			if got["message"] != c.message {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestInvitationIsRevokedResentAndExpires(t *testing.T) {
	f := newFixture(t, Options{})
	// An hour's token, so that the clock may run.
	f.options.TokenLife = 30 * day
	token := f.signIn(Zoe, Acme).AccessToken
	const email = "clara.fontaine@acme.example"
	id := f.member(token, email)["id"].(string)
	status := func(want string) {
		t.Helper()
		if got := f.member(token, email)["status"]; got != want {
			t.Errorf("status %v, want %s", got, want)
		}
	}
	status("Invited")
	f.call(token, http.MethodDelete, "UserManagement/invites/"+id, nil).want(t, http.StatusOK)
	status("InviteRevoked")
	f.call(token, http.MethodDelete, "UserManagement/invites/"+id, nil).want(t, http.StatusBadRequest)
	f.call(token, http.MethodPost, "UserManagement/invites/"+id+"/resend", nil).want(t, http.StatusOK)
	status("Invited")
	f.clock.advance(invitationLife)
	status("InviteExpired")
	f.call(token, http.MethodPost, "UserManagement/invite-user", map[string]any{"email": email}).want(t, http.StatusOK)
	status("Invited")
	f.call(token, http.MethodPost, "UserManagement/invites/"+Max+"/resend", nil).want(t, http.StatusNotFound)
	f.call(token, http.MethodDelete, "UserManagement/invites/user_other", nil).want(t, http.StatusNotFound)
}

func TestMemberIsGivenARoleAndRemoved(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	f.call(token, http.MethodPost, "UserManagement/members/"+Max, map[string]any{"roles": []string{"admin"}}).want(t, http.StatusOK)
	if m := f.member(token, "max@acme.example"); at(t, m, "roles", 0, "slug") != "admin" {
		t.Errorf("%v", m)
	}
	for path, body := range map[string]map[string]any{
		"UserManagement/members/" + Max: {"roles": []string{}},
		"UserManagement/members/" + Zoe: {"roles": []string{"member"}},
	} {
		f.call(token, http.MethodPost, path, body).want(t, http.StatusBadRequest)
	}
	f.call(token, http.MethodDelete, "UserManagement/members/"+Zoe, nil).want(t, http.StatusBadRequest)
	f.call(token, http.MethodDelete, "UserManagement/members/"+Max, nil).want(t, http.StatusOK)
	f.call(token, http.MethodDelete, "UserManagement/members/"+Max, nil).want(t, http.StatusNotFound)
	if p := f.members(token, "search=max@"); len(p.emails) != 0 {
		t.Errorf("%+v", p)
	}
}

func TestInvitationCanBeNeitherChangedNorRemovedAsAMember(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	const email = "clara.fontaine@acme.example"
	before := f.member(token, email)
	path := "UserManagement/members/" + before["id"].(string)
	refused := func() {
		t.Helper()
		f.call(token, http.MethodPost, path, map[string]any{"roles": []string{"admin"}}).want(t, http.StatusBadRequest)
		f.call(token, http.MethodDelete, path, nil).want(t, http.StatusBadRequest)
	}
	refused()
	f.call(token, http.MethodDelete, "UserManagement/invites/"+before["id"].(string), nil).want(t, http.StatusOK)
	refused()
	if after := f.member(token, email); after["status"] != "InviteRevoked" || !reflect.DeepEqual(after["roles"], before["roles"]) {
		t.Errorf("%v", after)
	}
}

// Each answer is asked for several times, since what comes from a map would be in another order each time.
func TestEachListHasOneOrder(t *testing.T) {
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range terms.Operations {
		query, _ := terms.whole(o.Query).(map[string]any)
		parameters, _ := query["properties"].(map[string]any)
		for p := range parameters {
			if strings.Contains(p, "sort") || strings.Contains(p, "order") {
				t.Errorf("%s takes %s: the sandbox should heed it", name, p)
			}
		}
	}
	f := newFixture(t, Options{TokenLife: time.Hour})
	for range 3 {
		f.signIn(Zoe, Acme)
		f.clock.advance(time.Minute)
	}
	zoe := f.visit(Zoe, Acme)
	last := zoe.get("UserProfile/sessions")
	if at(t, last, "data", 0, "lastActivityAt").(string) <= at(t, last, "data", 1, "lastActivityAt").(string) {
		t.Errorf("the session used last is not the first: %v", last)
	}
	lists := 0
	for _, o := range operations {
		if o.method != http.MethodGet || strings.Contains(o.path, "{") || o.writes {
			continue // ListDirectories writes: its answer has a new link each time
		}
		lists++
		first := zoe.do(http.MethodGet, concrete(o.path)+"?limit=5", nil)
		first.want(t, http.StatusOK)
		for range 5 {
			if again := zoe.do(http.MethodGet, concrete(o.path)+"?limit=5&sort=name&order=asc", nil); again.raw != first.raw {
				t.Fatalf("%s: %s\nthen %s", o.name, first.raw, again.raw)
			}
		}
	}
	if lists < 18 {
		t.Errorf("only %d answers were looked at", lists)
	}
}

func TestSwitcherListsTheCallersOrganizations(t *testing.T) {
	f := newFixture(t, Options{})
	body := f.call(f.signIn(Zoe, Globex).AccessToken, http.MethodGet, "UserManagement/organizations", nil).want(t, http.StatusOK)
	var got []string
	for _, o := range at(t, body, "data").([]any) {
		got = append(got, fmt.Sprint(at(t, o, "name"), at(t, o, "current")))
	}
	if want := []string{"Acme Corpfalse", "Globextrue", "Initechfalse"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestDisconnectAnAccount(t *testing.T) {
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	installed := func() map[string]string {
		got := map[string]string{}
		for _, i := range at(t, f.call(token, http.MethodGet, "DataIntegrations/mine", nil).want(t, http.StatusOK), "data").([]any) {
			if n := at(t, i, "installation"); n != nil {
				got[at(t, i, "slug").(string)] = at(t, n, "id").(string)
			}
		}
		return got
	}
	before := installed()
	if before["github"] == "" || before["slack"] == "" || len(before) != 2 {
		t.Fatalf("%v", before)
	}
	max := f.signIn(Max, Acme).AccessToken
	f.call(max, http.MethodDelete, "DataIntegrations/installations/"+before["github"], nil).want(t, http.StatusNotFound)
	f.call(token, http.MethodDelete, "DataIntegrations/installations/"+before["github"], nil).want(t, http.StatusOK)
	if after := installed(); after["github"] != "" || after["slack"] == "" {
		t.Errorf("%v", after)
	}
	shared := f.call(max, http.MethodGet, "DataIntegrations/shared-connections", nil).want(t, http.StatusOK)
	if at(t, shared, "data", 0, "slug") != "salesforce" {
		t.Errorf("%v", shared)
	}
}

func TestMembersOfTheCrowdCostNoMoreThanAPage(t *testing.T) {
	f := newFixture(t, Options{Members: 20_000})
	token := f.signIn(Zoe, Acme).AccessToken
	first := f.members(token, "limit=10")
	if first.emails[0] != "j.takahashi@acme.example" {
		t.Errorf("the named members are not the newest: %v", first.emails)
	}
	began := time.Now()
	seen, query := 0, "limit=100"
	for {
		p := f.members(token, query)
		seen += len(p.emails)
		if p.before == nil {
			break
		}
		query = fmt.Sprintf("limit=100&before=%v", p.before)
	}
	if want := 20_000 + len(acme); seen != want {
		t.Errorf("%d members, want %d", seen, want)
	}
	t.Logf("%d members in pages of 100: %v", seen, time.Since(began))
}
