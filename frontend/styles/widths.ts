/** The widths of Radix's responsive props; "initial" has no prefix. */
export const breakpoints = ["xs", "sm", "md", "lg", "xl"] as const;

/** For each width that is asked for its values and classes; "any" where it can't be told which. */
export type Widths = ReadonlyMap<string, ReadonlySet<string> | "any">;

const width = breakpoints.join("|");
/** Any mention of one; with what is asked for, where that is plain: a property { sm: "4" } with a text and nothing else, or a class sm:rt-r-p-2. */
const mention = new RegExp(String.raw`(?<![\w-])(${width})(?![\w-])(?:["'\`]?\]?\s*\\?:\s*(?:(["'])((?:(?!\2)[^\\])*)\2(?=\s*[,})])|(-?rt-[\w-]*\w)(?![\w$-])))?`, "g");

/** As in "see docs/translating.md". */
const fileNames = /\b[\w-]{3,}\.md\b/g;

/** Values that Radix has other words for in its classes (helpers/extract-props.js, parseValue in the props of a part). */
const renamed = new Set(["initial", "current", "left", "right", "start", "center", "end"]);

/** Which widths sources ask for, and what at them. */
export function findWidths(text: string): Widths {
  const all = new Map<string, Set<string> | "any">();
  for (const [, name = "", , value, className] of text.replace(fileNames, "").matchAll(mention)) {
    const [one, known] = [value ?? className, all.get(name) ?? new Set<string>()];
    all.set(name, one === undefined || renamed.has(one) || known === "any" ? "any" : known.add(one));
  }
  return all;
}

const ofWidth = new RegExp(String.raw`\.(${width})\\:(-?[\w-]+)`, "g");

/** The classes of a width in a stylesheet or a selector, each with what it is called without the width. */
export function classesOfWidth(text: string): { width: string; name: string }[] {
  return Array.from(text.matchAll(ofWidth), ([, width = "", name = ""]) => ({ width, name }));
}

const ownVariable = new RegExp(String.raw`var\(--[\w-]+-(?:${width})\)`);

/**
 * The names of the classes in a rule that have no value in them: they take it from a variable of their width. A class may have other
 * rules without one, as those of margins do.
 */
export function namesWithoutValue(selector: string, rule: string): string[] {
  return ownVariable.test(rule) ? classesOfWidth(selector).map(({ name }) => name) : [];
}

/**
 * Whether a class of a width is asked for: it ends with a value that is, as sm:rt-r-p-2 does; or it is one without, sm:rt-r-p, which
 * Radix gives for any value that it has no class for. bare are the names of those.
 */
export function isAskedFor(widths: Widths, bare: ReadonlySet<string>, { width, name }: { width: string; name: string }): boolean {
  const values = widths.get(width);
  return values === "any" || (values !== undefined
    && (bare.has(name) || [...values].some((value) => name === value || name.endsWith(`-${value.replace(/^-/, "")}`))));
}
