import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { application, gone, see, until, zoe } from "./harness";
import { choose, dialog, entry } from "./organization";

const app = application();

const connect = (name: string) => entry(app, name).getByRole("button", { name: "Connect", exact: true });
const more = (name: string) => entry(app, name).getByRole("button", { name: "More actions" });
const says = (name: string, text: string) => see(entry(app, name).getByText(text, { exact: true }));

/** Opens what an organization may set for one of its people's integrations. */
async function configure(name: string): Promise<Locator> {
  await entry(app, name).getByRole("button", { name: "Configure" }).click();
  return dialog(app, `Configure ${name} for your organization`);
}

async function save(form: Locator): Promise<void> {
  await form.getByRole("button", { name: "Save" }).click();
  await gone(form);
}

/** Takes a shared account away, and finds it gone after asking WorkOS again. */
async function disconnect(name: string): Promise<void> {
  await choose(app, more(name), "Disconnect");
  const form = await dialog(app, "Disconnect shared connection", "alertdialog");
  await see(form.getByText(name, { exact: true }));
  await form.getByRole("button", { name: "Disconnect" }).click();
  await gone(form);
  await app.reload();
  await see(connect(name));
}

/** Begins to connect an account with OAuth, and goes to the provider's page as a person does in the browser. */
async function provider(name: string): Promise<Page> {
  await connect(name).click();
  await (await dialog(app, `WorkOS sandbox uses WorkOS to connect to ${name}.`)).getByRole("button", { name: "Connect" }).click();
  const handover = await app.inBrowser();
  await see(app.page.getByText(`Continue in your browser to connect ${name}.`));
  const opened = handover.waitForEvent("popup");
  await handover.getByRole("button", { name: `Continue to ${name}` }).click();
  const page = await opened;
  await see(page.getByRole("heading", { name: `Connect ${name}` }));
  await see(page.getByText("Acme Corp", { exact: true }));
  return page;
}

/** Waits until the page no longer waits for the browser: it looks every three seconds, and believes a refusal the second time. */
async function settled(name: string): Promise<void> {
  const waiting = app.page.getByRole("status").filter({ hasText: name });
  await until(`settled: ${name}`, async () => await waiting.count() === 0, () => `still waiting for ${name}`, 20_000);
}

test("shows what is shared and what people may connect", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Integrations");
  await says("Salesforce", "Connected via OAuth");
  await says("Jira", "Not configured");
});

test("turns an integration off and on again, and the page of people's own accounts follows", async () => {
  const form = await configure("GitHub");
  await form.getByRole("switch", { name: "Enable" }).click();
  await save(form);
  await says("GitHub", "Disabled for your organization");
  await app.reload();
  await says("GitHub", "Disabled for your organization");
  await app.visit("Connections");
  await see(app.main.getByText("Linear", { exact: true }));
  await gone(app.main.getByText("GitHub", { exact: true }));
  await app.visit("Integrations");
  const again = await configure("GitHub");
  expect(await again.getByRole("switch", { name: "Enable" }).isChecked()).toBe(false);
  await again.getByRole("switch", { name: "Enable" }).click();
  await save(again);
  await gone(app.main.getByText("Disabled for your organization"));
  await app.visit("Connections");
  await see(app.main.getByText("GitHub", { exact: true }));
  await app.visit("Integrations");
});

test("chooses the scopes, and warns of those that the environment asks for", async () => {
  const form = await configure("Slack");
  expect(await form.getByRole("button", { name: "Save" }).isEnabled(), "saving what has not changed").toBe(false);
  await form.getByRole("checkbox", { name: "users:read" }).uncheck();
  await see(form.getByText("You removed developer-configured scopes: users:read. This may break this integration."));
  await form.getByRole("textbox", { name: "Search scopes" }).fill("nothing like it");
  await see(form.getByText("No scopes found"));
  await form.getByRole("textbox", { name: "Search scopes" }).fill("");
  await save(form);
  await app.reload();
  const again = await configure("Slack");
  expect(await again.getByRole("checkbox", { name: "users:read" }).isChecked()).toBe(false);
  expect(await again.getByRole("checkbox", { name: "chat:write" }).isChecked()).toBe(true);
  await again.getByRole("button", { name: "Cancel" }).click();
  await gone(again);
});

test("takes an OAuth client of the organization's own, and keeps its secret", async () => {
  const form = await configure("Jira");
  expect(await form.getByRole("button", { name: "Next" }).isEnabled()).toBe(false);
  await form.getByRole("textbox", { name: "Enter your Jira Client ID" }).fill("acme-jira");
  await form.getByPlaceholder("Enter your Jira Client Secret").fill("jira-secret-4711");
  await form.getByRole("button", { name: "Copy redirect URI" }).click();
  await until("copied", async () => (await app.clipboard()).endsWith("/pipes/jira/callback"));
  await form.getByRole("button", { name: "Next" }).click();
  await form.getByRole("checkbox", { name: "write:jira-work" }).check();
  await save(form);
  await gone(entry(app, "Jira").getByText("Not configured"));
  await app.reload();
  await see(entry(app, "Jira"));
  expect(await entry(app, "Jira").getByText("Not configured").count()).toBe(0);
  const again = await configure("Jira");
  expect(await again.getByRole("textbox", { name: "Enter your Jira Client ID" }).inputValue()).toBe("acme-jira");
  expect(await again.getByPlaceholder("Enter your Jira Client Secret").inputValue()).toMatch(/^•+4711$/);
  await again.getByRole("button", { name: "Next" }).click();
  expect(await again.getByRole("checkbox", { name: "write:jira-work" }).isChecked()).toBe(true);
  await again.getByRole("button", { name: "Cancel" }).click();
  await gone(again);
});

