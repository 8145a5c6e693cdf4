import { expect, test } from "vitest";
import type { Snapshot } from "../src/session/snapshot";
import { words } from "../src/words";
import { pretend } from "./accessibility";
import { application, gone, see, until, zoe } from "./harness";
import { choose, dialog, entry, faults, row } from "./organization";

const app = application();

/** The widgets ask three times, with pauses of one and two seconds, before a page says that it has no answer. */
const afterRetries = 20_000;

const notice = (says: string) => app.main.getByRole("alert").filter({ hasText: says });

/** Waits until the page says that something went wrong. */
const told = (says: string) => until(`told: ${says}`, () => notice(says).isVisible(), () => `not told: ${says}`, afterRetries);

test("waits with a skeleton for an answer that takes its time, and leaves the rest of the window in use", async () => {
  await app.signIn(zoe, "Acme Corp");
  await faults(app, "Members=3s");
  await app.visit("Members");
  await app.visit("Domains");
  await see(entry(app, "acme-labs.example"));
  await app.visit("Members");
  expect(await row(app, "Hannah Kowalczyk").count()).toBe(0);
  await see(row(app, "Hannah Kowalczyk"));
  expect(await app.page.getByRole("alert").count()).toBe(0);
  await faults(app);
  await app.visit("Profile");
});

test.each([
  { page: "Members", operation: "RolesAndConfig", fault: "500", says: "The sandbox was asked to answer this with Internal Server Error.", shows: "Hannah Kowalczyk" },
  { page: "API keys", operation: "ListOrganizationApiKeys", fault: "429", says: "The sandbox was asked to answer this with Too Many Requests.", shows: "Website forms" },
  { page: "Integrations", operation: "ListDataIntegrationConfigurations", fault: "503", says: "The sandbox was asked to answer this with Service Unavailable.", shows: "Salesforce" },
  { page: "Domains", operation: "ListOrganizationDomains", fault: "lost", says: "The connection to WorkOS broke before the answer was there.", shows: "acme-labs.example" },
  { page: "Directory sync", operation: "ListDirectories", fault: "502", says: "The sandbox was asked to answer this with Bad Gateway.", shows: "15 users" },
  { page: "Audit log streams", operation: "GetAuditLogStream", fault: "500", says: "The sandbox was asked to answer this with Internal Server Error.", shows: "Datadog" },
])("$page says that it met with $fault, and recovers", async ({ page, operation, fault, says, shows }) => {
  await faults(app, `${operation}=${fault}`);
  await app.visit(page);
  // It may have been fetched ahead a moment ago, and is not asked for again within that.
  await app.main.getByRole("button", { name: words.refresh }).click();
  await told(says);
  expect(await app.main.getByText(shows).filter({ visible: true }).count()).toBe(0);
  await faults(app);
  await notice(says).getByRole("button", { name: words.tryAgain }).click();
  await see(app.main.getByText(shows));
  await gone(notice(says));
});

test("says that the role does not allow a page any more, and looks again", async () => {
  await faults(app, "ListSsoConnections=403");
  await app.visit("Single sign-on");
  // It may have been fetched ahead a moment ago, and is not asked for again within that.
  await app.main.getByRole("button", { name: words.refresh }).click();
  await told(words.trouble.permission);
  await faults(app);
  await notice(words.trouble.permission).getByRole("button", { name: words.checkAgain }).click();
  await see(entry(app, "Okta").getByText("Connected", { exact: true }));
  await gone(notice(words.trouble.permission));
});

test("keeps what was typed when an invitation fails, and sends it the second time", async () => {
  await app.visit("Members");
  await see(row(app, "Hannah Kowalczyk"));
  await faults(app, "InviteMember=500");
  await app.main.getByRole("button", { name: "Invite user" }).click();
  const form = await dialog(app, "Invite user");
  await form.getByRole("textbox", { name: "Email address" }).fill("second.try@acme.example");
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  await see(form.getByText("There was an error inviting this user.").first());
  await faults(app);
  expect(await form.getByRole("textbox", { name: "Email address" }).inputValue()).toBe("second.try@acme.example");
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  await gone(form);
  await app.reload();
  await see(row(app, "second.try@acme.example"));
});

