import { expect, test } from "vitest";
import { application, gone, see, zoe } from "./harness";
import { entry, portal, watchAddresses } from "./organization";

const app = application();
const addresses = watchAddresses(app);

test("shows how people sign in", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Single sign-on");
  await see(entry(app, "Okta").getByText("Connected", { exact: true }));
  await see(entry(app, "Okta").getByText("Last session 2 hours ago"));
});

test("opens the Admin Portal, whose link works once", async () => {
  await app.main.getByRole("button", { name: "Manage" }).click();
  const tab = await portal(app, "Single sign-on");
  expect(new URL(tab.url()).search).toBe("");
  await see(tab.getByText("Acme Corp", { exact: true }));
  await tab.getByRole("button", { name: "Test the connection" }).click();
  await see(tab.getByText("The test sign-in went well."));
  await tab.close();
  await app.refresh();
  await see(app.main.getByText("Last session now"));
});

test("shows what was changed there", async () => {
  await app.main.getByRole("button", { name: "Manage" }).click();
  const tab = await portal(app, "Single sign-on");
  await tab.getByRole("button", { name: "Let the certificate expire" }).click();
  await see(tab.getByText("The certificate has changed."));
  await app.refresh();
  await see(app.main.getByText("Requires action"));
  await see(app.main.getByText(/The SAML response signing certificate expired on .* until the certificate is renewed\./));
  await tab.getByRole("button", { name: "Renew the certificate" }).click();
  await see(tab.getByText("The certificate has changed."));
  await app.reload();
  await see(app.main.getByText("Connected", { exact: true }));
  await tab.getByRole("button", { name: "Disconnect" }).click();
  await see(tab.getByText("The identity provider is disconnected."));
  await tab.close();
  await app.refresh();
  await see(app.main.getByText("You haven't set up Single Sign-On yet."));
});

test("sets single sign-on up from nothing", async () => {
  await app.main.getByRole("button", { name: "Set up SSO" }).click();
  const tab = await portal(app, "Single sign-on");
  await tab.getByRole("button", { name: "Connect Entra ID" }).click();
  await see(tab.getByText("Entra ID is being set up. Activate the connection to finish."));
  await app.refresh();
  await see(app.main.getByText("Setup in progress"));
  await see(app.main.getByRole("button", { name: "Continue setup" }));
  await tab.getByRole("button", { name: "Activate the connection" }).click();
  await see(tab.getByText("The connection is active."));
  await tab.close();
  await app.reload();
  await see(app.main.getByText("Connected", { exact: true }));
  await gone(app.main.getByText("Okta"));
});

test("has had the portal's token in no address", () => {
  expect(addresses.filter((address) => address.includes("/admin-portal")).length).toBeGreaterThan(0);
  expect(addresses.filter((address) => /apiToken/i.test(address))).toEqual([]);
});
