/** What the tests of the organization's pages have in common. */
import type { Locator, Page } from "playwright-core";
import { beforeAll } from "vitest";
import { type Application, see } from "./harness";

/** The methods bound to the page that these tests call themselves, where Wails puts them. */
interface Bound {
  readonly go: { readonly main: { readonly App: {
    GetInfo(): Promise<{ readonly apiHost: string }>;
    GetWidgetToken(widget: string): Promise<string>;
  } } };
}

/** The address of the application's sandbox. */
async function sandbox(app: Application): Promise<string> {
  return `http://${await app.page.evaluate(async () => (await (window as unknown as Bound).go.main.App.GetInfo()).apiHost)}`;
}

/**
 * Has the widgets' operations go wrong from now on, as the sandbox writes rules: "Members=500", "*=2s",
 * "InviteMember=2s,500". Those before are taken back, so none at all is what ends them.
 */
export async function faults(app: Application, ...rules: readonly string[]): Promise<void> {
  const response = await fetch(`${await sandbox(app)}/sandbox/faults`, { method: "POST", body: new URLSearchParams({ rules: rules.join("\n") }) });
  if (!response.ok) {
    throw new Error(`The sandbox does not take ${rules.join(", ")}: ${await response.text()}`);
  }
}

/** A request that a widget can send. */
export interface Request {
  readonly widget: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

/** Sends a request with the token that the page has for a widget, whatever the page shows; returns its status. */
export async function ask(app: Application, { widget, method, path, body }: Request): Promise<number> {
  return app.page.evaluate(async ({ widget, method, path, body }) => {
    const token = await (window as unknown as Bound).go.main.App.GetWidgetToken(widget);
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "WorkOS-Widgets-Version": "1", "WorkOS-Widgets-Type": widget };
    return (await fetch(path, { method, headers, ...(body !== "" && { body }) })).status;
  }, { widget, method, path, body: body === undefined ? "" : JSON.stringify(body) });
}

/** Gives a member of Acme Corp another role, as one of its admins does on another computer meanwhile. */
export async function giveRole(app: Application, userID: string, role: "admin" | "member"): Promise<void> {
  const address = await sandbox(app);
  const send = async (path: string, token: string, body: unknown): Promise<unknown> => {
    const response = await fetch(address + path, { method: "POST", headers: { "Authorization": `Bearer ${token}`, "Content-Type": "application/json", "WorkOS-Widgets-Version": "1", "WorkOS-Widgets-Type": "user-management" }, body: JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  };
  const admin = { organization_id: "org_01HZDRJE00SANDBX0ACMEC0RP0", user_id: "user_01HZDRJE00SANDBX0Z0EANGSTR", scopes: ["widgets:users-table:manage"] };
  const { token } = await send("/widgets/token", "sk_sandbox", admin) as { token: string };
  await send(`/_widgets/UserManagement/members/${userID}`, token, { roles: [role] });
}

/** The rows of the table that the page shows which say something. */
export function row(app: Application, text: string): Locator {
  return app.main.getByRole("row").filter({ hasText: text });
}

/** The entry of a list that begins with a text, up to its buttons: the widgets' lists of cards have no roles. */
export function entry(app: Application, text: string): Locator {
  return app.main.getByText(text, { exact: true }).filter({ visible: true }).locator("xpath=ancestor::*[.//button or .//a][1]");
}

/** Opens a menu and chooses something from it. */
export async function choose(app: Application, menu: Locator, name: string): Promise<void> {
  await menu.click();
  await app.page.getByRole("menuitem", { name, exact: true }).click();
}

/** Opens a list of choices and takes one. */
export async function select(app: Application, list: Locator, name: string): Promise<void> {
  await list.click();
  await app.page.getByRole("option", { name, exact: true }).click();
}

/** The dialog with a title, once it is there. */
export async function dialog(app: Application, name: string, role: "dialog" | "alertdialog" = "dialog"): Promise<Locator> {
  return see(app.page.getByRole(role, { name, exact: true }));
}

/** The Admin Portal's page, in a tab of the system browser, once the application's one-time page has led there. */
export async function portal(app: Application, heading: string): Promise<Page> {
  const tab = await app.inBrowser();
  await see(tab.getByRole("heading", { level: 1, name: heading, exact: true }));
  return tab;
}

/** Every address that a tab asks for from now on, the application's and the system browser's: what a history would keep. */
export function watchAddresses(app: Application): readonly string[] {
  const addresses: string[] = [];
  beforeAll(() => {
    app.page.context().on("request", (request) => addresses.push(request.url()));
  });
  return addresses;
}
