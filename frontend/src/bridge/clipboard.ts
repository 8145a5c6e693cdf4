import { ClipboardSetText } from "../../wailsjs/runtime/runtime";

/**
 * Makes navigator.clipboard.writeText work without a click as well, which web views refuse: the application
 * writes instead. The widgets' Copy buttons say nothing when they are refused.
 */
export function mendClipboard(target: Navigator): void {
  // Undefined where the page's origin is not thought secure.
  const clipboard = target.clipboard as Clipboard | undefined;
  const native = clipboard?.writeText.bind(clipboard);
  const writeText = async (text: string) => {
    try {
      if (native) {
        await native(text);
        return;
      }
    } catch {
      // refused; the application asks nobody
    }
    if (!(await ClipboardSetText(text))) {
      throw new DOMException("The clipboard could not be written to.", "NotAllowedError");
    }
  };
  if (clipboard) {
    Object.defineProperty(clipboard, "writeText", { configurable: true, writable: true, value: writeText });
  } else {
    Object.defineProperty(target, "clipboard", { configurable: true, value: { writeText } });
  }
}

/** Puts text on the clipboard; reports whether it got there. */
export async function copyText(text: string): Promise<boolean> {
  return navigator.clipboard.writeText(text).then(() => true, () => false);
}
