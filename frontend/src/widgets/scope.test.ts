import { QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import type { Snapshot } from "../session/snapshot";
import { token, zoe } from "../testing/application";
import { ScopeKeeper, StaleScopeError, worthAnotherTry } from "./scope";

const laterOn: Snapshot = { ...zoe, revision: 9, role: "owner", permissions: [] };
const inGlobex = { ...zoe, organization: "org_globex", role: "member", permissions: [] };

describe("a scope", () => {
  it("is the same as long as session and organization are", () => {
    const keeper = new ScopeKeeper(vi.fn());
    const scope = keeper.for(zoe);
    expect(keeper.for(laterOn)).toBe(scope);
    expect(keeper.for(inGlobex)?.key).not.toBe(scope?.key);
    expect(keeper.for({ ...zoe, session: "session_2" })?.client).not.toBe(scope?.client);
    expect(keeper.for({ ...zoe, user: undefined })).toBeUndefined();
  });

  it("holds nothing for later once it is over, although its widgets leave after it", async () => {
    vi.useFakeTimers();
    try {
      const keeper = new ScopeKeeper(vi.fn());
      const client = keeper.for(zoe)?.client;
      if (!client) {
        throw new Error("no scope");
      }
      const leave = new QueryObserver(client, { queryKey: ["members"], queryFn: () => "somebody" }).subscribe(vi.fn());
      await vi.advanceTimersByTimeAsync(1000);
      keeper.for(inGlobex);
      leave();
      await vi.advanceTimersByTimeAsync(1000);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gives each widget one token function", async () => {
    const keeper = new ScopeKeeper((widget) => Promise.resolve(widget === "pipes" ? token(zoe) : "another"));
    const scope = keeper.for(zoe);
    expect(scope?.authToken("pipes")).toBe(scope?.authToken("pipes"));
    expect(scope?.authToken("pipes")).not.toBe(scope?.authToken("user-profile"));
    await expect(scope?.authToken("pipes")()).resolves.toBe(token(zoe));
  });

  it("gives no tokens once the session has moved on", async () => {
    const keeper = new ScopeKeeper(() => Promise.resolve(token(zoe)));
    const authToken = keeper.for(zoe)?.authToken("pipes");
    const underWay = authToken?.();
    keeper.for(inGlobex);
    await expect(underWay).rejects.toThrow(StaleScopeError);
    await expect(authToken?.()).rejects.toThrow(StaleScopeError);
  });

  it.each([
    ["another organization", token(inGlobex)],
    ["another session", token({ ...zoe, session: "session_2" })],
    ["no organization", token({ ...zoe, organization: "" })],
  ])("refuses a token of %s, which Go may give before its snapshot has told", async (_, foreign) => {
    const scope = new ScopeKeeper(() => Promise.resolve(foreign)).for(zoe);
    await expect(scope?.authToken("pipes")()).rejects.toThrow(StaleScopeError);
  });

  it("takes tokens of its session, whatever ID WorkOS gives that by now", async () => {
    const scope = new ScopeKeeper(() => Promise.resolve(token(zoe, "session_2"))).for(zoe);
    await expect(scope?.authToken("user-sessions")()).resolves.toBe(token(zoe, "session_2"));
  });

  it("takes tokens of people without an organization", async () => {
    const alone = { ...zoe, organization: "" };
    const scope = new ScopeKeeper(() => Promise.resolve(token(alone))).for(alone);
    await expect(scope?.authToken("pipes")()).resolves.toBe(token(alone));
  });

  it("leaves nothing of itself in its cache", () => {
    const keeper = new ScopeKeeper(vi.fn());
    const client = keeper.for(zoe)?.client;
    client?.setQueryData(["/_widgets/UserManagement/members"], { data: ["somebody"] });
    keeper.for(inGlobex);
    expect(client?.getQueryCache().getAll()).toEqual([]);
  });
});

describe("worthAnotherTry", () => {
  const failure = (name: string, status?: number) => Object.assign(new Error(), { name, status });
  it.each([
    [failure("FetchError"), true],
    [failure("ApiError", 500), true],
    [failure("ApiError", 429), true],
    [failure("ApiError", 408), true],
    [failure("ApiError", 401), false],
    [failure("ApiError", 404), false],
    [failure("IncorrectPermissionsError"), false],
    [new StaleScopeError(), false],
    ["a bound method's own words", false],
  ])("%o: %j", (error, expected) => {
    expect(worthAnotherTry(error)).toBe(expected);
  });
});
