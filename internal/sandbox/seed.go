package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// The IDs of the people whom AuthKit's page offers.
const (
	// Zoe is Zoë Ångström: admin of Acme Corp, member of Globex and of Initech.
	Zoe = "user_01HZDRJE00SANDBX0Z0EANGSTR"
	// Max is Max Okafor: member of Acme Corp.
	Max = "user_01HZDRJE00SANDBX0MAX0KAF0R"
	// Nia is Nia Novak, who belongs to no organization.
	Nia = "user_01HZDRJE00SANDBX0N1AN0VAK0"
)

// people are those whom AuthKit's page offers, in its order.
var people = []string{Zoe, Max, Nia}

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// seedMember is a member of Acme Corp beside Zoë and Max. Ages are reckoned from when the sandbox began.
type seedMember struct {
	first, last string
	// local is the local part of an address whose owner has not said their name.
	local string
	role  string
	age   time.Duration
	// active is how long ago they were last seen; 0 means never.
	active time.Duration
	// invited says that they have not accepted their invitation yet.
	invited, revoked bool
}

// acme is Acme Corp, oldest first; Zoë and Max are put in where their names stand.
var acme = []seedMember{
	{first: "Ruth", last: "Abernathy", role: "admin", age: 880 * day, active: 3 * day},
	{first: "Tomás", last: "Herrera", role: "member", age: 871 * day, active: 26 * hour},
	{first: "Ingrid", last: "Solheim", role: "member", age: 840 * day, active: 5 * hour},
	{first: "Kwame", last: "Mensah", role: "user-manager", age: 702 * day, active: 50 * minute},
	{first: "Beatrix", last: "Vandenberg-Okonkwo", role: "member", age: 644 * day, active: 12 * day},
	{first: "Liu", last: "Wei", role: "member", age: 590 * day, active: 2 * hour},
	{first: "Priya", last: "Raghunathan", role: "admin", age: 512 * day, active: 20 * minute},
	{first: "Oskar", last: "Lindqvist", role: "member", age: 433 * day, active: 41 * day},
	{first: "Amara", last: "Diallo", role: "member", age: 391 * day, active: 7 * hour},
	{first: "Zoë", last: "Ångström"},
	{first: "Giulia", last: "Moretti", role: "member", age: 260 * day, active: 3 * hour},
	{first: "Max", last: "Okafor"},
	{first: "Hannah", last: "Kowalczyk", role: "user-manager", age: 143 * day, active: 90 * minute},
	{first: "Søren", last: "Mikkelsen", role: "member", age: 88 * day, active: 8 * day},
	{first: "Noor", last: "Haddad", role: "member", age: 31 * day, active: 30 * hour},
	{local: "dana.whitfield", role: "member", age: 23 * day, invited: true},
	{first: "Yusuf", last: "Demir", role: "member", age: 12 * day, invited: true, revoked: true},
	{first: "Clara", last: "Fontaine", role: "member", age: 3 * day, invited: true},
	{local: "j.takahashi", role: "user-manager", age: 5 * hour, invited: true},
}

