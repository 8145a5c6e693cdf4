/** The sandbox's panel: what it changes, the window shows. */
import { expect, test } from "vitest";
import { words } from "../src/words";
import { words as panelWords } from "../src/sandbox/words";
import { expectAccessible } from "./accessibility";
import { application, gone, see, until, zoe } from "./harness";
import { row } from "./organization";

const app = application();

const panel = () => app.page.getByRole("dialog", { name: panelWords.heading });
const inPanel = (role: "button" | "switch" | "radio" | "link", name: string) => panel().getByRole(role, { name, exact: true });
const permission = (name: string) => panel().getByRole("checkbox", { name });
const navigation = (name: string) => app.page.getByRole("navigation", { name: words.navigation }).getByRole("button", { name });
const notices = () => app.page.getByRole("region", { name: words.notices });

async function open(): Promise<void> {
  await app.page.getByRole("button", { name: panelWords.open, exact: true }).click();
  await see(inPanel("button", panelWords.backToNormal));
}

async function close(): Promise<void> {
  await app.page.keyboard.press("Escape");
  await gone(panel());
}

test("locks a page whose permission is taken away, and unlocks it again", async () => {
  await app.signIn(zoe, "Acme Corp");
  await app.visit("Members");
  await see(row(app, "Hannah Kowalczyk"));
  await open();
  await see(panel().getByText(panelWords.normal));
  await permission("widgets:users-table:manage").click();
  await see(app.page.getByText(words.lock.heading));
  await see(panel().getByText(panelWords.changed));
  expect(await permission("widgets:users-table:manage").isChecked()).toBe(false);
  await permission("widgets:users-table:manage").click();
  await see(row(app, "Hannah Kowalczyk"));
  await see(panel().getByText(panelWords.normal));
  await close();
});

test("gives another role, and everything back at once", async () => {
  await open();
  await panel().getByRole("combobox", { name: panelWords.access.role }).click();
  await app.page.getByRole("option", { name: "Member", exact: true }).click();
  await see(app.page.getByText(words.lock.heading));
  await see(navigation(`Single sign-on ${words.locked}`).or(navigation("Single sign-on")));
  await inPanel("button", panelWords.backToNormal).click();
  await see(row(app, "Hannah Kowalczyk"));
  await see(panel().getByText(panelWords.normal));
  await close();
});

test("goes offline, which the window says above the page, and comes back", async () => {
  await open();
  await inPanel("switch", panelWords.network.offline).click();
  await see(notices().getByText("WorkOS can't be reached."));
  await inPanel("switch", panelWords.network.offline).click();
  await gone(notices().getByText("WorkOS can't be reached."));
  await see(panel().getByText(panelWords.normal));
  await close();
});

test("goes on with new tokens once those before have expired", async () => {
  await open();
  await inPanel("button", panelWords.session.expire).click();
  await see(panel().getByText("Those given out before"));
  await close();
  await app.refresh();
  await see(row(app, "Hannah Kowalczyk"));
  expect(await app.page.getByRole("alert").filter({ hasText: /\w/ }).count()).toBe(0);
});

test("makes the operations slow, and leads to the page that makes them fail", async () => {
  await open();
  await inPanel("radio", "800 ms").click();
  await see(panel().getByText(panelWords.changed));
  await close();
  const began = Date.now();
  await app.refresh();
  expect(Date.now() - began).toBeGreaterThanOrEqual(800);
  await open();
  await inPanel("link", panelWords.network.openFaults).click();
  const tab = await app.inBrowser();
  expect(await tab.getByRole("textbox", { name: "Rules" }).inputValue()).toBe("*=800ms");
  await tab.getByRole("textbox", { name: "Rules" }).fill("*=200ms\nMembers=503");
  await tab.getByRole("button", { name: "Apply" }).click();
  await see(tab.getByText("This is what happens from now on."));
  await tab.close();
  await close();
  await open();
  await see(panel().getByText("Members=503"));
  await until("200 ms", () => inPanel("radio", "200 ms").isChecked());
  await inPanel("button", panelWords.backToNormal).click();
  await see(panel().getByText(panelWords.normal));
  await close();
});

test("begins anew with everything as it was at first, and the same person signed in", async () => {
  await app.visit("Profile");
  await app.main.getByRole("definition").filter({ hasText: zoe.name }).getByRole("button", { name: "Edit" }).click();
  const form = app.page.getByRole("dialog", { name: "Edit name" });
  await form.getByRole("textbox", { name: "First name" }).fill("Zoé-Maria");
  await form.getByRole("button", { name: "Save" }).click();
  await see(app.main.getByText("Zoé-Maria Ångström"));
  await open();
  await inPanel("button", panelWords.reset.open).click();
  await app.page.getByRole("alertdialog", { name: panelWords.reset.question }).getByRole("button", { name: panelWords.reset.confirm }).click();
  await see(app.main.getByText(zoe.name));
  await see(panel());
  await close();
});

test("is reached, used and left by keys, and gives the focus back", async () => {
  const button = app.page.getByRole("button", { name: panelWords.open, exact: true });
  await app.page.keyboard.press("Control+k");
  await app.page.getByRole("combobox", { name: words.commands.input }).fill("sandbox");
  await app.page.keyboard.press("Enter");
  await see(inPanel("button", panelWords.backToNormal));
  const offline = inPanel("switch", panelWords.network.offline);
  for (let n = 0; n < 40 && !await offline.evaluate((element) => element === document.activeElement); n++) {
    await app.page.keyboard.press("Tab");
  }
  await app.page.keyboard.press("Space");
  await see(notices().getByText("WorkOS can't be reached."));
  await app.page.keyboard.press("Space");
  await gone(notices().getByText("WorkOS can't be reached."));
  await close();
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("is as accessible as the rest", async () => {
  await open();
  await expectAccessible(app, "The sandbox's panel");
  await inPanel("button", panelWords.reset.open).click();
  await see(app.page.getByRole("alertdialog", { name: panelWords.reset.question }));
  await expectAccessible(app, "Resetting the sandbox");
  await app.page.keyboard.press("Escape");
  await close();
});

test("ends the session, which the next refresh finds out, and says why", async () => {
  await open();
  await inPanel("button", panelWords.session.end).click();
  await see(panel().getByText(panelWords.session.ended));
  await inPanel("button", panelWords.session.refresh).click();
  await see(app.main.getByText("WorkOS has ended your session."));
  await gone(panel()); // the focus is on the page that says so
  await open();
  await see(panel().getByText(panelWords.session.nobody));
  await close();
  await app.signIn(zoe, "Acme Corp");
});
