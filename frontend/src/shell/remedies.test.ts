import { describe, expect, it } from "vitest";
import words from "../../../internal/session/words.go?raw";
import { known, remedyFor } from "./remedies";

const codes = Array.from(words.matchAll(/^\tcode\w+ += "([^"]+)"$/gm), (match) => match[1] ?? "");

describe("the remedies", () => {
  it("know every code of the session's", () => {
    expect(codes).toEqual(expect.arrayContaining(["offline", "ended", "keychain-damaged"]));
    expect(codes.filter((code) => !known(code))).toEqual([]);
  });

  it.each([
    ["offline", { action: "try-again", holds: "unreachable" }],
    ["refused", { action: "try-again", holds: "stands" }],
    ["sign-in-required", { action: "sign-in-again", holds: "stands" }],
    ["choose-organization", { asked: true }],
    ["membership-gone", { dismissible: true }],
    ["keychain", { dismissible: true, holds: "stands" }],
    ["ended", { anotherAccount: true }],
    ["a code of a later version", { dismissible: true }],
    ["constructor", { dismissible: true }],
  ])("for %s: %j", (code, remedy) => {
    expect(remedyFor(code)).toEqual(remedy);
  });

  it("put away only what nothing can be done about from the bar", () => {
    expect(codes.filter((code) => remedyFor(code).dismissible && remedyFor(code).action)).toEqual([]);
  });
});
