import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

/** The folder with the brand that is compiled in: build/, or the one in which make brand puts another (docs/branding.md). */
export const brandFolder = path.resolve(import.meta.dirname, "..", process.env["BRANDED"] || "build");

/** What the page's build has to know of it. The builder has checked it. */
export const brand = JSON.parse(readFileSync(path.join(brandFolder, "brand.json"), "utf8")) as { readonly product: string; readonly accent: string };

/** A plugin that gives the page's modules the brand as "#brand/", and the document its name before any script runs. */
export function branded(): Plugin {
  return {
    name: "branded",
    config: () => ({ resolve: { alias: { "#brand": brandFolder } }, server: { fs: { allow: [brandFolder] } } }),
    transformIndexHtml: (html) => html.replace(/<title>.*<\/title>/, () => `<title>${escaped(brand.product)}</title>`),
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
