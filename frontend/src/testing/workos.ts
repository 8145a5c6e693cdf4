import { vi } from "vitest";
import { routeRequests } from "../bridge/requests";
import { claimsOf } from "../widgets/scope";

/** What a request of a widget's looked like when it left the page. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly widget: string;
  readonly authorization: string;
  readonly body: string;
  readonly header: (name: string) => string | null;
}

type Answer = (asked: Asked, organization: string) => unknown;

/** Answers the widgets' requests, routed by the real bridge, and remembers them. An answer may be a Response. */
export function installWorkOS(more: Record<string, Answer> = {}): Asked[] {
  const log: Asked[] = [];
  const answers = { ...usual, ...more };
  const native = vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    const asked = {
      method: init?.method ?? "GET", path: input instanceof Request ? input.url : String(input), widget: headers.get("WorkOS-Widgets-Type") ?? "",
      authorization: headers.get("Authorization") ?? "", body: typeof init?.body === "string" ? init.body : "",
      header: (name: string) => headers.get(name),
    };
    log.push(asked);
    const answer = answers[`${asked.method} ${asked.path}`] ?? answers[asked.path.replace(/\?.*/, "")];
    const organization = asked.authorization === "" ? "" : (claimsOf(asked.authorization).org_id ?? "");
    const found = answer === undefined ? new Response("{}", { status: 404 }) : await answer(asked, organization);
    return found instanceof Response ? found : Response.json(found);
  });
  vi.stubGlobal("fetch", native);
  routeRequests(window);
  return log;
}

const names: Record<string, string> = { org_acme: "Acme Corp", org_globex: "Globex", org_initech: "Initech" };

/** Where the Admin Portal is, with the token that must not stay in an address. */
export const portalLink = "https://setup.example/portal?apiToken=portal_token&intent=any";

/** What Pipes is told to open. */
export const authorization = { url: "https://auth.example/pipes/authorize?state=s1", handoffToken: "handoff_token", redirectToken: "redirect_token" };

/** GitHub, which a person may connect. */
export const gitHub = {
  object: "data_integration", id: "di_1", name: "GitHub", description: "Read issues", slug: "github", integrationType: "github", ownership: "userland_user",
  credentialsType: "shared", authMethods: ["oauth"], scopes: ["repo"], createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z", installation: null as unknown, configFields: [], config: {}, connected_accounts: [] as unknown[],
};

/** GitHub, once it is connected. */
export const gitHubConnected = () => {
  const account = { object: "data_installation", id: "acc_1", userlandUserId: "user_1", organizationId: null, scopes: ["repo"], auth_method: "oauth", state: "connected", created_at: "2026-01-02T00:00:00Z", updated_at: "2026-01-02T00:00:00Z" };
  return { ...gitHub, installation: account, connected_accounts: [account] };
};

const keyOf = (name: string, organization: string) => ({
  id: `key_${organization}`, name: `${name} in ${names[organization] ?? ""}`, obfuscatedValue: "sk_…4711", createdAt: "2026-01-01T00:00:00Z", lastUsedAt: null, expiresAt: null, permissions: [],
});

const usual: Record<string, Answer> = {
  "/_widgets/UserManagement/organizations": (_, current) => ({ data: Object.entries(names).map(([id, name]) => ({ id, name, current: id === current })) }),
  "/_widgets/UserProfile/me": () => ({ id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", oauthProfiles: {} }),
  "/_widgets/UserProfile/sessions": () => ({ data: [] }),
  "/_widgets/UserProfile/authentication-information": () => ({
    data: {
      verificationMethods: { Password: { provider: "Password", isSetUp: true, lastUsed: null, isCurrentSession: true } },
      passwordSettings: { isPasswordNumberRequired: false, isPasswordPwnedRequired: false, isPasswordSymbolRequired: false, isPasswordUppercaseRequired: false, passwordMinimumLength: 10, passwordMinimumStrength: 3 },
    },
  }),
  "/_widgets/DataIntegrations/mine": () => ({ data: [] }),
  "POST /_handoff/form": () => new Response(null, { status: 204 }),
  "POST /_handoff/popup": () => Response.json({ id: "popup_1" }, { status: 201 }),
  "DELETE /_handoff/popup/popup_1": () => new Response(null, { status: 204 }),
  "/_handoff/popup/popup_1": () => ({ state: "waiting" }),
  "POST /_widgets/DataIntegrations/github/authorize": () => authorization,
  "/_widgets/DataIntegrations/shared-connections": () => ({ data: [] }),
  "/_widgets/DataIntegrations/organization": () => ({ data: [] }),
  "/_widgets/DataIntegrations/configurations": () => ({ data: [] }),
  "/_widgets/UserApiKeys/api-keys": (_, organization) => ({ data: [keyOf("Mine", organization)], list_metadata: {} }),
  "/_widgets/UserApiKeys/permissions": () => ({ data: [], list_metadata: {} }),
  "/_widgets/ApiKeys/organization-api-keys": (_, organization) => ({ data: [keyOf("Ours", organization)], list_metadata: {} }),
  "/_widgets/ApiKeys/permissions": () => ({ data: [], list_metadata: {} }),
  "/_widgets/admin-portal/sso-connections": () => [],
  "/_widgets/admin-portal/organization-domains": () => ({ data: [] }),
  "/_widgets/admin-portal/audit-log-stream": () => ({}),
  "/_widgets/admin-portal/generate-link": () => ({ link: portalLink }),
  "/_widgets/directory-sync/directories": () => ({ data: [], link: portalLink }),
  "/_widgets/settings": () => ({ object: "settings", authkitOrigin: "https://auth.example", teamName: "Acme" }),
  "/_widgets/UserManagement/roles-and-config": () => ({ roles: [{ name: "Member", slug: "member", default: true }], multipleRolesEnabled: false }),
  "/_widgets/UserManagement/roles": () => [{ name: "Member", slug: "member", default: true }],
  "/_widgets/UserManagement/members": (_, organization) => ({
    data: [{ id: "om_1", email: `someone@${organization}.example`, emailVerified: true, firstName: "Someone", lastName: `of ${names[organization] ?? ""}`, createdAt: "2026-01-01T00:00:00Z", lastActivityAt: null, status: "Active", actions: [], roles: [{ name: "Member", slug: "member" }] }],
    list_metadata: { before: null, after: null },
  }),
};
