import { useEffect } from "react";
import type { WidgetPage } from "../widgets/catalogue";

/** Ctrl (⌘ on a Mac) and a digit go to the page of that place in the navigation. */
export function usePageShortcuts(available: readonly WidgetPage[], go: (to: WidgetPage) => void, mac: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const modified = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      const to = modified && !event.altKey && !event.shiftKey && /^[1-9]$/.test(event.key) ? available[Number(event.key) - 1] : undefined;
      // A dialog of a widget's is a question: its page does not go away underneath it.
      if (to && !document.querySelector('[role="dialog"], [role="alertdialog"]')) {
        event.preventDefault();
        go(to);
      }
    };
    window.addEventListener("keydown", press);
    return () => {
      window.removeEventListener("keydown", press);
    };
  }, [available, go, mac]);
}

/** How the shortcut of the nth page (counted from 0) is written; "" for those that have none. */
export function shortcutLabel(index: number, mac: boolean): string {
  return index < 9 ? `${mac ? "⌘" : "Ctrl "}${index + 1}` : "";
}
