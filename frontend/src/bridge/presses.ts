/**
 * Lets the widgets' Copy buttons be pressed from the keyboard and by assistive technology. They copy on
 * pointerup (lib/copy-button.js), which neither brings about: a click that no pointer made is preceded by one.
 */
export function completePresses(target: Window & typeof globalThis): void {
  let released = false;
  // No click follows the release of another button, nor every release of this one.
  target.addEventListener("pointerup", ({ button }) => {
    released = button === 0;
  }, true);
  for (const begins of ["pointerdown", "keydown"]) {
    target.addEventListener(begins, () => {
      released = false;
    }, true);
  }
  target.addEventListener("click", (event) => {
    const byPointer = released;
    released = false;
    const button = event.target instanceof target.Element ? event.target.closest("button") : null;
    // Menus and lists choose on pointerup, and would choose twice.
    if (!byPointer && button && !button.disabled && !button.closest('[role="menu"], [role="listbox"]')) {
      button.dispatchEvent(new target.PointerEvent("pointerup", { bubbles: true, cancelable: true, composed: true }));
      released = false;
    }
  }, true);
}
