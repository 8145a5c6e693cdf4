import { mendClipboard } from "../bridge/clipboard";
import { takeOverForms } from "../bridge/forms";
import { takeOverLinks } from "../bridge/links";
import { completePresses } from "../bridge/presses";
import { standInForWindows } from "../bridge/windows";

let installed = false;

/** Installs on the test's window what installBridge does, but for requests (installWorkOS routes those). */
export function bridgeWindow(): void {
  if (!installed) {
    installed = true;
    standInForWindows(window);
    takeOverForms(window);
    takeOverLinks(window);
    completePresses(window);
    mendClipboard(navigator);
  }
}
