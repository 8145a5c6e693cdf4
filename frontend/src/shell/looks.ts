import { useEffect, useState, type RefObject } from "react";

/** How a widget looks: "blank" and "broken" are what it can't tell by itself. */
export type Looks = "fine" | "blank" | "broken";

/** How long it has to look like that before it is said, in milliseconds. */
export const settleAfter = 2000;

/**
 * Watches what a widget shows while it is shown. A widget catches its own errors and then says that the network may be to blame;
 * without its providers it shows nothing at all.
 */
export function useLooks(container: RefObject<HTMLElement | null>, shown: boolean): Looks {
  const [looks, setLooks] = useState<Looks>("fine");
  if (!shown && looks !== "fine") {
    setLooks("fine");
  }
  useEffect(() => {
    const element = container.current;
    if (!element || !shown) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: Looks = "fine";
    const look = () => {
      const now = looksOf(element);
      if (now !== seen) {
        seen = now;
        clearTimeout(timer);
        timer = setTimeout(() => {
          setLooks(now);
        }, now === "fine" ? 0 : settleAfter);
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(element, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-woswidgets-widget-state"] });
    look();
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [container, shown]);
  return looks;
}

/** How a widget in a container looks now. */
export function looksOf(element: HTMLElement): Looks {
  if (element.querySelector('[data-woswidgets-widget-state="error"]')) {
    return "broken";
  }
  const something = element.textContent.trim() !== "" || element.querySelector("button, input, svg, img, [role], .rt-Skeleton");
  return something ? "fine" : "blank";
}
