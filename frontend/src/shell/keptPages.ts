import { useCallback, useState } from "react";
import type { WidgetPage } from "../widgets/catalogue";

/**
 * Keeps the pages that were gone to, as long as they may stay. To make a widget anew takes longer than all else that a click on
 * its page does, and what somebody has looked for in it would be lost. They are in the order in which they were first gone
 * to, the one that is shown among them; drop lets one go that is not shown.
 */
export function useKeptPages(shown: WidgetPage, mayStay: (page: WidgetPage) => boolean): { readonly kept: readonly WidgetPage[]; readonly drop: (page: WidgetPage) => void } {
  const [pages, setPages] = useState<readonly WidgetPage[]>([shown]);
  const staying = pages.filter((page) => page === shown || mayStay(page));
  const kept = staying.includes(shown) ? staying : [...staying, shown];
  if (kept.length !== pages.length || !pages.includes(shown)) {
    setPages(kept);
  }
  const drop = useCallback((page: WidgetPage) => {
    setPages((now) => now.filter((one) => one !== page));
  }, []);
  return { kept, drop };
}
