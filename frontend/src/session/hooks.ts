import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";
import { useIsMutating, useMutation, useQuery } from "@tanstack/react-query";
import { app } from "./app";
import { Status, type Snapshot } from "./snapshot";
import { until, type SessionStore } from "./store";
import { wakeOnReturn } from "./wake";

/** How soon Go is asked again for what it has not answered, in milliseconds. */
const askAgainAfter = 1000;

/** The store that useSession reads. */
export const SessionContext = createContext<SessionStore | undefined>(undefined);

/** The session's store, for who has to know what holds once something is done. */
export function useSessionStore(): SessionStore {
  const store = use(SessionContext);
  if (!store) {
    throw new Error("the session's hooks need a SessionContext above them");
  }
  return store;
}

/** The session as it is now. */
export function useSession(): Snapshot {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.get);
}

const leaving = ["use-another-account"];

/**
 * Signs out, here and in the browser, and then begins a sign-in. Go answers before the browser has been through
 * WorkOS's logout page; the mutation is pending until the sign-in has begun.
 */
export function useAnotherAccount() {
  const store = useSessionStore();
  return useMutation({
    mutationKey: leaving,
    mutationFn: async () => {
      const { revision, session } = store.get();
      await app.useAnotherAccount();
      await until(store, (now) => now.revision > revision && (now.status === Status.SigningIn || (now.status === Status.SignedIn && now.session !== session)));
    },
  });
}

/** Whether the browser's session is being ended, to sign in anew. */
export function useLeaving(): boolean {
  return useIsMutating({ mutationKey: leaving }) > 0;
}

/** Tells the application when the window or the network comes back. */
export function useWake(): void {
  useEffect(() => wakeOnReturn(() => {
    // It is a hint: whatever has to be known comes with the next snapshot.
    app.wake().catch(() => undefined);
  }), []);
}

/** What the application says of itself; undefined until it has. */
export function useInfo() {
  return useQuery({ queryKey: ["info"], queryFn: app.info, staleTime: Infinity, retry: true, retryDelay: askAgainAfter }).data;
}

/** The time, in milliseconds since 1970, renewed every interval milliseconds; without an interval it stands still. */
export function useNow(interval: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (interval === undefined) {
      return;
    }
    const timer = setInterval(() => {
      setNow(Date.now());
    }, interval);
    return () => {
      clearInterval(timer);
    };
  }, [interval]);
  return now;
}
