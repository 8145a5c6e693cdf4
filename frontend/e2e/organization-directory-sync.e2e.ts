import { expect, test } from "vitest";
import { application, see, zoe } from "./harness";
import { entry, portal, watchAddresses } from "./organization";

const app = application();
const addresses = watchAddresses(app);

const manage = () => app.main.getByRole("link", { name: "Manage" });

test("shows the directory and how its last run went", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Directory sync");
  await see(entry(app, "Okta").getByText("Connected", { exact: true }));
  await see(app.main.getByText("15 users"));
});

test("opens the Admin Portal, and shows what was changed there", async () => {
  await manage().click();
  const tab = await portal(app, "Directory sync");
  expect(new URL(tab.url()).search).toBe("");
  await tab.getByRole("button", { name: "Invalidate the credentials" }).click();
  await see(tab.getByText("The directory no longer accepts the credentials."));
  await tab.close();
  await app.refresh();
  await see(app.main.getByText("Requires action"));
});

test("opens the Admin Portal again, though a link works once", async () => {
  await manage().click();
  const tab = await portal(app, "Directory sync");
  await tab.getByRole("button", { name: "Accept the credentials" }).click();
  await see(tab.getByText("The directory is in sync."));
  await app.reload();
  await see(app.main.getByText("18 users"));
  await see(app.main.getByText("Connected", { exact: true }));
  await tab.getByRole("button", { name: "Disconnect" }).click();
  await see(tab.getByText("The directory is disconnected."));
  await tab.close();
});

test("sets a directory up from nothing", async () => {
  await app.refresh();
  await see(app.main.getByText("You haven't set up a directory yet."));
  await app.main.getByRole("link", { name: "Set up directory" }).click();
  const tab = await portal(app, "Directory sync");
  await tab.getByRole("button", { name: "Connect Google Workspace" }).click();
  await see(tab.getByText("Google Workspace is being set up."));
  await app.refresh();
  await see(app.main.getByText("Setup in progress..."));
  await tab.getByRole("button", { name: "Finish the setup" }).click();
  await app.refresh();
  await see(app.main.getByText("Waiting for users and groups..."));
  await tab.getByRole("button", { name: "Accept the credentials" }).click();
  await see(tab.getByText("The directory is in sync."));
  await tab.close();
  await app.reload();
  await see(app.main.getByText("Google Workspace"));
  await see(app.main.getByText("Connected", { exact: true }));
});

test("has had the portal's token in no address", () => {
  expect(addresses.filter((address) => address.includes("/admin-portal")).length).toBeGreaterThan(0);
  expect(addresses.filter((address) => /apiToken/i.test(address))).toEqual([]);
});
