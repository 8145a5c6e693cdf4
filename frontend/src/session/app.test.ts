import { describe, expect, it } from "vitest";
import { words } from "../words";
import { explain } from "./app";

describe("explain", () => {
  it.each([
    ["a string", "The link is gone.", "The link is gone."],
    ["an Error", new Error("The link is gone."), "The link is gone."],
    ["a Problem", { code: "x", message: "The link is gone.", advice: "" }, "The link is gone."],
    ["nothing", undefined, words.failed],
    ["an empty string", "", words.failed],
    ["an object without words", { code: 7 }, words.failed],
  ])("finds the words in %s", (_, reason, expected) => {
    expect(explain(reason)).toBe(expected);
  });
});