test("says when a key could not be created", async () => {
  await app.visit("API keys");
  await faults(app, "CreateOrganizationApiKey=429");
  await app.main.getByRole("button", { name: "Create API key" }).click();
  const form = await dialog(app, "Create API key");
  await form.getByRole("textbox", { name: "Name" }).fill("Second try");
  await form.getByRole("button", { name: "Create API key" }).click();
  await see(form.getByRole("alert").getByText("An error occurred while creating the API key."));
  await faults(app);
  await form.getByRole("button", { name: "Create API key" }).click();
  const shown = await dialog(app, "Save your key");
  await shown.getByRole("button", { name: "Copy and close" }).click();
  await gone(shown);
  await see(row(app, "Second try"));
});

// The widget for domains says nothing at all when these fail: the page does.
test.each([
  { what: "a removal", operation: "DeleteOrganizationDomain", item: "Remove domain", button: "Remove domain", role: "alertdialog" as const },
  { what: "a verification", operation: "ReverifyOrganizationDomain", item: "Restart verification", button: "Restart verification", role: "dialog" as const },
])("says that $what did not happen where the widget keeps silent", async ({ operation, item, button, role }) => {
  await app.visit("Domains");
  await faults(app, `${operation}=500`);
  await choose(app, entry(app, "acme-labs.example").getByRole("button", { name: "Domain actions" }), item);
  const form = await dialog(app, item, role);
  await form.getByRole("button", { name: button }).click();
  await gone(form);
  const said = await see(notice("The sandbox was asked to answer this with Internal Server Error."));
  await faults(app);
  await said.getByRole("button", { name: words.dismiss }).click();
  await gone(said);
  await app.reload();
  await see(entry(app, "acme-labs.example").getByText("Verification failed", { exact: true }));
});

test.each([
  { page: "Single sign-on", button: "Manage" },
  { page: "Domains", button: "Add domain" },
])("says on $page that there is no link to the Admin Portal, and opens it the next time", async ({ page, button }) => {
  await app.visit(page);
  await faults(app, "GenerateAdminPortalLink=503");
  await app.main.getByRole("button", { name: button }).click();
  const said = await see(notice("The sandbox was asked to answer this with Service Unavailable."));
  await faults(app);
  await app.main.getByRole("button", { name: button }).click();
  const tab = await app.inBrowser();
  await see(tab.getByText("Admin Portal of Acme Corp"));
  await tab.close();
  await gone(said);
});

test("says when a shared account could not be disconnected, and does it the second time", async () => {
  await app.visit("Integrations");
  await faults(app, "DeleteOrganizationDataInstallation=500");
  await choose(app, entry(app, "Salesforce").getByRole("button", { name: "More actions" }), "Disconnect");
  const form = await dialog(app, "Disconnect shared connection", "alertdialog");
  await form.getByRole("button", { name: "Disconnect" }).click();
  await see(form.getByRole("alert").getByText("An error occurred while disconnecting this connection."));
  await faults(app);
  await form.getByRole("button", { name: "Disconnect" }).click();
  await gone(form);
  await app.reload();
  await see(entry(app, "Salesforce").getByRole("button", { name: "Connect", exact: true }));
});

test("keeps what was loaded while WorkOS can't be reached, and looks again once it can", async () => {
  const now = await app.page.evaluate(async () => (window as unknown as { go: { main: { App: { GetSession: () => Promise<Snapshot> } } } }).go.main.App.GetSession());
  const offline = { code: "offline", message: "WorkOS can't be reached.", advice: "", details: "", since: Date.now() };
  await app.visit("Members");
  await see(row(app, "Hannah Kowalczyk"));
  await faults(app, "*=503");
  await pretend(app, { ...now, problems: [offline] });
  await see(app.page.getByText(offline.message).filter({ visible: true }));
  await app.main.getByRole("button", { name: words.refresh, exact: true }).click();
  await see(app.page.getByText(words.commands.refreshLater));
  await app.page.waitForTimeout(5000); // longer than a query's attempts would take
  expect(await row(app, "Hannah Kowalczyk").count()).toBe(1);
  expect(await app.page.getByRole("button", { name: "Acme Corp", exact: true }).count()).toBe(1);
  expect(await app.page.getByRole("alert").count()).toBe(0);
  await faults(app);
  await Promise.all([
    app.page.waitForResponse((response) => response.url().includes("/_widgets/UserManagement/members") && response.ok()),
    pretend(app, { ...now, problems: [] }),
  ]);
  await see(row(app, "Hannah Kowalczyk"));
});
