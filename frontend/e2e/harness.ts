/**
 * Browser tests of the application as `wails dev` serves it: Go, the sandbox and the built page are real, and
 * an ordinary Chromium shows the page. Each test file has an application, a desktop and a browser of its own:
 *
 *   import { application, gone, see, zoe } from "./harness";
 *
 *   const app = application();                       // starts before the file's tests, ends after them
 *
 *   test("renames the organization", async () => {
 *     await app.signIn(zoe, "Acme Corp");            // where somebody is signed in already: app.signOut() first
 *     await app.visit("Members");                    // a page of the navigation
 *     await app.main.getByRole("button", { name: "Invite user" }).click();
 *     await see(app.page.getByRole("dialog", { name: "Invite user" }));
 *     await app.reload();                            // the page asks WorkOS for everything again
 *     await see(app.main.getByText("new@acme.example"));
 *     const portal = await app.inBrowser();          // a tab with what the application opened in the system browser
 *   });
 *
 * The tests of a file run in their order, in one application, and each begins where the last one ended. When one
 * fails, build/tour/browser/ has a picture of each tab, and the failure says what the page holds and the program logged.
 * Run one file with `cd frontend && npm run e2e -- profile`, after `make build-dev`.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { env } from "node:process";
import { chromium, type BrowserContext, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { words } from "../src/words";

/** How long one look may take, in milliseconds: what a person would wait for without a word. */
export const patience = 10_000;

/** How long the application may take to serve its page. */
const startPatience = 30_000;

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const binary = `${root}/build/bin/workos-widgets-dev`;
const pictures = `${root}/build/tour/browser`;

/** Somebody whom the sandbox's sign-in page offers. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Admin of Acme Corp, plain member of Globex and of Initech. */
export const zoe: Person = { name: "Zoë Ångström", email: "zoe@acme.example" };
/** Plain member of Acme Corp. */
export const max: Person = { name: "Max Okafor", email: "max@acme.example" };

/** Belongs to no organization, and has no password. */
export const nia: Person = { name: "Nia Novak", email: "nia@nowhere.example" };

/** What everybody else's password is in the sandbox. */
export const seedPassword = "Sandbox-2025";

/** Waits until something is shown, and returns it. */
export async function see(what: Locator): Promise<Locator> {
  const shown = what.filter({ visible: true });
  await shown.first().waitFor({ state: "visible", timeout: patience });
  return shown;
}

/** Waits until something is no longer shown. */
export async function gone(what: Locator): Promise<void> {
  await until("gone", async () => await what.filter({ visible: true }).count() === 0, () => `still shown: ${what.toString()}`);
}

/** Waits until something holds that the page does not show. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, instead: () => string = () => `not so: ${what}`, limit = patience): Promise<void> {
  for (const deadline = Date.now() + limit; !await holds();) {
    if (Date.now() > deadline) {
      throw new Error(instead());
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The application of a test file: started before its tests, ended after them. */
export function application(): Application {
  const app = new Application();
  beforeAll(() => app.start());
  afterAll(() => app.close());
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => app.explain(task.name));
  });
  return app;
}

/** A running application, the tab that shows it, and the system browser. */
export class Application {
  #desktop: Desktop | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  /** How many of the addresses that the application asked the system browser for were opened. */
  #opened = 0;

  /** The tab that shows the application. */
  get page(): Page {
    return started(this.#page);
  }

  /** What the page shows beside the navigation. The pages that were left are in it as well, hidden. */
  get main(): Locator {
    return this.page.getByRole("main");
  }

  /** Everything that the application has logged. */
  get log(): string {
    return started(this.#desktop).output;
  }

  async start(): Promise<void> {
    if (!existsSync(binary)) {
      throw new Error("The application is not built for development: make build-dev");
    }
    const desktop = this.#desktop = new Desktop(await freePort());
    const [context] = await Promise.all([openBrowser(desktop.dir), desktop.ready()]);
    this.#context = context;
    context.setDefaultTimeout(patience);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: desktop.address });
    this.#page = context.pages()[0] ?? await context.newPage();
    await this.page.goto(desktop.address);
  }

  async close(): Promise<void> {
    await this.#context?.close();
    await this.#desktop?.close();
  }

  /** Signs somebody in to an organization of theirs, through the browser; "" for who has none. */
  async signIn(person: Person, organization: string): Promise<void> {
    await this.page.getByRole("button", { name: words.signIn, exact: true }).click();
    const tab = await this.inBrowser();
    await tab.getByRole("link", { name: person.name }).click();
    const choice = tab.getByRole("link", { name: organization, exact: true });
    const done = tab.getByRole("heading", { name: "Signed in" });
    await see(choice.or(done)); // who has only one organization is not asked
    if (await choice.isVisible()) {
      await choice.click();
    }
    await see(done);
    await tab.close();
    await see(organization === "" ? this.page.getByText(words.noOrganization.heading) : this.page.getByRole("button", { name: organization, exact: true }));
  }

