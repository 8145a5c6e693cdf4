package sandbox

import (
	"cmp"
	"crypto/rsa"
	"errors"
	"slices"
	"strings"
	"time"
)

// state is everything that changes. What does not (organizations, roles, integrations) is in seed.go.
type state struct {
	key         *rsa.PrivateKey
	sequence    int64
	users       map[string]*user
	memberships map[string]*roster // by organization ID
	sessions    map[string]*authSession
	tokens      map[string]*refreshToken
	codes       map[string]*authorizationCode
	pending     map[string]*pendingAuthentication
	connections []*connection
	// gone names the generated memberships that were removed, since generated ones are not written down.
	gone map[string]bool
	records
}

// records are what the widgets manage beside people, sessions and connections, oldest first.
type records struct {
	Challenges     []*challenge          `json:"challenges"`
	Elevations     []*elevation          `json:"elevations"`
	Mails          []message             `json:"mails"`
	Factors        []*factor             `json:"factors"`
	Passkeys       []*passkey            `json:"passkeys"`
	Keys           []*apiKey             `json:"keys"`
	Authorizations []*pipesAuthorization `json:"authorizations"`
	Configurations []*configuration      `json:"configurations"`
	SSOConnections []*ssoConnection      `json:"ssoConnections"`
	Domains        []*domain             `json:"domains"`
	Directories    []*directory          `json:"directories"`
	Streams        []*logStream          `json:"streams"`
	PortalLinks    []*portalLink         `json:"portalLinks"`
}

// check finds what the rest relies on.
func (r *records) check(users map[string]*user) error {
	known := func(id string) bool { return id == "" || users[id] != nil }
	for _, whole := range []bool{
		all(r.Challenges, func(n *challenge) bool { return known(n.UserID) }),
		all(r.Elevations, func(e *elevation) bool { return known(e.UserID) }),
		all(r.Factors, func(f *factor) bool { return known(f.UserID) }),
		all(r.Passkeys, func(p *passkey) bool { return known(p.UserID) }),
		all(r.Keys, func(k *apiKey) bool { return known(k.UserID) }),
		all(r.Authorizations, func(a *pipesAuthorization) bool {
			_, ok := integrationBySlug(a.Integration)
			return ok && known(a.UserID)
		}),
		all(r.Configurations, func(*configuration) bool { return true }),
		all(r.SSOConnections, func(*ssoConnection) bool { return true }),
		all(r.Domains, func(*domain) bool { return true }),
		all(r.Directories, func(*directory) bool { return true }),
		all(r.Streams, func(*logStream) bool { return true }),
		all(r.PortalLinks, func(l *portalLink) bool { _, ok := portalIntents[l.Intent]; return ok && known(l.UserID) }),
	} {
		if !whole {
			return errors.New("a record in it is of nobody or of nothing")
		}
	}
	return nil
}

// all reports whether every element is there and right.
func all[T any](list []*T, right func(*T) bool) bool {
	return !slices.ContainsFunc(list, func(e *T) bool { return e == nil || !right(e) })
}

func newState() *state {
	st := &state{
		users: map[string]*user{}, memberships: map[string]*roster{}, sessions: map[string]*authSession{},
		tokens: map[string]*refreshToken{}, codes: map[string]*authorizationCode{},
		pending: map[string]*pendingAuthentication{}, gone: map[string]bool{},
	}
	for _, o := range organizations {
		st.memberships[o.ID] = newRoster()
	}
	return st
}

type user struct {
	ID             string     `json:"id"`
	Email          string     `json:"email"`
	EmailVerified  bool       `json:"emailVerified"`
	FirstName      string     `json:"firstName"`
	LastName       string     `json:"lastName"`
	Locale         string     `json:"locale"`
	GoogleID       string     `json:"googleId"`
	PasswordUsedAt *time.Time `json:"passwordUsedAt"`
	LastSignInAt   *time.Time `json:"lastSignInAt"`
	CreatedAt      time.Time  `json:"createdAt"`
	UpdatedAt      time.Time  `json:"updatedAt"`

	Password *passwordHash `json:"password"` // nil without one

	generated bool   // as seeded, in a quantity that is not worth writing down
	lower     string // see searchText
}

