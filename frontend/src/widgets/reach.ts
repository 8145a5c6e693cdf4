import { onlineManager, type Query, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

// Whether WorkOS can be reached is Go's to say: navigator.onLine, which TanStack would go by, is a guess.
onlineManager.setEventListener(() => undefined);

/**
 * While WorkOS is unreachable the widgets' queries wait, those that have something to show: it stays on screen
 * where a failed attempt would put an error in its place. Once WorkOS is back they are asked for again. What
 * somebody does meanwhile is sent, fails and says so; what the application itself answers does not wait.
 */
export function useReach(reachable: boolean): void {
  useEffect(() => {
    onlineManager.setOnline(reachable);
    return () => {
      onlineManager.setOnline(true);
    };
  }, [reachable]);
}

/**
 * Has the queries of a client wait for WorkOS, as soon as they have data. One without goes out and fails, in
 * words: the widgets have none for a query that waits, and show a skeleton for good, or nothing. What failed
 * before it was known why, in a way that passes, is shown again. It ends with the returned function.
 */
export function waitForWorkOS(client: QueryClient, passes: (error: unknown) => boolean): () => void {
  const cache = client.getQueryCache();
  const usual: typeof client.defaultQueryOptions = client.defaultQueryOptions.bind(client);
  client.defaultQueryOptions = (options) => {
    const all = usual(options);
    const waits = cache.get(all.queryHash)?.state.data !== undefined;
    return { ...all, networkMode: waits ? "online" : "always" };
  };
  const showAgain = (query: Query) => {
    const { status, data, error } = query.state;
    if (!onlineManager.isOnline() && status === "error" && data !== undefined && passes(error)) {
      query.setState({ status: "success", error: null, isInvalidated: true });
    }
  };
  const stops = [
    onlineManager.subscribe(() => {
      cache.getAll().forEach(showAgain);
    }),
    cache.subscribe(({ query }) => {
      showAgain(query as Query);
    }),
  ];
  return () => {
    stops.forEach((stop) => {
      stop();
    });
  };
}
