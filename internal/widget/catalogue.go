// Package widget knows the WorkOS Widgets and the tokens they work with. A widget in the page only ever
// gets a stand-in, which is worth nothing outside this process; Tokens gives it out and swaps it for a
// real token when a request is on its way to WorkOS.
package widget

import (
	"slices"

	"workos-widgets/internal/words"
)

// Audience is whose data a widget shows.
type Audience string

// The audiences of a widget.
const (
	// ForUser widgets show the person their own account. They work without an organization, too.
	ForUser Audience = "user"
	// ForOrganization widgets manage the organization the person is signed in to.
	ForOrganization Audience = "organization"
)

// Widget is one of the WorkOS Widgets (https://workos.com/docs/widgets).
type Widget struct {
	// ID is the widget's type, as it stands in the header WorkOS-Widgets-Type of its requests.
	ID string
	// Scopes are what a widget token is asked for with. Where there are several, one is enough, and
	// only those that the person's permissions hold are asked for: WorkOS refuses a token as a whole.
	Scopes []string
	// Permissions are what the person's role needs, any one of them; none for widgets open to everybody.
	Permissions []string
	Audience    Audience
	// Page is what its page is called in the menus, as a marked text (package words); "" is for a widget without one.
	Page string
	// NeedsSession widgets work only with the session's own access token: a widget token from the API
	// belongs to no session (it has no claim sid).
	NeedsSession bool
}

// catalogue is the one list of widgets on this side; the page has its own, with the same IDs, names and order.
var catalogue = []Widget{
	{ID: "user-profile", Page: words.Mark("Profile"), Audience: ForUser},
	{ID: "user-security", Page: words.Mark("Security"), Audience: ForUser},
	{ID: "user-sessions", Page: words.Mark("Sessions"), Audience: ForUser, NeedsSession: true},
	{ID: "pipes", Page: words.Mark("Connections"), Audience: ForUser},
	{ID: "organization-switcher", Audience: ForUser},
	permitted("user-api-keys", words.Mark("Personal API keys"), ForUser, "widgets:user-api-keys:manage-self", "widgets:user-api-keys:manage-all"),
	permitted("user-management", words.Mark("Members"), ForOrganization, "widgets:users-table:manage"),
	permitted("api-keys", words.Mark("API keys"), ForOrganization, "widgets:api-keys:manage"),
	permitted("pipes-admin", words.Mark("Integrations"), ForOrganization, "widgets:pipes:manage"),
	permitted("admin-portal-sso-connection", words.Mark("Single sign-on"), ForOrganization, "widgets:sso:manage"),
	permitted("admin-portal-domain-verification", words.Mark("Domains"), ForOrganization, "widgets:domain-verification:manage"),
	permitted("directory-sync", words.Mark("Directory sync"), ForOrganization, "widgets:dsync:manage"),
	permitted("admin-portal-audit-log-streaming", words.Mark("Audit log streams"), ForOrganization, "widgets:audit-log-streaming:manage"),
}

// permitted is a widget that needs one of the permissions. The scopes of its token have the same names.
func permitted(id, page string, audience Audience, permissions ...string) Widget {
	return Widget{ID: id, Page: page, Scopes: permissions, Permissions: permissions, Audience: audience}
}

var byID = func() map[string]Widget {
	m := make(map[string]Widget, len(catalogue))
	for _, w := range catalogue {
		m[w.ID] = w
	}
	return m
}()

// Catalogue lists every widget. The caller may keep and reorder the list, and leaves the widgets as they are.
func Catalogue() []Widget { return slices.Clone(catalogue) }

// Pages are the names of the pages that show a widget each, in the person's language and the order of the navigation.
func Pages() []string {
	var names []string
	for _, w := range catalogue {
		if w.Page != "" {
			names = append(names, words.Of(w.Page))
		}
	}
	return names
}

// scopesFor is what to ask WorkOS for on behalf of somebody with these permissions. Somebody with none of
// several alternatives is refused over the first, which names what is missing.
func (w Widget) scopesFor(permissions []string) []string {
	if len(w.Scopes) < 2 {
		return w.Scopes
	}
	var held []string
	for _, s := range w.Scopes {
		if slices.Contains(permissions, s) {
			held = append(held, s)
		}
	}
	if held == nil {
		return w.Scopes[:1]
	}
	return held
}