// searchText is what a search of people looks at, in lower case. With a hundred thousand of them it is
// worth keeping.
func (u *user) searchText() string {
	if u.lower == "" {
		u.lower = strings.ToLower(u.FirstName + " " + u.LastName + " " + u.Email)
	}
	return u.lower
}

// renamed is to be called when a name or the address has changed.
func (u *user) renamed() { u.lower = "" }

// name is what the person is called: their names, or else their address.
func (u *user) name() string {
	if n := strings.TrimSpace(u.FirstName + " " + u.LastName); n != "" {
		return n
	}
	return u.Email
}

// membership is an organization membership, or the invitation to one.
type membership struct {
	UserID         string     `json:"userId"`
	OrganizationID string     `json:"organizationId"`
	Role           string     `json:"role"`
	Sequence       int64      `json:"sequence"` // later memberships have larger ones
	CreatedAt      time.Time  `json:"createdAt"`
	LastActivityAt *time.Time `json:"lastActivityAt"`
	// Invitation is set until the person has accepted it.
	Invitation *invitation `json:"invitation"`
	// Trial is what they try out; nil is nothing.
	Trial *trial `json:"trial,omitempty"`

	generated bool
}

func (m *membership) active() bool { return m.Invitation == nil }

type invitation struct {
	ExpiresAt time.Time `json:"expiresAt"`
	Revoked   bool      `json:"revoked"`
}

// invitationLife is how long a WorkOS invitation can be accepted.
const invitationLife = 7 * 24 * time.Hour

// roster is an organization's memberships, oldest first.
type roster struct {
	order  []*membership
	byUser map[string]*membership
}

func newRoster() *roster { return &roster{byUser: map[string]*membership{}} }

func (r *roster) add(m *membership) {
	at, _ := r.position(m.Sequence)
	r.order = slices.Insert(r.order, at, m)
	r.byUser[m.UserID] = m
}

func (r *roster) remove(m *membership) {
	if at, found := r.position(m.Sequence); found {
		r.order = slices.Delete(r.order, at, at+1)
	}
	delete(r.byUser, m.UserID)
}

// positionOf is where a user's membership is, -1 for nowhere.
func (r *roster) positionOf(userID string) int {
	m := r.byUser[userID]
	if m == nil {
		return -1
	}
	at, _ := r.position(m.Sequence)
	return at
}

func (r *roster) sort() {
	slices.SortFunc(r.order, func(a, b *membership) int { return cmp.Compare(a.Sequence, b.Sequence) })
}

func (r *roster) position(sequence int64) (int, bool) {
	return slices.BinarySearchFunc(r.order, sequence, func(m *membership, s int64) int { return cmp.Compare(m.Sequence, s) })
}

// authSession is a session as WorkOS keeps it: one sign-in, whatever tokens it has had.
type authSession struct {
	ID             string     `json:"id"`
	UserID         string     `json:"userId"`
	OrganizationID string     `json:"organizationId"` // the one used last; "" for none
	Method         authMethod `json:"method"`
	UserAgent      string     `json:"userAgent"`
	IPAddress      string     `json:"ipAddress"`
	City           string     `json:"city"`
	Country        string     `json:"country"` // ISO 3166-1 alpha-2
	CreatedAt      time.Time  `json:"createdAt"`
	LastActivityAt time.Time  `json:"lastActivityAt"`
	EndedAt        *time.Time `json:"endedAt"`
	// Connections names the SSO connections this session was authenticated with.
	Connections []string `json:"connections"`
	// Retired names the refresh tokens that were exchanged, oldest first, for as long as they are kept.
	Retired []string `json:"retired"`
}

