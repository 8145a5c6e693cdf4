import * as bound from "../../wailsjs/go/main/App";
import { EventsOn } from "../../wailsjs/runtime/runtime";

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
