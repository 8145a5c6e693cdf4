import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds, live. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => {
        media.removeEventListener("change", changed);
      };
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Under which width the sidebar shows icons only, in pixels. first-paint.css knows it too. */
export const narrowWidth = 859.98;

/** That the window is narrower than a width in pixels. */
export function narrowerThan(width: number): string {
  return `(max-width: ${width}px)`;
}
