import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";
import { useQuery } from "@tanstack/react-query";
import { app } from "./app";
import type { Snapshot } from "./snapshot";
import type { SessionStore } from "./store";

/** The store that useSession reads. */
export const SessionContext = createContext<SessionStore | undefined>(undefined);

/** The session as it is now. */
export function useSession(): Snapshot {
  const store = use(SessionContext);
  if (!store) {
    throw new Error("useSession needs a SessionContext above it");
  }
  return useSyncExternalStore(store.subscribe, store.get);
}

/** What the application says of itself; undefined until it has. */
export function useInfo() {
  return useQuery({ queryKey: ["info"], queryFn: app.info, staleTime: Infinity }).data;
}

/** The time, in milliseconds since 1970, renewed every interval milliseconds. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, interval);
    return () => {
      clearInterval(timer);
    };
  }, [interval]);
  return now;
}
