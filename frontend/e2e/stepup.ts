import type { Locator, Page } from "playwright-core";
import type { Application, Person } from "./harness";
import { see } from "./harness";

/** Types a code into the fields of a dialog, one digit each; the last one sends it. What stands there is removed first. */
export async function enterCode(dialog: Locator, code: string): Promise<void> {
  const fields = dialog.getByRole("textbox");
  for (let n = await fields.count() - 1; n >= 0; n--) {
    await fields.nth(n).fill(""); // waits for a code on its way, during which the fields are read-only
  }
  await fields.first().pressSequentially(code);
}

/** A code of six digits that is another one. */
export function otherCode(code: string): string {
  return code.replace(/^./, (digit) => digit === "9" ? "0" : String(Number(digit) + 1));
}

/** Proves who somebody is, where a dialog asks for it first: a code comes by mail. A wrong one is tried before if asked for. */
export async function verifyIdentity(app: Application, dialog: (page: Page, name: string) => Locator, { email }: Person, wrongFirst = false): Promise<void> {
  const identity = await see(dialog(app.page, "Verify your identity"));
  const before = (await app.mails(email)).length;
  await identity.getByRole("button", { name: "Send verification code" }).click();
  const code = await app.mailedCode(email, before);
  await see(identity.getByText(`A verification code was sent to ${email}.`));
  if (wrongFirst) {
    await enterCode(identity, otherCode(code));
    await see(identity.getByText("Invalid code, please try again."));
  }
  await enterCode(identity, code);
}

/** A dialog by its name, of the ordinary kind. */
export const dialogNamed = (page: Page, name: string): Locator => page.getByRole("dialog", { name });
/** A dialog by its name, of the kind that warns. */
export const alertNamed = (page: Page, name: string): Locator => page.getByRole("alertdialog", { name });
