import { useCallback, useSyncExternalStore } from "react";
import { notifyManager } from "@tanstack/react-query";
import { failures, type Failed } from "../bridge/answers";
import { words } from "../words";
import type { Scope } from "./scope";

/** What a failed answer means for the person, and what helps. */
export interface Trouble {
  readonly message: string;
  readonly advice: string;
  /** "retry" asks again; "renew" gets new tokens as well; "check" has the session refreshed before that. "" when nothing does. */
  readonly remedy: "" | "retry" | "renew" | "check";
}

/** Puts a failed answer into words: those of Go or WorkOS where they have some. */
export function troubleOf({ status, code, message, method }: Failed): Trouble {
  const retry = method === "GET" ? "retry" : "";
  switch (status) {
    case 0:
      return { message: words.trouble.noAnswer, advice: words.trouble.restart, remedy: retry };
    case 401:
      return code === "stale_token"
        ? { message: words.trouble.stale, advice: "", remedy: "renew" }
        : { message: code === "" ? words.trouble.unauthorized : message, advice: words.trouble.signInAgain, remedy: "check" };
    case 403:
      return { message: code === "permission_missing" ? message : words.trouble.permission, advice: words.trouble.grant, remedy: "check" };
    case 404:
      return { message: message || words.trouble.notFound, advice: "", remedy: retry };
    case 429:
      return { message: message || words.trouble.tooMany, advice: words.trouble.later, remedy: retry };
  }
  // What Go says of a server's trouble says what to do, too.
  const ours = code !== "" && message !== "";
  return status >= 500
    ? { message: message || words.trouble.troubled, advice: ours ? "" : words.trouble.later, remedy: retry }
    : { message: message || words.trouble.refused, advice: "", remedy: retry };
}

/** What keeps a widget from showing or doing something, in its scope and now. */
export function useTroubles(scope: Scope, widget: string): readonly Failed[] {
  const failed = useSyncExternalStore(failures.subscribe, failures.get);
  const { broken, settled } = useShownQueries(scope, failed);
  const { session, organization } = scope;
  // The widgets look for their permission in the token before they ask for anything.
  const unpermitted = broken.includes("permission") ? [{ widget, method: "GET", path: "", status: 403, code: "", message: "", session, organization }] : [];
  return [...unpermitted, ...failed.filter((one) =>
    one.session === session && (one.organization === organization
      ? one.widget === widget && (one.method === "GET" ? broken.includes(one.path) || one.status === 403 && settled.includes(one.path) : unsaid(one))
      : one.method !== "GET"))];
}

/** Whether a widget keeps this to itself: what WorkOS finds wrong with an input it shows beside the input. */
function unsaid({ status }: Failed): boolean {
  return status === 0 || status === 401 || status === 403 || status === 408 || status === 429 || status >= 500;
}

/**
 * The paths that a widget on screen has asked for in vain, repetitions included, and of those that were refused the ones of which
 * it shows an answer and waits for no other: after a refusal the widgets go on with the answer that they had, and have the
 * query pass for answered. An answer that nobody refused changes nothing here, so that a page is not drawn once more for it.
 */
function useShownQueries(scope: Scope, failed: readonly Failed[]): { readonly broken: readonly string[]; readonly settled: readonly string[] } {
  const subscribe = useCallback((changed: () => void) => scope.client.getQueryCache().subscribe(notifyManager.batchCalls(changed)), [scope]);
  const refused = failed.filter(({ status }) => status === 403).map(({ path }) => path);
  const shown = useSyncExternalStore(subscribe, () =>
    scope.client.getQueryCache().findAll({ type: "active" })
      .filter(({ queryKey: [path], state }) => state.status === "error"
        || state.status === "success" && state.fetchStatus === "idle" && refused.includes(String(path)))
      .map(({ queryKey: [path], state }) => `${state.status} ${String(path)}`).join("\n")).split("\n");
  const those = (status: string) => shown.filter((one) => one.startsWith(status)).map((one) => one.slice(status.length));
  return { broken: those("error "), settled: those("success ") };
}

/** Forgets a failure that the person has read. */
export function dismissTrouble(failed: Failed): void {
  failures.remove((one) => one === failed);
}
