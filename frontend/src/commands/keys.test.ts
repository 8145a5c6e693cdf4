import { describe, expect, it } from "vitest";
import { commandOf, keysAttribute, keysLabel } from "./keys";

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...more });
const ctrl = { ctrlKey: true };
const meta = { metaKey: true };

describe("the keys of commands", () => {
  it.each([
    ["settings", press(",", ctrl), false], ["settings", press(",", meta), true],
    ["palette", press("k", ctrl), false], ["palette", press("K", ctrl), false],
    ["back", press("ArrowLeft", { altKey: true }), false], ["forward", press("ArrowRight", { altKey: true }), false],
    ["back", press("[", meta), true], ["forward", press("]", meta), true],
    ["refresh", press("r", ctrl), false],
    ["zoom-in", press("=", ctrl), false], ["zoom-in", press("+", { ...ctrl, shiftKey: true }), false], ["zoom-in", press("+", meta), true],
    ["zoom-out", press("-", ctrl), false], ["zoom-reset", press("0", ctrl), false],
    ["page:1", press("1", ctrl), false], ["page:9", press("9", meta), true],
    ["page:2", press("é", { ...ctrl, code: "Digit2" }), false], // a French keyboard
    ["zoom-reset", press("à", { ...ctrl, code: "Digit0" }), false],
  ])("are %s's", (id, event, mac) => {
    expect(commandOf(event, mac)).toBe(id);
  });

  it.each([
    [press("k", meta), false], [press("k", ctrl), true], [press("k", { ...ctrl, ...meta }), false],
    [press("r", { ...ctrl, shiftKey: true }), false], // reloads the window
    [press("ArrowLeft", { altKey: true }), true], // a word back
    [press("ArrowLeft", { altKey: true, shiftKey: true }), false],
    [press("1", { ...ctrl, altKey: true }), false], [press("3"), false], [press(","), false],
  ])("leave alone what is nobody's", (event, mac) => {
    expect(commandOf(event, mac)).toBeUndefined();
  });

  it("are written as each system does", () => {
    expect(["settings", "back", "zoom-out", "page:3", "about"].map((id) => keysLabel(id, false))).toEqual(["Ctrl ,", "Alt ←", "Ctrl −", "Ctrl 3", ""]);
    expect(["settings", "back", "zoom-out", "page:3", "page:10"].map((id) => keysLabel(id, true))).toEqual(["⌘,", "⌘[", "⌘−", "⌘3", ""]);
    expect(keysAttribute("zoom-in", false)).toBe("Control+Plus");
    expect(keysAttribute("palette", true)).toBe("Meta+K");
    expect(keysAttribute("about", true)).toBeUndefined();
  });
});
