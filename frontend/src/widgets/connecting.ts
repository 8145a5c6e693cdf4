import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { createList } from "../bridge/list";
import { handovers, leave, naming, type Handover } from "../bridge/outside";
import { widgetsHost } from "../bridge/requests";
import type { Scope } from "./scope";

/** How often it is asked how a hand-over fares, in milliseconds. The window's focus asks as well. */
export const askEvery = 3000;

/** How long after its acknowledgement a hand-over is waited for, in milliseconds: as long as Go keeps one. */
const patience = 600_000;

/** An account that is being connected in the system browser. */
export interface Connecting {
  readonly id: string;
  /** What it is connected to, by its name; "" when that is not known. */
  readonly name: string;
  /** The widget that it was begun in; "" when that is not known. */
  readonly widget: string;
  /** What it waits for: the hand-over in the browser, then the person's approval there. Or how it ended, other than well. */
  readonly step: "handing-over" | "approving" | "refused" | "expired";
}

/** What is being connected, and what failed to be until the person has dismissed it. */
export const connecting = createList<Connecting>();

/** Gives a connection up. The browser's page learns of it, unless the account's page is there already. */
export function giveUp(id: string): void {
  connecting.remove((one) => one.id === id);
  void fetch(`/_handoff/popup/${id}`, { method: "DELETE", headers: { "X-Handoff": "1" } }).catch(() => undefined);
}

/**
 * Follows every window that was handed over from this scope, until its account is connected or will not be,
 * and has the widgets look again: they do so by themselves only for ten seconds, or not at all. With the scope
 * ends what was begun in it, and what there was to say of that.
 */
export function useConnecting(scope: Scope): void {
  useEffect(() => {
    const stops: (() => void)[] = [];
    const take = () => {
      const taken = handovers.get();
      handovers.remove(() => true);
      stops.push(...taken.map((handover) => watch(handover, scope)));
    };
    const stop = handovers.subscribe(take);
    naming.of = (slug) => integrationOf(scope.client, slug)?.name ?? slug;
    take();
    return () => {
      stop();
      stops.forEach((end) => {
        end();
      });
      leave();
    };
  }, [scope]);
}

function watch(handover: Handover, scope: Scope): () => void {
  const { id, authorization } = handover;
  const integration = integrationOf(scope.client, authorization?.slug);
  const before = accountsIn(scope.client, authorization?.slug);
  const watched = { acknowledged: 0, idle: 0 };
  let asking = false;

  const become = (step: Connecting["step"]) => {
    const one = { id, step, name: integration?.name ?? "", widget: authorization?.widget ?? "" };
    if (connecting.get().find((known) => known.id === id)?.step !== step) {
      connecting.remove((known) => known.id === id);
      connecting.add(one);
    }
  };
  const look = async () => {
    const state = await stateOf(id);
    if (state === "refused" || state === "expired") {
      end(state);
      return;
    }
    if (state !== "acknowledged") {
      return; // also when nobody could be asked: it is asked again
    }
    if (watched.acknowledged === 0) {
      watched.acknowledged = Date.now();
      become("approving");
      acknowledge(handover);
    }
    const busy = await isConnecting(handover, scope, integration?.id);
    await refresh(scope.client);
    if (differ(before, accountsIn(scope.client, authorization?.slug))) {
      end();
    } else {
      // An answer may be older than the list: only the second one in a row counts.
      watched.idle = busy === false ? watched.idle + 1 : 0;
      if (watched.idle >= 2) {
        end("refused");
      } else if (Date.now() - watched.acknowledged > patience) {
        end("expired");
      }
    }
  };
  const ask = () => {
    if (!connecting.get().some((one) => one.id === id)) {
      stop(); // given up
    } else if (!asking) {
      asking = true;
      void look().finally(() => {
        asking = false;
      });
    }
  };
  const timer = setInterval(ask, askEvery);
  window.addEventListener("focus", ask);
  const stop = () => {
    clearInterval(timer);
    window.removeEventListener("focus", ask);
  };
  const end = (step?: "refused" | "expired") => {
    stop();
    if (step) {
      become(step);
    } else {
      connecting.remove((one) => one.id === id);
    }
  };
  become("handing-over");
  return () => {
    stop();
    connecting.remove((one) => one.id === id);
  };
}

