import { startTransition, useEffect, useState } from "react";

/** How long a page is in front, or away, until its widget notices, in milliseconds: what a click shows is drawn first. */
export const noticedAfter = 50;

/**
 * Whether a widget is to rest. One whose page is not shown stays as it was left, and its queries neither ask for anything nor tell
 * it what others were told; when it is shown again, it looks again at what is no longer fresh. To be given to a WidgetRoot. A
 * widget that is drawn at rest takes what it has no answer for as answered with nothing.
 */
export function useRest(shown: boolean): boolean {
  const [resting, setResting] = useState(!shown);
  useEffect(() => {
    if (resting !== shown) {
      return;
    }
    const timer = setTimeout(() => {
      startTransition(() => {
        setResting(!shown);
      });
    }, noticedAfter);
    return () => {
      clearTimeout(timer);
    };
  }, [shown, resting]);
  return resting;
}
