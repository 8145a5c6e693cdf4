import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const radix = path.resolve(import.meta.dirname, "../node_modules/@radix-ui/themes/dist/esm");

/** What a part of Radix Themes' is called in its stylesheet. */
const called = /\brt-[A-Z][\w-]*/g;

/**
 * The classes of the parts of Radix Themes' that sources import, of what these are made of, and those that the sources name
 * themselves. It throws an Error on an import that it does not understand, whose parts would have no style.
 */
export function findParts(text: string): ReadonlySet<string> {
  const reached = new Set(imported(text));
  let all = text;
  for (const file of reached) {
    const script = readFileSync(file, "utf8");
    all += script;
    for (const [, other = ""] of script.matchAll(/\bfrom\s*"(\.[^"]+)"/g)) {
      reached.add(path.resolve(path.dirname(file), other));
    }
  }
  return new Set(all.match(called));
}

const mentions = /["']@radix-ui\/themes(?:\/(?!styles\.css|(?:props|helpers)["'])[^"']*)?["']/g;
const byName = /\{([^{}]*)\}\s*from\s*["']@radix-ui\/themes["']/g;
const byModule = /\bfrom\s*["']@radix-ui\/themes\/components\/([\w-]+)["']/g;

/** The files that are asked for. */
function imported(text: string): string[] {
  const [named, alone] = [[...text.matchAll(byName)], [...text.matchAll(byModule)]];
  if (named.length + alone.length < [...text.matchAll(mentions)].length) {
    throw new Error("something of @radix-ui/themes is imported in a way that styles/parts.ts does not know: import parts by their names");
  }
  const parts = named.flatMap(([, names = ""]) => withoutComments(names).split(",").map((name) => name.trim().replace(/\s+as\s.*/, "")));
  return [...parts.filter(isPart).map(fileName), ...alone.map(([, name = ""]) => name)].map((name) => {
    const file = path.join(radix, "components", `${name}.js`);
    if (!existsSync(file)) {
      throw new Error(`@radix-ui/themes has no module for ${name}, which a source imports`);
    }
    return file;
  });
}

function withoutComments(names: string): string {
  return names.replace(/\/\*[^]*?\*\/|\/\/.*/g, " ");
}

/** What is imported besides has no style of its own: types, hooks, icons that parts have. */
export function isPart(name: string): boolean {
  return /^[A-Z]/.test(name) && !/Icon$|Props$|Context$|^Slottable$/.test(name);
}

/** How Radix names the module of a part: DropdownMenu is in dropdown-menu.js. */
export function fileName(part: string): string {
  return part.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
