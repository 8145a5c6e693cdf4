import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { failures } from "../bridge/answers";
import { handovers, openFailures } from "../bridge/outside";
import { setMedia } from "./media";

// What jsdom lacks and Radix's floating parts and our frame ask for.
class NoObserver implements ResizeObserver {
  observe() { /* nothing has a size */ }
  unobserve() { /* nothing has a size */ }
  disconnect() { /* nothing has a size */ }
}
window.ResizeObserver = NoObserver;
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.hasPointerCapture = () => false;

// A second is not enough for the real widgets on a machine that compiles something else meanwhile.
configure({ asyncUtilTimeout: 8000 });

beforeEach(() => {
  setMedia({});
});

afterEach(() => {
  cleanup();
  [failures, handovers, openFailures].forEach((list) => {
    list.remove(() => true);
  });
  try {
    window.localStorage.clear();
  } catch {
    // a wails: page has none in jsdom
  }
  delete document.documentElement.dataset["theme"];
  delete document.documentElement.dataset["zoomed"];
  document.documentElement.removeAttribute("style");
  window.history.replaceState(null, "", "/");
});
