import { follow } from "./answers";

/**
 * The API host that the widgets are told. They build absolute http(s) addresses from it, which no web view
 * would let through from a wails: page; it stands for "the page's own origin". RFC 6761 reserves .invalid, so
 * a request that slipped past us could reach nobody.
 */
export const widgetsHost = "widgets.invalid";

/** What the Go side answers under the page's origin (internal/apiproxy). */
const proxied = /^\/(?:_widgets\/|client\/graphql$)/;

/**
 * Sends the widgets' requests to the page's own origin, whatever that is: wails://wails,
 * wails://wails.localhost:34115, http://wails.localhost or http://localhost:34115.
 */
export function routeRequests(target: Pick<Window, "fetch"> & { Request: typeof Request }): void {
  const direct = target.fetch.bind(target);
  target.fetch = (input, init) => {
    const address = input instanceof target.Request ? input.url : String(input);
    const path = pathOf(address);
    if (path === undefined) {
      return direct(input, init);
    }
    if (!proxied.test(path.replace(/\?.*$/, ""))) {
      return Promise.reject(new TypeError(`The widgets asked for ${path.replace(/\?.*$/, "")}, which the application does not pass on.`));
    }
    const sent = input instanceof target.Request ? requestInit(input, init) : init;
    const answer = direct(path, sent);
    void follow({ method: sent?.method ?? "GET", path, headers: new Headers(sent?.headers) }, answer);
    return answer;
  };
}

/** The path and query of an address on widgetsHost; undefined for any other address. */
function pathOf(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined; // relative: the page's own already
  }
  return url.hostname === widgetsHost ? url.pathname + url.search : undefined;
}

/** A Request for another address can't be cloned: its parts are taken over one by one. */
function requestInit(request: Request, init: RequestInit | undefined): RequestInit {
  const { method, headers, cache, credentials, redirect, referrerPolicy, signal } = request;
  const body = request.body === null ? {} : { body: request.body, duplex: "half" };
  return { method, headers, cache, credentials, redirect, referrerPolicy, signal, ...body, ...init };
}
