import { expect, test } from "vitest";
import { words } from "../src/words";
import { application, gone, max, see, zoe } from "./harness";
import { alertNamed, dialogNamed } from "./stepup";

const app = application();
const row = (name: string) => app.main.getByRole("row").filter({ hasText: name });
const create = () => app.main.getByRole("button", { name: "Create API key" });
const search = () => app.main.getByRole("textbox", { name: "Search by name" });

async function choose(name: string, action: string) {
  await row(name).getByRole("button", { name: "API key actions" }).click();
  await app.page.getByRole("menuitem", { name: action, exact: true }).click();
}

/** In how many days a key expires, to a hundredth. */
async function daysLeft(name: string) {
  const expires = await row(name).getByRole("cell").nth(4).textContent();
  return Math.round((Date.parse(`${expires ?? ""} UTC`) - Date.now()) / 864_000) / 100;
}

test("makes no key without a name", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Personal API keys");
  await create().click();
  const dialog = await see(dialogNamed(app.page, "Create API key"));
  await dialog.getByRole("button", { name: "Create API key" }).click();
  await see(dialog.getByText("The name is required"));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
});

test("makes a key with an expiry and permissions, and shows its secret once", async () => {
  await create().click();
  const dialog = await see(dialogNamed(app.page, "Create API key"));
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Build server");
  await dialog.getByRole("combobox").click();
  await app.page.getByRole("option", { name: "in 7 days" }).click();
  await dialog.getByRole("textbox", { name: "Search permissions" }).fill("tasks");
  await dialog.getByRole("checkbox", { name: "Read tasks" }).click();
  await see(dialog.getByText("1 permission selected"));
  await dialog.getByRole("button", { name: "Create API key" }).click();

  const secret = await see(dialogNamed(app.page, "Save your key"));
  const key = await secret.getByRole("textbox").inputValue();
  expect(key).toMatch(/^sk_\S{16,}$/);
  await secret.getByRole("button", { name: "Copy to clipboard" }).click();
  expect(await app.clipboard()).toBe(key);
  await secret.getByRole("button", { name: "Copy and close" }).click();
  await gone(secret);

  await app.reload();
  await see(row("Build server").getByText(`…${key.slice(-4)}`));
  expect(await daysLeft("Build server")).toBeCloseTo(7, 1);
  await choose("Build server", "View details");
  const details = await see(dialogNamed(app.page, "API key details"));
  await see(details.getByText("Read tasks"));
  expect(await details.getByText("Write tasks").count()).toBe(0);
  expect(await app.page.content()).not.toContain(key);
  await details.getByRole("button", { name: "Close" }).click();
  await gone(details);
});

test("finds keys by their name", async () => {
  await search().fill("build");
  await see(row("Build server"));
  await gone(row("Zoë’s laptop"));
  await search().fill("no key is called this");
  await see(app.main.getByText("No API keys match your search"));
  await app.main.getByRole("button", { name: "Clear search" }).last().click();
  await see(row("Zoë’s laptop"));
});

test("changes when a key expires", async () => {
  await choose("Zoë’s laptop", "Edit expiration");
  const dialog = await see(dialogNamed(app.page, "Edit secret key expiration"));
  await dialog.getByRole("combobox").click();
  await app.page.getByRole("option", { name: "in 3 days" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await gone(dialog);
  await app.reload();
  await see(row("Zoë’s laptop"));
  expect(await daysLeft("Zoë’s laptop")).toBeCloseTo(3, 1);
});

test("revokes a key, and none when that is cancelled", async () => {
  const dialog = alertNamed(app.page, "Revoke API key?");
  await choose("Build server", "Revoke key");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
  await app.refresh();
  await see(row("Build server"));
  await choose("Build server", "Revoke key");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await gone(dialog);
  await app.reload();
  await see(row("Zoë’s laptop"));
  expect(await row("Build server").count()).toBe(0);
});

test("is locked for a member, and names the permission", async () => {
  await app.signOut();
  await app.signIn(max, "Acme Corp");
  await app.visit("Personal API keys");
  await see(app.main.getByRole("heading", { name: words.lock.heading }));
  await see(app.main.getByText("widgets:user-api-keys:manage-self", { exact: true }));
  expect(await create().count()).toBe(0);
  expect(await app.main.getByText("laptop").count()).toBe(0);
  await app.main.getByRole("button", { name: words.checkAgain }).click();
  await see(app.main.getByText(words.lock.stillMissing));
});
