import { useQuery, type QueryClient } from "@tanstack/react-query";
import { claimsOf, type Scope } from "./scope";

/** Where the widgets keep their token: the entry is shared with them, so its shape is theirs. */
const tokenKey = (widgetID: string) => ["authToken", widgetID] as const;

/**
 * Fetches a widget's token before the widget is mounted, into the cache entry that the widget itself reads.
 * Left alone, a widget sends its first requests without a token, and when there is none to be had it shows
 * its loading state for good.
 */
export function useWidgetToken(scope: Scope, widgetID: string) {
  const query = useQuery(tokenQuery(scope, widgetID), scope.client);
  return { authToken: scope.authToken(widgetID), query };
}

/** Fetches a widget's token ahead of its use. A failure is left for the widget's own page to find. */
export async function prefetchToken(scope: Scope, widgetID: string): Promise<void> {
  await scope.client.query(tokenQuery(scope, widgetID)).catch(() => undefined);
}

/** The token that a widget works with; undefined until there is one. */
export function tokenIn(client: QueryClient, widgetID: string): string | undefined {
  return client.getQueryData<{ authToken: string }>(tokenKey(widgetID))?.authToken;
}

function tokenQuery(scope: Scope, widgetID: string) {
  const authToken = scope.authToken(widgetID);
  return {
    queryKey: tokenKey(widgetID),
    queryFn: async () => {
      const token = await authToken();
      const { permissions, exp } = claimsOf(token);
      return { authToken: token, permissions, exp };
    },
  };
}

/** Gives every widget a new token, and what it shows a new look: for when the role's permissions changed. */
export async function renewTokens(client: QueryClient): Promise<void> {
  await client.refetchQueries({ queryKey: ["authToken"] });
  await client.invalidateQueries();
}

/** Gives every widget a new token, and forgets what they were told: for when one of them broke over it. The switcher keeps its list. */
export async function startAfresh(client: QueryClient): Promise<void> {
  const kept: readonly unknown[] = ["authToken", "/_widgets/UserManagement/organizations"];
  // At once, before anything is mounted anew.
  const forgotten = client.resetQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) });
  await client.refetchQueries({ queryKey: ["authToken"] });
  await forgotten;
}
