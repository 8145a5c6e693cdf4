import { useEffect, useRef, type RefObject } from "react";
import { portal } from "../bridge/outside";
import type { WidgetPage } from "../widgets/catalogue";
import { keptFor, type Scope } from "../widgets/scope";
import { looksOf } from "./looks";

/** What a widget shows that has no answer yet, and what stands there in the place of one that went wrong. */
const unsettled = '[data-woswidgets-widget-state="loading"], .rt-Skeleton, [role="alert"]';

/** What it takes to decide whether a page that was left is kept. */
interface Keeping {
  readonly container: RefObject<HTMLElement | null>;
  readonly page: WidgetPage;
  readonly scope: Scope;
  readonly shown: boolean;
  readonly resting: boolean;
  readonly drop: (page: WidgetPage) => void;
}

/**
 * Lets go of a page that was left, at once or after a while. At once, when it waits for its answers, which a widget at rest takes for
 * there being none; when something was wrong with it, since who comes back wants another try; and when something was done in it,
 * because a widget goes on holding what came of that: a key, a step-up, a link that works once.
 */
export function useKeeping({ container, page, scope, shown, resting, drop }: Keeping): void {
  const used = useRef(false);
  useEffect(() => {
    if (!shown) {
      return;
    }
    const before = portal.visits;
    const stop = scope.client.getMutationCache().subscribe(({ type }) => {
      used.current ||= type === "added";
    });
    return () => {
      stop();
      used.current ||= portal.visits !== before;
    };
  }, [shown, scope]);
  useEffect(() => {
    if (shown) {
      return;
    }
    if (used.current || !isSettled(container.current)) {
      drop(page);
      return;
    }
    const timer = setTimeout(drop, keptFor, page);
    return () => {
      clearTimeout(timer);
    };
    // Once more when it rests: what comes of that is seen then.
  }, [container, page, shown, resting, drop]);
}

function isSettled(element: HTMLElement | null): boolean {
  return element !== null && looksOf(element) === "fine" && element.querySelector(unsettled) === null;
}
