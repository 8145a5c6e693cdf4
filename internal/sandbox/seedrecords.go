package sandbox

import "time"

// seedRecords gives Acme Corp something of everything that its admins manage. Globex and Initech have none of it.
func (st *state) seedRecords(now time.Time) {
	ago := func(d time.Duration) *time.Time { t := now.Add(-d); return &t }
	ahead := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	st.SSOConnections = []*ssoConnection{{
		ID: seedID("conn", "acme-okta"), OrganizationID: Acme, Name: "Okta", Type: "OktaSaml", State: ssoActive, CreatedAt: *ago(290 * day),
		LastSessionAt: ago(2 * hour), CertificateExpiresAt: ahead(400 * day),
	}}
	for _, d := range []domain{
		{Domain: "acme.example", State: domainVerified, NameServer: "CloudFlare", CreatedAt: *ago(300 * day)},
		{Domain: "acme-labs.example", State: domainFailed, NameServer: "AwsRoute53", CreatedAt: *ago(40 * day)},
		{Domain: "acme.dev.example", State: domainPending, NameServer: "GoDaddy", CreatedAt: *ago(2 * day)},
	} {
		d.ID, d.OrganizationID, d.Token = seedID("org_domain", d.Domain), Acme, seedID("token", d.Domain)[len("token_"):]
		st.Domains = append(st.Domains, &d)
	}
	st.Directories = []*directory{{
		ID: seedID("directory", "acme"), OrganizationID: Acme, Name: "Okta", Type: "okta scim v2.0", State: directoryLinked,
		ActiveUsers: 15, InactiveUsers: 2, Groups: 4, CreatedAt: *ago(250 * day), UpdatedAt: *ago(hour), LastSyncAt: ago(25 * minute),
	}}
	st.Streams = []*logStream{{
		ID: seedID("audit_log_stream", "acme"), OrganizationID: Acme, Type: "Datadog", State: streamActive, LastEventID: ulid(*ago(4 * minute), [10]byte{}),
	}}
	st.seedKeys(ago, ahead)
}

func (st *state) seedKeys(ago, ahead func(time.Duration) *time.Time) {
	for _, k := range []apiKey{
		{Name: "Legacy import", Last4: "Q2TL", Permissions: []string{"tasks:write"}, CreatedAt: *ago(410 * day), LastUsedAt: ago(200 * day), ExpiresAt: ago(190 * day)},
		{Name: "Nightly export", Last4: "7KXM", Permissions: []string{"exports:create", "reports:read"}, CreatedAt: *ago(220 * day), LastUsedAt: ago(9 * hour)},
		{Name: "Max’s scripts", UserID: Max, Last4: "M4XN", Permissions: []string{"tasks:read"}, CreatedAt: *ago(70 * day), LastUsedAt: ago(3 * day)},
		{Name: "Website forms", Last4: "D3VA", Permissions: []string{"tasks:write", "files:write"}, CreatedAt: *ago(64 * day), LastUsedAt: ago(11 * minute), ExpiresAt: ahead(26 * day)},
		{Name: "Zoë’s laptop", UserID: Zoe, Last4: "Z0EL", Permissions: []string{"projects:read", "tasks:read", "tasks:write"}, CreatedAt: *ago(21 * day), LastUsedAt: ago(50 * minute)},
		{Name: "Billing dashboard", Last4: "B7LL", Permissions: []string{"invoices:read"}, CreatedAt: *ago(6 * day)},
	} {
		k.ID, k.OrganizationID = seedID("api_key", k.Name), Acme
		st.Keys = append(st.Keys, &k)
	}
}
