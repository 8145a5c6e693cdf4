package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// domain is a domain of an organization.
type domain struct {
	ID             string    `json:"id"`
	OrganizationID string    `json:"organizationId"`
	Domain         string    `json:"domain"`
	State          string    `json:"state"`
	NameServer     string    `json:"nameServer"`
	Token          string    `json:"token"`
	CreatedAt      time.Time `json:"createdAt"`
}

// The states of a domain.
const (
	domainPending  = "Pending"
	domainVerified = "Verified"
	domainFailed   = "Failed"
)

func domainObject(d *domain) map[string]any {
	return map[string]any{
		"id": d.ID, "domain": d.Domain, "state": d.State, "nameServer": d.NameServer,
		"verificationPrefix": "workos-domain-verification", "verificationToken": d.Token, "subdomain": nil, "createdAt": timestamp(d.CreatedAt),
	}
}

// listDomains answers ListOrganizationDomains.
func listDomains(c *call) (any, error) {
	data := []any{}
	for _, d := range c.state.domainsOf(c.organization) {
		data = append(data, domainObject(d))
	}
	return map[string]any{"data": data}, nil
}

func (st *state) domainsOf(organizationID string) (of []*domain) {
	for _, d := range st.Domains {
		if d.OrganizationID == organizationID {
			of = append(of, d)
		}
	}
	return of
}

func (c *call) namedDomain() (*domain, error) {
	for _, d := range c.state.domainsOf(c.organization) {
		if d.ID == c.request.PathValue("domain") {
			return d, nil
		}
	}
	return nil, notFound("Domain")
}

// deleteDomain answers DeleteOrganizationDomain.
func deleteDomain(c *call) (any, error) {
	d, err := c.namedDomain()
	if err != nil {
		return nil, err
	}
	c.state.Domains = slices.DeleteFunc(c.state.Domains, func(other *domain) bool { return other == d })
	return domainObject(d), nil
}

// reverifyDomain answers ReverifyOrganizationDomain: WorkOS looks for the record again, from now on. Here it
// is found once somebody says so at the Admin Portal.
func reverifyDomain(c *call) (any, error) {
	d, err := c.namedDomain()
	if err != nil {
		return nil, err
	}
	if d.State == domainFailed {
		d.State = domainPending
	}
	return domainObject(d), nil
}

// domainPortal is the Admin Portal's page for domains.
var domainPortal = portalIntent{
	Heading: "Domain verification", Permission: manageDomains,
	describe: func(st *state, organizationID string, _ time.Time) portalView {
		v := portalView{Input: "Domain", InputAction: "add", InputButton: "Add domain", Text: "No domain has been added yet."}
		for _, d := range st.domainsOf(organizationID) {
			v.Text = ""
			v.Facts = append(v.Facts, portalFact{d.Domain, d.State})
			if d.State != domainVerified {
				v.Buttons = append(v.Buttons, portalButton{"Verify " + d.Domain, "verify", d.ID})
			}
			if d.State == domainPending {
				v.Buttons = append(v.Buttons, portalButton{"Fail " + d.Domain, "fail", d.ID})
			}
		}
		return v
	},
	act: actOnDomain,
}

func actOnDomain(s *Server, organizationID, action, value string, now time.Time) (string, error) {
	if action == "add" {
		return s.addDomain(organizationID, value, now)
	}
	for _, d := range s.state.domainsOf(organizationID) {
		if d.ID != value {
			continue
		}
		switch action {
		case "verify":
			d.State = domainVerified
			return d.Domain + " is verified.", nil
		case "fail":
			d.State = domainFailed
			return "No record of " + d.Domain + " was found in time.", nil
		}
	}
	return "", errPortalAction
}

// domainName is a host name (RFC 1123 section 2.1) of two labels or more; others are written in their ASCII form.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`)

func (s *Server) addDomain(organizationID, name string, now time.Time) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if len(name) > 253 || !domainName.MatchString(name) {
		return "That is not a domain. Write it like example.com.", nil
	}
	if slices.ContainsFunc(s.state.Domains, func(d *domain) bool { return d.Domain == name }) {
		return name + " has been added already.", nil
	}
	s.state.Domains = append(s.state.Domains, &domain{
		ID: "org_domain_" + s.newULID(), OrganizationID: organizationID, Domain: name, State: domainPending,
		NameServer: "Other", Token: strings.ToLower(s.newULID()), CreatedAt: now,
	})
	return name + " was added. It waits for its DNS record.", nil
}
