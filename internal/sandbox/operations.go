package sandbox

import "net/http"

// operation is one of the operations that the widgets call, named as the widgets package names it.
type operation struct {
	name   string
	method string
	path   string
	// permission is the one the token must carry; "" asks for none.
	permission string
	// organization says that the token must be for an organization, and its bearer a member of it.
	organization bool
	// handle answers; nil means that the sandbox does not have the operation yet. It runs with the state locked.
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
	{name: "CreatePassword", method: http.MethodPost, path: "/_widgets/UserProfile/create-password"},
	{name: "UpdatePassword", method: http.MethodPost, path: "/_widgets/UserProfile/update-password"},
	{name: "CreateTotpFactor", method: http.MethodPost, path: "/_widgets/UserProfile/create-totp-factor"},
	{name: "VerifyTotpFactor", method: http.MethodPost, path: "/_widgets/UserProfile/verify-totp-factor"},
	{name: "DeleteTotpFactors", method: http.MethodDelete, path: "/_widgets/UserProfile/totp-factors"},
	{name: "RegisterPasskey", method: http.MethodPost, path: "/_widgets/UserProfile/passkeys"},
	{name: "VerifyPasskey", method: http.MethodPost, path: "/_widgets/UserProfile/passkeys/verify"},
	{name: "DeletePasskey", method: http.MethodDelete, path: "/_widgets/UserProfile/passkeys/{passkey}"},
	{name: "SendEmailChange", method: http.MethodPost, path: "/_widgets/UserProfile/send-email-change"},
	{name: "VerifyEmailChange", method: http.MethodPost, path: "/_widgets/UserProfile/verify-email-change"},
	{name: "SendVerification", method: http.MethodPost, path: "/_widgets/UserProfile/send-verification"},
	{name: "Verify", method: http.MethodPost, path: "/_widgets/UserProfile/verify"},

	{name: "Organizations", method: http.MethodGet, path: "/_widgets/UserManagement/organizations", handle: listOrganizations},
	{name: "Members", method: http.MethodGet, path: "/_widgets/UserManagement/members", permission: manageUsers, organization: true, handle: members},
	{name: "UpdateMember", method: http.MethodPost, path: "/_widgets/UserManagement/members/{user}", permission: manageUsers, organization: true, handle: updateMember},
	{name: "RemoveMember", method: http.MethodDelete, path: "/_widgets/UserManagement/members/{user}", permission: manageUsers, organization: true, handle: removeMember},
	{name: "InviteMember", method: http.MethodPost, path: "/_widgets/UserManagement/invite-user", permission: manageUsers, organization: true, handle: inviteMember},
	{name: "RevokeInvite", method: http.MethodDelete, path: "/_widgets/UserManagement/invites/{user}", permission: manageUsers, organization: true, handle: revokeInvite},
	{name: "ResendInvite", method: http.MethodPost, path: "/_widgets/UserManagement/invites/{user}/resend", permission: manageUsers, organization: true, handle: resendInvite},
	{name: "Roles", method: http.MethodGet, path: "/_widgets/UserManagement/roles", permission: manageUsers, organization: true, handle: listRoles},
	{name: "RolesAndConfig", method: http.MethodGet, path: "/_widgets/UserManagement/roles-and-config", permission: manageUsers, organization: true, handle: rolesAndConfig},

	{name: "MyDataIntegrations", method: http.MethodGet, path: "/_widgets/DataIntegrations/mine", handle: myDataIntegrations},
	{name: "SharedDataConnections", method: http.MethodGet, path: "/_widgets/DataIntegrations/shared-connections", handle: sharedDataConnections},
	{name: "DeleteDataInstallation", method: http.MethodDelete, path: "/_widgets/DataIntegrations/installations/{installation}", handle: deleteDataInstallation},
	{name: "GetDataInstallationAuthorizationStatus", method: http.MethodGet, path: "/_widgets/DataIntegrations/{integration}/authorization-status/{state}"},
	{name: "GetDataIntegrationAuthorizeUrl", method: http.MethodGet, path: "/_widgets/DataIntegrations/{slug}/authorize"},
	{name: "AuthorizeDataIntegration", method: http.MethodPost, path: "/_widgets/DataIntegrations/{slug}/authorize"},
	{name: "UpsertDataIntegrationApiKey", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/api-key"},
	{name: "UpsertDataIntegrationClientCredentials", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/client-credentials"},
	{name: "ListDataIntegrationConfigurations", method: http.MethodGet, path: "/_widgets/DataIntegrations/configurations", permission: managePipes, organization: true},
	{name: "UpsertDataIntegrationConfiguration", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/configuration", permission: managePipes, organization: true},
	{name: "OrganizationDataIntegrations", method: http.MethodGet, path: "/_widgets/DataIntegrations/organization", permission: managePipes, organization: true},
	{name: "DeleteOrganizationDataInstallation", method: http.MethodDelete, path: "/_widgets/DataIntegrations/organization/installations/{installation}", permission: managePipes, organization: true},
	{name: "UpsertOrganizationDataIntegrationApiKey", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/api-key", permission: managePipes, organization: true},
	{name: "AuthorizeOrganizationDataIntegration", method: http.MethodPost, path: "/_widgets/DataIntegrations/{slug}/organization/authorize", permission: managePipes, organization: true},
	{name: "UpsertOrganizationDataIntegrationClientCredentials", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/client-credentials", permission: managePipes, organization: true},
	{name: "UpsertOrganizationDataIntegrationConfiguration", method: http.MethodPut, path: "/_widgets/DataIntegrations/{slug}/organization/configuration", permission: managePipes, organization: true},
	{name: "Settings", method: http.MethodGet, path: "/_widgets/settings", handle: settings},

	{name: "ListOrganizationApiKeys", method: http.MethodGet, path: "/_widgets/ApiKeys/organization-api-keys", permission: manageAPIKeys, organization: true},
	{name: "CreateOrganizationApiKey", method: http.MethodPost, path: "/_widgets/ApiKeys/organization-api-keys", permission: manageAPIKeys, organization: true},
	{name: "ListOrganizationApiKeyPermissions", method: http.MethodGet, path: "/_widgets/ApiKeys/permissions", permission: manageAPIKeys, organization: true},
	{name: "DeleteOrganizationApiKey", method: http.MethodDelete, path: "/_widgets/ApiKeys/{key}", permission: manageAPIKeys, organization: true},
	{name: "ExpireOrganizationApiKey", method: http.MethodPost, path: "/_widgets/ApiKeys/{key}/expire", permission: manageAPIKeys, organization: true},
	// Those for a user's own keys ask for either of two permissions, which their handlers have to check.
	{name: "ListUserApiKeys", method: http.MethodGet, path: "/_widgets/UserApiKeys/api-keys", organization: true},
	{name: "CreateUserApiKey", method: http.MethodPost, path: "/_widgets/UserApiKeys/api-keys", organization: true},
	{name: "ListUserApiKeyPermissions", method: http.MethodGet, path: "/_widgets/UserApiKeys/permissions", organization: true},
	{name: "DeleteUserApiKey", method: http.MethodDelete, path: "/_widgets/UserApiKeys/{key}", organization: true},
	{name: "ExpireUserApiKey", method: http.MethodPost, path: "/_widgets/UserApiKeys/{key}/expire", organization: true},

	{name: "GenerateAdminPortalLink", method: http.MethodPost, path: "/_widgets/admin-portal/generate-link", organization: true},
	{name: "ListSsoConnections", method: http.MethodGet, path: "/_widgets/admin-portal/sso-connections", permission: manageSSO, organization: true},
	{name: "ListOrganizationDomains", method: http.MethodGet, path: "/_widgets/admin-portal/organization-domains", permission: manageDomains, organization: true},
	{name: "DeleteOrganizationDomain", method: http.MethodDelete, path: "/_widgets/admin-portal/organization-domains/{domain}", permission: manageDomains, organization: true},
	{name: "ReverifyOrganizationDomain", method: http.MethodPost, path: "/_widgets/admin-portal/organization-domains/{domain}/reverify", permission: manageDomains, organization: true},
	{name: "GetAuditLogStream", method: http.MethodGet, path: "/_widgets/admin-portal/audit-log-stream", permission: manageLogStreams, organization: true},
	{name: "ListDirectories", method: http.MethodGet, path: "/_widgets/directory-sync/directories", permission: manageDirectories, organization: true},
	{name: "GetDirectory", method: http.MethodGet, path: "/_widgets/directory-sync/directories/{directory}", permission: manageDirectories, organization: true},
}
