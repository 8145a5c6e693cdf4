import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { application, gone, see, until, zoe } from "./harness";
import { ask, choose, dialog, row, select } from "./organization";

const app = application();

const newcomer = "new.colleague@acme.example";
const search = () => app.main.getByRole("textbox", { name: "User search" });
const actions = (member: string) => row(app, member).getByRole("button", { name: "User actions" });
const members = () => app.main.getByRole("row").filter({ has: app.page.getByRole("rowheader") });

const status = (member: string, name: string) => row(app, member).getByText(name, { exact: true });

/** Waits until the list has so many entries. */
const listed = (count: number) => until(`${count} members`, async () => await members().count() === count);

async function invite(email: string, role?: string): Promise<Locator> {
  await app.main.getByRole("button", { name: "Invite user" }).click();
  const form = await dialog(app, "Invite user");
  await form.getByRole("textbox", { name: "Email address" }).fill(email);
  if (role !== undefined) {
    await select(app, form.getByRole("combobox", { name: "Role" }), role);
  }
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  return form;
}

test("lists the organization's people", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Members");
  await see(row(app, "hannah.kowalczyk@acme.example"));
  await see(row(app, zoe.email).getByText("You", { exact: true }));
  expect(await actions(zoe.email).count(), "actions on oneself").toBe(0);
});

test("invites somebody with a role", async () => {
  const form = await invite(newcomer, "User manager");
  await gone(form);
  await see(status(newcomer, "Status: Invited"));
  await app.reload();
  await see(row(app, newcomer).getByRole("cell", { name: "User manager" }));
});

test.each([
  { email: newcomer, problem: "User already invited" },
  { email: "max@acme.example", problem: "User already exists" },
  { email: "two..dots@acme.example", problem: "Invalid email" },
])("does not invite $email and says why: $problem", async ({ email, problem }) => {
  const form = await invite(email);
  await see(form.getByText(problem, { exact: true }));
  const field = form.getByRole("textbox", { name: "Email address" });
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
});

test("does not even ask with what is no address", async () => {
  const asked: string[] = [];
  app.page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const form = await invite("nobody");
  const complaint = await form.getByRole("textbox", { name: "Email address" }).evaluate((field) => (field as HTMLInputElement).validationMessage);
  expect(complaint).not.toBe("");
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
  expect(asked).not.toContain("POST /_widgets/UserManagement/invite-user");
});

test("invites again whose invitation has expired", async () => {
  await see(status("dana.whitfield@acme.example", "Status: Invite Expired"));
  await choose(app, actions("dana.whitfield@acme.example"), "Resend invitation");
  const form = await dialog(app, "Resend invite?", "alertdialog");
  await form.getByRole("button", { name: "Resend", exact: true }).click();
  const sent = await dialog(app, "Invite sent");
  await see(sent.getByText("dana.whitfield@acme.example"));
  await sent.getByRole("button", { name: "Close" }).click();
  await gone(sent);
  await see(status("dana.whitfield@acme.example", "Status: Invited"));
  await app.reload();
  await see(status("dana.whitfield@acme.example", "Status: Invited"));
});

test("revokes an invitation", async () => {
  await choose(app, actions(newcomer), "Revoke invitation");
  const form = await dialog(app, "Revoke invite?", "alertdialog");
  await see(form.getByText(newcomer));
  await form.getByRole("button", { name: "Revoke", exact: true }).click();
  await gone(form);
  await see(status(newcomer, "Status: Invite Revoked"));
  await app.reload();
  await see(status(newcomer, "Status: Invite Revoked"));
});

test("gives a member another role", async () => {
  await see(row(app, "Hannah Kowalczyk").getByRole("cell", { name: "User manager" }));
  await choose(app, actions("Hannah Kowalczyk"), "Edit role");
  const form = await dialog(app, "Edit role");
  await select(app, form.getByRole("combobox"), "Admin");
  await form.getByRole("button", { name: "Save" }).click();
  await gone(form);
  await see(row(app, "Hannah Kowalczyk").getByRole("cell", { name: "Admin" }));
  await app.reload();
  await see(row(app, "Hannah Kowalczyk").getByRole("cell", { name: "Admin" }));
});

test("leaves a member alone whose removal was cancelled", async () => {
  await choose(app, actions("Søren Mikkelsen"), "Remove user");
  const form = await dialog(app, "Remove user", "alertdialog");
  await see(form.getByText("soren.mikkelsen@acme.example"));
  await form.getByRole("button", { name: "Cancel" }).click();
  await gone(form);
  await app.refresh();
  await see(row(app, "Søren Mikkelsen"));
});

