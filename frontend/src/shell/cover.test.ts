import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Status, unknown, type Snapshot } from "../session/snapshot";
import { zoe } from "../testing/application";
import { useCover } from "./cover";

const restoring: Snapshot = { ...unknown, status: Status.Restoring };
const signedOut: Snapshot = { ...unknown, status: Status.SignedOut };

describe("the settings", () => {
  it("stay in front when the session is there that was being restored as they were opened, and make way for its end", () => {
    const { result, rerender } = renderHook(useCover, { initialProps: restoring });
    act(() => {
      result.current.open("settings");
    });
    rerender(zoe);
    expect(result.current.cover?.section).toBe("settings");
    rerender(signedOut);
    expect(result.current.cover).toBeUndefined();
  });

  it("make way for a sign-in, whatever the window began with", () => {
    const { result, rerender } = renderHook(useCover, { initialProps: signedOut });
    act(() => {
      result.current.open("about");
    });
    expect(result.current.cover?.section).toBe("about");
    rerender(zoe);
    expect(result.current.cover).toBeUndefined();
  });
});
