import { OpenLink } from "../../wailsjs/go/main/App";
import { authorizations, type Authorization } from "./answers";
import { createList } from "./list";

/** That something could not be opened in the system browser. */
export interface OpenFailure {
  /** What it met with: Go's words for the person. */
  readonly reason: unknown;
  /** The address, where it alone leads there: it can be copied instead. */
  readonly link: string | undefined;
  readonly retry: () => void;
}

/** A window that was handed over to the system browser, and of which Go tells how it fares. */
export interface Handover {
  readonly id: string;
  readonly url: string;
  readonly targetOrigin: string;
  readonly message: unknown;
  /** The authorization that it serves; undefined when it is for something else. */
  readonly authorization: Authorization | undefined;
}

/** What could not be opened, until the person has dismissed it or it worked. */
export const openFailures = createList<OpenFailure>();

/** The windows that were handed over, until somebody takes them up. */
export const handovers = createList<Handover>();

/** What an integration is called, for the browser's page; set by those who know. */
export const naming = { of: (slug: string): string => slug };

/** How often the Admin Portal was opened: each of its links works once, and a widget keeps the one it has. */
export const portal = { visits: 0 };

/** Opens a link in the system browser. A token that the Admin Portal takes by form goes by form. */
export function openOutside(address: string): void {
  const link = withoutToken(address);
  if (link) {
    portal.visits++;
    postOutside(link.action, link.fields);
  } else {
    attempt(() => OpenLink(address), address);
  }
}

/** Posts a form in the system browser, by way of a one-time page: what it carries stands in no address. */
export function postOutside(action: string, fields: Readonly<Record<string, string>>): void {
  attempt(() => ask("/_handoff/form", { action, fields }));
}

/** Hands a window over that wants a message from whoever opened it. */
export function handOver(window: { url: string; opener: string; message: unknown; targetOrigin: string }): void {
  const authorization = authorizations.get(window.url);
  authorizations.delete(window.url);
  attempt(async () => {
    const answer = await ask("/_handoff/popup", { ...window, provider: authorization ? naming.of(authorization.slug) : "" });
    const { url, message, targetOrigin } = window;
    handovers.add({ id: idIn(answer), url, message, targetOrigin, authorization });
  });
}

/** Runs something that opens the browser; when it fails the page says so, and it can be tried again. */
function attempt(open: () => Promise<unknown>, link?: string): void {
  open().catch((reason: unknown) => {
    const failure: OpenFailure = {
      reason, link,
      retry: () => {
        openFailures.remove((one) => one === failure);
        attempt(open, link);
      },
    };
    openFailures.add(failure);
  });
}

/** Asks Go for a hand-over; rejects with an Error in Go's words. */
async function ask(path: string, body: unknown): Promise<unknown> {
  const response = await window.fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json", "X-Handoff": "1" }, body: JSON.stringify(body),
  });
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Error(textIn(answer, "message"));
  }
  return answer;
}

function idIn(answer: unknown): string {
  const id = textIn(answer, "id");
  if (id === "") {
    throw new Error("");
  }
  return id;
}

function textIn(answer: unknown, name: string): string {
  const value: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, name) : undefined;
  return typeof value === "string" ? value : "";
}

/**
 * What the Admin Portal's address becomes without the token in it. The widgets for single sign-on and domains
 * post the token themselves; the one for audit log streams has it in the address, which would leave it in the
 * browser's history and on a command line.
 */
function withoutToken(address: string): { action: string; fields: Record<string, string> } | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const apiToken = url?.searchParams.get("apiToken");
  if (!url || !apiToken) {
    return undefined;
  }
  url.searchParams.delete("apiToken");
  return { action: url.href, fields: { apiToken } };
}
