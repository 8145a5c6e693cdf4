import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installApplication, nobody } from "../testing/application";
import { reportPlace } from "./window";

/** A window of its own, so that nothing listens any more after the test. */
function aWindow() {
  const page = Object.assign(new EventTarget(), { hidden: false, focused: true, hasFocus: () => page.focused });
  const target = Object.assign(new EventTarget(), { document: page });
  return { page, target: target as unknown as Window, say: (event: string) => target.dispatchEvent(new Event(event)) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what the window says of its place", () => {
  it("is its new size, once it has come to rest", () => {
    const { bound } = installApplication(nobody);
    const { target, say } = aWindow();
    reportPlace(target);
    for (let n = 0; n < 10; n++) {
      say("resize");
      vi.advanceTimersByTime(100);
    }
    expect(bound.PlaceChanged).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(bound.PlaceChanged).toHaveBeenCalledOnce();
  });

  it("is said at once when it loses the focus, and not again for the resize before", () => {
    const { bound } = installApplication(nobody);
    const { target, say } = aWindow();
    reportPlace(target);
    say("resize");
    say("blur");
    vi.advanceTimersByTime(1000);
    expect(bound.PlaceChanged).toHaveBeenCalledOnce();
  });

  it("is whether it is in front, from the start on", () => {
    const { bound } = installApplication(nobody);
    const { target, page, say } = aWindow();
    reportPlace(target);
    page.focused = false;
    say("blur");
    page.focused = true;
    say("focus");
    page.hidden = true;
    page.dispatchEvent(new Event("visibilitychange"));
    expect(bound.SetFront.mock.calls).toEqual([[true], [false], [true], [false]]);
  });
});
