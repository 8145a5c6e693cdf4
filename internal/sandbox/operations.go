package sandbox

import "net/http"

// operation is one of the operations that the widgets call, named as the widgets package names it.
type operation struct {
	name   string
	method string
	path   string
	// anyOf names the permissions of which the token must carry one; none asks for none.
	anyOf []string
	// organization says that the token must be for an organization, and its bearer a member of it.
	organization bool
	// own says that people without an organization may as well; with a token for one, its members may.
	own bool
	// elevated says that the person must have proven who they are a short while ago (see stepup.go).
	elevated bool
	// status is that of an answer that is no refusal; 0 means 200.
	status int
	// writes says that a GET changes the state as well.
	writes bool
	// handle answers. It runs with the state locked.
	handle func(*call) (any, error)
}

// operations are all that @workos-inc/widgets 1.18 calls under /_widgets/.
var operations = []operation{
	{name: "Me", method: http.MethodGet, path: "/_widgets/UserProfile/me", handle: me},
	{name: "UpdateMe", method: http.MethodPost, path: "/_widgets/UserProfile/me", handle: updateMe},
	{name: "AuthenticationInformation", method: http.MethodGet, path: "/_widgets/UserProfile/authentication-information", handle: authenticationInformation},
	{name: "Sessions", method: http.MethodGet, path: "/_widgets/UserProfile/sessions", handle: sessions},
	{name: "RevokeSession", method: http.MethodDelete, path: "/_widgets/UserProfile/sessions/revoke/{session}", handle: revokeSession},
	{name: "RevokeAllSessions", method: http.MethodDelete, path: "/_widgets/UserProfile/sessions/revoke-all", handle: revokeAllSessions},
	{name: "CreatePassword", method: http.MethodPost, path: "/_widgets/UserProfile/create-password", elevated: true, status: http.StatusCreated, handle: createPassword},
	{name: "UpdatePassword", method: http.MethodPost, path: "/_widgets/UserProfile/update-password", status: http.StatusCreated, handle: updatePassword},
	{name: "CreateTotpFactor", method: http.MethodPost, path: "/_widgets/UserProfile/create-totp-factor", elevated: true, handle: createTOTPFactor},
	{name: "VerifyTotpFactor", method: http.MethodPost, path: "/_widgets/UserProfile/verify-totp-factor", elevated: true, handle: verifyTOTPFactor},
	{name: "DeleteTotpFactors", method: http.MethodDelete, path: "/_widgets/UserProfile/totp-factors", elevated: true, handle: deleteTOTPFactors},
	{name: "RegisterPasskey", method: http.MethodPost, path: "/_widgets/UserProfile/passkeys", elevated: true, handle: registerPasskey},
	{name: "VerifyPasskey", method: http.MethodPost, path: "/_widgets/UserProfile/passkeys/verify", handle: verifyPasskey},
	{name: "DeletePasskey", method: http.MethodDelete, path: "/_widgets/UserProfile/passkeys/{passkey}", elevated: true, handle: deletePasskey},
	{name: "SendEmailChange", method: http.MethodPost, path: "/_widgets/UserProfile/send-email-change", elevated: true, handle: sendEmailChange},
	{name: "VerifyEmailChange", method: http.MethodPost, path: "/_widgets/UserProfile/verify-email-change", elevated: true, handle: verifyEmailChange},
	{name: "SendVerification", method: http.MethodPost, path: "/_widgets/UserProfile/send-verification", handle: sendVerification},
	{name: "Verify", method: http.MethodPost, path: "/_widgets/UserProfile/verify", handle: verify},

	{name: "Organizations", method: http.MethodGet, path: "/_widgets/UserManagement/organizations", handle: listOrganizations},
	{name: "Members", method: http.MethodGet, path: "/_widgets/UserManagement/members", anyOf: []string{manageUsers}, organization: true, handle: members},
	{name: "UpdateMember", method: http.MethodPost, path: "/_widgets/UserManagement/members/{user}", anyOf: []string{manageUsers}, organization: true, handle: updateMember},
	{name: "RemoveMember", method: http.MethodDelete, path: "/_widgets/UserManagement/members/{user}", anyOf: []string{manageUsers}, organization: true, handle: removeMember},
	{name: "InviteMember", method: http.MethodPost, path: "/_widgets/UserManagement/invite-user", anyOf: []string{manageUsers}, organization: true, handle: inviteMember},
	{name: "RevokeInvite", method: http.MethodDelete, path: "/_widgets/UserManagement/invites/{user}", anyOf: []string{manageUsers}, organization: true, handle: revokeInvite},
	{name: "ResendInvite", method: http.MethodPost, path: "/_widgets/UserManagement/invites/{user}/resend", anyOf: []string{manageUsers}, organization: true, handle: resendInvite},
	{name: "Roles", method: http.MethodGet, path: "/_widgets/UserManagement/roles", anyOf: []string{manageUsers}, organization: true, handle: listRoles},
	{name: "RolesAndConfig", method: http.MethodGet, path: "/_widgets/UserManagement/roles-and-config", anyOf: []string{manageUsers}, organization: true, handle: rolesAndConfig},

	{name: "MyDataIntegrations", method: http.MethodGet, path: "/_widgets/DataIntegrations/mine", own: true, handle: myDataIntegrations},
	{name: "SharedDataConnections", method: http.MethodGet, path: "/_widgets/DataIntegrations/shared-connections", own: true, handle: sharedDataConnections},
	{name: "DeleteDataInstallation", method: http.MethodDelete, path: "/_widgets/DataIntegrations/installations/{installation}", own: true, handle: deleteDataInstallation},
	{name: "GetDataInstallationAuthorizationStatus", method: http.MethodGet, path: "/_widgets/DataIntegrations/{integration}/authorization-status/{state}", own: true, handle: authorizationStatus},
	{name: "GetDataIntegrationAuthorizeUrl", method: http.MethodGet, path: "/_widgets/DataIntegrations/{slug}/authorize", own: true, writes: true, handle: authorizeDataIntegration},
	{name: "AuthorizeDataIntegration", method: http.MethodPost, path: "/_widgets/DataIntegrations/{slug}/authorize", own: true, handle: authorizeDataIntegration},
	{name: "UpsertDataIntegrationApiKey", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/api-key", own: true, handle: connectWithAPIKey},
	{name: "UpsertDataIntegrationClientCredentials", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/client-credentials", own: true, handle: connectWithClientCredentials},
	{name: "ListDataIntegrationConfigurations", method: http.MethodGet, path: "/_widgets/DataIntegrations/configurations", anyOf: []string{managePipes}, organization: true, handle: listConfigurations},
	{name: "UpsertDataIntegrationConfiguration", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/configuration", anyOf: []string{managePipes}, organization: true, handle: configureIntegration},
	{name: "OrganizationDataIntegrations", method: http.MethodGet, path: "/_widgets/DataIntegrations/organization", anyOf: []string{managePipes}, organization: true, handle: organizationIntegrations},
	{name: "DeleteOrganizationDataInstallation", method: http.MethodDelete, path: "/_widgets/DataIntegrations/organization/installations/{installation}", anyOf: []string{managePipes}, organization: true, handle: deleteOrganizationInstallation},
	{name: "UpsertOrganizationDataIntegrationApiKey", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/api-key", anyOf: []string{managePipes}, organization: true, handle: connectSharedWithAPIKey},
	{name: "AuthorizeOrganizationDataIntegration", method: http.MethodPost, path: "/_widgets/DataIntegrations/{slug}/organization/authorize", anyOf: []string{managePipes}, organization: true, handle: authorizeSharedIntegration},
	{name: "UpsertOrganizationDataIntegrationClientCredentials", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/client-credentials", anyOf: []string{managePipes}, organization: true, handle: connectSharedWithClientCredentials},
	{name: "UpsertOrganizationDataIntegrationConfiguration", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/configuration", anyOf: []string{managePipes}, organization: true, handle: configureSharedIntegration},
	{name: "Settings", method: http.MethodGet, path: "/_widgets/settings", handle: settings},

	{name: "ListOrganizationApiKeys", method: http.MethodGet, path: "/_widgets/ApiKeys/organization-api-keys", anyOf: []string{manageAPIKeys}, organization: true, handle: listOrganizationAPIKeys},
	{name: "CreateOrganizationApiKey", method: http.MethodPost, path: "/_widgets/ApiKeys/organization-api-keys", anyOf: []string{manageAPIKeys}, organization: true, handle: createOrganizationAPIKey},
	{name: "ListOrganizationApiKeyPermissions", method: http.MethodGet, path: "/_widgets/ApiKeys/permissions", anyOf: []string{manageAPIKeys}, organization: true, handle: listAPIKeyPermissions},
	{name: "DeleteOrganizationApiKey", method: http.MethodDelete, path: "/_widgets/ApiKeys/{key}", anyOf: []string{manageAPIKeys}, organization: true, handle: deleteOrganizationAPIKey},
	{name: "ExpireOrganizationApiKey", method: http.MethodPost, path: "/_widgets/ApiKeys/{key}/expire", anyOf: []string{manageAPIKeys}, organization: true, handle: expireOrganizationAPIKey},
	{name: "ListUserApiKeys", method: http.MethodGet, path: "/_widgets/UserApiKeys/api-keys", anyOf: userKeyPermissions, organization: true, handle: listUserAPIKeys},
	{name: "CreateUserApiKey", method: http.MethodPost, path: "/_widgets/UserApiKeys/api-keys", anyOf: userKeyPermissions, organization: true, handle: createUserAPIKey},
	{name: "ListUserApiKeyPermissions", method: http.MethodGet, path: "/_widgets/UserApiKeys/permissions", anyOf: userKeyPermissions, organization: true, handle: listAPIKeyPermissions},
	{name: "DeleteUserApiKey", method: http.MethodDelete, path: "/_widgets/UserApiKeys/{key}", anyOf: userKeyPermissions, organization: true, handle: deleteUserAPIKey},
	{name: "ExpireUserApiKey", method: http.MethodPost, path: "/_widgets/UserApiKeys/{key}/expire", anyOf: userKeyPermissions, organization: true, handle: expireUserAPIKey},

	{name: "GenerateAdminPortalLink", method: http.MethodPost, path: "/_widgets/admin-portal/generate-link", anyOf: portalPermissions, organization: true, status: http.StatusCreated, handle: generatePortalLink},
	{name: "ListSsoConnections", method: http.MethodGet, path: "/_widgets/admin-portal/sso-connections", anyOf: []string{manageSSO}, organization: true, handle: listSSOConnections},
	{name: "ListOrganizationDomains", method: http.MethodGet, path: "/_widgets/admin-portal/organization-domains", anyOf: []string{manageDomains}, organization: true, handle: listDomains},
	{name: "DeleteOrganizationDomain", method: http.MethodDelete, path: "/_widgets/admin-portal/organization-domains/{domain}", anyOf: []string{manageDomains}, organization: true, handle: deleteDomain},
	{name: "ReverifyOrganizationDomain", method: http.MethodPost, path: "/_widgets/admin-portal/organization-domains/{domain}/reverify", anyOf: []string{manageDomains}, organization: true, handle: reverifyDomain},
	{name: "GetAuditLogStream", method: http.MethodGet, path: "/_widgets/admin-portal/audit-log-stream", anyOf: []string{manageLogStreams}, organization: true, handle: auditLogStream},
	{name: "ListDirectories", method: http.MethodGet, path: "/_widgets/directory-sync/directories", anyOf: []string{manageDirectories}, organization: true, writes: true, handle: listDirectories},
	{name: "GetDirectory", method: http.MethodGet, path: "/_widgets/directory-sync/directories/{directory}", anyOf: []string{manageDirectories}, organization: true, handle: getDirectory},
}
