import { expect, test } from "vitest";
import { application, gone, nia, see, seedPassword, zoe } from "./harness";
import { alertNamed, dialogNamed, enterCode, otherCode, verifyIdentity } from "./stepup";
import { totp } from "./totp";

const app = application();
const newPassword = "Correct-Horse-7";
const setUpMfa = () => app.main.getByRole("button", { name: "Set up authenticator app" });

test("gives codes as an authenticator app does", () => {
  // RFC 6238, appendix B, of which apps show the last six digits.
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  expect([59, 1_111_111_109, 20_000_000_000].map((at) => totp(secret, at * 1000))).toEqual(["287082", "081804", "353130"]);
});

async function changePassword(current: string, to: string) {
  const dialog = dialogNamed(app.page, "Change Password");
  if (!await dialog.isVisible()) {
    await app.main.getByRole("button", { name: "Change", exact: true }).click();
  }
  await dialog.getByRole("textbox", { name: "Enter your current password" }).fill(current);
  await dialog.getByRole("textbox", { name: "Enter your new password" }).fill(to);
  await dialog.getByRole("textbox", { name: "Confirm your new password" }).fill(to);
  await dialog.getByRole("button", { name: "Change password" }).click();
  return dialog;
}
const incorrect = /current password is incorrect/;

test("refuses to change the password for who does not know it", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Security");
  const dialog = await changePassword("not it at all", newPassword);
  await see(dialog.getByText(incorrect));
});

test("refuses a password that is known from data breaches", async () => {
  const dialog = await changePassword(seedPassword, "Password123");
  await see(dialog.getByText("This password has appeared in data breaches and is not safe to use"));
});

test("changes the password, so that the next change asks for the new one", async () => {
  await gone(await changePassword(seedPassword, newPassword));
  await app.reload();
  const dialog = await changePassword(seedPassword, "Another-Horse-8");
  await see(dialog.getByText(incorrect));
  await gone(await changePassword(newPassword, "Another-Horse-8"));
});

test("sets up an authenticator app with its code, and not with another", async () => {
  await app.reload();
  await setUpMfa().click();
  await verifyIdentity(app, dialogNamed, zoe, true);
  const dialog = await see(dialogNamed(app.page, "Set up an authenticator app"));
  await dialog.getByRole("button", { name: "View setup key" }).click();
  const key = await see(dialogNamed(app.page, "Your setup key"));
  const secret = await (await see(key.getByText(/^[A-Z2-7]{32}$/))).textContent();
  await key.getByRole("button", { name: "Copy and close" }).click();
  await gone(key);
  expect(await app.clipboard()).toBe(secret);
  await enterCode(dialog, otherCode(totp(secret ?? "")));
  await see(dialog.getByText("Invalid passcode, please try again").first());
  await enterCode(dialog, totp(secret ?? ""));
  await gone(dialog);
  await app.reload();
  await see(app.main.getByText(/^Authenticator app/));
  await see(app.main.getByRole("button", { name: "Disable" }));
  expect(await setUpMfa().count()).toBe(0);
});

test("removes the authenticator app", async () => {
  await app.main.getByRole("button", { name: "Disable" }).click();
  await verifyIdentity(app, alertNamed, zoe);
  const dialog = await see(alertNamed(app.page, "Disable multi-factor authentication?"));
  await dialog.getByRole("button", { name: "Disable" }).click();
  await gone(dialog);
  await app.reload();
  await see(setUpMfa());
});

test("sets a first password for who has none", async () => {
  await app.signOut();
  await app.signIn(nia, "");
  await app.visit("Security");
  await app.main.getByRole("button", { name: "Set a password" }).click();
  await verifyIdentity(app, dialogNamed, nia);
  const dialog = await see(dialogNamed(app.page, "Set a password"));
  await dialog.getByRole("textbox", { name: "Enter a password" }).fill(newPassword);
  await dialog.getByRole("textbox", { name: "Confirm your password" }).fill(newPassword);
  await dialog.getByRole("button", { name: "Set password" }).click();
  await gone(dialog);
  await app.reload();
  await gone(await changePassword(newPassword, "Another-Horse-8"));
});
