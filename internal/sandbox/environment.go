package sandbox

import "slices"

// organization is one of the environment's organizations. They are the same in every sandbox.
type organization struct {
	ID   string
	Name string
	// Connection is the SSO connection that its members must sign in through; "" asks for none.
	Connection string
}

// The seeded organizations' IDs.
const (
	// Acme is Acme Corp, where Zoë may do everything.
	Acme = "org_01HZDRJE00SANDBX0ACMEC0RP0"
	// Globex is where Zoë is a plain member.
	Globex = "org_01HZDRJE00SANDBX0G10BEX000"
	// Initech is where members must sign in through SSO.
	Initech = "org_01HZDRJE00SANDBX01N1TECH00"

	initechConnection = "conn_01HZDRJE00SANDBX01N1TECH00"
)

var organizations = []organization{
	{ID: Acme, Name: "Acme Corp"},
	{ID: Globex, Name: "Globex"},
	{ID: Initech, Name: "Initech", Connection: initechConnection},
}

func organizationByID(id string) (organization, bool) {
	for _, o := range organizations {
		if o.ID == id {
			return o, true
		}
	}
	return organization{}, false
}

// The permissions that widgets ask for (https://workos.com/docs/widgets).
const (
	manageUsers       = "widgets:users-table:manage"
	manageAPIKeys     = "widgets:api-keys:manage"
	manageOwnAPIKeys  = "widgets:user-api-keys:manage-self"
	manageUserAPIKeys = "widgets:user-api-keys:manage-all"
	managePipes       = "widgets:pipes:manage"
	manageSSO         = "widgets:sso:manage"
	manageDomains     = "widgets:domain-verification:manage"
	manageDirectories = "widgets:dsync:manage"
	manageLogStreams  = "widgets:audit-log-streaming:manage"
)

var widgetPermissions = []string{
	manageUsers, manageAPIKeys, manageOwnAPIKeys, manageUserAPIKeys, managePipes,
	manageSSO, manageDomains, manageDirectories, manageLogStreams,
}

type role struct {
	Slug        string
	Name        string
	Description string
	Default     bool
	Permissions []string
}

var roles = []role{
	{Slug: "admin", Name: "Admin", Description: "May do everything in the organization", Permissions: widgetPermissions},
	{Slug: "user-manager", Name: "User manager", Description: "May invite, change and remove members", Permissions: []string{manageUsers}},
	{Slug: "member", Name: "Member", Description: "May use the organization's products", Default: true, Permissions: []string{}},
}

func roleBySlug(slug string) (role, bool) {
	at := slices.IndexFunc(roles, func(r role) bool { return r.Slug == slug })
	if at < 0 {
		return role{}, false
	}
	return roles[at], true
}

func defaultRole() role {
	return roles[slices.IndexFunc(roles, func(r role) bool { return r.Default })]
}
