import { useCallback, useState } from "react";
import { clearQueryString } from "../bridge/address";
import { pages, type WidgetPage } from "../widgets/catalogue";
import { recall, remember } from "./memory";

const memory = "page";

/**
 * The page that is shown, out of those that are available, and the way to another. It lives in memory and
 * never in the address, whose query string belongs to the widgets; the next start comes back to it.
 */
export function useRoute(available: readonly WidgetPage[]): readonly [WidgetPage | undefined, (to: WidgetPage) => void] {
  const [wanted, setWanted] = useState(() => recall(memory));
  const go = useCallback((to: WidgetPage) => {
    clearQueryString();
    remember(memory, to.id);
    setWanted(to.id);
  }, []);
  return [available.find((page) => page.id === wanted) ?? available[0], go];
}

/** The pages that a person can go to, locked ones included. Without an organization there are only their own. */
export function availablePages(organization: string): readonly WidgetPage[] {
  return pages.filter((page) => page.group === "you" || organization !== "");
}
