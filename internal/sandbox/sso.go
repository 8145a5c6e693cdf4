package sandbox

import (
	"slices"
	"time"
)

// ssoConnection is an organization's single sign-on, as its administrators set it up at the Admin Portal.
type ssoConnection struct {
	ID                   string     `json:"id"`
	OrganizationID       string     `json:"organizationId"`
	Name                 string     `json:"name"`
	Type                 string     `json:"type"`
	OIDC                 bool       `json:"oidc"` // else SAML
	State                string     `json:"state"`
	CreatedAt            time.Time  `json:"createdAt"`
	LastSessionAt        *time.Time `json:"lastSessionAt"`
	CertificateExpiresAt *time.Time `json:"certificateExpiresAt"` // SAML only
}

// The states of an SSO connection that the sandbox has.
const (
	ssoInactive = "Inactive"
	ssoActive   = "Active"
)

// expiringSoon is when WorkOS begins to warn of a certificate that ends.
const expiringSoon = 90 * day

// listSSOConnections answers ListSsoConnections.
func listSSOConnections(c *call) (any, error) {
	data := []any{}
	for _, n := range c.state.SSOConnections {
		if n.OrganizationID == c.organization {
			data = append(data, ssoObject(n, c.now))
		}
	}
	return data, nil
}

func ssoObject(n *ssoConnection, now time.Time) map[string]any {
	o := map[string]any{
		"id": n.ID, "name": n.Name, "type": n.Type, "state": n.State, "createdAt": timestamp(n.CreatedAt),
		"providerTag": "OpenIdConnect", "lastSession": nil, "x509Certificates": nil,
		"latestExpiringCertificate": nil, "latestExpiredCertificate": nil,
	}
	if n.LastSessionAt != nil {
		o["lastSession"] = map[string]any{"id": seedID("sso_session", n.ID), "createdAt": timestamp(*n.LastSessionAt), "state": "Successful"}
	}
	if n.OIDC {
		return o
	}
	certificates := []any{}
	if end := n.CertificateExpiresAt; end != nil {
		certificate := map[string]any{
			"id": seedID("x509_certificate", n.ID), "value": "MIIDsandboxCERTIFICATE", "notBefore": timestamp(n.CreatedAt),
			"notAfter": timestamp(*end), "lastExpiryEventSentAt": nil,
		}
		certificates = append(certificates, certificate)
		switch {
		case !now.Before(*end):
			o["latestExpiredCertificate"] = certificate
		case end.Sub(now) <= expiringSoon:
			o["latestExpiringCertificate"] = certificate
		}
	}
	o["providerTag"], o["x509Certificates"] = "Saml", certificates
	return o
}

func (st *state) ssoOf(organizationID string) *ssoConnection {
	at := slices.IndexFunc(st.SSOConnections, func(n *ssoConnection) bool { return n.OrganizationID == organizationID })
	if at < 0 {
		return nil
	}
	return st.SSOConnections[at]
}

// ssoPortal is the Admin Portal's page for single sign-on.
var ssoPortal = portalIntent{
	Heading: "Single sign-on", Permission: manageSSO,
	describe: func(st *state, organizationID string, now time.Time) portalView {
		n := st.ssoOf(organizationID)
		if n == nil {
			return portalView{Text: "No identity provider is connected.", Buttons: []portalButton{
				{"Connect Okta", "connect", "okta"}, {"Connect Entra ID", "connect", "entra"},
			}}
		}
		v := portalView{Facts: []portalFact{{"Identity provider", n.Name}, {"State", n.State}}}
		if n.CertificateExpiresAt != nil {
			v.Facts = append(v.Facts, portalFact{"Certificate until", n.CertificateExpiresAt.UTC().Format("2 January 2006")})
		}
		if n.State == ssoInactive {
			v.Buttons = append(v.Buttons, portalButton{"Activate the connection", "activate", ""})
		} else {
			v.Buttons = append(v.Buttons, portalButton{"Test the connection", "test", ""})
		}
		if !n.OIDC {
			v.Buttons = append(v.Buttons, portalButton{"Renew the certificate", "renew", ""}, portalButton{"Let the certificate expire", "expire", ""})
		}
		v.Buttons = append(v.Buttons, portalButton{"Disconnect", "disconnect", ""})
		return v
	},
	act: actOnSSO,
}

func actOnSSO(s *Server, organizationID, action, value string, now time.Time) (string, error) {
	st, n := s.state, s.state.ssoOf(organizationID)
	if action == "connect" && n == nil {
		n := &ssoConnection{ID: "conn_" + s.newULID(), OrganizationID: organizationID, Name: "Okta", Type: "OktaSaml", State: ssoInactive, CreatedAt: now}
		if value == "entra" {
			n.Name, n.Type, n.OIDC = "Entra ID", "EntraIdOidc", true
		} else {
			end := now.Add(3 * 365 * day)
			n.CertificateExpiresAt = &end
		}
		st.SSOConnections = append(st.SSOConnections, n)
		return n.Name + " is being set up. Activate the connection to finish.", nil
	}
	if n == nil {
		return "", errPortalAction
	}
	switch action {
	case "activate":
		n.State = ssoActive
		return "The connection is active.", nil
	case "test":
		n.LastSessionAt = &now
		return "The test sign-in went well.", nil
	case "renew", "expire":
		if n.OIDC {
			return "", errPortalAction
		}
		end := now.Add(3 * 365 * day)
		if action == "expire" {
			end = now.Add(-hour)
		}
		n.CertificateExpiresAt = &end
		return "The certificate has changed.", nil
	case "disconnect":
		st.SSOConnections = slices.DeleteFunc(st.SSOConnections, func(other *ssoConnection) bool { return other == n })
		return "The identity provider is disconnected.", nil
	}
	return "", errPortalAction
}
