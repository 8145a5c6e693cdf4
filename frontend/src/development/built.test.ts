import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { name } from "./name";

const root = path.resolve(import.meta.dirname, "../..");
const dist = path.join(root, "dist");

const files = existsSync(path.join(dist, "index.html"))
  ? readdirSync(dist, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name))
  : [];

const holding = (text: string | RegExp) => files.filter((file) => {
  const content = readFileSync(file, "utf8");
  return typeof text === "string" ? content.includes(text) : text.test(content);
}).map((file) => path.basename(file));

/** What TanStack's devtools cannot be without: the beginning of their classes' names. */
const devtools = "tsqd-";

// make test-page builds the page before.
describe.skipIf(files.length === 0)("the built page", () => {
  it("has nothing of the devtools", () => {
    const folder = path.join(root, "node_modules/@tanstack/query-devtools/build");
    const inPackage = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
    expect(inPackage.filter((file) => readFileSync(path.join(folder, file), "utf8").includes(devtools))).not.toEqual([]);
    expect(holding(devtools)).toEqual([]);
    expect(holding(name)).toEqual([]);
  });

  it("has no source maps, and leads to none", () => {
    expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
    expect(holding("sourceMappingURL")).toEqual([]);
  });

  it("has the sandbox's panel in a chunk that nothing waits for", () => {
    const [panel = "", ...others] = holding("/_sandbox/");
    expect(panel).toMatch(/^Sandbox-.+\.js$/);
    expect(others).toEqual([]);
    // import("./Sandbox-…") fetches it when it is wanted; from "./Sandbox-…" would have it fetched before.
    expect(holding(new RegExp(String.raw`\bimport\(\s*["'\`]\./${panel.replaceAll(".", String.raw`\.`)}`))).not.toEqual([]);
    expect(holding(new RegExp(String.raw`(?:\bfrom|\bimport)\s*["'\`]\./${panel.replaceAll(".", String.raw`\.`)}`))).toEqual([]);
  });

  it("has the style of every part of Radix's that its scripts have", () => {
    const named = (text: string, pattern: RegExp) => new Set(Array.from(text.matchAll(pattern), ([, part = ""]) => part));
    const texts = (extension: string) => files.filter((file) => file.endsWith(extension)).map((file) => readFileSync(file, "utf8")).join("\n");
    const whole = readFileSync(path.join(root, "node_modules/@radix-ui/themes/styles.css"), "utf8");
    const styled = [whole, texts(".css")].map((css) => named(css, /\.(rt-[A-Z][\w-]*)/g));
    const wanted = [...named(texts(".js"), /\b(rt-[A-Z][\w-]*)/g)].filter((part) => styled[0]?.has(part));
    expect(wanted.length).toBeGreaterThan(50);
    expect(wanted.filter((part) => !styled[1]?.has(part))).toEqual([]);
  });

  // As internal/bench/size.go weighs it, whose figure is in docs/performance.md.
  it("has at most 190 kB of scripts, after gzip, that the first page waits for", () => {
    const scripts = files.filter((file) => file.endsWith(".js"));
    const needed = new Set(["index", "start", "user-profile.client", "organization-switcher.client"].map((name) => {
      const [script = "", ...others] = scripts.filter((file) => path.basename(file).replace(/-.{8}\.js$/, "") === name);
      expect([script !== "", ...others], `one script is called ${name}`).toEqual([true]);
      return script;
    }));
    let sum = 0;
    for (const script of needed) {
      const content = readFileSync(script, "utf8");
      sum += gzipSync(content, { level: 9 }).length;
      for (const [, imported = ""] of content.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) {
        needed.add(path.join(path.dirname(script), imported));
      }
    }
    expect(needed.size).toBeGreaterThan(4);
    expect(sum).toBeLessThanOrEqual(190_000);
  });
});
