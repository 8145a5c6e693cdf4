import { expect, test } from "vitest";
import { application, gone, see, until, zoe } from "./harness";
import { choose, dialog, entry, portal, watchAddresses } from "./organization";

const app = application();
const addresses = watchAddresses(app);

const actions = (domain: string) => entry(app, domain).getByRole("button", { name: "Domain actions" });
const says = (domain: string, state: string) => see(entry(app, domain).getByText(state, { exact: true }));

test("shows the domains and where they stand", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Domains");
  await says("acme.example", "Verified");
  await says("acme-labs.example", "Verification failed");
  await says("acme.dev.example", "Verification pending");
});

test("adds a domain at the Admin Portal", async () => {
  await app.main.getByRole("button", { name: "Add domain" }).click();
  const tab = await portal(app, "Domain verification");
  expect(new URL(tab.url()).search).toBe("");
  await tab.getByRole("textbox", { name: "Domain" }).fill("acme.shop.example");
  await tab.getByRole("button", { name: "Add domain" }).click();
  await see(tab.getByText("acme.shop.example was added. It waits for its DNS record."));
  await tab.close();
  await app.refresh();
  await says("acme.shop.example", "Verification pending");
});

test("shows a domain's DNS record and copies it", async () => {
  await choose(app, actions("acme.shop.example"), "View DNS record");
  const record = await dialog(app, "View DNS record");
  const value = await record.getByRole("code").innerText();
  expect(value).toMatch(/.=\w{10,}$/);
  await record.getByRole("button", { name: "Copy to clipboard" }).click();
  await until("copied", async () => await app.clipboard() === value);
  await record.getByRole("button", { name: "Close" }).click();
  await gone(record);
});

test("verifies again what could not be verified", async () => {
  await choose(app, actions("acme-labs.example"), "Restart verification");
  const form = await dialog(app, "Restart verification");
  await form.getByRole("button", { name: "Close" }).click();
  await gone(form);
  await app.refresh();
  await says("acme-labs.example", "Verification failed");
  await choose(app, actions("acme-labs.example"), "Restart verification");
  await form.getByRole("button", { name: "Restart verification" }).click();
  await gone(form);
  await says("acme-labs.example", "Verification pending");
  await app.reload();
  await says("acme-labs.example", "Verification pending");
});

test.each([
  { domain: "acme.dev.example", warning: "will cancel the DNS record verification process", begin: () => choose(app, actions("acme.dev.example"), "Remove domain") },
  { domain: "acme.example", warning: "will no longer be considered verified", begin: () => entry(app, "acme.example").getByRole("button", { name: "Remove domain" }).click() },
])("removes $domain, once that was confirmed", async ({ domain, warning, begin }) => {
  await begin();
  const form = await dialog(app, "Remove domain", "alertdialog");
  await see(form.getByText(warning));
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
  await see(entry(app, domain));
  await begin();
  await form.getByRole("button", { name: "Remove domain" }).click();
  await gone(form);
  await gone(app.main.getByText(domain, { exact: true }));
  await app.reload();
  await see(app.main.getByText("acme.shop.example"));
  await gone(app.main.getByText(domain, { exact: true }));
});

test("has had the portal's token in no address", () => {
  expect(addresses.filter((address) => address.includes("/admin-portal")).length).toBeGreaterThan(0);
  expect(addresses.filter((address) => /apiToken/i.test(address))).toEqual([]);
});
