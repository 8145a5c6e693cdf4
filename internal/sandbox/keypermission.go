package sandbox

import (
	"slices"
	"strings"
)

// keyPermission is a permission that the environment lets API keys carry.
type keyPermission struct {
	Slug        string
	Name        string
	Description string
}

var keyPermissions = []keyPermission{
	{"projects:read", "Read projects", "See projects and what is in them"},
	{"projects:write", "Write projects", "Create, change and archive projects"},
	{"tasks:read", "Read tasks", "See tasks and their comments"},
	{"tasks:write", "Write tasks", "Create, change and close tasks"},
	{"files:read", "Read files", "Download files"},
	{"files:write", "Write files", "Upload and remove files"},
	{"reports:read", "Read reports", "See reports and export them"},
	{"invoices:read", "Read invoices", "See invoices and payments"},
	{"members:read", "Read members", "See who belongs to the organization"},
	{"webhooks:manage", "Manage webhooks", ""},
	{"audit-logs:read", "Read audit logs", "See what was done by whom"},
	{"exports:create", "Create exports", "Export everything the organization has"},
}

// listAPIKeyPermissions answers ListOrganizationApiKeyPermissions and ListUserApiKeyPermissions, in the
// environment's order.
func listAPIKeyPermissions(c *call) (any, error) {
	limit, err := c.keyLimit()
	if err != nil {
		return nil, err
	}
	q := c.request.URL.Query()
	search := strings.ToLower(strings.TrimSpace(q.Get("search")))
	matches := func(p keyPermission) bool {
		return strings.Contains(strings.ToLower(p.Slug+" "+p.Name+" "+p.Description), search)
	}
	position := func(id string) int {
		return slices.IndexFunc(keyPermissions, func(p keyPermission) bool { return p.id() == id })
	}
	// paginate begins at the end, where a list of dated things has its newest.
	backward := slices.Clone(keyPermissions)
	slices.Reverse(backward)
	at := func(id string) int {
		if i := position(id); i >= 0 {
			return len(backward) - 1 - i
		}
		return -1
	}
	page, following, preceding := paginate(backward, matches, at, q.Get("before"), q.Get("after"), limit)
	data := make([]any, len(page))
	for i, p := range page {
		data[i] = map[string]any{"id": p.id(), "slug": p.Slug, "name": p.Name, "description": orNull(p.Description)}
	}
	metadata := map[string]any{}
	if following != nil {
		metadata["before"] = following.id()
	}
	if preceding != nil {
		metadata["after"] = preceding.id()
	}
	return map[string]any{"data": data, "list_metadata": metadata}, nil
}

func (p keyPermission) id() string { return seedID("perm", p.Slug) }
