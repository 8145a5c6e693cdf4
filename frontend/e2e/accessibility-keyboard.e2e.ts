/** The window without a pointer: from signing in to signing out by keys alone, where the focus is always seen and never lost. */
import { expect, test } from "vitest";
import { brand } from "../brand";
import { pages } from "../src/widgets/catalogue";
import { words } from "../src/words";
import { application, gone, see, until } from "./harness";

const app = application();

/** What has the focus: its role, its name, and whether somebody who looks can tell. */
interface Focus {
  readonly tag: string;
  readonly name: string;
  readonly seen: boolean;
}

const focus = () => app.page.evaluate((): Focus => {
  const at = document.activeElement ?? document.body;
  // Radix draws it on the element, beneath it, or around a field and what else is in there.
  const drawn = (element: Element | null) => element !== null && [undefined, "::before", "::after"].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  });
  const { width, height, top, bottom, left, right } = at.getBoundingClientRect();
  const inView = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  return {
    tag: at.tagName.toLowerCase(),
    name: at.getAttribute("aria-label") ?? at.textContent.trim(),
    seen: inView && (drawn(at) || drawn(at.parentElement)),
  };
});

const press = (key: string) => app.page.keyboard.press(key);

/**
 * Presses a key until the button with a name has the focus, and checks at each stop that it is seen there. Once
 * round, the focus may leave the page: what comes next is the browser's own.
 */
async function reach(name: string, key = "Tab", limit = 60): Promise<void> {
  const wanted = app.page.getByRole("button", { name, exact: true }).and(app.page.locator(":focus"));
  const passed: string[] = [];
  for (let n = 0; n < limit; n++) {
    await press(key);
    const at = await focus();
    if (at.tag === "body") {
      expect(passed, `${key} lost the focus`).not.toContain("the browser");
    } else if (at.tag !== "h1") {
      expect(at, `The focus can't be seen after ${passed.join(", ")}`).toHaveProperty("seen", true);
    }
    if (await wanted.count() > 0) {
      return;
    }
    passed.push(at.tag === "body" ? "the browser" : at.name);
  }
  throw new Error(`${key} does not lead to ${name}, but to ${passed.join(", ")}`);
}

/** Waits until the page's heading has the focus. */
const onHeading = (name: string) => until("the heading has the focus", async () => {
  const at = await focus();
  return at.tag === "h1" && at.name === name;
}, () => `The focus is not on the heading ${name}`);

test("signs in", async () => {
  await onHeading(words.signedOut.welcome(brand.product));
  await reach(words.signIn);
  await press("Enter");
  await onHeading(words.waiting.heading);
  const tab = await app.inBrowser();
  await tab.getByRole("link", { name: "Zoë Ångström" }).press("Enter");
  await tab.getByRole("link", { name: "Acme Corp", exact: true }).press("Enter");
  await see(tab.getByRole("heading", { name: "Signed in" }));
  await tab.close();
  await onHeading(words.pages.profile.name);
});

// From the profile to all others and back to it.
test.each([...pages.slice(1), ...pages.slice(0, 1)].map(({ id }) => words.pages[id].name))("goes to %s with Tab and Enter, which leads to its heading", async (name) => {
  await reach(name, "Shift+Tab");
  await press("Enter");
  await onHeading(name);
});

test("goes to pages with their shortcuts", async () => {
  await press("Control+6");
  await onHeading(words.pages.members.name);
  await see(app.main.getByText("Hannah Kowalczyk"));
});

test("gives the focus back that a dialog took, and keeps it in there meanwhile", async () => {
  await reach("Invite user");
  await press("Enter");
  const dialog = await see(app.page.getByRole("dialog", { name: "Invite user" }));
  for (let n = 0; n < 8; n++) {
    await press("Tab");
    expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true);
    expect(await focus()).toHaveProperty("seen", true);
  }
  await press("Escape");
  await gone(dialog);
  expect((await focus()).name).toBe("Invite user");
});

test("stays in an open menu, and returns to its button", async () => {
  await reach(words.account, "Shift+Tab");
  await press("Enter");
  const menu = await see(app.page.getByRole("menu"));
  for (const key of ["Tab", "ArrowDown", "Shift+Tab", "ArrowDown"]) {
    await press(key);
    expect(await menu.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  }
  await press("Escape");
  await gone(menu);
  expect((await focus()).name).toBe(words.account);
});

test("finds a page in the palette", async () => {
  await press("Control+k");
  await see(app.page.getByRole("combobox", { name: words.commands.input }));
  await app.page.keyboard.type(words.pages.sessions.name);
  await press("Enter");
  await onHeading(words.pages.sessions.name);
});

test("leaves the palette where it was opened", async () => {
  await reach(words.account, "Shift+Tab");
  await press("Control+k");
  const palette = await see(app.page.getByRole("dialog"));
  await press("Escape");
  await gone(palette);
  expect((await focus()).name).toBe(words.account);
});

test("switches to another organization", async () => {
  await reach("Acme Corp", "Shift+Tab");
  await press("Enter");
  const globex = await see(app.page.getByRole("menuitem", { name: "Globex", exact: true }));
  await app.page.keyboard.type("Glo");
  await see(globex.and(app.page.locator(":focus")));
  await press("Enter");
  await see(app.page.getByRole("button", { name: "Globex", exact: true }));
  await onHeading(words.pages.sessions.name);
});

test("goes to the settings and back", async () => {
  await press("Control+,");
  await onHeading(words.settings.heading);
  // Through all of them, to the window's end.
  const passed: string[] = [];
  for (let at = await focus(); at.tag !== "body"; at = await focus()) {
    expect(at.seen || at.tag === "h1", `The focus can't be seen after ${passed.join(", ")}`).toBe(true);
    passed.push(at.name);
    await press("Tab");
  }
  expect(passed).toContain(words.settings.copyDiagnostics);
  await press("Alt+ArrowLeft");
  await onHeading(words.pages.sessions.name);
});

test("signs out", async () => {
  await reach(words.signOut, "Shift+Tab");
  await press("Enter");
  // The browser's page is left alone: Chromium moves the focus when a tab in front of this one is closed.
  await onHeading(words.signedOut.again);
  await reach(words.signIn);
});
