import { mendClipboard } from "./clipboard";
import { takeOverForms } from "./forms";
import { standInForIcons } from "./icons";
import { takeOverLinks } from "./links";
import { mendLocale } from "./locale";
import { nameControls } from "./names";
import { completePresses } from "./presses";
import { emptyRemovedForms } from "./removedForms";
import { routeRequests } from "./requests";
import { exposeSpans } from "./spans";
import { standInForWindows } from "./windows";

/** Gives a web view what the widgets expect of a browser. To be called before anything else is loaded. */
export function installBridge(target: Window & typeof globalThis): void {
  mendLocale(target.navigator);
  mendClipboard(target.navigator);
  routeRequests(target);
  standInForWindows(target);
  takeOverForms(target);
  takeOverLinks(target);
  completePresses(target);
  exposeSpans(target.document);
  emptyRemovedForms(target.document);
  nameControls(target.document);
  standInForIcons(target.document);
}
