import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { accentColors, grayColors } from "@radix-ui/themes/props";
import { findParts } from "./parts.ts";
import { findWidths, type Widths } from "./widths.ts";

// Radix Themes' stylesheet repeats every layout class for five widths of the window, has thirty colours in two
// themes and two gamuts, and all its parts. What nobody here asks for is left out (vite.config.ts): it was seven tenths of the sheet.

const root = path.resolve(import.meta.dirname, "..");

/** The sources that can ask for a width or a colour: ours and the widgets'. */
export const sources = [path.join(root, "src"), path.join(root, "node_modules/@workos-inc/widgets/dist/esm"), path.join(root, "node_modules/@workos-inc/widgets/dist/css")];

/** Radix's colours. */
export const colors: readonly string[] = [...new Set<string>([...accentColors, ...grayColors])].filter((color) => color !== "auto");

/** What of these is asked for. */
export interface Used {
  readonly widths: Widths;
  readonly colors: ReadonlySet<string>;
  /** The classes of Radix's parts. */
  readonly parts: ReadonlySet<string>;
}

/**
 * Whatever might be meant: a property or a class called like a width, a text or a variable called like a colour, a part that is
 * imported. gray is what everything else stands on.
 */
export function findUsed(text: string): Used {
  const found = (pattern: RegExp) => new Set(Array.from(text.matchAll(pattern), (match) => match[1] ?? ""));
  const names = colors.join("|");
  return {
    widths: findWidths(text),
    colors: new Set(["gray", ...found(new RegExp(`["'\`](${names})["'\`]`, "g")), ...found(new RegExp(`--(${names})-`, "g"))]),
    parts: findParts(text),
  };
}

/** All sources, one after the other, without their tests. */
export function readSources(folders: readonly string[]): string {
  return folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:css|[jt]sx?)$/.test(entry.name) && !/\.(?:test|d)\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
