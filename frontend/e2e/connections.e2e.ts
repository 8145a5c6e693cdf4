import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { words } from "../src/words";
import { application, gone, max, see, zoe } from "./harness";
import { alertNamed } from "./stepup";

const app = application();

/** What one integration's entry says and offers: the innermost part of the list with its name and a button. */
const entry = (name: string) => app.main.locator("div").filter({ has: app.page.getByText(name, { exact: true }) }).filter({ has: app.page.getByRole("button") }).last();
const connect = (name: string) => entry(name).getByRole("button", { name: "Connect", exact: true });
const status = (name: string, text: string) => entry(name).getByText(text, { exact: true });

async function choose(name: string, action: string) {
  await entry(name).getByRole("button", { name: "Pipe actions" }).click();
  await app.page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** Continues from the hand-off page to the provider's, and answers there. */
async function answerIn(tab: Page, provider: string, answer: "Approve" | "Refuse") {
  const [popup] = await Promise.all([tab.waitForEvent("popup"), tab.getByRole("button", { name: `Continue to ${provider}` }).click()]);
  await see(popup.getByRole("heading", { name: `Connect ${provider}` }));
  await see(tab.getByRole("heading", { name: "Go on in the other tab" }));
  await popup.getByRole("button", { name: answer }).click();
  await see(popup.getByRole("heading", { name: `${provider} ${answer === "Approve" ? "is" : "was not"} connected` }));
  await popup.close();
  await tab.close();
  await app.page.bringToFront();
}

/** Goes through the dialog that says what connecting means. */
async function agree(name: string) {
  const dialog = app.page.getByRole("dialog", { name: `to connect to ${name}.` });
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
}

async function disconnect(name: string) {
  await choose(name, "Disconnect account");
  const dialog = await see(alertNamed(app.page, "Disconnect account"));
  await dialog.getByRole("button", { name: "Disconnect" }).click();
  await gone(dialog);
}

test("connects an account by OAuth, through the browser", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Connections");
  await connect("Google Calendar").click();
  await agree("Google Calendar");
  const tab = await app.inBrowser();
  await answerIn(tab, "Google Calendar", "Approve");
  await see(status("Google Calendar", "Connected via OAuth"));
  await gone(app.page.getByRole("button", { name: "Stop waiting" }));
  await app.reload();
  await see(status("Google Calendar", "Connected via OAuth"));
});

test("asks for what a provider has to know before it connects by OAuth", async () => {
  await connect("Zendesk").click();
  const dialog = app.page.getByRole("dialog", { name: "to connect to Zendesk." });
  await dialog.getByRole("textbox", { name: "Subdomain" }).fill("acme");
  await dialog.getByRole("button", { name: "Next" }).click();
  await agree("Zendesk");
  await answerIn(await app.inBrowser(), "Zendesk", "Approve");
  await see(status("Zendesk", "Connected via OAuth"));
  await app.reload();
  await see(status("Zendesk", "Connected via OAuth"));
});

test("connects an account again that needs it", async () => {
  await see(status("Slack", "Requires reauthorization"));
  await entry("Slack").getByRole("button", { name: "Reauthorize" }).click();
  await answerIn(await app.inBrowser(), "Slack", "Approve");
  await see(status("Slack", "Connected via OAuth"));
  await app.reload();
  await see(status("Slack", "Connected via OAuth"));
});

test("says so when the provider's page is answered with a refusal", async () => {
  await connect("Linear").click();
  await app.page.getByRole("menuitem", { name: "Sign in with OAuth" }).click();
  await agree("Linear");
  await answerIn(await app.inBrowser(), "Linear", "Refuse");
  await see(app.page.getByText(words.connecting.refused("Linear")));
  await app.reload();
  await see(connect("Linear"));
});

test("connects an account with an API key, but not with a wrong one", async () => {
  await connect("Linear").click();
  await app.page.getByRole("menuitem", { name: "Enter API key" }).click();
  const dialog = await see(app.page.getByRole("dialog", { name: "Connect Linear with API key" }));
  await dialog.getByRole("textbox", { name: "Enter your API key" }).fill("short");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await see(dialog.getByText("Linear did not accept the API key."));
  await dialog.getByRole("textbox", { name: "Enter your API key" }).fill("lin_api_0123456789");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await gone(dialog);
  await app.reload();
  await see(status("Linear", "Connected via API key"));
});

test("rotates an API key", async () => {
  await choose("Linear", "Rotate API key");
  const dialog = await see(app.page.getByRole("dialog", { name: "Rotate API key for Linear" }));
  await see(dialog.getByText("6789"));
  await dialog.getByRole("textbox", { name: "Enter your API key" }).fill("lin_api_abcdefwxyz");
  await dialog.getByRole("button", { name: "Rotate" }).click();
  await gone(dialog);
  await app.reload();
  await choose("Linear", "Rotate API key");
  await see(dialog.getByText("wxyz"));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
});

test("connects an account with client credentials", async () => {
  await connect("Snowflake").click();
  const dialog = await see(app.page.getByRole("dialog", { name: "Connect Snowflake with client credentials" }));
  await dialog.getByRole("textbox", { name: "Client ID" }).fill("client-1");
  await dialog.getByRole("textbox", { name: "Client secret" }).fill("a-long-client-secret");
  await dialog.getByRole("textbox", { name: "Account identifier" }).fill("acme-eu1");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await gone(dialog);
  await app.reload();
  await see(status("Snowflake", "Connected via client credentials"));
});

test("disconnects accounts, and none when that is cancelled", async () => {
  await choose("GitHub", "Disconnect account");
  const dialog = await see(alertNamed(app.page, "Disconnect account"));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
  await app.refresh();
  await see(status("GitHub", "Connected via OAuth"));
  for (const name of ["GitHub", "Google Calendar", "Linear", "Snowflake"]) {
    await disconnect(name);
    await see(connect(name));
  }
  await app.reload();
  for (const name of ["GitHub", "Google Calendar", "Linear", "Snowflake"]) {
    await see(connect(name));
  }
  await see(status("Slack", "Connected via OAuth"));
});

test("keeps one person's accounts from another", async () => {
  await app.signOut();
  await app.signIn(max, "Acme Corp");
  await app.visit("Connections");
  await see(connect("Slack"));
  expect(await app.main.getByText("Connected via OAuth").count()).toBe(0);
});