test("turns an integration off that is connected with an API key", async () => {
  const form = await configure("Datadog");
  await form.getByRole("switch", { name: "Enable" }).click();
  await save(form);
  await app.reload();
  await says("Datadog", "Disabled for your organization");
});

test("connects a shared account with an API key, renews the key, and disconnects", async () => {
  await connect("Stripe").click();
  const form = await dialog(app, "Connect Stripe with API key");
  await form.getByPlaceholder("Enter your API key").fill("short");
  await form.getByRole("button", { name: "Connect" }).click();
  await see(form.getByRole("alert").getByText("Stripe did not accept the API key."));
  await form.getByPlaceholder("Enter your API key").fill("rk_live_of_acme_1234");
  await form.getByRole("button", { name: "Connect" }).click();
  await gone(form);
  await says("Stripe", "Connected via API key");
  await app.reload();
  await says("Stripe", "Connected via API key");
  await choose(app, more("Stripe"), "Rotate API key");
  const rotation = await dialog(app, "Rotate API key for Stripe");
  await see(rotation.getByText("••••1234"));
  await rotation.getByPlaceholder("Enter your API key").fill("rk_live_of_acme_5678");
  await rotation.getByRole("button", { name: "Rotate" }).click();
  await gone(rotation);
  await app.reload();
  await choose(app, more("Stripe"), "Rotate API key");
  await see(rotation.getByText("••••5678"));
  await rotation.getByRole("button", { name: "Cancel" }).click();
  await gone(rotation);
  await disconnect("Stripe");
});

test("connects a shared account with client credentials, changes them, and disconnects", async () => {
  await connect("Gong").click();
  const form = await dialog(app, "Connect Gong with client credentials");
  await form.getByRole("textbox", { name: "Client ID" }).fill("acme-gong");
  await form.getByLabel("Client secret").fill("short");
  await form.getByRole("button", { name: "Connect" }).click();
  await see(form.getByRole("alert").getByText("Gong did not accept the client credentials."));
  await form.getByLabel("Client secret").fill("gong-secret-4711");
  await form.getByRole("button", { name: "Connect" }).click();
  await gone(form);
  await says("Gong", "Connected via client credentials");
  await app.reload();
  await says("Gong", "Connected via client credentials");
  await choose(app, more("Gong"), "Update client credentials");
  const update = await dialog(app, "Update client credentials for Gong");
  expect(await update.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("acme-gong");
  await update.getByRole("textbox", { name: "Client ID" }).fill("acme-gong-2");
  await update.getByLabel("Client secret").click(); // which takes the dots away
  await update.getByLabel("Client secret").fill("gong-secret-0815");
  await update.getByRole("button", { name: "Save" }).click();
  await gone(update);
  await app.reload();
  await choose(app, more("Gong"), "Update client credentials");
  expect(await update.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("acme-gong-2");
  expect(await update.getByLabel("Client secret").inputValue()).toMatch(/^•+0815$/);
  await update.getByRole("button", { name: "Cancel" }).click();
  await gone(update);
  await disconnect("Gong");
});

test("connects a shared account with OAuth, through the browser", async () => {
  const page = await provider("HubSpot");
  await page.getByRole("button", { name: "Approve" }).click();
  await see(page.getByRole("heading", { name: "HubSpot is connected" }));
  await says("HubSpot", "Connected via OAuth");
  await settled("HubSpot");
  expect(await app.page.getByText("HubSpot was not connected").count()).toBe(0);
  await app.reload();
  await says("HubSpot", "Connected via OAuth");
});

test("does not connect what was refused at the provider, and says so", async () => {
  await disconnect("HubSpot");
  const page = await provider("HubSpot");
  await page.getByRole("button", { name: "Refuse" }).click();
  await see(page.getByRole("heading", { name: "HubSpot was not connected" }));
  await settled("HubSpot");
  await see(app.page.getByRole("alert").getByText("HubSpot was not connected, because it was not approved in the browser."));
  await app.refresh();
  await see(connect("HubSpot"));
});

test("authorizes an account again", async () => {
  await choose(app, more("Salesforce"), "Reauthorize");
  const form = await dialog(app, "WorkOS sandbox uses WorkOS to connect to Salesforce.");
  await form.getByRole("button", { name: "Connect" }).click();
  const handover = await app.inBrowser();
  const opened = handover.waitForEvent("popup");
  await handover.getByRole("button", { name: "Continue to Salesforce" }).click();
  await (await opened).getByRole("button", { name: "Approve" }).click();
  await settled("Salesforce");
  expect(await app.page.getByText("Salesforce was not connected").count()).toBe(0);
  await app.reload();
  await says("Salesforce", "Connected via OAuth");
});
