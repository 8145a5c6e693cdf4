import { createList } from "./list";

/** A request that failed: widgets hide why, so the page's frame says it. */
export interface Failed {
  /** The WorkOS-Widgets-Type of the widget that sent it. */
  readonly widget: string;
  readonly method: string;
  /** Without its query, which may hold what a person typed. */
  readonly path: string;
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** What internal/apiproxy or WorkOS calls it; "" when they don't. */
  readonly code: string;
  /** Words for the person; "" when there are none. */
  readonly message: string;
  /** The session and the organization that it was sent in. */
  readonly session: string;
  readonly organization: string;
}

/** What Pipes was allowed to open, by its address. */
export interface Authorization {
  readonly slug: string;
  readonly widget: string;
}

/** The newest failure of each operation of each widget in each organization, until the operation succeeds there. */
export const failures = createList<Failed>();

/** The authorizations that were answered, by the address that the window is given. */
export const authorizations = new Map<string, Authorization>();

/** A request of a widget's. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** Follows a widget's request to its end. It changes nothing about the answer. */
export async function follow(asked: Asked, answer: Promise<Response>): Promise<void> {
  const about = {
    widget: asked.headers.get("WorkOS-Widgets-Type") ?? "",
    method: asked.method.toUpperCase(),
    path: asked.path.replace(/\?.*$/, ""),
    ...claimed(asked.headers.get("Authorization") ?? ""),
  };
  const authorizes = authorization.exec(about.path)?.[1];
  // What is not read here is not copied either: lists can be long.
  const settled = await answer.then((response) => (response.ok && authorizes === undefined ? response : response.clone()), (error: unknown) => error);
  if (settled instanceof Response && settled.ok) {
    failures.remove((one) => same(one, about));
    if (authorizes !== undefined) {
      await noteAuthorization({ slug: decodeURIComponent(authorizes), widget: about.widget }, settled);
    }
  } else if (!isAbort(settled)) {
    const failed = { ...about, ...(settled instanceof Response ? await described(settled) : noAnswer) };
    failures.remove((one) => same(one, about));
    failures.add(failed);
  }
}

/** The operations that Pipes asks for an address, for a person's account and for an organization's. */
const authorization = /^\/_widgets\/DataIntegrations\/([^/]+)\/(?:organization\/)?authorize$/;

const noAnswer = { status: 0, code: "no_answer", message: "" };

function same(one: Failed, other: Pick<Failed, "widget" | "method" | "path" | "session" | "organization">): boolean {
  return one.widget === other.widget && one.method === other.method && one.path === other.path
    && one.session === other.session && one.organization === other.organization;
}

async function described(response: Response): Promise<Pick<Failed, "status" | "code" | "message">> {
  const body: unknown = await response.json().catch(() => undefined);
  const text = (name: string) => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  return { status: response.status, code: text("code"), message: text("message") };
}

async function noteAuthorization(authorization: Authorization, response: Response): Promise<void> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "url" in body && typeof body.url === "string") {
    authorizations.set(body.url, authorization);
  }
}

/** Whose request it was, by its token. */
function claimed(authorization: string): Pick<Failed, "session" | "organization"> {
  try {
    const claims = JSON.parse(atob(authorization.split(".")[1] ?? "")) as { session?: string; org_id?: string } | null;
    return { session: claims?.session ?? "", organization: claims?.org_id ?? "" };
  } catch {
    return { session: "", organization: "" };
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
