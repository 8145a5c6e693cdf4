import { readFileSync } from "node:fs";
import path from "node:path";
import { preprocessCSS, resolveConfig } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { brand } from "../brand";
import { thinStyles } from "./thin";
import { colors, findUsed, readSources, sources, type Used } from "./used";

const sheet = path.resolve(import.meta.dirname, "../node_modules/@radix-ui/themes/styles.css");
const whole = readFileSync(sheet, "utf8");

async function thin(used: Used, file = sheet): Promise<string> {
  const config = await resolveConfig({ configFile: false, logLevel: "silent", css: { postcss: { plugins: [thinStyles(used)] } } }, "build");
  return (await preprocessCSS(whole, file, config)).code;
}

describe("what is asked for", () => {
  test("is found whether it is a property, a class, a text or a variable", () => {
    const used = findUsed(`size: { initial: "1", md: "2" }; "xl:rt-r-m-1"; .lg\\:rt-r-p-2 {}; color: tomato ? "ruby" : 'mint'; var(--sky-11); alarms: 1`);
    expect([...used.breakpoints].sort()).toEqual(["lg", "md", "xl"]);
    expect([...used.colors].sort()).toEqual(["gray", "mint", "ruby", "sky"]);
  });

  // When this fails after an upgrade nothing is broken, the stylesheet has only grown by what is new here.
  test("is these widths and colours today", () => {
    const used = findUsed(`${readSources(sources)} "${brand.accent}"`);
    expect([...used.breakpoints].sort()).toEqual(["sm"]);
    expect([...used.colors].sort()).toEqual(["amber", "gray", "green", "indigo", "red", "slate"]);
  });
});

describe("Radix Themes' stylesheet", () => {
  const used = findUsed(`${readSources(sources)} "${brand.accent}"`);
  let css: string;
  beforeAll(async () => {
    css = await thin(used);
  });

  const all = (text: string, pattern: RegExp) => new Set(Array.from(text.matchAll(pattern), (match) => match[0]));
  const among = (names: ReadonlySet<string>) => [...names].join("|");

  test("keeps every class without a width, and those of the widths in use", () => {
    const kept = /\.(?!(?:xs|md|lg|xl)\\:)-?(?:sm\\:)?-?[a-z][\w-]*/gi;
    expect(all(css, kept)).toEqual(all(whole, kept));
    expect(css).toContain(".sm\\:rt-r-display-contents");
    expect(css).not.toContain(".md\\:");
  });

  test("keeps every token of the colours in use, in both gamuts, and everything that is no colour's", () => {
    const unused = among(new Set(colors.filter((color) => !used.colors.has(color))));
    // Radix's layout classes define a few for each width.
    const kept = new RegExp(`(?<![\\w-])--(?!margin|(?:${unused})-)[\\w-]+: (?!var\\(--(?:${unused})-)[^;{}]+;`, "g");
    expect(all(css, kept)).toEqual(all(whole, kept));
    expect(css).not.toMatch(new RegExp(`--(?:${unused})-|-color='(?:${unused})'`));
    for (const color of ["red", "gray", "indigo"]) {
      expect(css).toContain(`[data-accent-color='${color}']`);
    }
  });

  test("asks for no token that is gone", () => {
    const defined = new Set(Array.from(css.matchAll(/(?<![\w-])(--[\w-]+):/g), (match) => match[1]));
    const missing = (text: string, all: ReadonlySet<string | undefined>) =>
      Array.from(text.matchAll(/var\((--[\w-]+)[,)]/g), (match) => match[1] ?? "").filter((name) => !all.has(name));
    const before = new Set(Array.from(whole.matchAll(/(?<![\w-])(--[\w-]+):/g), (match) => match[1]));
    expect(missing(css, defined).filter((name) => before.has(name))).toEqual([]);
  });

  test("stays whole when everything is asked for, and other stylesheets are left alone", async () => {
    const everything = { breakpoints: new Set(["xs", "sm", "md", "lg", "xl"]), colors: new Set(colors) };
    expect((await thin(everything)).length).toBeGreaterThan(whole.length * 0.95);
    const none = { breakpoints: new Set<string>(), colors: new Set<string>() };
    expect(await thin(none, path.resolve(import.meta.dirname, "other.css"))).toBe(whole);
  });
});
