import { describe, expect, it, vi } from "vitest";
import { zoomedIn, zoomedOut, zoomSteps, zoomText } from "./zoom";

describe("zooming", () => {
  it("goes through every step, and stays at both ends", () => {
    const up = [0.5];
    while (zoomedIn(up.at(-1) ?? 0) !== up.at(-1)) {
      up.push(zoomedIn(up.at(-1) ?? 0));
    }
    expect(up).toEqual(zoomSteps);
    expect(zoomedOut(0.5)).toBe(0.5);
    expect(zoomedOut(3)).toBe(2.5);
  });

  it("goes on from a factor that is no step", () => {
    expect(zoomedIn(1.33)).toBe(1.5);
    expect(zoomedOut(1.33)).toBe(1.25);
  });

  it("is written as the system's language does", () => {
    expect(zoomText(0.67)).toBe("67%");
    vi.spyOn(navigator, "language", "get").mockReturnValue("de-DE");
    expect(zoomText(1.1)).toBe("110\u00a0%");
  });
});
