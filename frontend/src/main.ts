// The bridge goes first: what a web view lacks must be there before any other module is evaluated, and only
// a dynamic import guarantees that.
import { installBridge } from "./bridge/install";

installBridge(window);
void import("./shell/start").then(({ start }) => start(document));
