import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

const mark = "?export=";

/**
 * A plugin that makes each export of these modules (the ends of their paths) a module of its own when the page is built.
 * A bundler moves whole modules: without this the first page has every icon that any page shows. Only for modules
 * without state of their own, since what several exports share is there several times.
 */
export function apart(modules: readonly string[]): Plugin {
  return {
    name: "apart",
    apply: "build",
    async transform(code, id) {
      if (!/^\s*import\b/m.test(code) || id.includes(mark)) {
        return null;
      }
      let changed = code;
      // From the end, so that positions before stay true.
      for (const node of this.parse(code).body.toReversed()) {
        if (node.type !== "ImportDeclaration") {
          continue;
        }
        const names = node.specifiers.flatMap((s) => s.type === "ImportSpecifier" && s.imported.type === "Identifier" ? [[s.imported.name, s.local.name] as const] : []);
        if (names.length === 0 || names.length < node.specifiers.length) {
          continue;
        }
        const found = await this.resolve(node.source.value, id);
        if (!found || !modules.some((module) => found.id.replaceAll("\\", "/").endsWith(module))) {
          continue;
        }
        const imports = names.map(([imported, local]) => `import { ${imported} as ${local} } from ${JSON.stringify(found.id + mark + imported)};`);
        changed = changed.slice(0, node.start) + imports.join("\n") + changed.slice(node.end);
      }
      return changed === code ? null : { code: changed, map: null };
    },
    async load(id) {
      const [file, name] = id.split(mark);
      return file !== undefined && name !== undefined ? { code: rounded(await readFile(file, "utf8")), moduleSideEffects: false } : null;
    },
  };
}

/** An icon's outline in hundredths of a pixel: the package has hundred-thousandths, which are most of its weight. */
function rounded(code: string): string {
  return code.replace(/\bd: "[^"]+"/g, (outline) => outline.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))));
}
