import type { Preferences } from "../session/app";

/** Where preferences are kept. */
export interface Keeper {
  /** Asks for the preferences as they are now. */
  readonly load: () => Promise<Preferences>;
  /** Keeps preferences; rejects with the words for why that failed. */
  readonly save: (preferences: Preferences) => Promise<void>;
  /** Calls back with preferences that changed, until the returned function is called. */
  readonly listen: (heard: (preferences: Preferences) => void) => () => void;
}

/** The preferences in the shape useSyncExternalStore wants. */
export interface PreferencesStore {
  readonly subscribe: (changed: () => void) => () => void;
  readonly get: () => Preferences;
  /** Has changes hold at once and keeps them; what could not be kept is taken back, and rejects in words. */
  readonly save: (changes: Partial<Preferences>) => Promise<void>;
}

const askAgainAfter = 1000; // milliseconds

/** What holds before anything is known. A forced theme is written on the document by Go, ahead of any script. */
export function firstPreferences(page: Document): Preferences {
  const forced = page.documentElement.dataset["theme"];
  return { theme: forced === "light" || forced === "dark" ? forced : "system", zoom: 1, logLevel: "" };
}

/**
 * The preferences: what Go says, and over it what is still on its way there. Saves go one at a time, since
 * bound calls may overtake each other; what is changed meanwhile goes along with the next.
 */
export function createPreferencesStore(keeper: Keeper, first: Preferences): PreferencesStore {
  let kept = first;
  let current = first;
  let heard = false;
  let hear: () => void = () => undefined;
  // What was kept before is known by then: a save says everything, and must not put the usual in its place.
  const known = new Promise<void>((resolve) => {
    hear = resolve;
  });
  let sending: Partial<Preferences> = {};
  let waiting: { changes: Partial<Preferences>; done: Promise<void> } | undefined;
  let last: Promise<void> = Promise.resolve();
  const subscribers = new Set<() => void>();

  const show = () => {
    const next = { ...kept, ...sending, ...waiting?.changes };
    if (next.theme !== current.theme || next.zoom !== current.zoom || next.logLevel !== current.logLevel) {
      current = next;
      subscribers.forEach((changed) => {
        changed();
      });
    }
  };
  const take = (preferences: Preferences) => {
    heard = true;
    hear();
    kept = preferences;
    show();
  };
  const send = async () => {
    await known;
    sending = waiting?.changes ?? {};
    waiting = undefined;
    try {
      const wanted = { ...kept, ...sending };
      await keeper.save(wanted);
      kept = wanted;
    } finally {
      sending = {};
      show();
    }
  };

  keeper.listen(take);
  const ask = () => {
    keeper.load().then((loaded) => {
      if (!heard) {
        take(loaded);
      }
    }, () => {
      if (!heard) {
        setTimeout(ask, askAgainAfter);
      }
    });
  };
  ask();
  return {
    get: () => current,
    subscribe: (changed) => {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    save: (changes) => {
      if (waiting) {
        waiting.changes = { ...waiting.changes, ...changes };
      } else {
        last = last.then(send, send);
        waiting = { changes, done: last };
      }
      show();
      return waiting.done;
    },
  };
}
