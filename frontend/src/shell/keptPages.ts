import { useCallback, useState } from "react";
import type { WidgetPage } from "../widgets/catalogue";

/** The pages whose widgets are there, shown or hidden. */
export interface KeptPages {
  /** In the order in which they were first gone to; the one that is shown is among them. */
  readonly kept: readonly WidgetPage[];
  /** How often all were made anew: to be part of their keys. */
  readonly round: number;
  /** Lets one go that is not shown. */
  readonly drop: (page: WidgetPage) => void;
  /** Makes the page that is shown anew, and lets all others go. */
  readonly startAnew: () => void;
}

/**
 * Keeps the pages that were gone to. To make a widget anew takes longer than all else that a click on its page does, and what
 * somebody has looked for in it would be lost.
 */
export function useKeptPages(shown: WidgetPage): KeptPages {
  const [{ pages, round }, setPages] = useState<{ pages: readonly WidgetPage[]; round: number }>({ pages: [shown], round: 0 });
  const kept = pages.includes(shown) ? pages : [...pages, shown];
  if (kept !== pages) {
    setPages({ pages: kept, round });
  }
  const drop = useCallback((page: WidgetPage) => {
    setPages((now) => ({ ...now, pages: now.pages.filter((one) => one !== page) }));
  }, []);
  const startAnew = useCallback(() => {
    setPages((now) => ({ pages: [], round: now.round + 1 }));
  }, []);
  return { kept, round, drop, startAnew };
}
