import { words } from "./words";

/** How the sandbox differs from how it was started; the same in Go (internal/sandbox/condition.go). */
export interface Condition {
  readonly normal: boolean;
  readonly offline: boolean;
  /** Of every operation of the widgets, in milliseconds. */
  readonly latency: number;
  /** What else has operations go wrong, as the sandbox writes it. */
  readonly rules: readonly string[];
  /** Null for nobody, and without an organization. */
  readonly access: Access | null;
  /** Null for nobody. */
  readonly session: { readonly ended: boolean; readonly tokensExpiredAt: number } | null;
}

/** What the person signed in may do, from their next tokens on. */
export interface Access {
  readonly role: string;
  readonly permissions: readonly string[];
  readonly usual: boolean;
  readonly roles: readonly { readonly slug: string; readonly name: string }[];
  readonly known: readonly string[];
}

/** What is to change; what is not named stays. */
export interface Change {
  readonly role?: string;
  readonly permissions?: readonly string[];
  readonly offline?: boolean;
  readonly latency?: number;
  readonly do?: "end-session" | "expire-tokens" | "normal" | "reset";
}

const path = "/_sandbox/condition";

/** How the sandbox stands now. */
export function condition(): Promise<Condition> {
  return answered(fetch(path));
}

/** Changes the sandbox, and resolves with how it stands then. */
export function changeSandbox(change: Change): Promise<Condition> {
  return answered(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(change) }));
}

async function answered(request: Promise<Response>): Promise<Condition> {
  const response = await request.catch(() => undefined);
  const answer: unknown = await response?.json().catch(() => undefined);
  if (!response?.ok) {
    const said = typeof answer === "object" && answer !== null && "message" in answer && typeof answer.message === "string" ? answer.message : words.unanswered;
    throw new Error(said);
  }
  return answer as Condition;
}
