import { useMemo, useState } from "react";
import { clearQueryString } from "../bridge/address";
import { pages, type WidgetPage } from "../widgets/catalogue";
import { recall, remember } from "./memory";

const memory = "page";

/** How many visits the way back is kept for. */
const keptVisits = 50;

/** The pages visited, the oldest first, and which of them is the one to show. */
interface Visits {
  readonly entries: readonly string[];
  readonly at: number;
}

/** The page that is shown, and the ways to others. */
export interface Route {
  readonly page: WidgetPage | undefined;
  readonly go: (to: WidgetPage) => void;
  /** One visit back, or forward again; undefined when there is none. */
  readonly back: (() => void) | undefined;
  readonly forward: (() => void) | undefined;
}

/**
 * The page that is shown, out of those that are available. Where one has been lives in memory and never in the
 * address, whose query string belongs to the widgets; the next start comes back to the last page. A visit
 * that is not available is passed over, and is there again once it is.
 */
export function useRoute(available: readonly WidgetPage[]): Route {
  const [visits, setVisits] = useState<Visits>(() => ({ entries: [recall(memory) ?? ""], at: 0 }));
  return useMemo(() => {
    const { entries, at } = visits;
    const pageOf = (n: number) => available.find(({ id }) => id === entries[n]);
    const page = pageOf(at) ?? available[0];
    const way = (places: readonly number[]) => {
      const n = places.find((place) => pageOf(place) !== undefined && pageOf(place) !== page);
      return n === undefined ? undefined : () => {
        arrive(entries[n] ?? "");
        setVisits({ entries, at: n });
      };
    };
    const go = (to: WidgetPage) => {
      arrive(to.id);
      if (to.id !== entries[at]) {
        setVisits(visit({ entries, at }, page?.id, to.id));
      }
    };
    const places = entries.map((_, n) => n);
    return { page, go, back: way(places.slice(0, at).reverse()), forward: way(places.slice(at + 1)) };
  }, [available, visits]);
}

/** The page that the next start comes back to, as far as it can be known before it is known who is signed in. */
export function lastPage(): WidgetPage | undefined {
  const last = recall(memory);
  return pages.find(({ id }) => id === last) ?? pages[0];
}

/** Visits another page. The one shown counts as visited, though another may have been wanted that is not available. */
function visit({ entries, at }: Visits, shown: string | undefined, next: string): Visits {
  const before = entries.slice(0, at + 1);
  const all = [...before, ...(shown === undefined || shown === entries[at] || shown === next ? [] : [shown]), next].slice(-keptVisits);
  return { entries: all, at: all.length - 1 };
}

function arrive(id: string): void {
  clearQueryString();
  remember(memory, id);
}

/** The pages that a person can go to, locked ones included. Without an organization there are only their own. */
export function availablePages(organization: string): readonly WidgetPage[] {
  return pages.filter((page) => page.group === "you" || organization !== "");
}
