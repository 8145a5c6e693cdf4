import { QueryClient } from "@tanstack/react-query";
import type { Snapshot } from "../session/snapshot";
import { staleTime } from "./fresh";
import { waitForWorkOS } from "./reach";

/** The session and organization that a tree of widgets was mounted for. */
export interface Scope {
  /** Names the scope: to be the React key of every widget tree, so that none survives into the next. */
  readonly key: string;
  readonly session: string;
  readonly organization: string;
  /** The scope's own cache: what one organization's widgets were told is never shown in another. */
  readonly client: QueryClient;
  /**
   * The token function of a widget, the same one each time. It rejects with a StaleScopeError once the session
   * or the organization is no longer the scope's: a widget that outlives a switch must not act in the next
   * organization.
   */
  readonly authToken: (widgetID: string) => () => Promise<string>;
}

/** That a token was asked for in a session or organization that is no longer the current one. */
export class StaleScopeError extends Error {
  override readonly name = "StaleScopeError";
  constructor() {
    super("the session has moved on to another organization");
  }
}

/** Keeps the scope of the current session, and retires the one before it. */
export class ScopeKeeper {
  readonly #getToken: (widgetID: string) => Promise<string>;
  #current: (Scope & { retire(): void }) | undefined;

  /** getToken is GetWidgetToken, or a stand-in of it. */
  constructor(getToken: (widgetID: string) => Promise<string>) {
    this.#getToken = getToken;
  }

  /** The scope of a snapshot: the same as long as session and organization are. Undefined when signed out. */
  for(snapshot: Pick<Snapshot, "user" | "session" | "organization">): Scope | undefined {
    const key = snapshot.user && JSON.stringify([snapshot.user.id, snapshot.session, snapshot.organization]);
    if (this.#current?.key !== key) {
      this.#current?.retire();
      this.#current = key === undefined ? undefined : createScope(key, snapshot.session, snapshot.organization, this.#getToken);
    }
    return this.#current;
  }
}

function createScope(key: string, session: string, organization: string, getToken: (widgetID: string) => Promise<string>) {
  const { client, stop } = createClient();
  const functions = new Map<string, () => Promise<string>>();
  let retired = false;

  const fetchToken = async (widgetID: string) => {
    const token = await getToken(widgetID);
    // Go may have moved on before its snapshot has told us: what the token says decides.
    if (retired || !belongsTo(token, session, organization)) {
      throw new StaleScopeError();
    }
    return token;
  };
  return {
    key,
    session,
    organization,
    client,
    authToken(widgetID: string) {
      const known = functions.get(widgetID) ?? (() => fetchToken(widgetID));
      functions.set(widgetID, known);
      return known;
    },
    retire() {
      retired = true;
      stop();
      void client.cancelQueries();
      // The last widgets are still there. As they go, each of their queries would begin to wait for its end, and hold
      // what was on the page until then.
      for (const query of client.getQueryCache().getAll()) {
        query.gcTime = 0;
      }
      client.clear();
    },
  };
}

/** The claims of a token that widgets and we read. It is a JWT's shape; the signature is nobody's concern here. */
export interface Claims {
  /** The session's ID at WorkOS, which WorkOS may change with a refresh. */
  readonly sid?: string;
  /** The session's name in the application, which goes on through refreshes (internal/session/identity.go). */
  readonly session?: string;
  readonly org_id?: string;
  readonly permissions?: readonly string[];
  readonly exp?: number;
}

/** Reads a token's claims the way the widgets do. It throws a SyntaxError, or a DOMException, on anything else. */
export function claimsOf(token: string): Claims {
  const claims: unknown = JSON.parse(atob(token.split(".")[1] ?? ""));
  if (typeof claims !== "object" || claims === null) {
    throw new SyntaxError("a token without claims");
  }
  return claims;
}

function belongsTo(token: string, session: string, organization: string): boolean {
  const claims = claimsOf(token);
  return (claims.session ?? "") === session && (claims.org_id ?? "") === organization;
}

/** How long a page is kept after it was left, in milliseconds. */
export const keptFor = 30 * 60_000;

function createClient() {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnReconnect: true,
        // A page that is come back to begins with what it showed, and looks again. What it shows goes after it, not before.
        gcTime: keptFor + 60_000,
        staleTime,
        retry: (failures, error) => failures < 2 && worthAnotherTry(error),
      },
      mutations: { networkMode: "always" },
    },
  });
  return { client, stop: waitForWorkOS(client, worthAnotherTry) };
}

/** A refusal stays one however often it is asked for; failures of the network and of servers pass. */
export function worthAnotherTry(error: unknown): boolean {
  // What Go rejects with is a string: it has tried for itself, or there is nothing to try.
  if (!(error instanceof Error) || refusals.has(error.name)) {
    return false;
  }
  const status = "status" in error && typeof error.status === "number" ? error.status : 0;
  return status < 400 || status === 408 || status === 429 || status >= 500;
}

/** Errors of ours and of the widgets (lib/errors.js) that no repetition mends. */
const refusals: ReadonlySet<string> = new Set(["StaleScopeError", "SyntaxError", "InvalidCharacterError", "IncorrectPermissionsError", "ExpiredTokenError", "NoAuthTokenError"]);
