import { mendLocale } from "./locale";
import { routeRequests } from "./requests";
import { exposeSpans } from "./spans";

/** Gives a web view what the widgets expect of a browser. To be called before anything else is loaded. */
export function installBridge(target: Window & typeof globalThis): void {
  mendLocale(target.navigator);
  routeRequests(target);
  exposeSpans(target.document);
}
