import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as themes from "@radix-ui/themes";
import { preprocessCSS, resolveConfig } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { brand } from "../brand";
import { fileName, findParts, isPart } from "./parts";
import { thinStyles } from "./thin";
import { colors, findUsed, readSources, sources, type Used } from "./used";
import { breakpoints } from "./widths";

const sheet = path.resolve(import.meta.dirname, "../node_modules/@radix-ui/themes/styles.css");
const whole = readFileSync(sheet, "utf8");
const tokens = readFileSync(path.join(path.dirname(sheet), "tokens.css"), "utf8"); // a part of it, for who wants no more

type Plugin = ReturnType<typeof thinStyles>;

async function process(file: string, ...plugins: Plugin[]): Promise<string> {
  const config = await resolveConfig({ configFile: false, logLevel: "silent", css: { postcss: { plugins } } }, "build");
  return (await preprocessCSS(whole, file, config)).code;
}

const thin = (used: Used, file = sheet) => process(file, thinStyles(used));

/** Every declaration of the sheet, once it is thinned: where it stands, for whom, and what it says. */
async function declarations(used?: Used): Promise<Set<string>> {
  const all = new Set<string>();
  const collect: Plugin = {
    postcssPlugin: "collect",
    OnceExit(root) {
      root.walkDecls((declaration) => {
        const { selectors = [""], parent } = declaration.parent as { selectors?: string[]; parent?: unknown };
        for (const selector of selectors) {
          all.add([at(parent), selector, declaration.toString()].join(" | "));
        }
      });
    },
  };
  await process(sheet, ...(used ? [thinStyles(used)] : []), collect);
  return all;
}

/** Where a rule stands: in which queries. */
function at(place: unknown): string {
  const { name, params, parent } = (place ?? {}) as { name?: string; params?: string; parent?: unknown };
  return name === undefined ? "" : `${at(parent)} @${name} ${params ?? ""}`.trim();
}

