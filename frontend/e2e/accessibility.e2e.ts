/** Every page and every state of the window, looked at with axe-core in both themes and, where it could scroll, in its smallest size. */
import { expect, test } from "vitest";
import { brand } from "../brand";
import { SignInStep, Status, type Problem, type SignIn, type Snapshot, type User } from "../src/session/snapshot";
import { pages } from "../src/widgets/catalogue";
import { words } from "../src/words";
import { expectAccessible, pretend } from "./accessibility";
import { application, gone, see, zoe } from "./harness";
import { choose, dialog, entry, faults, row } from "./organization";

const app = application();

const heading = (name: string) => see(app.page.getByRole("heading", { level: 1, name, exact: true }));
const looked = (name: string) => expectAccessible(app, name);
// axe does not see that an open menu keeps the focus, as it sees of a dialog: e2e/accessibility-keyboard.e2e.ts does.
const menuLooked = (name: string) => expectAccessible(app, name, { besides: ["aria-hidden-focus"] });
const named = pages.map(({ id, permissions }) => ({ id, permissions, name: words.pages[id].name }));

const minutes = (n: number) => Date.now() + n * 60_000;
const problem = (code: string, message: string, advice: string): Problem => ({ code, message, advice, details: "dial tcp: lookup api.workos.com: no such host", since: minutes(-35) });
const offline = problem("offline", "WorkOS can't be reached. Your session is safe; we keep trying.", "Check the network connection.");
const nobody: Snapshot = { revision: 0, status: Status.SignedOut, session: "", organization: "", role: "", permissions: [], expiresAt: 0, endsAt: 0, switchingTo: "", problems: [] };
const signIn = (changes: Partial<SignIn> = {}): SignIn => ({ step: SignInStep.WaitingForBrowser, organization: "", startedAt: Date.now(), givesUpAt: minutes(10), organizations: [], redirectUri: "http://127.0.0.1:4000/callback", ...changes });
const waiting = (changes: Partial<SignIn> = {}): Snapshot => ({ ...nobody, status: Status.SigningIn, signIn: signIn(changes) });
const organizations = ["Acme Corp", "Globex", "Hooli", "Initech", "Massive Dynamic", "Pied Piper", "Soylent", "Stark Industries", "Umbrella", "Wayne Enterprises"].map((name) => ({ id: `org_${name}`, name }));
const max: User = { id: "user_max", email: "max@acme.example", firstName: "Max", lastName: "Okafor", pictureUrl: "" };

const signedOut: Record<string, readonly [string, () => Snapshot]> = {
  "restoring": [words.restoring, () => ({ ...nobody, status: Status.Restoring })],
  "waiting for the browser": [words.waiting.heading, () => waiting()],
  "waiting for long": [words.waiting.heading, () => waiting({ startedAt: minutes(-1) })],
  "no browser": [words.waiting.heading, () => waiting({ problem: problem("browser", "The browser could not be opened.", "Copy the link and open it in a browser yourself.") })],
  "exchanging": [words.exchanging.heading, () => waiting({ step: SignInStep.Exchanging })],
  "choosing an organization": [words.choosing.heading, () => waiting({ step: SignInStep.ChoosingOrganization, organizations })],
  "ended": [words.signedOut.again, () => ({ ...nobody, problems: [problem("ended", "WorkOS has ended your session.", "It may have run out, or was ended elsewhere: in another application, by you, or by an administrator. Sign in again to go on.")] })],
  "configuration wrong": [words.misconfigured.heading, () => ({ ...nobody, status: Status.Misconfigured, problems: [problem("configuration", "WORKOS_CLIENT_ID is not set.", "Set it.")] })],
};

/** How the line around the chosen theme stands out from the ground it is on (WCAG 1.4.11), which axe does not look at. */
const contrastOfChosen = () => app.page.evaluate(() => {
  const control = document.querySelector(".rt-SegmentedControlRoot");
  const indicator = control?.querySelector(".rt-SegmentedControlIndicator");
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!control || !indicator || !context) {
    throw new Error("There is nothing to choose a theme with.");
  }
  const lay = (colour: string) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
  };
  const luminance = () => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const value = (context.getImageData(0, 0, 1, 1).data[at] ?? 0) / 255;
    return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);
  const firstColour = (value: string) => /(?:rgba?|color|oklch|oklab)\([^()]*\)|#\w+/.exec(value)?.[0] ?? "";
  const { backgroundColor, backgroundImage } = getComputedStyle(control);
  lay(getComputedStyle(document.querySelector('[data-is-root-theme="true"]') ?? control).backgroundColor);
  lay(backgroundColor);
  lay(firstColour(backgroundImage));
  const ground = luminance();
  lay(firstColour(getComputedStyle(indicator, "::before").boxShadow));
  const line = luminance();
  return (Math.max(ground, line) + 0.05) / (Math.min(ground, line) + 0.05);
});

