import type { CSSOptions } from "vite";
import { breakpoints, colors, type Used } from "./used.ts";

type PostCSSPlugin = NonNullable<Exclude<CSSOptions["postcss"], string | undefined>["plugins"]>[number];

/** A PostCSS plugin that leaves out of Radix Themes' stylesheet the widths and colours that nobody asks for. */
export function thinStyles(used: Used): PostCSSPlugin {
  const narrow = breakpoints.filter((name) => !used.breakpoints.has(name));
  const faded = colors.filter((name) => !used.colors.has(name));
  const token = faded.length > 0 ? new RegExp(`^--(?:${faded.join("|")})-`) : undefined;
  // Radix has a class of each width in rules of its own, and each colour too.
  const unasked = [
    ...narrow.map((name) => `.${name}\\:`),
    ...["accent", "gray"].flatMap((kind) => faded.map((name) => `[data-${kind}-color='${name}']`)),
  ];
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
        const selectors = rule.selectors.filter((selector) => !unasked.some((part) => selector.includes(part)));
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
