import { onlineManager } from "@tanstack/react-query";
import { use, useCallback } from "react";
import type { Scope } from "../widgets/scope";
import { words } from "../words";
import { done, SayContext } from "./outcome";

/** Asks again for everything that widgets show, as reloading does in a browser; while WorkOS is unreachable, once it is back. */
export function useRefresh(scope: Scope): () => void {
  const say = use(SayContext);
  return useCallback(() => {
    if (!onlineManager.isOnline()) {
      say(done(words.commands.refreshLater));
    }
    void scope.client.invalidateQueries();
  }, [scope, say]);
}
