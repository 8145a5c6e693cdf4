import type { CSSOptions } from "vite";
import { colors, type Used } from "./used.ts";
import { classesOfWidth, isAskedFor, namesWithoutValue } from "./widths.ts";

type PostCSSPlugin = NonNullable<Exclude<CSSOptions["postcss"], string | undefined>["plugins"]>[number];

/** A PostCSS plugin that leaves out of Radix Themes' stylesheet the widths, colours and parts that nobody asks for. */
export function thinStyles(used: Used): PostCSSPlugin {
  const faded = colors.filter((name) => !used.colors.has(name));
  const token = faded.length > 0 ? new RegExp(`^--(?:${faded.join("|")})-`) : undefined;
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
      const bare = new Set<string>();
      root.walkRules((rule) => {
        namesWithoutValue(rule.selector, rule.toString()).forEach((name) => bare.add(name));
      });
      root.walkRules((rule) => {
        const selectors = rule.selectors.filter((selector) => isOfWidth(selector, used, bare) && isOfColor(selector, faded) && isOfPart(selector, used));
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

/** Where there are several they are alternatives, :where(.a, .b): the test holds that there is nothing else. */
function isOfWidth(selector: string, { widths }: Used, bare: ReadonlySet<string>): boolean {
  const classes = classesOfWidth(selector);
  return classes.length === 0 || classes.some((one) => isAskedFor(widths, bare, one));
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
