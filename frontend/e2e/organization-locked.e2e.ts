import { expect, test } from "vitest";
import { words } from "../src/words";
import { application, gone, max, see, zoe } from "./harness";
import { ask, giveRole, row, type Request } from "./organization";

const app = application();

const locked = [
  { page: "Members", permission: "widgets:users-table:manage" },
  { page: "API keys", permission: "widgets:api-keys:manage" },
  { page: "Integrations", permission: "widgets:pipes:manage" },
  { page: "Single sign-on", permission: "widgets:sso:manage" },
  { page: "Domains", permission: "widgets:domain-verification:manage" },
  { page: "Directory sync", permission: "widgets:dsync:manage" },
  { page: "Audit log streams", permission: "widgets:audit-log-streaming:manage" },
];

const users = "/_widgets/UserManagement";
const pipes = "/_widgets/DataIntegrations";
const portal = "/_widgets/admin-portal";
const someone = "user_01HZDRJE00SANDBX0MAX0KAF0R";

/** What the widgets of the organization's pages ask for. */
const reading: readonly Request[] = [
  { widget: "user-management", method: "GET", path: `${users}/members` },
  { widget: "user-management", method: "GET", path: `${users}/roles-and-config` },
  { widget: "api-keys", method: "GET", path: "/_widgets/ApiKeys/organization-api-keys" },
  { widget: "api-keys", method: "GET", path: "/_widgets/ApiKeys/permissions" },
  { widget: "pipes-admin", method: "GET", path: `${pipes}/configurations` },
  { widget: "pipes-admin", method: "GET", path: `${pipes}/organization` },
  { widget: "admin-portal-sso-connection", method: "GET", path: `${portal}/sso-connections` },
  { widget: "admin-portal-domain-verification", method: "GET", path: `${portal}/organization-domains` },
  { widget: "directory-sync", method: "GET", path: "/_widgets/directory-sync/directories" },
  { widget: "admin-portal-audit-log-streaming", method: "GET", path: `${portal}/audit-log-stream` },
];

/** What they change. */
const changing: readonly Request[] = [
  { widget: "user-management", method: "POST", path: `${users}/invite-user`, body: { email: "intruder@globex.example", roles: ["admin"] } },
  { widget: "user-management", method: "POST", path: `${users}/members/${someone}`, body: { roles: ["admin"] } },
  { widget: "user-management", method: "DELETE", path: `${users}/members/${someone}` },
  { widget: "user-management", method: "POST", path: `${users}/invites/${someone}/resend` },
  { widget: "user-management", method: "DELETE", path: `${users}/invites/${someone}` },
  { widget: "api-keys", method: "POST", path: "/_widgets/ApiKeys/organization-api-keys", body: { name: "Intruder", permissions: [], expiresAt: null } },
  { widget: "api-keys", method: "POST", path: "/_widgets/ApiKeys/some_key/expire", body: { expiresAt: null } },
  { widget: "api-keys", method: "DELETE", path: "/_widgets/ApiKeys/some_key" },
  { widget: "pipes-admin", method: "PUT", path: `${pipes}/github/configuration`, body: { enabled: false } },
  { widget: "pipes-admin", method: "PUT", path: `${pipes}/hubspot/organization/configuration`, body: { enabled: false } },
  { widget: "pipes-admin", method: "POST", path: `${pipes}/hubspot/organization/authorize`, body: {} },
  { widget: "pipes-admin", method: "PUT", path: `${pipes}/stripe/organization/api-key`, body: { secret: "rk_live_of_globex" } },
  { widget: "pipes-admin", method: "PUT", path: `${pipes}/gong/organization/client-credentials`, body: { client_id: "globex", client_secret: "gong-secret" } },
  { widget: "pipes-admin", method: "DELETE", path: `${pipes}/organization/installations/some_installation` },
  ...["sso", "domain_verification", "log_streams"].map((intent): Request => ({ widget: "admin-portal-sso-connection", method: "POST", path: `${portal}/generate-link?intent=${intent}` })),
  { widget: "admin-portal-domain-verification", method: "POST", path: `${portal}/organization-domains/some_domain/reverify` },
  { widget: "admin-portal-domain-verification", method: "DELETE", path: `${portal}/organization-domains/some_domain` },
];

test("lets an admin ask for everything", async () => {
  await app.signIn(zoe, "Acme Corp");
  for (const request of reading) {
    expect(await ask(app, request), `${request.method} ${request.path}`).toBe(200);
  }
  await app.switchTo("Acme Corp", "Globex");
});

test.each(locked)("keeps $page locked, and names the permission that is missing", async ({ page, permission }) => {
  const asked: string[] = [];
  app.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await app.visit(page);
  await see(app.main.getByRole("heading", { name: words.lock.heading }));
  await see(app.main.getByText(`It needs the permission ${permission}. Your role here is member.`));
  await app.main.getByRole("button", { name: words.checkAgain }).click();
  await see(app.main.getByRole("status").filter({ hasText: words.lock.stillMissing }));
  // Under the heading there is nothing else to press.
  expect(await app.main.locator(".page-body:visible").getByRole("button").allInnerTexts()).toEqual([words.checkAgain]);
  // One's own connections are asked for ahead of a visit, as all that one may see.
  const organization = /^\/_widgets\/(?:UserManagement\/(?!organizations$)|ApiKeys\/|DataIntegrations\/(?!mine$|shared-connections$)|admin-portal|directory-sync)/;
  expect(asked.filter((path) => organization.test(path))).toEqual([]);
});

test.each([...reading, ...changing])("is refused $method $path", async (request) => {
  expect(await ask(app, request)).toBe(403);
});

test("opens the page once the role has been given", async () => {
  await app.signOut();
  await app.signIn(max, "Acme Corp");
  await app.visit("Members");
  const check = app.main.getByRole("button", { name: words.checkAgain });
  await check.click();
  await see(app.main.getByText(words.lock.stillMissing));
  await giveRole(app, someone, "admin");
  await check.click();
  await see(row(app, "Hannah Kowalczyk"));
  await gone(app.main.getByText(words.lock.heading));
});