test("the first run", async () => {
  await heading(words.signedOut.welcome(brand.product));
  await looked("first run");
});

test("the settings", async () => {
  await app.page.keyboard.press("Control+,");
  await heading(words.settings.heading);
  await looked("settings");
  for (const colorScheme of ["light", "dark"] as const) {
    await app.page.emulateMedia({ colorScheme });
    await see(app.page.locator(`[data-is-root-theme="true"].${colorScheme}`));
    expect(await contrastOfChosen(), colorScheme).toBeGreaterThanOrEqual(3);
  }
  await app.page.getByRole("button", { name: words.settings.back, exact: true }).click();
  await heading(words.signedOut.welcome(brand.product));
});

test("a change of theme is there at once where motion is reduced", async () => {
  const { page } = app;
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await see(page.locator('[data-is-root-theme="true"].light'));
  await page.evaluate(() => {
    document.body.dataset["ran"] = "0";
    document.addEventListener("transitionrun", () => {
      document.body.dataset["ran"] = String(Number(document.body.dataset["ran"]) + 1);
    });
  });
  await page.emulateMedia({ colorScheme: "dark" });
  await see(page.locator('[data-is-root-theme="true"].dark'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await page.locator("body").getAttribute("data-ran")).toBe("0");
});

test.each(Object.entries(signedOut))("%s", async (name, [shows, snapshot]) => {
  await app.page.evaluate(() => {
    // A pre-flight of which some has failed.
    Object.assign((window as unknown as { go: { main: { App: object } } }).go.main.App, { Preflight: () => Promise.resolve([
      { name: "Client ID", ok: false, skipped: false, message: "WORKOS_CLIENT_ID is not set.", mend: "Set it to the client ID that the WorkOS dashboard shows under Applications." },
      { name: "WorkOS API", ok: false, skipped: true, message: "There is no client ID to ask with.", mend: "" },
      { name: "Keychain", ok: true, skipped: false, message: "", mend: "" },
    ]) });
  });
  await pretend(app, snapshot());
  await app.page.getByRole("heading", { level: 1, name: shows, exact: true }).waitFor({ state: "attached" });
  await looked(name);
});

test("signs an admin in", async () => {
  await app.reload();
  await app.signIn(zoe, "Acme Corp");
});

/** What shows that a page's widget is there. */
const shown: Record<(typeof pages)[number]["id"], string> = {
  "profile": zoe.email, "security": "Multi-factor authentication", "sessions": "Lisbon, PT", "connections": "GitHub", "user-api-keys": "Zoë’s laptop",
  "members": "Hannah Kowalczyk", "api-keys": "Nightly export", "integrations": "Salesforce", "sso": "Okta", "domains": "acme.example", "directory-sync": "15 users", "streams": "Datadog",
};

test.each(named)("the page $name", async ({ id, name }) => {
  await app.visit(name);
  await see(app.main.getByText(shown[id]));
  await looked(`page ${id}`);
});

const escape = async () => {
  await app.page.keyboard.press("Escape");
};

test("menus", async () => {
  await app.page.getByRole("button", { name: "Acme Corp", exact: true }).click();
  await see(app.page.getByRole("menuitem", { name: "Globex" }));
  await menuLooked("menu of organizations");
  await escape();
  await app.page.getByRole("button", { name: words.account, exact: true }).click();
  await see(app.page.getByRole("menu"));
  await menuLooked("menu of the account");
  await escape();
  await gone(app.page.getByRole("menu"));
});

test("the command palette", async () => {
  await app.page.keyboard.press("Control+k");
  await see(app.page.getByRole("combobox", { name: words.commands.input }));
  await looked("palette");
  await escape();
  await gone(app.page.getByRole("dialog"));
});

test("dialogs of the widgets", async () => {
  await app.visit(words.pages.profile.name);
  await app.main.getByRole("button", { name: "Edit" }).first().click();
  await see(app.page.getByRole("dialog"));
  await looked("dialog of the profile");
  await escape();
  await app.visit(words.pages.members.name);
  await app.main.getByRole("button", { name: "Invite user" }).click();
  await dialog(app, "Invite user");
  await looked("dialog to invite");
  await escape();
  await app.visit(words.pages["api-keys"].name);
  await app.main.getByRole("button", { name: "Create API key" }).click();
  await see(app.page.getByRole("dialog").getByRole("combobox"));
  await looked("dialog for an API key");
  await escape();
  await choose(app, row(app, "Nightly export").getByRole("button", { name: "API key actions" }), "Revoke key");
  await see(app.page.getByRole("alertdialog"));
  await looked("dialog to revoke");
  await escape();
  await gone(app.page.getByRole("alertdialog"));
  expect(await entry(app, "Nightly export").count()).toBeGreaterThan(0);
});

test("a widget that failed", async () => {
  await faults(app, "Members=500");
  await app.reload();
  await app.visit(words.pages.members.name);
  await see(app.main.getByRole("alert"));
  await looked("widget failed");
  await faults(app);
  await app.visit(words.pages.profile.name);
  await see(app.main.getByText(zoe.email));
});

/** What the session is like that Go holds now. */
const held = () => app.page.evaluate(async () => (window as unknown as { go: { main: { App: { GetSession(): Promise<Snapshot> } } } }).go.main.App.GetSession());

const signedIn: Record<string, readonly [string | RegExp, (held: Snapshot) => Partial<Snapshot>]> = {
  "offline": [/Since .*changes may not go through/, () => ({ problems: [offline] })],
  "keychain": [/The keychain does not keep/, () => ({ problems: [problem("keychain", "The keychain does not keep your session, so you will have to sign in again after a restart.", "Unlock the keychain, or start its service; the application tries again by itself.")] })],
  "organization needs a sign-in": ["Your organization asks you to sign in again.", () => ({ problems: [problem("sign-in-required", "Your organization asks you to sign in again.", "Sign out and in again, or switch to another organization.")] })],
  "ends soon": [/Your session ends in 3:/, () => ({ endsAt: minutes(4) })],
  "idle for long": [words.ending.idled, () => ({ endsAt: minutes(-1) })],
  "impersonation": [/It ends at/, () => ({ endsAt: minutes(42), impersonator: { email: "support@workos.example", reason: "Ticket 4711" } })],
  "impersonation ends": [/It ends in/, () => ({ endsAt: minutes(3), impersonator: { email: "support@workos.example", reason: "Ticket 4711" } })],
  "everything at once": [words.ending.stay, () => ({ endsAt: minutes(4), problems: [offline, problem("membership-gone", "You are no longer a member of the organization you were in.", "You now see what is left. If that is a mistake, ask an administrator of that organization.")] })],
  "switching": [/^Switching to/, () => ({ switchingTo: "org_elsewhere" })],
  "stepping up": [words.waiting.stepUpSentence, () => ({ signIn: signIn({ organization: "org_none" }) })],
  "asked for an organization": [words.choosing.standing, () => ({ signIn: signIn({ step: SignInStep.ChoosingOrganization, givesUpAt: 0, organizations: organizations.slice(0, 3) }) })],
  "somebody else came back": [words.confirming.sentence, () => ({ signIn: signIn({ step: SignInStep.ConfirmingUser, user: max }) })],
  "no organization": [words.noOrganization.sentence, () => ({ organization: "", role: "", permissions: [] })],
};

test.each(Object.entries(signedIn))("%s", async (name, [shows, changes]) => {
  const now = await held();
  await pretend(app, { ...now, ...changes(now) });
  await see(app.page.getByText(shows).filter({ visible: true }));
  await looked(name);
});

test("pages that a role does not open", async () => {
  await app.reload();
  await app.switchTo("Acme Corp", "Globex");
  await app.visit(words.pages.sso.name);
  await see(app.main.getByRole("heading", { name: words.lock.heading }));
  await looked("permission missing");
});

test("safe mode, and settings that could not be read", async () => {
  await app.page.addInitScript(() => {
    document.addEventListener("readystatechange", () => {
      const bound = (window as unknown as { go: { main: { App: { GetInfo: () => Promise<object> } } } }).go.main.App;
      const info = bound.GetInfo;
      if (document.readyState === "interactive") {
        bound.GetInfo = async () => ({ ...await info(), safeMode: true, settingsDamaged: "/home/zoe/.config/workos-widgets/settings.json.damaged" });
      }
    });
  });
  await app.reload();
  await see(app.page.getByText(words.safeMode));
  await see(app.page.getByText(words.settingsDamaged.message));
  await looked("safe mode and damaged settings");
  await app.page.getByRole("button", { name: words.details, exact: true }).click();
  await see(app.page.getByRole("dialog"));
  await looked("details");
});