  /** Signs out, in the browser too. */
  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: words.signOut, exact: true }).click();
    const tab = await this.inBrowser();
    await see(this.page.getByRole("button", { name: words.signIn, exact: true }));
    await tab.close();
  }

  /** Goes to a page of the navigation. */
  async visit(name: string): Promise<void> {
    await this.page.getByRole("navigation", { name: words.navigation }).getByRole("button", { name, exact: true }).click();
    await see(this.page.getByRole("heading", { level: 1, name, exact: true }));
  }

  /** Opens the organization switcher's menu and chooses another organization. */
  async switchTo(from: string, to: string): Promise<void> {
    await this.page.getByRole("button", { name: from, exact: true }).click();
    await this.page.getByRole("menuitem", { name: to, exact: true }).click();
    await see(this.page.getByRole("button", { name: to, exact: true }));
  }

  /** Has the page ask WorkOS again for what it shows, as its Refresh button does, and waits for the answers. */
  async refresh(): Promise<void> {
    const button = this.main.getByRole("button", { name: words.refresh, exact: true });
    await Promise.all([
      this.page.waitForResponse((response) => response.url().includes("/_widgets/") && response.request().method() === "GET"),
      button.click(),
    ]);
    await until("refreshed", async () => await button.getAttribute("data-busy") === "false");
  }

  /** Loads the tab anew: nothing that it shows afterwards was kept from before. */
  async reload(): Promise<void> {
    await this.page.reload();
    await see(this.page.getByRole("heading", { level: 1 }));
  }

  /** Opens in a new tab what the application asks the system browser for next, or has asked it for. */
  async inBrowser(): Promise<Page> {
    const desktop = started(this.#desktop);
    await until("the browser was asked for", () => desktop.asked().length > this.#opened, () => "The application asked the browser for nothing.");
    const address = desktop.asked()[this.#opened++] ?? "";
    const tab = await started(this.#context).newPage();
    await tab.goto(address);
    return tab;
  }

  /** The code of the latest message that the sandbox has sent to an address since there were `before` of them. */
  async mailedCode(to: string, before = 0): Promise<string> {
    let messages: readonly { code: string }[] = [];
    await until("a message", async () => {
      messages = await this.mails(to);
      return messages.length > before;
    }, () => "The sandbox sent no message.");
    return messages[0]?.code ?? "";
  }

  /** The messages that the sandbox has sent to an address, the latest first. */
  async mails(to: string): Promise<readonly { code: string }[]> {
    const [first] = started(this.#desktop).asked();
    if (first === undefined) {
      throw new Error("Nobody has signed in yet: the sandbox's address is not known.");
    }
    const response = await fetch(new URL(`/sandbox/mailbox?to=${encodeURIComponent(to)}`, first), { headers: { Accept: "application/json" } });
    return await response.json() as readonly { code: string }[];
  }

  /** What the clipboard holds. */
  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Prints what helps to understand a failure, and keeps pictures of the tabs. */
  async explain(test: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    for (const [n, tab] of (this.#context?.pages() ?? []).entries()) {
      const file = `${pictures}/${test.replace(/[^\p{L}\d]+/gu, "-")}-${n}.png`;
      await tab.screenshot({ path: file }).catch(() => undefined);
      const held = await tab.locator("body").ariaSnapshot({ timeout: 2000 }).catch(String);
      console.error(`--- ${test}: ${tab.url().split("?")[0] ?? ""} (${file})\n${held}`);
    }
    const log = (this.#desktop?.output ?? "").split("\n").filter((line) => line.includes("level=")).slice(-30);
    console.error(`--- the application's log, its end\n${log.join("\n")}`);
  }
}

/** The development build on a desktop of its own. */
class Desktop {
  readonly dir = mkdtempSync(`${tmpdir()}/widgets-`);
  readonly address: string;
  output = "";
  readonly #process;
  readonly #ended: Promise<void>;

  constructor(port: number) {
    this.address = `http://localhost:${port}`;
    const script = `${this.dir}/browser`;
    writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$1" >>${this.dir}/addresses\n`, { mode: 0o755 });
    const process = this.#process = spawn(`${root}/frontend/e2e/desktop.sh`, [this.dir, binary, "--sandbox"], {
      cwd: this.dir, detached: true, // an interrupt on the terminal reaches us first
      env: {
        PATH: env["PATH"], BROWSER: script, WORKOS_LOG: "info",
        assetdir: `${root}/frontend/dist`, devserver: `localhost:${port}`,
      },
    });
    this.#ended = new Promise((resolve) => {
      process.once("exit", resolve);
      process.once("error", (error) => {
        this.output += error.message;
        resolve();
      });
    });
    for (const stream of [process.stdout, process.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  /** Waits until the page is served. */
  async ready(): Promise<void> {
    await until("served", async () => {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
        throw new Error(`The application has ended:\n${this.output}`);
      }
      return fetch(this.address).then((response) => response.ok, () => false);
    }, () => `The application does not serve its page:\n${this.output}`, startPatience);
  }

  /** Every address that the application has asked the system browser for. */
  asked(): readonly string[] {
    const file = `${this.dir}/addresses`;
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  }

  /** Ends the application and everything that it and its desktop have started. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }
}

/** Chromium: the one that CHROMIUM names, or the one that is installed. */
function chromiumPath(): string {
  const installed = ["chromium", "google-chrome"].flatMap((name) => (env["PATH"] ?? "").split(":").map((dir) => `${dir}/${name}`));
  const path = env["CHROMIUM"] || installed.find((file) => !file.startsWith("/snap/") && existsSync(file)); // a snap sees neither our files nor our flags
  if (!path) {
    throw new Error("No Chromium: apt-get install chromium, or name one with CHROMIUM=path");
  }
  return path;
}

/** Starts Chromium, without a window. */
async function openBrowser(dir: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(`${dir}/chromium`, {
    executablePath: chromiumPath(), locale: "en-US", timezoneId: "UTC", viewport: { width: 1280, height: 900 },
    // The mark has it end with the desktop, should we be killed.
    env: { PATH: env["PATH"] ?? "", HOME: dir, LANG: "C.UTF-8", TZ: "UTC", WORKOS_WIDGETS_DESKTOP: dir },
  });
}

/** A port that is free now; nobody else on this machine is likely to take it in the second until it is used. */
async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
  });
}

function started<T>(part: T | undefined): T {
  if (part === undefined) {
    throw new Error("The application has not started.");
  }
  return part;
}
