/** The widths of Radix's responsive props; "initial" has no prefix. */
export const breakpoints = ["xs", "sm", "md", "lg", "xl"] as const;

/** For each width that is asked for its values and classes; "any" where it can't be told which. */
export type Widths = ReadonlyMap<string, ReadonlySet<string> | "any">;

const width = breakpoints.join("|");
/** A property { sm: "4" } with a text and nothing else, or a class sm:rt-r-p-2. */
const asked = new RegExp(String.raw`(?<![\w-])["']?(${width})["']?\]?\s*\\?:\s*(?:(["'\`])((?:(?!\2)[^\\$])*)\2(?=\s*[,})\n;]|\s*$)|(-?rt-[\w-]+))?`, "g");
/** { sm }, whatever that is. */
const shorthand = new RegExp(String.raw`(?<![\w."'\`-])(${width})\s*[,}]`, "g");

/** Values that Radix has other words for in its classes (helpers/extract-props.js, parseValue in the props of a part). */
const renamed = new Set(["initial", "current", "left", "right", "start", "center", "end"]);

/** Which widths sources ask for, and what at them. */
export function findWidths(text: string): Widths {
  const all = new Map<string, Set<string> | "any">();
  for (const [, name = "", , value, className] of text.matchAll(asked)) {
    const [one, known] = [value ?? className, all.get(name) ?? new Set<string>()];
    all.set(name, one === undefined || renamed.has(one) || known === "any" ? "any" : known.add(one));
  }
  for (const [, name = ""] of text.matchAll(shorthand)) {
    all.set(name, "any");
  }
  return all;
}

const ofWidth = new RegExp(String.raw`\.(${width})\\:(-?[\w-]+)`, "g");

/** The classes of a width in a stylesheet or a selector, each with what it is called without the width. */
export function classesOfWidth(text: string): { width: string; name: string }[] {
  return Array.from(text.matchAll(ofWidth), ([, width = "", name = ""]) => ({ width, name }));
}

/**
 * Whether a class of a width is asked for: it ends with the value, or has none and takes it from a variable, when it
 * is one of no list. Bare are the names of such classes.
 */
export function isAskedFor(widths: Widths, bare: ReadonlySet<string>, { width, name }: { width: string; name: string }): boolean {
  const values = widths.get(width);
  return values === "any" || (values !== undefined
    && (bare.has(name) || [...values].some((value) => name === value || name.endsWith(`-${value.replace(/^-/, "")}`))));
}
