package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// visitor is somebody who calls operations, with the step-up that they have gone through.
type visitor struct {
	*fixture
	token    authkit.Secret
	elevated string
}

func (f *fixture) visit(userID, organizationID string) *visitor {
	f.t.Helper()
	return &visitor{fixture: f, token: f.signIn(userID, organizationID).AccessToken}
}

// do calls an operation as its widget does.
func (v *visitor) do(method, path string, body any) result {
	v.t.Helper()
	r := widgetRequest(v.t, v.token.Reveal(), method, path, body)
	if v.elevated != "" {
		r.Header.Set(elevatedHeader, v.elevated)
	}
	return v.send(r)
}

// get is do for what must work, and an object.
func (v *visitor) get(path string) map[string]any {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil).want(v.t, http.StatusOK)
}

func (v *visitor) post(path string, body any, status int) map[string]any {
	v.t.Helper()
	return v.do(http.MethodPost, path, body).want(v.t, status)
}

func (v *visitor) email() string {
	v.t.Helper()
	return v.get("UserProfile/me")["email"].(string)
}

// stepUp goes through the step-up with the code from the mailbox.
func (v *visitor) stepUp() {
	v.t.Helper()
	sent := v.post("UserProfile/send-verification", nil, http.StatusOK)
	done := v.post("UserProfile/verify", map[string]any{"code": v.Mail(v.email()), "authenticationChallengeId": sent["authenticationChallenge"]}, http.StatusOK)
	v.elevated = done["elevatedAccessToken"].(string)
}

// list is an answer that is a list without an object around it.
func list(t *testing.T, r result) []any {
	t.Helper()
	r.want(t, http.StatusOK)
	var l []any
	if err := json.Unmarshal([]byte(r.raw), &l); err != nil {
		t.Fatal(err)
	}
	return l
}

// clientData is what a browser says of a credential that it has made.
func clientData(challenge any, origin string) string {
	raw := fmt.Sprintf(`{"type":"webauthn.create","challenge":"%v","origin":"%s"}`, challenge, origin)
	return base64.RawURLEncoding.EncodeToString([]byte(raw))
}

// TestEveryOperationIsAnsweredAndRefused goes through all operations as somebody who may and as somebody who
// may not. What is answered is held against the contract by send, what is sent is held against it here.
func TestEveryOperationIsAnsweredAndRefused(t *testing.T) {
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, Options{})
	answered := answerEveryOperation(f, terms)
	refused := refuseEveryOperation(f)
	both := 0
	for name := range terms.Operations {
		switch {
		case !answered[name]:
			t.Errorf("%s was not answered to anybody", name)
		case !refused[name]:
			t.Errorf("%s was not refused to anybody", name)
		default:
			both++
		}
	}
	if len(terms.Operations) != 62 {
		t.Errorf("the contract has %d operations, not 62", len(terms.Operations))
	}
	t.Logf("%d of %d operations of %s %s were answered and refused, and every answer held against its schema", both, len(terms.Operations), terms.Package, terms.Version)
}

// refuseEveryOperation calls what asks for a permission as a member without any, what asks for a step-up
// without one, and what everybody may as somebody who has signed out.
func refuseEveryOperation(f *fixture) map[string]bool {
	refused := map[string]bool{}
	gone := f.signIn(Max, Acme)
	if err := f.EndSession(gone.Claims.Session); err != nil {
		f.t.Fatal(err)
	}
	member := f.signIn(Max, Acme).AccessToken
	for _, o := range operations {
		token, want := gone.AccessToken, http.StatusUnauthorized
		if len(o.anyOf) > 0 || o.elevated {
			token, want = member, http.StatusForbidden
		}
		if got := f.call(token, o.method, concrete(o.path), map[string]any{}); got.status != want {
			f.t.Errorf("%s: status %d, want %d: %s", o.name, got.status, want, got.raw)
		} else {
			refused[o.name] = true
		}
	}
	return refused
}

