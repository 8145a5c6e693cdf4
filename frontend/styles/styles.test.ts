import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as themes from "@radix-ui/themes";
import { preprocessCSS, resolveConfig } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { brand } from "../brand";
import { fileName, findParts } from "./parts";
import { thinStyles } from "./thin";
import { breakpoints, colors, findUsed, readSources, sources, type Used } from "./used";

const sheet = path.resolve(import.meta.dirname, "../node_modules/@radix-ui/themes/styles.css");
const whole = readFileSync(sheet, "utf8");
const tokens = readFileSync(path.join(path.dirname(sheet), "tokens.css"), "utf8"); // a part of it, for who wants no more

async function thin(used: Used, file = sheet): Promise<string> {
  const config = await resolveConfig({ configFile: false, logLevel: "silent", css: { postcss: { plugins: [thinStyles(used)] } } }, "build");
  return (await preprocessCSS(whole, file, config)).code;
}

describe("what is asked for", () => {
  test("is found whether it is a property, a class, a text or a variable", () => {
    const used = findUsed(`size: { initial: "1", md: "2" }; "xl:rt-r-m-1"; .lg\\:rt-r-p-2 {}; color: tomato ? "ruby" : 'mint'; var(--sky-11); alarms: 1`);
    expect([...used.breakpoints].sort()).toEqual([["lg", new Set(["rt-r-p-2"])], ["md", new Set(["2"])], ["xl", new Set(["rt-r-m-1"])]]);
    expect([...used.colors].sort()).toEqual(["gray", "mint", "ruby", "sky"]);
  });

  test("is anything at a width, once somebody asks for what can't be told", () => {
    expect([...findUsed(`size: { sm: "1", md: wide }; gap: { md: "2" }`).breakpoints]).toEqual([["sm", new Set(["1"])], ["md", undefined]]);
  });

  test("is a part that is imported, whatever it is made of, and what is named", () => {
    const parts = findParts(`import { Flex as Row, type ButtonProps,\n  DropdownMenu } from "@radix-ui/themes"; import { Root } from '@radix-ui/themes/components/tabs'; ".rt-TableRoot"`);
    for (const part of ["rt-Flex", "rt-DropdownMenuContent", "rt-BaseMenuItem", "rt-TabsTrigger", "rt-TableRoot"]) {
      expect(parts).toContain(part);
    }
    expect(parts).not.toContain("rt-SliderRoot");
    expect(() => findParts(`import * as Radix from "@radix-ui/themes"`)).toThrow(/under one name/);
  });

  test("has each of Radix's parts in the module that it is looked for in", () => {
    const parts = Object.keys(themes).filter((name) => /^[A-Z]/.test(name) && !/Icon$|Context$|^Slottable$/.test(name));
    expect(parts.length).toBeGreaterThan(50);
    expect(parts.filter((name) => !existsSync(path.join(path.dirname(sheet), `dist/esm/components/${fileName(name)}.js`)))).toEqual([]);
  });

  // When this fails after an upgrade nothing is broken, the stylesheet has only grown by what is new here.
  test("is these widths and colours today", () => {
    const used = findUsed(`${readSources(sources)} "${brand.accent}"`);
    expect([...used.breakpoints]).toEqual([["sm", new Set(["4", "contents"])]]);
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

  test("keeps every class without a width, and of the width in use what is asked for", () => {
    const kept = /\.-?(?!rt-[A-Z])[a-z][\w-]*(?!\w*\\:)/g;
    expect(all(css, kept)).toEqual(all(whole, kept));
    expect(css).toContain(".sm\\:rt-r-display-contents");
    expect(css).toContain(".rt-BaseDialogContent:where(.sm\\:rt-r-size-4)");
    expect(css).toContain(".sm\\:rt-r-w");
    expect(css).not.toContain(".sm\\:rt-r-display-block");
    expect(css).not.toContain(".md\\:");
  });

  test("keeps the parts in use, each with all that it is styled by", () => {
    expect(css).toContain(".rt-BaseMenuContent");
    expect(css).not.toContain(".rt-Slider");
    const styled = all(whole, /\.rt-[A-Z][\w-]*/g);
    expect([...styled].filter((name) => used.parts.has(name.slice(1)) && !css.includes(name))).toEqual([]);
  });

  test("keeps every token of the colours in use, in both gamuts, and all that are no colour's", () => {
    const unused = among(new Set(colors.filter((color) => !used.colors.has(color))));
    const kept = all(tokens, new RegExp(`(?<![\\w-])--(?!(?:${unused})-)[\\w-]+: (?!var\\(--(?:${unused})-)[^;{}]+;`, "g"));
    expect(kept.size).toBeGreaterThan(500);
    expect([...kept].filter((token) => !css.includes(token))).toEqual([]);
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
    const parts = new Set(Array.from(whole.matchAll(/\.(rt-[A-Z][\w-]*)/g), (match) => match[1] ?? ""));
    const everything = { breakpoints: new Map(breakpoints.map((name) => [name, undefined])), colors: new Set(colors), parts };
    expect((await thin(everything)).length).toBeGreaterThan(whole.length * 0.95);
    const none = { breakpoints: new Map<string, undefined>(), colors: new Set<string>(), parts: new Set<string>() };
    expect(await thin(none, path.resolve(import.meta.dirname, "other.css"))).toBe(whole);
  });
});
