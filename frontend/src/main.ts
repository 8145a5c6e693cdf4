// The bridge goes first: what a web view lacks must be there before any other module is evaluated, and only
// a dynamic import guarantees that. The session is asked for meanwhile; what that takes lacks nothing.
import { installBridge } from "./bridge/install";
import { insideWails, sessionSource } from "./session/app";
import { createSessionStore } from "./session/store";

installBridge(window);
const session = insideWails() ? createSessionStore(sessionSource) : undefined;
void import("./shell/start").then(({ start }) => start(document, session));