func answerEveryOperation(f *fixture, terms *terms) map[string]bool {
	t := f.t
	answered := map[string]bool{}
	zoe := f.visit(Zoe, Acme)
	nia := f.visit(Nia, "")
	ok := func(v *visitor, name, method, path string, body any) result {
		t.Helper()
		r := widgetRequest(t, "", method, path, body)
		if got := terms.operation(r); got != name {
			t.Fatalf("%s %s is the operation %q, not %s", method, path, got, name)
		}
		if body != nil {
			raw, _ := json.Marshal(body)
			if err := terms.validate("/operations/"+name+"/body", string(raw)); err != nil {
				t.Errorf("%s: the test sends what no widget does: %v", name, err)
			}
		}
		got := v.do(method, path, body)
		if got.status >= 300 {
			t.Errorf("%s: status %d: %s", name, got.status, got.raw)
			return got
		}
		answered[name] = true
		return got
	}
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	type o = map[string]any

	// Profile and security
	ok(zoe, "Me", get, "UserProfile/me", nil)
	ok(zoe, "UpdateMe", post, "UserProfile/me", o{"firstName": "Zoë", "lastName": "Ångström", "locale": "sv"})
	ok(zoe, "AuthenticationInformation", get, "UserProfile/authentication-information", nil)
	sent := ok(zoe, "SendVerification", post, "UserProfile/send-verification", nil)
	verified := ok(zoe, "Verify", post, "UserProfile/verify", o{"code": f.Mail("zoe@acme.example"), "authenticationChallengeId": sent.body["authenticationChallenge"]})
	zoe.elevated = verified.body["elevatedAccessToken"].(string)
	made := ok(zoe, "CreateTotpFactor", post, "UserProfile/create-totp-factor", nil)
	secret, err := totpSecret.DecodeString(at(t, made.body, "authenticationFactor", "totp", "secret").(string))
	if err != nil {
		t.Fatal(err)
	}
	ok(zoe, "VerifyTotpFactor", post, "UserProfile/verify-totp-factor", o{"code": totpCode(secret, totpCounter(f.clock.Now())), "authenticationChallengeId": at(t, made.body, "authenticationChallenge", "id")})
	ok(zoe, "DeleteTotpFactors", del, "UserProfile/totp-factors", nil)
	registration := ok(zoe, "RegisterPasskey", post, "UserProfile/passkeys", nil)
	ok(zoe, "VerifyPasskey", post, "UserProfile/passkeys/verify", o{
		"challengeId": registration.body["challengeId"],
		"response":    o{"id": "credential-1", "type": "public-key", "response": o{"clientDataJSON": clientData(at(t, registration.body, "options", "challenge"), "http://localhost")}},
	})
	ok(zoe, "DeletePasskey", del, "UserProfile/passkeys/credential-1", nil)
	ok(zoe, "UpdatePassword", post, "UserProfile/update-password", o{"currentPassword": Password, "newPassword": "Blue-whale-91-sings"})
	ok(zoe, "SendEmailChange", post, "UserProfile/send-email-change", o{"newEmail": "zoe.angstrom@acme.example"})
	ok(zoe, "VerifyEmailChange", post, "UserProfile/verify-email-change", o{"code": f.Mail("zoe.angstrom@acme.example")})
	nia.stepUp()
	ok(nia, "CreatePassword", post, "UserProfile/create-password", o{"password": "Blue-whale-91-sings"})
	sessions := ok(zoe, "Sessions", get, "UserProfile/sessions", nil)
	ok(zoe, "RevokeSession", del, "UserProfile/sessions/revoke/"+at(t, sessions.body, "data", 1, "id").(string), nil)
	ok(zoe, "RevokeAllSessions", del, "UserProfile/sessions/revoke-all", o{"currentSessionId": at(t, sessions.body, "data", 0, "id")})

	// Members
	ok(zoe, "Organizations", get, "UserManagement/organizations", nil)
	ok(zoe, "Members", get, "UserManagement/members?limit=50&search=acme", nil)
	ok(zoe, "Roles", get, "UserManagement/roles", nil)
	ok(zoe, "RolesAndConfig", get, "UserManagement/roles-and-config", nil)
	ok(zoe, "InviteMember", post, "UserManagement/invite-user", o{"email": "new@acme.example", "roles": []string{"member"}})
	invited := f.member(zoe.token, "new@acme.example")["id"].(string)
	ok(zoe, "RevokeInvite", del, "UserManagement/invites/"+invited, nil)
	ok(zoe, "ResendInvite", post, "UserManagement/invites/"+invited+"/resend", nil)
	colleague := f.member(zoe.token, "giulia.moretti@acme.example")["id"].(string)
	ok(zoe, "UpdateMember", post, "UserManagement/members/"+colleague, o{"roles": []string{"user-manager"}})
	ok(zoe, "RemoveMember", del, "UserManagement/members/"+colleague, nil)

	// Pipes
	ok(zoe, "Settings", get, "settings", nil)
	mine := ok(zoe, "MyDataIntegrations", get, "DataIntegrations/mine", nil)
	ok(zoe, "SharedDataConnections", get, "DataIntegrations/shared-connections", nil)
	ok(zoe, "DeleteDataInstallation", del, "DataIntegrations/installations/"+at(t, mine.body, "data", 0, "installation", "id").(string), nil)
	ok(zoe, "GetDataIntegrationAuthorizeUrl", get, "DataIntegrations/github/authorize?requireHandoff=true", nil)
	started := ok(zoe, "AuthorizeDataIntegration", post, "DataIntegrations/github/authorize", o{"requireHandoff": true})
	ok(zoe, "GetDataInstallationAuthorizationStatus", get, "DataIntegrations/"+seedID("data_integration", "github")+"/authorization-status/"+stateOf(t, started.body), nil)
	ok(zoe, "UpsertDataIntegrationApiKey", put, "DataIntegrations/datadog/api-key", o{"secret": "dd-0123456789"})
	credentials := o{"client_id": "client", "client_secret": "secret-0123", "config": o{"account": "acme-eu1"}}
	ok(zoe, "UpsertDataIntegrationClientCredentials", put, "DataIntegrations/snowflake/client-credentials", credentials)
	ok(zoe, "ListDataIntegrationConfigurations", get, "DataIntegrations/configurations", nil)
	ok(zoe, "UpsertDataIntegrationConfiguration", put, "DataIntegrations/jira/configuration", o{"enabled": true, "scopes": []string{"read:jira-work"}, "client_id": "jira-client", "client_secret": "jira-secret"})
	ok(zoe, "OrganizationDataIntegrations", get, "DataIntegrations/organization", nil)
	ok(zoe, "UpsertOrganizationDataIntegrationApiKey", put, "DataIntegrations/stripe/organization/api-key", o{"secret": "rk_0123456789"})
	ok(zoe, "AuthorizeOrganizationDataIntegration", post, "DataIntegrations/hubspot/organization/authorize", o{})
	ok(zoe, "UpsertOrganizationDataIntegrationClientCredentials", put, "DataIntegrations/gong/organization/client-credentials", o{"client_id": "gong", "client_secret": "secret-0123"})
	ok(zoe, "UpsertOrganizationDataIntegrationConfiguration", put, "DataIntegrations/hubspot/organization/configuration", o{"enabled": false, "scopes": nil})
	ok(zoe, "DeleteOrganizationDataInstallation", del, "DataIntegrations/organization/installations/"+seedID("connected_account", "salesforce"), nil)

	// API keys
	expires := timestamp(f.clock.Now().Add(time.Hour))
	for kind, path := range map[string]string{"Organization": "ApiKeys/organization-api-keys", "User": "UserApiKeys/api-keys"} {
		ok(zoe, "Create"+kind+"ApiKey", post, path, o{"name": "CI", "permissions": []string{"tasks:read"}, "expiresAt": expires})
		keys := ok(zoe, "List"+kind+"ApiKeys", get, path+"?limit=10&search=ci", nil)
		area, _, _ := strings.Cut(path, "/")
		ok(zoe, "List"+kind+"ApiKeyPermissions", get, area+"/permissions?limit=100", nil)
		key := area + "/" + at(t, keys.body, "data", 0, "id").(string)
		ok(zoe, "Expire"+kind+"ApiKey", post, key+"/expire", o{"expiresAt": nil})
		ok(zoe, "Delete"+kind+"ApiKey", del, key, nil)
	}

	// What the Admin Portal sets up
	ok(zoe, "GenerateAdminPortalLink", post, "admin-portal/generate-link?intent=sso", nil)
	ok(zoe, "ListSsoConnections", get, "admin-portal/sso-connections", nil)
	domains := ok(zoe, "ListOrganizationDomains", get, "admin-portal/organization-domains", nil)
	domain := "admin-portal/organization-domains/" + at(t, domains.body, "data", 1, "id").(string)
	ok(zoe, "ReverifyOrganizationDomain", post, domain+"/reverify", nil)
	ok(zoe, "DeleteOrganizationDomain", del, domain, nil)
	stream := ok(zoe, "GetAuditLogStream", get, "admin-portal/audit-log-stream", nil)
	if err := terms.validate("/$defs/AuditLogStreamJSON", stream.raw); err != nil {
		t.Errorf("the declared answer lets any object through, this is no stream: %v", err)
	}
	directories := ok(zoe, "ListDirectories", get, "directory-sync/directories", nil)
	ok(zoe, "GetDirectory", get, "directory-sync/directories/"+at(t, directories.body, "data", 0, "id").(string), nil)
	return answered
}
