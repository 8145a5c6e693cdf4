import { expect, test } from "vitest";
import { application, gone, see, until, zoe } from "./harness";
import { ask, choose, dialog, row, select } from "./organization";

const app = application();

const keys = () => app.main.getByRole("row").filter({ has: app.page.getByRole("button", { name: "API key actions" }) });
const actions = (name: string) => row(app, name).getByRole("button", { name: "API key actions" });
const search = () => app.main.getByRole("textbox", { name: "Search by name" });
const listed = (count: number) => until(`${count} keys`, async () => await keys().count() === count);

/** When a key with such a life ends, as the table writes it; a minute's turn on the way makes two of them. */
function ends(milliseconds: number): RegExp {
  const about = [0, 60_000].map((late) => new Date(Date.now() + milliseconds - late).toLocaleString("en-US", {
    timeZone: "UTC", month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit",
  }).replace(/\s/g, " "));
  return new RegExp(about.join("|"));
}

const day = 24 * 60 * 60 * 1000;
let secret = "";

test("lists the organization's keys, and no person's", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("API keys");
  await see(row(app, "Nightly export"));
  await listed(4);
  expect(await row(app, "Zoë’s laptop").count()).toBe(0);
});

test("does not create a key without a name", async () => {
  await app.main.getByRole("button", { name: "Create API key" }).click();
  const form = await dialog(app, "Create API key");
  await form.getByRole("button", { name: "Create API key" }).click();
  await see(form.getByText("The name is required"));
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
  await listed(4);
});

test("creates a key with permissions and an end, and puts it on the clipboard", async () => {
  await app.main.getByRole("button", { name: "Create API key" }).click();
  const form = await dialog(app, "Create API key");
  await form.getByRole("textbox", { name: "Name" }).fill("Release robot");
  await select(app, form.getByRole("combobox"), "in 7 days");
  await form.getByRole("textbox", { name: "Search", exact: true }).fill("write");
  await form.getByRole("checkbox", { name: "Write tasks" }).check();
  await see(form.getByText("1 permission selected"));
  await form.getByRole("textbox", { name: "Search", exact: true }).fill("");
  await form.getByRole("checkbox", { name: "Read projects" }).check();
  await see(form.getByText("2 permissions selected"));
  await form.getByRole("button", { name: "Create API key" }).click();

  const shown = await dialog(app, "Save your key");
  secret = await shown.getByRole("textbox").inputValue();
  expect(secret).toMatch(/^sk_[A-Z0-9]{20,}$/);
  await shown.getByRole("button", { name: "Copy to clipboard" }).click();
  await until("copied", async () => await app.clipboard() === secret);
  await app.page.evaluate(() => navigator.clipboard.writeText("something else"));
  await shown.getByRole("button", { name: "Copy and close" }).click();
  await gone(shown);
  await until("copied", async () => await app.clipboard() === secret);
});

test("shows a key's value that once only", async () => {
  await app.reload();
  await see(row(app, "Release robot").getByText(`sk_…${secret.slice(-4)}`));
  await see(row(app, "Release robot").getByText(ends(7 * day)));
  expect(await app.page.content()).not.toContain(secret);
  await choose(app, actions("Release robot"), "View details");
  const details = await dialog(app, "API key details");
  await see(details.getByText("Read projects", { exact: true }));
  await see(details.getByText("Write tasks", { exact: true }));
  expect(await details.getByText("Read files", { exact: true }).count()).toBe(0);
  expect(await app.page.content()).not.toContain(secret);
  await details.getByRole("button", { name: "Close" }).click();
  await gone(details);
});

test("copies and closes from the keyboard too", async () => {
  await app.main.getByRole("button", { name: "Create API key" }).click();
  const form = await dialog(app, "Create API key");
  await form.getByRole("textbox", { name: "Name" }).fill("Typed");
  await form.getByRole("textbox", { name: "Name" }).press("Enter");
  const shown = await dialog(app, "Save your key");
  const typed = await shown.getByRole("textbox").inputValue();
  await shown.getByRole("button", { name: "Copy and close" }).press("Enter");
  await gone(shown);
  await until("copied", async () => await app.clipboard() === typed);
  await app.refresh();
  await see(row(app, "Typed"));
});

test("changes when a key ends, and has it end never", async () => {
  await choose(app, actions("Release robot"), "Edit expiration");
  const form = await dialog(app, "Edit secret key expiration");
  await select(app, form.getByRole("combobox"), "in 24 hours");
  await form.getByRole("button", { name: "Save changes" }).click();
  await gone(form);
  await see(row(app, "Release robot").getByText(ends(day)));
  await app.reload();
  await see(row(app, "Release robot").getByText(ends(day)));

  await choose(app, actions("Website forms"), "Edit expiration");
  await select(app, (await dialog(app, "Edit secret key expiration")).getByRole("combobox"), "Never");
  await form.getByRole("button", { name: "Save changes" }).click();
  await gone(form);
  await app.reload();
  await see(row(app, "Website forms").getByRole("cell", { name: "Never" }));
});

test("revokes a key", async () => {
  await choose(app, actions("Nightly export"), "Revoke key");
  const form = await dialog(app, "Revoke API key?", "alertdialog");
  await see(form.getByText("Nightly export"));
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
  await see(row(app, "Nightly export"));
  await choose(app, actions("Nightly export"), "Revoke key");
  await form.getByRole("button", { name: "Revoke key" }).click();
  await gone(form);
  await gone(row(app, "Nightly export"));
  await app.reload();
  await see(row(app, "Website forms"));
  await gone(row(app, "Nightly export"));
});

test("finds keys by a part of their name, and says when there is none", async () => {
  await search().fill("ROBOT");
  await listed(1);
  await see(row(app, "Release robot"));
  await app.refresh();
  await listed(1);
  await search().fill("no such key");
  await see(app.main.getByRole("heading", { name: "No API keys match your search" }));
  await app.main.getByRole("button", { name: "Clear search" }).filter({ hasText: "Clear search" }).click();
  await listed(5);
});

test("keeps a search to itself, and over a visit elsewhere", async () => {
  await search().fill("robot");
  await listed(1);
  expect(new URL(app.page.url()).searchParams.get("ak_q")).toBe("robot");
  await app.visit("Members");
  await see(row(app, "Hannah Kowalczyk"));
  expect(await app.main.getByRole("textbox", { name: "User search" }).inputValue()).toBe("");
  await app.visit("API keys");
  expect(await search().inputValue()).toBe("robot");
  await listed(1);
  await search().fill("");
  await listed(5);
});

test("pages through many keys and back", async () => {
  for (let n = 1; n <= 18; n++) {
    expect(await ask(app, { widget: "api-keys", method: "POST", path: "/_widgets/ApiKeys/organization-api-keys", body: { name: `Robot ${n}`, permissions: [], expiresAt: null } })).toBe(200);
  }
  await app.refresh();
  const next = app.main.getByRole("button", { name: "Next" });
  const previous = app.main.getByRole("button", { name: "Previous" });
  await see(row(app, "Robot 18"));
  await listed(10);
  expect(await previous.isEnabled()).toBe(false);
  await next.click();
  await gone(row(app, "Robot 18"));
  await see(row(app, "Robot 8"));
  await next.click();
  await listed(3);
  await see(row(app, "Legacy import"));
  expect(await next.isEnabled()).toBe(false);
  await previous.click();
  await see(row(app, "Robot 8"));
  await previous.click();
  await see(row(app, "Robot 18"));
  expect(await previous.isEnabled()).toBe(false);
});
