import { useSyncExternalStore, type ReactNode } from "react";
import { createPortal } from "react-dom";

/**
 * The dialog on top; null while none is open. Radix keeps pointer, keyboard and screen readers away from
 * everything outside it, so that what there is to say meanwhile has to be said inside.
 */
export function useOpenDialog(): HTMLElement | null {
  return useSyncExternalStore(subscribe, dialogOnTop);
}

/** Dialogs come and go as children of the body. */
function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { childList: true });
  return () => {
    observer.disconnect();
  };
}

function dialogOnTop(): HTMLElement | null {
  return Array.from(document.querySelectorAll<HTMLElement>(".rt-BaseDialogContent")).at(-1) ?? null;
}

/** Shows what belongs to the page inside a dialog, at its foot. React counts a press on it as one in the dialog, which stays open. */
export function InDialog({ dialog, children }: { dialog: HTMLElement; children: ReactNode }) {
  return createPortal(<div className="dialog-notices">{children}</div>, dialog);
}
