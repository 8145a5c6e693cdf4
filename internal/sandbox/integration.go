package sandbox

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// integration is a Pipes provider as the environment offers it.
type integration struct {
	Slug        string
	Name        string
	Description string
	// Type names the provider's icon.
	Type string
	// Shared says that an organization connects it once, for all of its members.
	Shared      bool
	AuthMethods []string
	// Scopes are asked for unless an organization says otherwise; Available are those it may choose beside them.
	Scopes, Available []string
	// OwnClient says that each organization has to enter an OAuth client of its own.
	OwnClient bool
	Fields    []configField
}

// configField is something about a connection that has to be known beside its credentials.
type configField struct {
	Key, Label, Description, Example, Pattern string
	// Organization says that the organization sets it once; otherwise whoever connects does.
	Organization bool
	Required     bool
}

// The ways to connect.
const (
	withOAuth             = "oauth"
	withAPIKey            = "api_key"
	withClientCredentials = "client_credentials"
)

var integrations = []integration{
	{Slug: "github", Name: "GitHub", Description: "Link pull requests to your work", Type: "github", AuthMethods: []string{withOAuth}, Scopes: []string{"repo", "read:user"}, Available: []string{"read:org", "gist"}},
	{Slug: "google-calendar", Name: "Google Calendar", Description: "Plan around your meetings", Type: "google-calendar", AuthMethods: []string{withOAuth}, Scopes: []string{"https://www.googleapis.com/auth/calendar.readonly"}},
	{Slug: "linear", Name: "Linear", Description: "Turn issues into tasks", Type: "linear", AuthMethods: []string{withOAuth, withAPIKey}, Scopes: []string{"read", "write"}, Available: []string{"admin"}},
	{Slug: "slack", Name: "Slack", Description: "Hear about what concerns you", Type: "slack", AuthMethods: []string{withOAuth}, Scopes: []string{"chat:write", "users:read"}, Available: []string{"channels:read"}},
	{Slug: "zendesk", Name: "Zendesk", Description: "Answer tickets", Type: "zendesk", AuthMethods: []string{withOAuth}, Scopes: []string{"read"}, Fields: []configField{
		{Key: "subdomain", Label: "Subdomain", Description: "What stands before .zendesk.com", Example: "acme", Pattern: "[a-z0-9][a-z0-9-]*", Required: true},
	}},
	{Slug: "datadog", Name: "Datadog", Description: "See what is going wrong", Type: "datadog", AuthMethods: []string{withAPIKey}, Fields: []configField{
		{Key: "site", Label: "Site", Description: "The Datadog site of your organization", Example: "datadoghq.eu", Pattern: `[a-z0-9.-]+\.(com|eu)`, Organization: true},
	}},
	{Slug: "snowflake", Name: "Snowflake", Description: "Ask your data", Type: "snowflake", AuthMethods: []string{withClientCredentials}, Fields: []configField{
		{Key: "account", Label: "Account identifier", Example: "acme-eu1", Pattern: "[A-Za-z0-9]+-[A-Za-z0-9_]+", Required: true},
	}},
	{Slug: "jira", Name: "Jira", Description: "Follow what is planned", Type: "jira", AuthMethods: []string{withOAuth}, Scopes: []string{"read:jira-work"}, Available: []string{"write:jira-work", "read:jira-user"}, OwnClient: true},
	{Slug: "salesforce", Name: "Salesforce", Description: "See accounts and opportunities", Type: "salesforce", Shared: true, AuthMethods: []string{withOAuth}, Scopes: []string{"api", "refresh_token"}, Available: []string{"chatter_api"}},
	{Slug: "stripe", Name: "Stripe", Description: "See what was paid", Type: "stripe", Shared: true, AuthMethods: []string{withAPIKey}},
	{Slug: "gong", Name: "Gong", Description: "Learn from calls", Type: "gong", Shared: true, AuthMethods: []string{withClientCredentials}},
	{Slug: "hubspot", Name: "HubSpot", Description: "Know whom you talk to", Type: "hubspot", Shared: true, AuthMethods: []string{withOAuth}, Scopes: []string{"crm.objects.contacts.read"}, Available: []string{"crm.objects.deals.read"}},
}

func integrationBySlug(slug string) (integration, bool) {
	at := slices.IndexFunc(integrations, func(i integration) bool { return i.Slug == slug })
	if at < 0 {
		return integration{}, false
	}
	return integrations[at], true
}

func (i integration) id() string { return seedID("data_integration", i.Slug) }

func (i integration) takes(method string) bool { return slices.Contains(i.AuthMethods, method) }

func (i integration) ownership() string {
	if i.Shared {
		return "organization"
	}
	return "userland_user"
}

func (i integration) credentialsType() string {
	if i.OwnClient {
		return "organization"
	}
	return "shared"
}

func (i integration) fieldObjects() []any {
	fields := []any{}
	for n, f := range i.Fields {
		scope := "installation"
		if f.Organization {
			scope = "integration"
		}
		o := map[string]any{"key": f.Key, "label": f.Label, "required": f.Required, "scope": scope, "order": n, "secret": false}
		for key, text := range map[string]string{"description": f.Description, "example": f.Example, "pattern": f.Pattern} {
			if text != "" {
				o[key] = text
			}
		}
		fields = append(fields, o)
	}
	return fields
}

// checkConfig says what is wrong with the values given for the fields of one kind; nil when nothing is.
func (i integration) checkConfig(config map[string]string, organization bool) error {
	known := map[string]bool{}
	for _, f := range i.Fields {
		if f.Organization != organization {
			continue
		}
		known[f.Key] = true
		value := strings.TrimSpace(config[f.Key])
		if value == "" && f.Required {
			return fmt.Errorf("%s is required", f.Label)
		}
		if value != "" && f.Pattern != "" && !regexp.MustCompile("^(?:"+f.Pattern+")$").MatchString(value) {
			return fmt.Errorf("%s does not look like %s", f.Label, f.Example)
		}
	}
	for key := range config {
		if !known[key] {
			return fmt.Errorf("%s has no setting of the name %s", i.Name, key)
		}
	}
	return nil
}
