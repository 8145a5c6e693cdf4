import { expect, test } from "vitest";
import { application, see, zoe } from "./harness";
import { entry, portal, watchAddresses } from "./organization";

const app = application();
const addresses = watchAddresses(app);

test("shows where the audit log goes", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Audit log streams");
  await see(entry(app, "Datadog").getByText("Streaming", { exact: true }));
  await see(app.main.getByText(/^Last sync \d minutes ago$/));
});

test("opens the Admin Portal, and shows what was changed there", async () => {
  await app.main.getByRole("button", { name: "Manage" }).click();
  const tab = await portal(app, "Log streams");
  expect(new URL(tab.url()).search).toBe("");
  await tab.getByRole("button", { name: "Let the credentials fail" }).click();
  await see(tab.getByText("The destination refuses the credentials."));
  await app.refresh();
  await see(app.main.getByText("Not streaming"));
  await see(app.main.getByText(/^The credentials provided are incorrect or missing\./));
  await tab.getByRole("button", { name: "Start streaming" }).click();
  await see(tab.getByText("The audit log is being streamed."));
  await app.reload();
  await see(app.main.getByText("Streaming", { exact: true }));
  await see(app.main.getByText("Last sync now"));
  await tab.getByRole("button", { name: "Remove the stream" }).click();
  await see(tab.getByText("The stream was removed."));
  await tab.close();
  await app.refresh();
  await see(app.main.getByText("You haven't set up Log Streams yet."));
});

test("sets a stream up from nothing", async () => {
  await app.main.getByRole("button", { name: "Set up Log Streams" }).click();
  const tab = await portal(app, "Log streams");
  await tab.getByRole("button", { name: "Stream to Splunk" }).click();
  await see(tab.getByText("The stream to Splunk is being set up. Start it to finish."));
  await app.refresh();
  await see(app.main.getByText("Setup in progress"));
  await see(app.main.getByRole("link", { name: "Continue setup" }));
  await tab.getByRole("button", { name: "Start streaming" }).click();
  await see(tab.getByText("The audit log is being streamed."));
  await tab.close();
  await app.reload();
  await see(entry(app, "Splunk").getByText("Streaming", { exact: true }));
});

test("has had the portal's token in no address", () => {
  expect(addresses.filter((address) => address.includes("/admin-portal")).length).toBeGreaterThan(0);
  expect(addresses.filter((address) => /apiToken/i.test(address))).toEqual([]);
});