// authMethod is how somebody signed in, in the words of the token endpoint's authentication_method.
type authMethod string

const (
	byPassword authMethod = "Password"
	bySSO      authMethod = "SSO"
	byGoogle   authMethod = "GoogleOAuth"
)

type refreshToken struct {
	Token     string `json:"token"`
	SessionID string `json:"sessionId"`
	// RetiredAt is when it was exchanged; nil while it is the session's current one.
	RetiredAt *time.Time `json:"retiredAt"`
	// Answer is what it was exchanged for, to be given again within the replay window.
	Answer *tokens `json:"answer"`
}

// tokens is the pair that an exchange ends in.
type tokens struct {
	Access       string `json:"access"`
	Refresh      string `json:"refresh"`
	Organization string `json:"organization"`
}

// signIn is what AuthKit's page has found out and the token endpoint finishes.
type signIn struct {
	UserID     string     `json:"userId"`
	Method     authMethod `json:"method"`
	Connection string     `json:"connection"` // the SSO connection used; "" for none
	UserAgent  string     `json:"userAgent"`
	IPAddress  string     `json:"ipAddress"`
}

type authorizationCode struct {
	Code           string    `json:"code"`
	Challenge      string    `json:"challenge"`
	OrganizationID string    `json:"organizationId"` // "" leaves the choice to the application
	ExpiresAt      time.Time `json:"expiresAt"`
	SignIn         signIn    `json:"signIn"`
}

type pendingAuthentication struct {
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expiresAt"`
	SignIn    signIn    `json:"signIn"`
}

// connection is a Pipes connection: WorkOS's API calls it a data installation or a connected account.
type connection struct {
	ID             string    `json:"id"`
	Integration    string    `json:"integration"` // its slug
	UserID         string    `json:"userId"`      // "" for one that an organization shares
	OrganizationID string    `json:"organizationId"`
	AuthMethod     string    `json:"authMethod"`
	APIKeyLast4    string    `json:"apiKeyLast4"`
	State          string    `json:"state"`
	Scopes         []string  `json:"scopes"`
	CreatedAt      time.Time `json:"createdAt"`
	UpdatedAt      time.Time `json:"updatedAt"`
	// What follows is of client credentials, and what was asked beside the credentials.
	ClientID          string            `json:"clientId"`
	ClientSecretLast4 string            `json:"clientSecretLast4"`
	Config            map[string]string `json:"config"`
}

// join makes the user a member, newest of all.
func (st *state) join(m *membership) {
	st.sequence++
	m.Sequence = st.sequence
	st.memberships[m.OrganizationID].add(m)
}

// member returns the user's membership of an organization, or an invitation to it; nil when there is none.
func (st *state) member(userID, organizationID string) *membership {
	r := st.memberships[organizationID]
	if r == nil {
		return nil
	}
	return r.byUser[userID]
}

// activeMember is like member, but invitations do not count.
func (st *state) activeMember(userID, organizationID string) *membership {
	if m := st.member(userID, organizationID); m != nil && m.active() {
		return m
	}
	return nil
}

// organizationsOf returns the organizations that the user is a member of, in their seeded order.
func (st *state) organizationsOf(userID string) []organization {
	var of []organization
	for _, o := range organizations {
		if st.activeMember(userID, o.ID) != nil {
			of = append(of, o)
		}
	}
	return of
}

// remove ends a membership or takes an invitation back.
func (st *state) remove(m *membership) {
	st.memberships[m.OrganizationID].remove(m)
	if m.generated {
		st.gone[m.UserID] = true
	}
}

// keep marks a generated membership, and its user, as worth writing down from now on.
func (st *state) keep(m *membership) {
	m.generated = false
	st.users[m.UserID].generated = false
}

// userByEmail finds a user by their address, in whatever case it is written.
func (st *state) userByEmail(email string) *user {
	for _, u := range st.users {
		if strings.EqualFold(u.Email, email) {
			return u
		}
	}
	return nil
}
