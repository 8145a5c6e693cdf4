import { unknown, type Snapshot } from "./snapshot";

/** Where snapshots come from. */
export interface Source {
  /** Asks for the session as it is now. */
  readonly load: () => Promise<Snapshot>;
  /** Calls back with each later snapshot until the returned function is called. */
  readonly listen: (heard: (snapshot: Snapshot) => void) => () => void;
}

/** The newest snapshot, in the shape useSyncExternalStore wants. */
export interface SessionStore {
  readonly subscribe: (changed: () => void) => () => void;
  readonly get: () => Snapshot;
}

/** Resolves once a snapshot holds what is waited for; the one of this moment may. */
export function until(store: SessionStore, holds: (snapshot: Snapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop = () => undefined as unknown;
    const look = () => {
      if (holds(store.get())) {
        stop();
        resolve();
      }
    };
    stop = store.subscribe(look);
    look();
  });
}

const askAgainAfter = 1000; // milliseconds

/**
 * Keeps the newest snapshot. Listening begins before the first one is asked for, so that none is missed, and
 * revisions decide: an answer that was overtaken by an event never wins.
 */
export function createSessionStore(source: Source): SessionStore {
  let current = unknown;
  const subscribers = new Set<() => void>();

  const take = (next: Snapshot) => {
    if (next.revision > current.revision) {
      current = next;
      subscribers.forEach((changed) => {
        changed();
      });
    }
  };
  const ask = () => {
    source.load().then(take, () => {
      // Events may have told meanwhile; if not, the window would stay a skeleton for good.
      if (current === unknown) {
        setTimeout(ask, askAgainAfter);
      }
    });
  };

  source.listen(take);
  ask();
  return {
    get: () => current,
    subscribe: (changed) => {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
  };
}
