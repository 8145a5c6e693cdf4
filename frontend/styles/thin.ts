import type { CSSOptions } from "vite";
import { breakpoints, colors, type Used } from "./used.ts";

type PostCSSPlugin = NonNullable<Exclude<CSSOptions["postcss"], string | undefined>["plugins"]>[number];

/** A PostCSS plugin that leaves out of Radix Themes' stylesheet the widths, colours and parts that nobody asks for. */
export function thinStyles(used: Used): PostCSSPlugin {
  const faded = colors.filter((name) => !used.colors.has(name));
  const token = faded.length > 0 ? new RegExp(`^--(?:${faded.join("|")})-`) : undefined;
  const isAskedFor = (selector: string, body: string) => isOfWidth(selector, body, used) && isOfColor(selector, faded) && isOfPart(selector, used);
  return {
    postcssPlugin: "thin-styles",
    Once(root) {
      if (!/@radix-ui\/themes\/[\w./-]*\.css$/.test(root.source?.input.file?.replaceAll("\\", "/") ?? "")) {
        return;
      }
      root.walkDecls((declaration) => {
        if (token?.test(declaration.prop)) {
          declaration.remove();
        }
      });
      root.walkRules((rule) => {
        const body = rule.nodes.map(String).join(";");
        const selectors = rule.selectors.filter((selector) => isAskedFor(selector, body));
        if (selectors.length === 0 || rule.nodes.length === 0) {
          rule.remove();
        } else if (selectors.length < rule.selectors.length) {
          rule.selectors = selectors;
        }
      });
      // Twice: within @supports there is @media.
      for (let depth = 0; depth < 2; depth++) {
        root.walkAtRules((atRule) => {
          if (atRule.nodes?.length === 0) {
            atRule.remove();
          }
        });
      }
    },
  };
}

/** A class of a width has its value at its end, or takes it from a variable of that width, when it is one of no list. */
const ofWidth = new RegExp(String.raw`\.(${breakpoints.join("|")})\\:(-?[\w-]+)`, "g");

function isOfWidth(selector: string, body: string, { breakpoints: asked }: Used): boolean {
  return Array.from(selector.matchAll(ofWidth)).every(([, width = "", name = ""]) => {
    const values = asked.get(width);
    return values === undefined ? asked.has(width)
      : body.includes(`-${width})`) || [...values].some((value) => name === value || name.endsWith(`-${value.replace(/^-/, "")}`));
  });
}

/** Each colour has rules of its own. */
function isOfColor(selector: string, faded: readonly string[]): boolean {
  return !["accent", "gray"].some((kind) => faded.some((name) => selector.includes(`[data-${kind}-color='${name}']`)));
}

/** What is in parentheses is one of several, or meant not to be there. */
function isOfPart(selector: string, { parts }: Used): boolean {
  let outside = selector;
  for (let before = ""; before !== outside;) {
    before = outside;
    outside = before.replace(/\([^()]*\)/g, "");
  }
  return Array.from(outside.matchAll(/\.(rt-[A-Z][\w-]*)/g)).every(([, name = ""]) => parts.has(name));
}
