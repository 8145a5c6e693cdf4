import * as bound from "../../wailsjs/go/main/App";
import { EventsOn } from "../../wailsjs/runtime/runtime";
import { app } from "./app";

/**
 * Tells the application that the page is alive: once when it has painted something, and whenever it is asked.
 * Without that the application takes the page for hung and loads it anew.
 */
export function reportAlive(page: Document): void {
  EventsOn("window:ping", (n: number) => {
    void bound.Pong(n);
  });
  void painted(page).then(() => bound.Painted());
}

/** Resolves after the next paint; at once in a window that nobody sees, for there is none. */
function painted(page: Document): Promise<void> {
  return new Promise((resolve) => {
    if (page.hidden) {
      resolve();
      return;
    }
    // The second frame begins when the first one has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => { resolve(); }));
  });
}

/** How long a window is at rest before its new size is reported, in milliseconds. */
const restsFor = 300;

/** Tells the application when the window gets and loses the focus, and when it has a new size or place. */
export function reportPlace(target: Window): void {
  let resized: ReturnType<typeof setTimeout> | undefined;
  const placeChanged = () => {
    clearTimeout(resized);
    resized = undefined;
    // It is kept with the next change, or when the window closes.
    app.placeChanged().catch(() => undefined);
  };
  const lookAtFocus = () => {
    app.setFront(target.document.hasFocus() && !target.document.hidden).catch(() => undefined);
  };
  target.addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(placeChanged, restsFor);
  });
  target.addEventListener("blur", placeChanged); // a window can be moved without a word to the page
  for (const event of ["focus", "blur"]) {
    target.addEventListener(event, lookAtFocus);
  }
  target.document.addEventListener("visibilitychange", lookAtFocus);
  lookAtFocus();
}
