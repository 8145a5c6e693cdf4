import { OpenLink } from "../../wailsjs/go/main/App";
import { authorizations, type Authorization } from "./answers";
import { createList } from "./list";

/** That something could not be opened in the system browser. */
export interface OpenFailure {
  /** What it met with: Go's words for the person. */
  readonly reason: unknown;
  /** The address, where it alone leads there: it can be copied instead. */
  readonly link: string | undefined;
  /** Undefined where it would end the same way. */
  readonly retry: (() => void) | undefined;
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

let stay = new AbortController();

/** Aborts when the person leaves the organization that they are in now: see leave. */
export function currentStay(): AbortSignal {
  return stay.signal;
}

/**
 * Forgets what was begun in one session and organization, now that it is followed by another, or by nobody:
 * a form to be tried again holds its token. What is still under way goes on, and is told to nobody.
 */
export function leave(): void {
  stay.abort();
  stay = new AbortController();
  openFailures.remove(() => true);
  handovers.remove(() => true);
  authorizations.clear();
}

/** The windows that were handed over, until somebody takes them up. */
export const handovers = createList<Handover>();

/** What an integration is called, for the browser's page; set by those who know. */
export const naming = { of: (slug: string): string => slug };

/**
 * How often the Admin Portal was opened by an address with its token in it: each works once, and a widget keeps the one it has. What a
 * widget posts by a form of its own (postOutside) it has asked for that moment.
 */
export const portal = { visits: 0 };

/**
 * Opens a link in the system browser. A token that the Admin Portal takes by form goes by form. For what was
 * begun earlier, during is the stay that it was begun in.
 */
export function openOutside(address: string, during = currentStay()): void {
  const link = withoutToken(address);
  if (link) {
    portal.visits++;
    post(link.action, link.fields, during);
  } else {
    attempt(() => OpenLink(address), during, address);
  }
}

/** Posts a form in the system browser, by way of a one-time page: what it carries stands in no address. */
export function postOutside(action: string, fields: Readonly<Record<string, string>>): void {
  post(action, fields, currentStay());
}

/** Says why something is not opened that can't be as it is. */
export function refuse(reason: Error): void {
  openFailures.add({ reason, link: undefined, retry: undefined });
}

function post(action: string, fields: Readonly<Record<string, string>>, during: AbortSignal): void {
  attempt(() => ask("/_handoff/form", { action, fields }), during);
}

/** Hands a window over that wants a message from whoever opened it, and that was opened during a stay. */
export function handOver(window: { url: string; opener: string; message: unknown; targetOrigin: string }, during: AbortSignal): void {
  const authorization = authorizations.get(window.url);
  authorizations.delete(window.url);
  attempt(async () => {
    const answer = await ask("/_handoff/popup", { ...window, provider: authorization ? naming.of(authorization.slug) : "" });
    const { url, message, targetOrigin } = window;
    const id = idIn(answer);
    if (!during.aborted) {
      handovers.add({ id, url, message, targetOrigin, authorization });
    }
  }, during);
}

/** Runs something that opens the browser; when it fails the page says so, and it can be tried again, as long as the stay lasts. */
function attempt(open: () => Promise<unknown>, during: AbortSignal, link?: string): void {
  open().catch((reason: unknown) => {
    if (during.aborted) {
      return;
    }
    const failure: OpenFailure = {
      reason, link,
      retry: () => {
        if (!during.aborted) {
          openFailures.remove((one) => one === failure);
          attempt(open, during, link);
        }
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
