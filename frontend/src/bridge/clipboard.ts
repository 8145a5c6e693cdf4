import { ClipboardSetText } from "../../wailsjs/runtime/runtime";

/** Puts text on the clipboard; reports whether it got there. Web views refuse their own way without a click. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    try {
      return await ClipboardSetText(text);
    } catch {
      return false;
    }
  }
}
