import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const radix = path.resolve(import.meta.dirname, "../node_modules/@radix-ui/themes/dist/esm");

/** What a part of Radix Themes' is called in its stylesheet. */
const called = /\brt-[A-Z][\w-]*/g;

/**
 * The classes of the parts of Radix Themes' that sources import, of what these are made of, and those that the sources name
 * themselves.
 */
export function findParts(text: string): ReadonlySet<string> {
  const reached = new Set(imported(text).map((name) => path.join(radix, "components", `${name}.js`)).filter((file) => existsSync(file)));
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

/** The modules that are asked for: DropdownMenu is in dropdown-menu.js. What is none is a type, or an icon that some part has. */
function imported(text: string): string[] {
  if (/\*\s*as\s+\w+\s+from\s*["']@radix-ui\/themes["']/.test(text)) {
    throw new Error("all of @radix-ui/themes is imported under one name; import its parts by theirs, or the stylesheet can't be thinned");
  }
  const named = Array.from(text.matchAll(/\{([^{}]*)\}\s*from\s*["']@radix-ui\/themes["']/g), ([, names = ""]) =>
    names.split(",").map((name) => name.trim().replace(/^type\s+|\s+as\s.*/g, "")));
  const alone = Array.from(text.matchAll(/["']@radix-ui\/themes\/components\/([\w-]+)["']/g), ([, name = ""]) => name);
  return [...named.flat().filter(Boolean).map(fileName), ...alone];
}

/** How Radix names the module of a part. */
export function fileName(part: string): string {
  return part.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
