import type { Response } from "playwright-core";
import { expect, test } from "vitest";
import { words } from "../src/words";
import { application, gone, see, until, zoe } from "./harness";
import { dialog, faults, row } from "./organization";

const app = application();

const people = ["Hannah Kowalczyk", "Max Okafor", "@acme.example"];
const search = () => app.main.getByRole("textbox", { name: "User search" });

/** Sends an invitation, goes to another organization before WorkOS has answered, and returns the answer. */
async function inviteAndLeave(email: string): Promise<Response> {
  await app.main.getByRole("button", { name: "Invite user" }).click();
  const form = await dialog(app, "Invite user");
  await form.getByRole("textbox", { name: "Email address" }).fill(email);
  const sent = app.page.waitForRequest((request) => request.url().endsWith("/invite-user"));
  let answers = 0;
  const answered = app.page.waitForResponse((response) => response.url().endsWith("/invite-user")).finally(() => answers++);
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  await sent;
  await form.press("Escape");
  await gone(form);
  await app.switchTo("Acme Corp", "Globex");
  expect(answers, "answers before the switch").toBe(0);
  return answered;
}

test("shows nothing of the organization before, and carries no search over", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Members");
  await see(row(app, "Hannah Kowalczyk"));
  await search().fill("okafor");
  await gone(row(app, "Hannah Kowalczyk"));
  expect(new URL(app.page.url()).search).toBe("?ak_q=okafor");
  await app.switchTo("Acme Corp", "Globex");
  await see(app.main.getByRole("heading", { name: words.lock.heading }));
  await see(app.page.getByRole("status").filter({ hasText: words.switched("Globex") }));
  expect(new URL(app.page.url()).search).toBe("");
  const page = await app.main.innerText();
  for (const name of people) {
    expect(page).not.toContain(name);
  }
  await app.switchTo("Globex", "Acme Corp");
  await see(row(app, "Hannah Kowalczyk"));
  expect(await search().inputValue()).toBe("");
  expect(new URL(app.page.url()).search).toBe("");
});

test.each([
  { page: "API keys", shows: "Website forms" },
  { page: "Integrations", shows: "Salesforce" },
  { page: "Single sign-on", shows: "Okta" },
  { page: "Domains", shows: "acme-labs.example" },
  { page: "Directory sync", shows: "15 users" },
  { page: "Audit log streams", shows: "Datadog" },
])("leaves $page behind", async ({ page, shows }) => {
  await app.visit(page);
  await see(app.main.getByText(shows));
  await app.switchTo("Acme Corp", "Globex");
  await see(app.main.getByRole("heading", { name: words.lock.heading }));
  await see(app.page.getByRole("heading", { level: 1, name: page }));
  expect(await app.main.innerText()).not.toContain(shows);
  await app.switchTo("Globex", "Acme Corp");
  await see(app.main.getByText(shows));
});

test("asks for the new organization only, from the moment that it is there", async () => {
  await app.visit("Connections");
  await see(app.main.getByText("GitHub", { exact: true }));
  await app.switchTo("Acme Corp", "Globex");
  const asked: string[] = [];
  app.page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/_widgets/")) {
      const claims = JSON.parse(atob((request.headers()["authorization"] ?? "").split(".")[1] ?? "")) as { org_id?: string };
      asked.push(claims.org_id ?? "");
    }
  });
  await app.refresh();
  await app.visit("Profile");
  await see(app.main.getByText(zoe.email));
  expect(new Set(asked)).toEqual(new Set(["org_01HZDRJE00SANDBX0G10BEX000"]));
  await app.switchTo("Globex", "Acme Corp");
});

test("lands what is under way in the organization that it was sent in", async () => {
  await app.visit("Members");
  await faults(app, "InviteMember=4s");
  const answer = await inviteAndLeave("on.the.way@acme.example");
  expect(answer.status()).toBe(200);
  await faults(app);
  expect(await app.main.getByRole("alert").count()).toBe(0);
  await app.switchTo("Globex", "Acme Corp");
  await see(row(app, "on.the.way@acme.example").getByText("Status: Invited", { exact: true }));
});

test.each([
  { fault: "500", done: false, refused: false },
  { fault: "403", done: false, refused: true },
  { fault: "lost-reply", done: true, refused: false },
])("says in the next organization what became of it, when it met with $fault", async ({ fault, done, refused }) => {
  const email = `met.with.${fault}@acme.example`;
  await faults(app, `InviteMember=4s,${fault}`);
  const answer = await inviteAndLeave(email);
  expect(answer.ok()).toBe(false);
  await faults(app);
  const notice = await see(app.main.getByRole("alert").filter({ hasText: words.trouble.left("Acme Corp", refused) }));
  await app.visit("Profile");
  await see(notice);
  await notice.getByRole("button", { name: words.dismiss }).click();
  await gone(notice);
  await app.switchTo("Globex", "Acme Corp");
  await app.visit("Members");
  await see(row(app, "on.the.way@acme.example"));
  await until(`the invitation is ${done ? "" : "not "}there`, async () => (await row(app, email).count() > 0) === done);
});
