import type { Query } from "@tanstack/react-query";

/** How long what was fetched ahead passes for fresh, in milliseconds: a widget shown by then does not ask for it again. */
const freshFor = 10_000;

/** The queries that were answered ahead of their widget, and when. */
const ahead = new WeakMap<object, number>();

/** Says that what a query has now was fetched ahead of its widget. */
export function markAhead(query: Pick<Query, "state">): void {
  ahead.set(query, query.state.dataUpdatedAt);
}

/** A client's staleTime: only what was fetched ahead is ever fresh. */
export function staleTime(query: Pick<Query, "state">): number {
  return ahead.get(query) === query.state.dataUpdatedAt ? freshFor : 0;
}
