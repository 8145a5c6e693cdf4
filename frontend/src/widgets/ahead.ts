import { onlineManager, type Query, type QueryClient } from "@tanstack/react-query";
import { widgetsHost } from "../bridge/requests";
import type { WidgetPage } from "./catalogue";
import { markAhead } from "./fresh";
import { claimsOf, type Scope } from "./scope";
import { prefetchToken, tokenIn } from "./token";

// What a widget asks for first can be asked for before it is shown. The answers are put where the widget looks for them:
// the keys are those of its own queries (api/endpoint.js, api/widgets-api-client.js and lib/use-permissions.js).

type First = readonly [path: string, parameters?: Readonly<Record<string, string | number>>];

const organizations: First = ["/_widgets/UserManagement/organizations"];

/** What each widget asks for as soon as it is shown. A widget that is missing here is only slower. */
const firsts: Readonly<Record<string, readonly First[]>> = {
  "organization-switcher": [organizations],
  "user-profile": [["/_widgets/UserProfile/me"]],
  "user-security": [["/_widgets/UserProfile/authentication-information"]],
  "user-sessions": [["/_widgets/UserProfile/sessions"]],
  "pipes": [["/_widgets/DataIntegrations/mine"], ["/_widgets/DataIntegrations/shared-connections"], organizations],
  "user-api-keys": [["/_widgets/UserApiKeys/api-keys", { limit: 10 }], ["/_widgets/UserApiKeys/permissions", { limit: 100 }]],
  "user-management": [["/_widgets/UserManagement/members", { limit: "10" }], ["/_widgets/UserManagement/roles-and-config"], ["/_widgets/UserManagement/roles"]],
  "api-keys": [["/_widgets/ApiKeys/organization-api-keys", { limit: 10 }], ["/_widgets/ApiKeys/permissions", { limit: 100 }]],
  "pipes-admin": [["/_widgets/DataIntegrations/configurations"], ["/_widgets/DataIntegrations/organization"], organizations],
  "admin-portal-sso-connection": [["/_widgets/admin-portal/sso-connections"]],
  "admin-portal-domain-verification": [["/_widgets/admin-portal/organization-domains"]],
  "directory-sync": [["/_widgets/directory-sync/directories"]],
  "admin-portal-audit-log-streaming": [["/_widgets/admin-portal/audit-log-stream"]],
};

/** A widget, and the permissions of which any one opens it. */
export type Ahead = Pick<WidgetPage, "widget" | "permissions">;

/**
 * Fetches what a widget needs first: its token, and answers that nobody has or waits for. It resolves with whether that
 * went well; a failure is left to the widget, which asks for itself and has words for it.
 */
export async function fetchAhead(scope: Scope, { widget, permissions }: Ahead): Promise<boolean> {
  const { client } = scope;
  await prefetchToken(scope, widget);
  const token = tokenIn(client, widget);
  if (token === undefined) {
    return false;
  }
  const claims = claimsOf(token);
  // What the widgets find out from their token they find out in a query, which costs a picture of nothing.
  if (permissions.some((permission) => claims.permissions?.includes(permission))) {
    fill(client, ["permission", ...permissions, token], true);
  }
  if (widget === "user-sessions") {
    fill(client, ["authToken", token], claims.sid);
  }
  const fetched = await Promise.all((firsts[widget] ?? []).map((first) => fetchFirst(client, widget, claims.permissions, first)));
  return fetched.every(Boolean);
}

function fill(client: QueryClient, queryKey: readonly unknown[], data: unknown): void {
  const query = client.getQueryCache().build(client, client.defaultQueryOptions({ queryKey, queryFn: () => data }));
  if (!has(query)) {
    query.setData(data);
  }
}

/** A function, since whether there are data changes while one waits. */
function has(query: Query): boolean {
  return query.state.data !== undefined;
}

async function fetchFirst(client: QueryClient, widget: string, permissions: readonly string[] | undefined, [path, parameters]: First): Promise<boolean> {
  const origin = `https://${widgetsHost}`;
  const queryKey: readonly unknown[] = [path, ...(parameters ? [parameters] : []), permissions, origin];
  const query = client.getQueryCache().build(client, client.defaultQueryOptions({ queryKey }));
  // What is on screen asks for itself, and what it says of a failure is not to be taken away from under somebody's eyes.
  if (has(query) || query.state.fetchStatus !== "idle" || query.getObserversCount() > 0) {
    return true;
  }
  const search = new URLSearchParams(Object.entries(parameters ?? {}).map(([name, value]) => [name, String(value)]));
  const address = new URL(path, origin);
  address.search = search.toString();
  await client.query({ queryKey, queryFn: () => ask(address, widget, tokenIn(client, widget)), retry: false }).catch(() => undefined);
  // A widget that was shown meanwhile has waited with us; it has its own ways when there is no answer.
  if (has(query)) {
    markAhead(query);
  } else {
    await query.observers[0]?.refetch();
  }
  return has(query);
}

async function ask(address: URL, widget: string, token: string | undefined): Promise<unknown> {
  const response = await fetch(address, {
    cache: "no-store",
    headers: { "Authorization": `Bearer ${token ?? ""}`, "WorkOS-Widgets-Version": "1", "WorkOS-Widgets-Type": widget, "Content-Type": "application/json" },
  });
  if (!response.ok) {
    throw new Error(`WorkOS has answered with HTTP ${response.status.toString()}`);
  }
  return response.json();
}

/** How long the window is left to itself between two pages, in milliseconds. */
const pause = 50;

/**
 * Gets pages ready one after the other, code and first answers, so that their first visit is as quick as the second. Nothing is
 * asked for while nobody can see the window or WorkOS can't be reached, and after the first failure no more. It ends with the
 * returned function.
 */
export function getReady(scope: Scope, pages: readonly WidgetPage[], whenIdle: (then: () => void) => () => void): () => void {
  const left = [...pages];
  let [ended, busy] = [false, false];
  let forget: () => void = () => undefined;
  const may = () => !ended && !document.hidden && onlineManager.isOnline();
  const work = async () => {
    busy = true;
    for (let page = left[0]; page && may(); page = left[0]) {
      left.shift();
      await page.code.arrival();
      if (may() && !await fetchAhead(scope, page)) {
        left.length = 0;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    busy = false;
  };
  const begin = () => {
    forget();
    forget = whenIdle(() => {
      if (!busy) {
        void work();
      }
    });
  };
  const stops = [onlineManager.subscribe(begin), listen(document, "visibilitychange", begin)];
  begin();
  return () => {
    ended = true;
    forget();
    stops.forEach((stop) => {
      stop();
    });
  };
}

function listen(target: EventTarget, event: string, heard: () => void): () => void {
  target.addEventListener(event, heard);
  return () => {
    target.removeEventListener(event, heard);
  };
}
