import { focusManager } from "@tanstack/react-query";

/**
 * Has the widgets look again whenever the window comes to the front: what was begun in the browser may be
 * done there. Left alone they do so when a tab becomes visible, which a desktop window never stops being.
 */
export function lookAgainOnFocus(target: Window): void {
  focusManager.setEventListener((focused) => {
    const look = () => {
      focused();
    };
    target.addEventListener("focus", look);
    target.document.addEventListener("visibilitychange", look);
    return () => {
      target.removeEventListener("focus", look);
      target.document.removeEventListener("visibilitychange", look);
    };
  });
}