/** Says what the other window would have said, should the widget still listen (Pipes, lib/pipes.js). */
function acknowledge({ targetOrigin, message }: Handover): void {
  const redirectToken: unknown = isObject(message) ? message["redirectToken"] : undefined;
  window.dispatchEvent(new MessageEvent("message", { origin: targetOrigin, data: { redirectToken } }));
}

/** How far Go says that a hand-over has come; undefined when it can't be asked. */
async function stateOf(id: string): Promise<unknown> {
  try {
    const response = await fetch(`/_handoff/popup/${id}`, { headers: { "X-Handoff": "1" } });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return response.status === 404 ? "expired" : isObject(answer) ? answer["state"] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether WorkOS is still waiting for the provider; undefined when it does not say. */
async function isConnecting({ url, message, authorization }: Handover, scope: Scope, integration: string | undefined): Promise<boolean | undefined> {
  const state: unknown = new URL(url).searchParams.get("state") ?? (isObject(message) ? message["redirectToken"] : undefined);
  if (integration === undefined || authorization === undefined || typeof state !== "string") {
    return undefined;
  }
  try {
    const token = await scope.authToken(authorization.widget)();
    const response = await fetch(`https://${widgetsHost}/_widgets/DataIntegrations/${encodeURIComponent(integration)}/authorization-status/${encodeURIComponent(state)}`, {
      cache: "no-store", headers: { "Authorization": `Bearer ${token}`, "WorkOS-Widgets-Version": "1", "WorkOS-Widgets-Type": authorization.widget },
    });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return isObject(answer) && typeof answer["isConnecting"] === "boolean" ? answer["isConnecting"] : undefined;
  } catch {
    return undefined;
  }
}

const lists = { predicate: ({ queryKey: [path] }: { queryKey: readonly unknown[] }) => typeof path === "string" && path.startsWith("/_widgets/DataIntegrations/") };

/** Has every list of integrations look again, those included that are not on screen. */
async function refresh(client: QueryClient): Promise<void> {
  await client.refetchQueries({ ...lists, type: "all" });
}

type Integration = Record<string, unknown>;

/** The integrations of each list, or the one with this slug. */
function listed(client: QueryClient, slug: string | undefined): { list: string; found: Integration[] }[] {
  return client.getQueryCache().findAll(lists).map(({ queryHash, state: { data } }) => ({
    list: queryHash,
    found: isObject(data) && Array.isArray(data["data"]) ? data["data"].filter(isObject).filter((one) => slug === undefined || one["slug"] === slug) : [],
  }));
}

function integrationOf(client: QueryClient, slug: string | undefined): { id: string; name: string } | undefined {
  const { id, name } = listed(client, slug).flatMap(({ found }) => found)[0] ?? {};
  return slug !== undefined && typeof id === "string" && typeof name === "string" ? { id, name } : undefined;
}

/** The accounts in each list, as a text that changes when one is connected, mended or replaced. */
function accountsIn(client: QueryClient, slug: string | undefined): ReadonlyMap<string, string> {
  return new Map(listed(client, slug).map(({ list, found }) => [list, JSON.stringify(found.flatMap(accountsOf).filter(isObject).map((account) => [
    account["id"], account["state"], account["updated_at"] ?? account["updatedAt"],
  ]))]));
}

function accountsOf({ installation, connected_accounts }: Integration): readonly unknown[] {
  return [installation, ...(Array.isArray(connected_accounts) ? connected_accounts as unknown[] : [])];
}

/** Whether a list that was known before holds other accounts now. */
function differ(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): boolean {
  return [...before].some(([list, accounts]) => (now.get(list) ?? accounts) !== accounts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
