/** Looks at what the page shows with axe-core, as WCAG 2.2 at level AA has it, in the light and in the dark theme. */
import { mkdirSync } from "node:fs";
import { env } from "node:process";
import type axe from "axe-core";
import { expect } from "vitest";
import type { Snapshot } from "../src/session/snapshot";
import { see, type Application } from "./harness";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const script = new URL("../node_modules/axe-core/axe.min.js", import.meta.url).pathname;

/** The window's first size and its smallest. */
const sizes = [{ width: 1080, height: 720 }, { width: 720, height: 480 }];

/** The smallest size, and the first one at a zoom of 200 %. */
const narrow = [{ width: 720, height: 480 }, { width: 540, height: 360 }];

/** Where PICTURES says that pictures of everything that is looked at go: both themes, at both sizes. */
const pictures = env["PICTURES"] ?? "";

/** Fails if axe finds anything wrong with what the page shows, or if it has to be scrolled sideways where there is little room. */
export async function expectAccessible(app: Application, name: string, { besides = [] }: { readonly besides?: readonly string[] } = {}): Promise<void> {
  const { page } = app;
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await see(page.locator(`[data-is-root-theme="true"].${colorScheme}`));
    found.push(...(await violations(app, besides)).map((one) => `${name}, ${colorScheme}: ${one}`));
    await portray(app, `${name}-${colorScheme}`);
  }
  found.push(...(await sideways(app)).map((one) => `${name}: ${one}`));
  expect(found).toEqual([]);
}

/** What would have to be scrolled sideways, beside tables, which may be. */
async function sideways({ page }: Application): Promise<readonly string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const size of narrow) {
    await page.setViewportSize(size);
    found.push(...await page.evaluate(() => [...document.querySelectorAll("html, .page-scroll, .page-header, .navigation, .stage, .bars, [role=dialog], [role=alertdialog], [role=menu]")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map((one) => `${one.className || one.tagName} is ${one.scrollWidth} px wide in ${one.clientWidth} px at ${innerWidth}×${innerHeight}`)));
  }
  if (before) {
    await page.setViewportSize(before);
  }
  return found;
}

/** What axe finds wrong with what the page shows. */
async function violations({ page }: Application, besides: readonly string[]): Promise<readonly string[]> {
  if (!await page.evaluate(() => "axe" in window)) {
    await page.addScriptTag({ path: script });
  }
  // A change of theme is on screen, and what has just appeared has arrived.
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.allSettled(document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity).map(({ finished }) => finished));
  });
  return page.evaluate(async ({ values, besides }) => {
    const { violations } = await (window as unknown as { readonly axe: typeof axe }).axe.run(document, {
      runOnly: { type: "tag", values }, rules: { "target-size": { enabled: true }, ...Object.fromEntries(besides.map((rule) => [rule, { enabled: false }])) }, resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all }) => `${id}: ${html.slice(0, 200)} (${[...any, ...all].map(({ message }) => message).join("; ").slice(0, 200)})`));
  }, { values: tags, besides });
}

async function portray({ page }: Application, name: string): Promise<void> {
  if (pictures === "") {
    return;
  }
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${pictures}/${name.replace(/[^\p{L}\d]+/gu, "-")}-${size.width}.png` });
  }
  if (before) {
    await page.setViewportSize(before);
  }
}

/** Shows a session that the application is not in, from now until the page is loaded again. */
export async function pretend({ page }: Application, snapshot: Snapshot): Promise<void> {
  await page.evaluate((snapshot) => {
    const pretended = window as unknown as { revision?: number; wails: { EventsNotify: (event: string) => void } };
    pretended.revision = (pretended.revision ?? 1_000_000) + 1;
    pretended.wails.EventsNotify(JSON.stringify({ name: "session:changed", data: [{ ...snapshot, revision: pretended.revision }] }));
  }, snapshot);
}
