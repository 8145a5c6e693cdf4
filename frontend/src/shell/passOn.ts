import { useLayoutEffect, useRef } from "react";

/**
 * Passes the focus on when what the returned ref is on goes away with it: to the dialog it is in, or to the
 * page's heading. Left alone it would be nowhere, and the next Tab at the window's beginning.
 */
export function usePassOnFocus<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const going = ref.current;
    return () => {
      if (going?.contains(document.activeElement)) {
        const next = going.closest<HTMLElement>("[role=dialog], [role=alertdialog]") ?? document.querySelector<HTMLElement>(".content-page:not([hidden]) h1, .stage h1, h1");
        next?.focus({ preventScroll: true });
      }
    };
  }, []);
  return ref;
}
