import { expect, test } from "vitest";
import { application, gone, max, see, zoe } from "./harness";
import { dialogNamed, enterCode, otherCode, verifyIdentity } from "./stepup";

const app = application();
const edit = (what: string) => app.main.getByRole("definition").filter({ hasText: what }).getByRole("button", { name: "Edit" });
const newAddress = "zoe.angstrom@acme.example";

test("renames the person, in the sidebar too", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Profile");
  await edit(zoe.name).click();
  const dialog = dialogNamed(app.page, "Edit name");
  await dialog.getByRole("textbox", { name: "First name" }).fill("Zoé-Maria");
  await dialog.getByRole("textbox", { name: "Last name" }).fill("Ångström-Berg");
  await dialog.getByRole("button", { name: "Save" }).click();
  await gone(dialog);
  await app.reload();
  await see(app.main.getByText("Zoé-Maria Ångström-Berg"));
  await see(app.page.getByRole("complementary").getByText("Zoé-Maria Ångström-Berg"));
});

test("keeps the name when the change is cancelled", async () => {
  await edit("Zoé-Maria").click();
  const dialog = dialogNamed(app.page, "Edit name");
  await dialog.getByRole("textbox", { name: "First name" }).fill("Somebody else");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await gone(dialog);
  await app.refresh();
  await see(app.main.getByText("Zoé-Maria Ångström-Berg"));
  expect(await app.page.getByText("Somebody else").count()).toBe(0);
});

test("asks who it is before it changes the e-mail address", async () => {
  await edit(zoe.email).click();
  await verifyIdentity(app, dialogNamed, zoe, true);
  await see(dialogNamed(app.page, "Change email address"));
});

test("refuses the address of another account", async () => {
  const dialog = dialogNamed(app.page, "Change email address");
  await dialog.getByRole("textbox", { name: "New email address" }).fill(max.email);
  await dialog.getByRole("button", { name: "Send verification code" }).click();
  await see(dialog.getByText("This email address belongs to another account."));
});

test("changes the e-mail address with the code that the new one gets", async () => {
  const dialog = dialogNamed(app.page, "Change email address");
  await dialog.getByRole("textbox", { name: "New email address" }).fill(newAddress);
  await dialog.getByRole("button", { name: "Send verification code" }).click();
  const verification = await see(dialogNamed(app.page, "Enter verification code"));
  const code = await app.mailedCode(newAddress);
  await enterCode(verification, otherCode(code));
  await see(verification.getByText("Invalid code, please try again."));
  await enterCode(verification, code);
  await gone(verification);
  await app.reload();
  await see(app.main.getByText(newAddress).first());
  await see(app.page.getByRole("complementary").getByText(newAddress));
  expect(await app.main.getByRole("definition").filter({ hasText: zoe.email }).getByRole("button", { name: "Edit" }).count()).toBe(0);
});
