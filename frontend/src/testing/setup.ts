import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
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

beforeEach(() => {
  setMedia({});
});

afterEach(() => {
  cleanup();
  window.localStorage.clear();
  window.history.replaceState(null, "", "/");
});
