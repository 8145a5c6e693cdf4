import { beforeEach, expect, it, vi } from "vitest";
import { bridgeWindow } from "../testing/bridge";

const pointer = (type: string, button = 0) => new PointerEvent(type, { bubbles: true, button });
const click = () => new MouseEvent("click", { bubbles: true });

beforeEach(() => {
  bridgeWindow();
  return () => {
    document.body.replaceChildren();
  };
});

/** A Copy button that counts how often it copied, and something else to press. */
function page() {
  document.body.innerHTML = '<p>text</p><button type="button">Copy</button>';
  const [text, button] = document.body.children as unknown as [HTMLElement, HTMLElement];
  const copied = vi.fn();
  button.addEventListener("pointerup", copied);
  return { text, button, copied };
}

it("a press of the pointer is one press", () => {
  const { button, copied } = page();
  [pointer("pointerdown"), pointer("pointerup"), click()].forEach((event) => button.dispatchEvent(event));
  expect(copied).toHaveBeenCalledOnce();
});

it.each<[string, Event[]]>([
  ["nothing else", []],
  ["a right click, after which there is no click", [pointer("pointerdown", 2), pointer("pointerup", 2), new MouseEvent("contextmenu", { bubbles: true, button: 2 })]],
  ["a text was selected, after which there may be none", [pointer("pointerdown"), pointer("pointerup"), new KeyboardEvent("keydown", { bubbles: true, key: "Tab" })]],
])("a press of the keyboard counts after %s", (_, before) => {
  const { text, button, copied } = page();
  before.forEach((event) => text.dispatchEvent(event));
  button.dispatchEvent(click());
  expect(copied).toHaveBeenCalledOnce();
});
