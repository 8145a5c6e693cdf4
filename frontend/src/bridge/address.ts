/**
 * Clears the query string of the page's address. UsersManagement and ApiKeys keep their search there
 * (ak_q, ak_role, uak_q) and read it back on mount, so that one widget's search would turn up in another,
 * and one organization's in the next.
 */
export function clearQueryString(): void {
  const { pathname, search, hash } = window.location;
  if (search !== "") {
    window.history.replaceState(window.history.state, "", pathname + hash);
  }
}
