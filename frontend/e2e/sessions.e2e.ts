import { expect, test } from "vitest";
import { application, gone, max, see, zoe } from "./harness";
import { alertNamed } from "./stepup";

const app = application();
const place = (name: string) => app.main.getByText(name);
const signOutOf = (what: string | RegExp) => app.main.locator("div").filter({ hasText: what }).filter({ has: app.page.getByRole("button", { name: "Sign out" }) }).last().getByRole("button", { name: "Sign out" });

test("keeps a session when its end is cancelled", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Sessions");
  await see(app.main.getByText("This device"));
  await signOutOf("Lisbon").click();
  const dialog = await see(alertNamed(app.page, "Sign out of device?"));
  await see(dialog.getByText("Firefox on Linux"));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
  await app.refresh();
  await see(place("Lisbon"));
});

test("ends one session and no other", async () => {
  await signOutOf("Lisbon").click();
  const dialog = alertNamed(app.page, "Sign out of device?");
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await gone(dialog);
  await app.reload();
  await see(place("Stockholm"));
  await see(place("Berlin"));
  await see(place("Gothenburg"));
  expect(await place("Lisbon").count()).toBe(0);
});

test("ends all other sessions and stays signed in itself", async () => {
  await signOutOf("Sign out of all other devices").click();
  const dialog = await see(alertNamed(app.page, "Sign out of all other devices?"));
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await gone(dialog);
  await app.reload();
  await see(app.main.getByText("This device"));
  for (const name of ["Stockholm", "Berlin", "Gothenburg"]) {
    expect(await place(name).count(), name).toBe(0);
  }
  expect(await app.main.getByRole("button", { name: "Sign out" }).count()).toBe(0);
});

test("leaves the sessions of others alone", async () => {
  await app.signOut();
  await app.signIn(max, "Acme Corp");
  await app.visit("Sessions");
  await see(place("Lagos"));
});
