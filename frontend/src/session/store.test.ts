import { beforeEach, describe, expect, it, vi } from "vitest";
import { nobody, zoe } from "../testing/application";
import type { Snapshot } from "./snapshot";
import { createSessionStore } from "./store";

function source() {
  const asked: PromiseWithResolvers<Snapshot>[] = [];
  let heard: (snapshot: Snapshot) => void = () => undefined;
  return {
    asked,
    publish: (snapshot: Snapshot) => {
      heard(snapshot);
    },
    load: () => {
      const answer = promiseWithResolvers<Snapshot>();
      asked.push(answer);
      return answer.promise;
    },
    listen: (callback: (snapshot: Snapshot) => void) => {
      heard = callback;
      return () => undefined;
    },
  };
}

// Promise.withResolvers came with Node 22.
interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}
function promiseWithResolvers<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, "promise"> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

describe("the session store", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("is restoring until the application has answered", async () => {
    const from = source();
    const store = createSessionStore(from);
    expect(store.get().status).toBe("restoring");
    from.asked[0]?.resolve(zoe);
    await vi.runAllTimersAsync();
    expect(store.get()).toBe(zoe);
  });

  it("never lets an older snapshot win", async () => {
    const from = source();
    const store = createSessionStore(from);
    const newer = { ...nobody, revision: 7 };
    from.publish(newer);
    from.asked[0]?.resolve({ ...zoe, revision: 6 });
    from.publish({ ...zoe, revision: 5 });
    await vi.runAllTimersAsync();
    expect(store.get()).toBe(newer);
  });

  it("asks again when the application did not answer", async () => {
    const from = source();
    const store = createSessionStore(from);
    from.asked[0]?.reject("not ready");
    await vi.advanceTimersByTimeAsync(1000);
    from.asked[1]?.resolve(zoe);
    await vi.runAllTimersAsync();
    expect(store.get()).toBe(zoe);
  });

  it("tells its subscribers of changes, and only of those", () => {
    const from = source();
    const store = createSessionStore(from);
    const changed = vi.fn();
    const unsubscribe = store.subscribe(changed);
    from.publish(zoe);
    from.publish(zoe);
    expect(changed).toHaveBeenCalledOnce();
    unsubscribe();
    from.publish({ ...zoe, revision: 2 });
    expect(changed).toHaveBeenCalledOnce();
  });
});
