import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { wakeOnReturn } from "./wake";

describe("the return of the window or the network", () => {
  const wake = vi.fn();
  let visibility: DocumentVisibilityState;
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    wake.mockClear();
    visibility = "visible";
    vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
    stop = wakeOnReturn(wake);
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("is not told while the window opens, but made up for", () => {
    window.dispatchEvent(new Event("focus"));
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(wake).toHaveBeenCalledOnce();
  });

  it.each<[string, () => void]>([
    ["focus", () => window.dispatchEvent(new Event("focus"))],
    ["online", () => window.dispatchEvent(new Event("online"))],
    ["visibilitychange", () => document.dispatchEvent(new Event("visibilitychange"))],
  ])("is told at once on %s", (_, returns) => {
    vi.advanceTimersByTime(5000);
    expect(wake).not.toHaveBeenCalled();
    returns();
    expect(wake).toHaveBeenCalledOnce();
  });

  it("is told once in five seconds at most, and the last one never gets lost", () => {
    vi.advanceTimersByTime(5000);
    window.dispatchEvent(new Event("focus"));
    window.dispatchEvent(new Event("focus"));
    window.dispatchEvent(new Event("online"));
    expect(wake).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(4999);
    expect(wake).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(60_000);
    expect(wake).toHaveBeenCalledTimes(2);
  });

  it("is not told when the window is hidden, but when the network is back behind it", () => {
    vi.advanceTimersByTime(5000);
    visibility = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(wake).not.toHaveBeenCalled();
    window.dispatchEvent(new Event("online"));
    expect(wake).toHaveBeenCalledOnce();
  });

  it("is told nothing any more once stopped", () => {
    window.dispatchEvent(new Event("focus"));
    stop();
    vi.advanceTimersByTime(5000);
    window.dispatchEvent(new Event("focus"));
    expect(wake).not.toHaveBeenCalled();
  });
});