test("removes a member", async () => {
  await choose(app, actions("Søren Mikkelsen"), "Remove user");
  const form = await dialog(app, "Remove user", "alertdialog");
  await form.getByRole("button", { name: "Remove", exact: true }).click();
  await gone(form);
  await gone(row(app, "Søren Mikkelsen"));
  await app.reload();
  await see(row(app, "Noor Haddad"));
  await gone(row(app, "Søren Mikkelsen"));
});

test("finds people by a part of their name or address, in any case", async () => {
  await search().fill("HERRERA");
  await listed(1);
  await see(row(app, "Tomás Herrera"));
  await search().fill("ruth.abernathy@");
  await see(row(app, "Ruth Abernathy"));
  await listed(1);
});

test("says when nobody matches, and leads back to everybody", async () => {
  await search().fill("nobody of that name");
  await see(app.main.getByText("No users found for query 'nobody of that name'"));
  await app.main.getByRole("button", { name: "Clear search" }).filter({ hasText: "Clear search" }).click();
  await listed(10);
  expect(await search().inputValue()).toBe("");
  await search().fill("wei");
  await listed(1);
  await search().press("Escape");
  await listed(10);
});

test("shows the members of one role, also after asking again", async () => {
  await select(app, app.main.getByRole("combobox"), "User manager");
  await gone(row(app, "Max Okafor"));
  const role = async () => members().getByRole("cell", { name: "User manager" }).count();
  await until("nobody but user managers", async () => await members().count() === await role());
  await see(row(app, "Kwame Mensah"));
  await see(row(app, "j.takahashi@acme.example"));
  await app.refresh();
  await see(row(app, "Kwame Mensah"));
  await gone(row(app, "Max Okafor"));
  await select(app, app.main.getByRole("combobox"), "All");
  await see(row(app, "Max Okafor"));
});

test("keeps a search to itself: no other page has it, and the next visit still does", async () => {
  await search().fill("hannah");
  await listed(1);
  expect(new URL(app.page.url()).searchParams.get("ak_q")).toBe("hannah");
  for (const other of ["API keys", "Personal API keys"]) {
    await app.visit(other);
    await see(row(app, other === "API keys" ? "Nightly export" : "Zoë’s laptop"));
    expect(await app.main.getByRole("textbox", { name: /search/i }).inputValue()).toBe("");
    expect(new URL(app.page.url()).search).toBe("");
  }
  await app.visit("Members");
  expect(await search().inputValue()).toBe("hannah");
  await listed(1);
  await search().fill("");
  await listed(10);
});

test("pages through many members and back", async () => {
  const crowd = Array.from({ length: 12 }, (_, n) => `colleague.${n + 1}@acme.example`);
  for (const email of crowd) {
    expect(await ask(app, { widget: "user-management", method: "POST", path: "/_widgets/UserManagement/invite-user", body: { email, roles: ["member"] } })).toBe(200);
  }
  await app.refresh();
  await see(row(app, "colleague.12@acme.example"));
  const seen: string[] = [];
  for (const [page, count] of [10, 10, 10, 1].entries()) {
    await listed(count);
    seen.push(...await members().getByText(/@acme\.example$/).allInnerTexts());
    const next = app.main.getByRole("button", { name: "Next" });
    expect(await next.isEnabled(), `a page after page ${page + 1}`).toBe(page < 3);
    if (page < 3) {
      const last = seen.at(-1) ?? "";
      await next.click();
      await gone(members().getByText(last, { exact: true }));
    }
  }
  expect(new Set(seen).size).toBe(31);
  for (const email of crowd) {
    expect(seen.join("\n")).toContain(email);
  }
  const previous = app.main.getByRole("button", { name: "Previous" });
  for (const count of [10, 10, 10]) {
    await previous.click();
    await listed(count);
    await until("the page before", () => app.main.getByRole("button", { name: "Next" }).isEnabled());
  }
  await see(row(app, "colleague.12@acme.example"));
  expect(await previous.isEnabled()).toBe(false);
});

// The widget stays on the page that it has emptied, where not even its Previous button is left.
test("comes back to everybody once the last page's only member is gone", async () => {
  for (let page = 1; page < 4; page++) {
    const last = await members().getByText(/@acme\.example$/).last().innerText();
    await app.main.getByRole("button", { name: "Next" }).click();
    await gone(row(app, last));
  }
  await choose(app, actions("Ruth Abernathy"), "Remove user");
  const form = await dialog(app, "Remove user", "alertdialog");
  await form.getByRole("button", { name: "Remove", exact: true }).click();
  await gone(form);
  await see(app.main.getByText("No users found"));
  await app.visit("API keys");
  await app.visit("Members");
  await see(row(app, "colleague.12@acme.example"));
  await listed(10);
});
