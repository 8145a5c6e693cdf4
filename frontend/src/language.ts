import { createElement, Fragment, type ReactNode } from "react";

/** A text by its plural categories (https://unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules). */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The names of what a text leaves open, as in "Switching to {organization}". */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type Values<Text extends string, Value> = Readonly<Record<Names<Text>, Value>>;

/** Tests that drive a browser read the page's words without a document of their own. */
const page = typeof document === "undefined" ? undefined : document;

/** What the application put into the document, if the system's language is another than English. */
const translation = read(page?.getElementById("translation")?.textContent ?? "{}");

/** The language of the page's texts. The document says it from its first byte. */
const language = page?.documentElement.lang || "en";

// Made when they are first asked for: most first pictures need neither, and each takes its milliseconds.
let plurals: Intl.PluralRules | undefined;
let alternatives: Intl.ListFormat | undefined;

/**
 * A text in the person's language. The English one is its key, and a literal: the catalogue of what there is to
 * translate is made from these calls (internal/words).
 */
export function t<Text extends string>(text: Text, ...values: [Names<Text>] extends [never] ? [] : [Values<Text, string>]): string {
  return filled(said(text), values[0] ?? {}).join("");
}

/** A text with nodes in its places. */
export function parts<Text extends string>(text: Text, values: Values<Text, ReactNode>): ReactNode[] {
  return filled<ReactNode>(said(text), values);
}

/** A text that depends on a number, which it has in its place {n}, written the way of the person's system. */
export function count(forms: { readonly one: string; readonly other: string }, n: number): string {
  const translated = translation[forms.other];
  const all: Forms = typeof translated === "object" ? translated : forms;
  plurals ??= new Intl.PluralRules(language);
  return filled(all[plurals.select(n)] ?? all.other, { n: new Intl.NumberFormat(navigator.language).format(n) }).join("");
}

/** One of several, as in "a, b or c". */
export function oneOf(nodes: readonly ReactNode[]): ReactNode[] {
  alternatives ??= new Intl.ListFormat(language, { type: "disjunction" });
  return alternatives.formatToParts(nodes.map((_, at) => String(at))).map((part) =>
    part.type === "element" ? createElement(Fragment, { key: part.value }, nodes[Number(part.value)]) : part.value);
}

function said(text: string): string {
  const translated = translation[text];
  return typeof translated === "string" ? translated : text;
}

/** Puts values into the places of a text that are theirs. */
function filled<Value>(text: string, values: Readonly<Record<string, Value>>): (string | Value)[] {
  return text.split(/\{(\w+)\}/).flatMap((piece, at): (string | Value)[] => {
    if (at % 2 === 0) {
      return piece === "" ? [] : [piece];
    }
    return Object.hasOwn(values, piece) ? [values[piece] as Value] : [`{${piece}}`];
  });
}

/** Our own process wrote it, from a file that its tests have read. */
function read(json: string): Readonly<Record<string, string | Forms | undefined>> {
  return JSON.parse(json) as Record<string, string | Forms | undefined>;
}