// seed fills an empty state. Everything in it is the same in every sandbox, but for times, which are
// reckoned from now so that "2 hours ago" stays true.
func (st *state) seed(now time.Time) {
	ago := func(d time.Duration) *time.Time { t := now.Add(-d); return &t }
	st.users[Zoe] = &user{
		ID: Zoe, Email: "zoe@acme.example", EmailVerified: true, FirstName: "Zoë", LastName: "Ångström", Locale: "sv",
		GoogleID: "108273645519283746501", Password: seedPassword(), PasswordUsedAt: ago(9 * day), LastSignInAt: ago(2 * hour),
		CreatedAt: *ago(301 * day), UpdatedAt: *ago(2 * hour),
	}
	st.users[Max] = &user{
		ID: Max, Email: "max@acme.example", EmailVerified: true, FirstName: "Max", LastName: "Okafor", Locale: "en", Password: seedPassword(),
		PasswordUsedAt: ago(1 * day), LastSignInAt: ago(1 * day), CreatedAt: *ago(201 * day), UpdatedAt: *ago(1 * day),
	}
	st.users[Nia] = &user{
		ID: Nia, Email: "nia@nowhere.example", EmailVerified: true, FirstName: "Nia", LastName: "Novak",
		CreatedAt: *ago(1 * day), UpdatedAt: *ago(1 * day),
	}
	for _, m := range acme {
		switch m.first {
		case "Zoë":
			st.join(&membership{UserID: Zoe, OrganizationID: Acme, Role: "admin", CreatedAt: *ago(301 * day), LastActivityAt: ago(2 * hour)})
		case "Max":
			st.join(&membership{UserID: Max, OrganizationID: Acme, Role: "member", CreatedAt: *ago(201 * day), LastActivityAt: ago(1 * day)})
		default:
			st.seedMember(m, now)
		}
	}
	st.seedElsewhere(now)
	st.seedSessions(now)
	st.seedRecords(now)
	st.connections = append(st.connections,
		&connection{
			ID: seedID("data_installation", "github"), Integration: "github", UserID: Zoe, OrganizationID: Acme, AuthMethod: withOAuth,
			State: stateConnected, Scopes: []string{"repo", "read:user"}, CreatedAt: *ago(77 * day), UpdatedAt: *ago(77 * day),
		},
		&connection{
			ID: seedID("data_installation", "slack"), Integration: "slack", UserID: Zoe, OrganizationID: Acme, AuthMethod: withOAuth,
			State: stateNeedsReauthorization, Scopes: []string{"chat:write", "users:read"}, CreatedAt: *ago(120 * day), UpdatedAt: *ago(4 * day),
		},
		&connection{
			ID: seedID("connected_account", "salesforce"), Integration: "salesforce", OrganizationID: Acme, AuthMethod: withOAuth,
			State: stateConnected, Scopes: []string{"api", "refresh_token"}, CreatedAt: *ago(160 * day), UpdatedAt: *ago(160 * day),
		})
}

func (st *state) seedMember(m seedMember, now time.Time) {
	u := &user{
		ID: seedID("user", m.local+m.first+m.last), Email: m.local + "@acme.example", EmailVerified: !m.invited,
		FirstName: m.first, LastName: m.last, CreatedAt: now.Add(-m.age), UpdatedAt: now.Add(-m.age),
	}
	if m.local == "" {
		u.Email = seedEmail(m.first, m.last, "acme.example")
	}
	of := &membership{UserID: u.ID, OrganizationID: Acme, Role: m.role, CreatedAt: now.Add(-m.age)}
	if m.invited {
		of.Invitation = &invitation{ExpiresAt: now.Add(invitationLife - m.age), Revoked: m.revoked}
	} else {
		seen := now.Add(-m.active)
		of.LastActivityAt, u.LastSignInAt, u.PasswordUsedAt = &seen, &seen, &seen
	}
	st.users[u.ID] = u
	st.join(of)
}

// seedElsewhere fills Globex and Initech, in which nobody of ours may look at the members.
func (st *state) seedElsewhere(now time.Time) {
	for i, p := range []struct{ first, last, organization, domain, role string }{
		{"Hank", "Scorpio", Globex, "globex.example", "admin"},
		{"Mona", "Petrov", Globex, "globex.example", "member"},
		{"Bill", "Lumbergh", Initech, "initech.example", "admin"},
		{"Milton", "Waddams", Initech, "initech.example", "member"},
	} {
		at := now.Add(-time.Duration(400-i) * day)
		u := &user{
			ID: seedID("user", p.first+p.last), Email: seedEmail(p.first, p.last, p.domain), EmailVerified: true,
			FirstName: p.first, LastName: p.last, CreatedAt: at, UpdatedAt: at, LastSignInAt: &at,
		}
		st.users[u.ID] = u
		st.join(&membership{UserID: u.ID, OrganizationID: p.organization, Role: p.role, CreatedAt: at, LastActivityAt: &at})
	}
	for _, id := range []string{Globex, Initech} {
		seen := now.Add(-6 * day)
		st.join(&membership{UserID: Zoe, OrganizationID: id, Role: "member", CreatedAt: now.Add(-180 * day), LastActivityAt: &seen})
	}
}

