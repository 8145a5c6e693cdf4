import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

/** The folder with the brand that is compiled in: build/, or the one in which make brand puts another (docs/branding.md). */
export const brandFolder = path.resolve(import.meta.dirname, "..", process.env["BRANDED"] || "build");

/** What the page's build has to know of it. The builder has checked it. */
export const brand = JSON.parse(readFileSync(path.join(brandFolder, "brand.json"), "utf8")) as { readonly product: string; readonly accent: string };

/** A plugin that gives the page's modules the brand as "#brand/", and the document its name and colour before any script runs. */
export function branded(): Plugin {
  return {
    name: "branded",
    config: () => ({ resolve: { alias: { "#brand": brandFolder } }, server: { fs: { allow: [brandFolder] } } }),
    transformIndexHtml: (html) => html.replace(/<title>.*<\/title>/, () => `<title>${escaped(brand.product)}</title>${darkened(brand.accent)}`),
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/**
 * What makes the text on a button readable where Radix's own colour is too light for it, as it has to be in WCAG. How much
 * black that takes is in a table of the pages in the browser, which do the same.
 */
function darkened(accent: string): string {
  const accents = JSON.parse(readFileSync(path.join(import.meta.dirname, "../internal/browserpage/accents.json"), "utf8")) as Readonly<Record<string, { readonly Darker: number } | undefined>>;
  const darker = accents[accent]?.Darker ?? 0;
  if (darker === 0) {
    return "";
  }
  const mixed = (black: number) => `color-mix(in oklab, var(--${accent}-9), black ${black}%)`;
  return `<style>.rt-BaseButton.rt-variant-solid:is([data-accent-color=""], [data-accent-color="${accent}"]) { --accent-9: ${mixed(darker)}; --accent-10: ${mixed(darker + 6)}; }</style>`;
}
