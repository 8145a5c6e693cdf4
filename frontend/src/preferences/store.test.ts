import { describe, expect, it, vi } from "vitest";
import type { Preferences } from "../session/app";
import { createPreferencesStore, firstPreferences, type Keeper } from "./store";

const usual: Preferences = { theme: "system", zoom: 1, logLevel: "" };

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [(value: T) => void, (reason: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}

/** A keeper whose answers a test gives when it wants to. */
function keeper() {
  let heard: (preferences: Preferences) => void = () => undefined;
  const loading = deferred<Preferences>();
  const saves: { wanted: Preferences; answer: Deferred<undefined> }[] = [];
  const it: Keeper = {
    load: () => loading.promise,
    save: (wanted) => {
      const answer = deferred<undefined>();
      saves.push({ wanted, answer });
      return answer.promise;
    },
    listen: (then) => {
      heard = then;
      return () => undefined;
    },
  };
  return { it, loading, saves, emit: (preferences: Preferences) => heard(preferences) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("the preferences", () => {
  it("are those of the document until Go has answered", async () => {
    document.documentElement.dataset["theme"] = "dark";
    const { it: go, loading } = keeper();
    const store = createPreferencesStore(go, firstPreferences(document));
    expect(store.get()).toEqual({ ...usual, theme: "dark" });
    loading.resolve({ theme: "dark", zoom: 1.5, logLevel: "debug" });
    await settle();
    expect(store.get()).toEqual({ theme: "dark", zoom: 1.5, logLevel: "debug" });
  });

  it("are asked for again when that failed", async () => {
    vi.useFakeTimers();
    const { it: go } = keeper();
    const load = vi.fn(go.load).mockRejectedValueOnce(new Error("not connected")).mockResolvedValueOnce({ ...usual, zoom: 2 });
    const store = createPreferencesStore({ ...go, load }, usual);
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    expect(store.get().zoom).toBe(2);
  });

  it("keep what an event said over an older answer", async () => {
    const { it: go, loading, emit } = keeper();
    const store = createPreferencesStore(go, usual);
    emit({ ...usual, zoom: 2 });
    loading.resolve(usual);
    await settle();
    expect(store.get().zoom).toBe(2);
  });

  it("hold at once, and are sent one after the other, what came meanwhile together", async () => {
    const { it: go, loading, saves, emit } = keeper();
    loading.resolve(usual);
    const store = createPreferencesStore(go, usual);
    void store.save({ zoom: 1.1 });
    await settle();
    void store.save({ zoom: 1.25 });
    const last = store.save({ theme: "dark" });
    expect(store.get()).toEqual({ theme: "dark", zoom: 1.25, logLevel: "" });
    await settle();
    expect(saves.map(({ wanted }) => wanted)).toEqual([{ ...usual, zoom: 1.1 }]);
    emit({ ...usual, zoom: 1.1 }); // of the first one, when the second has been asked for
    expect(store.get().zoom).toBe(1.25);
    saves[0]?.answer.resolve(undefined);
    await settle();
    expect(saves[1]?.wanted).toEqual({ theme: "dark", zoom: 1.25, logLevel: "" });
    saves[1]?.answer.resolve(undefined);
    await last;
    expect(saves).toHaveLength(2);
    expect(store.get()).toEqual({ theme: "dark", zoom: 1.25, logLevel: "" });
  });

  it("hold at once but are sent only when those of before are known, which stay", async () => {
    const { it: go, loading, saves } = keeper();
    const store = createPreferencesStore(go, usual);
    void store.save({ theme: "dark" });
    void store.save({ theme: "light" });
    await settle();
    expect(store.get().theme).toBe("light");
    expect(saves).toEqual([]);
    loading.resolve({ theme: "system", zoom: 1.5, logLevel: "debug" });
    await settle();
    expect(saves.map(({ wanted }) => wanted)).toEqual([{ theme: "light", zoom: 1.5, logLevel: "debug" }]);
  });

  it("take back what was refused, tell why, and go on saving", async () => {
    const { it: go, loading, saves } = keeper();
    loading.resolve(usual);
    const store = createPreferencesStore(go, usual);
    const changed = vi.fn();
    store.subscribe(changed);
    const refused = store.save({ zoom: 9 });
    await settle();
    saves[0]?.answer.reject("The zoom can't be that large.");
    await expect(refused).rejects.toBe("The zoom can't be that large.");
    expect(store.get()).toEqual(usual);
    expect(changed).toHaveBeenCalledTimes(2);
    const next = store.save({ zoom: 2 });
    await settle();
    saves[1]?.answer.resolve(undefined);
    await next;
    expect(saves[1]?.wanted).toEqual({ ...usual, zoom: 2 });
  });
});