describe("what is asked for", () => {
  test("is found whether it is a property, a class, a text or a variable", () => {
    const used = findUsed(`size: { initial: "1", md: "2" }; "xl:rt-r-m-1"; .lg\\:rt-r-p-2 {}; color: tomato ? "ruby" : 'mint'; var(--sky-11); alarms: 1`);
    expect([...used.widths].sort()).toEqual([["lg", new Set(["rt-r-p-2"])], ["md", new Set(["2"])], ["xl", new Set(["rt-r-m-1"])]]);
    expect([...used.colors].sort()).toEqual(["gray", "mint", "ruby", "sky"]);
  });

  test.each(["{ sm: wide }", "{ sm: `${n}` }", '{ sm: "a" + b }', '{ sm: "1" === size ? "2" : "3" }', "{ initial, sm }", '{ ["sm"]: n }', "{ [`sm`]: n }", '{ sm: "1"\n + n }', '{ sm: "start" }', "`sm:rt-r-p-${n}`", '"sm:rt-r-" + n', 'o.sm = "4"', '[["sm", "4"]]', 'const at = "sm"'])("is anything at a width in %s", (text) => {
    expect([...findUsed(`{ sm: "1", md: "2" }; ${text}`).widths]).toEqual([["sm", "any"], ["md", new Set(["2"])]]);
    expect([...findUsed(`${text}; { sm: "1", md: "2" }`).widths]).toEqual([["sm", "any"], ["md", new Set(["2"])]]);
  });

  test("is no width in a file's name", () => {
    expect([...findUsed("see docs/translating.md").widths]).toEqual([]);
  });

  test.each(['{ ["sm"]: "1" }', '{ sm : "1" }', "{ 'sm': '1', }", '{\n  sm: "1"\n}'])("is a value in %s", (text) => {
    expect([...findUsed(text).widths]).toEqual([["sm", new Set(["1"])]]);
  });

  test("is a part that is imported, whatever it is made of, and what is named", () => {
    const parts = findParts(`import { Flex as Row, // a row\n /* and */ type ButtonProps,\n  DropdownMenu } from "@radix-ui/themes"; import { Root } from '@radix-ui/themes/components/tabs'; ".rt-TableRoot"`);
    for (const part of ["rt-Flex", "rt-DropdownMenuContent", "rt-BaseMenuItem", "rt-TabsTrigger", "rt-TableRoot"]) {
      expect(parts).toContain(part);
    }
    expect(parts).not.toContain("rt-SliderRoot");
  });

  test.each(['import * as $ from "@radix-ui/themes"', 'export * from "@radix-ui/themes"', 'await import("@radix-ui/themes")', 'import { Flex } from "@radix-ui/themes/dist/esm/components/flex.js"', 'import { Carousel } from "@radix-ui/themes"'])("is refused to be told by %s", (text) => {
    expect(() => findParts(text)).toThrow(/@radix-ui\/themes/);
  });

  test("has each of Radix's parts in the module that it is looked for in", () => {
    const parts = Object.keys(themes).filter(isPart);
    expect(parts.length).toBeGreaterThan(50);
    expect(parts.filter((name) => !existsSync(path.join(path.dirname(sheet), `dist/esm/components/${fileName(name)}.js`)))).toEqual([]);
  });

  // When this fails after an upgrade, look whether a new value is also what its class ends with; if it is, nothing is broken, and the
  // stylesheet has only grown.
  test("is these widths and colours today", () => {
    const used = findUsed(`${readSources(sources)} "${brand.accent}"`);
    expect([...used.widths]).toEqual([["sm", new Set(["4", "contents"])]]);
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

  test("has its classes of a width in no place but one where any of them will do", () => {
    const inParentheses = Array.from(whole.matchAll(/(:[\w-]+)\([^()]*\.(?:xs|sm|md|lg|xl)\\:[^()]*\)/g), ([, name]) => name);
    expect(new Set(inParentheses)).toEqual(new Set([":where"]));
    expect(whole).not.toMatch(/\.(?:xs|sm|md|lg|xl)\\:[^,{}()]*\.(?:xs|sm|md|lg|xl)\\:/);
  });

  // When this fails after an upgrade, look whether the part is really not there.
  test("is without the style of these parts today", () => {
    const styled = new Set(Array.from(whole.matchAll(/\.(rt-[A-Z][\w-]*)/g), ([, name = ""]) => name));
    const dropped = [...styled].filter((name) => !used.parts.has(name)).map((name) => name.replace("rt-", "")).sort();
    expect(dropped.join(" ")).toBe([
      "BaseMenuArrow BaseRadioRoot BaseTabList BaseTabListTrigger BaseTabListTriggerInner BaseTabListTriggerInnerHidden",
      "Blockquote CheckboxCardCheckbox CheckboxCardsItem CheckboxCardsRoot Container ContainerInner ContextMenuContent Em",
      "HoverCardContent ProgressIndicator ProgressRoot Quote RadioCardsItem RadioCardsRoot RadioGroupItem",
      "RadioGroupItemInner RadioGroupRoot Section SliderRange SliderRoot SliderThumb SliderTrack TabNavItem TabNavLink",
      "TabsContent TextAreaInput TextAreaRoot ThemePanelRadioCard ThemePanelRadioCardInput ThemePanelShortcut",
      "ThemePanelSwatch ThemePanelSwatchInput",
    ].join(" "));
  });

  test("keeps every class without a width, and of the width in use what is asked for", () => {
    const kept = /\.-?(?!rt-[A-Z])[a-z][\w-]*(?!\w*\\:)/g;
    expect(all(css, kept)).toEqual(all(whole, kept));
    expect(css).toContain(".sm\\:rt-r-display-contents");
    expect(css).toContain(".rt-BaseDialogContent:where(.sm\\:rt-r-size-4)");
    expect(css).not.toContain(".sm\\:rt-r-display-block");
    expect(css).not.toContain(".md\\:");
    expect(css).toContain(".rt-BaseMenuContent");
    expect(css).not.toContain(".rt-Slider");
  });

  test("loses no declaration but of what nobody asks for", async () => {
    const [before, after] = [await declarations(), await declarations(used)];
    const lost = [...before].filter((one) => !after.has(one));
    expect(lost.length).toBeGreaterThan(1000);
    expect([...after].filter((one) => !before.has(one))).toEqual([]);
    const faded = among(new Set(colors.filter((color) => !used.colors.has(color))));
    // md as well: of sm:rt-r-mx Radix itself says --ml-md.
    const custom = among(new Set(Array.from(whole.matchAll(/\.sm\\:([\w-]+) \{[^}]*var\(--[\w-]+-(?:sm|md)\)/g), ([, name = ""]) => name)));
    expect(custom).toMatch(/rt-r-w\b.*rt-r-mx\b|rt-r-mx\b.*rt-r-w\b/);
    const meant = [
      new RegExp(`-color='(?:${faded})'`), new RegExp(`\\| --(?:${faded})-[\\w-]+:`), // of another colour
      /\.(?:xs|md|lg|xl)\\:/, new RegExp(`\\.sm\\\\:(?!(?:${custom})(?![\\w-]))[\\w-]+(?<!-4|-contents)(?![\\w-])`), // of another width, or of no value there
    ];
    const unnamed = (one: string) => Array.from(one.matchAll(/(?<!\([^)]*)\.(rt-[A-Z][\w-]*)/g)).some(([, name = ""]) => !used.parts.has(name));
    expect(lost.filter((one) => !meant.some((pattern) => pattern.test(one)) && !unnamed(one))).toEqual([]);
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
    const everything: Used = { widths: new Map(breakpoints.map((name) => [name, "any"])), colors: new Set(colors), parts };
    expect(await declarations(everything)).toEqual(await declarations());
    const none: Used = { widths: new Map(), colors: new Set(), parts: new Set() };
    expect(await thin(none, path.resolve(import.meta.dirname, "other.css"))).toBe(whole);
  });
});