func (st *state) seedSessions(now time.Time) {
	for _, s := range []struct {
		user, agent, address, city, country string
		method                              authMethod
		age, active                         time.Duration
	}{
		{Zoe, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "203.0.113.24", "Stockholm", "SE", byGoogle, 19 * day, 40 * minute},
		{Zoe, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", "198.51.100.7", "Berlin", "DE", byPassword, 9 * day, 26 * hour},
		{Zoe, "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0", "192.0.2.61", "Lisbon", "PT", byPassword, 33 * day, 6 * day},
		{Zoe, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15", "203.0.113.180", "Gothenburg", "SE", byGoogle, 61 * day, 17 * day},
		{Max, "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36", "198.51.100.93", "Lagos", "NG", byPassword, 30 * day, 1 * day},
	} {
		id := seedID("session", s.user+s.agent)
		st.sessions[id] = &authSession{
			ID: id, UserID: s.user, OrganizationID: Acme, Method: s.method, UserAgent: s.agent, IPAddress: s.address,
			City: s.city, Country: s.country, CreatedAt: now.Add(-s.age), LastActivityAt: now.Add(-s.active),
		}
	}
}

var (
	crowdFirst = []string{"Ada", "Björn", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Isla", "Joaquín", "Keiko", "Lars", "Mei", "Nadia", "Olu", "Petra", "Quinn", "Rosa", "Sanjay", "Thandi", "Uma", "Viktor", "Wren", "Xenia", "Yara", "Zane"}
	crowdLast  = []string{"Adeyemi", "Bergström", "Castellanos", "Dubois", "Eriksen", "Ferreira", "García", "Hoffmann", "Ivanova", "Jansen", "Khan", "Larsen", "Müller", "Nakamura", "O’Brien", "Popescu", "Quispe", "Rossi", "Schäfer", "Tanaka", "Ueda", "Vargas", "Wójcik", "Xu", "Yılmaz", "Zhang"}
)

// seedCrowd gives Acme Corp n more members, older than the named ones. They are made anew at each start;
// those that were changed meanwhile are in the state already, those that were removed are in st.gone.
func (st *state) seedCrowd(n int, now time.Time) {
	acme := st.memberships[Acme]
	crowd := make([]*membership, 0, n)
	for i := n - 1; i >= 0; i-- {
		id := seedID("user", fmt.Sprint("crowd", i))
		if st.gone[id] || acme.byUser[id] != nil {
			continue
		}
		first, last := crowdFirst[i%len(crowdFirst)], crowdLast[(i/len(crowdFirst)+i)%len(crowdLast)]
		at := now.Add(-900*day - time.Duration(i)*minute)
		if st.users[id] == nil {
			st.users[id] = &user{
				ID: id, Email: fmt.Sprintf("%05d@acme.example", i), EmailVerified: true, FirstName: first, LastName: last,
				CreatedAt: at, UpdatedAt: at, generated: true,
			}
		}
		m := &membership{UserID: id, OrganizationID: Acme, Role: "member", Sequence: int64(-i - 1), CreatedAt: at, generated: true}
		crowd = append(crowd, m)
		acme.byUser[id] = m
	}
	acme.order = append(crowd, acme.order...)
	acme.sort()
}

var plainLetters = strings.NewReplacer("á", "a", "à", "a", "å", "a", "ä", "a", "é", "e", "ë", "e", "ø", "o", "ö", "o", "ó", "o", "ü", "u")

func seedEmail(first, last, domain string) string {
	return plainLetters.Replace(strings.ToLower(first+"."+last)) + "@" + domain
}
