/** What a person can do about a problem. */
export interface Remedy {
  /**
   * The button on its bar: try-again asks WorkOS for the session once more, sign-in-again signs out and in.
   * On the signed-out page there is "Sign in", whatever the problem.
   */
  readonly action?: "try-again" | "sign-in-again";
  /** Whether it is past, or nothing but a word: it can be put away. What still holds goes by itself. */
  readonly dismissible?: boolean;
  /** Whether the window itself asks what is to be done, so that a bar would say it twice. */
  readonly asked?: boolean;
  /**
   * That it lasts until it goes by itself, so that since when is worth saying. While WorkOS is unreachable,
   * pages have nothing new to show.
   */
  readonly holds?: "unreachable" | "stands";
  /** Whether the browser may still be signed in as the person who was, so that signing in needs the choice. */
  readonly anotherAccount?: boolean;
}

/** The code of a logout page that could not be shown, or not yet. */
export const logoutPage = "logout-page";

/** By the codes of internal/session/words.go. */
const remedies: Readonly<Record<string, Remedy>> = {
  "offline": { action: "try-again", holds: "unreachable" },
  "refused": { action: "try-again", holds: "stands" },
  "sign-in-required": { action: "sign-in-again", holds: "stands" },
  "choose-organization": { asked: true },
  "membership-gone": { dismissible: true },
  "ended": { anotherAccount: true },
  "signed-out": {},
  "sign-in-failed": { dismissible: true },
  "sign-in-timeout": { dismissible: true },
  [logoutPage]: { dismissible: true, anotherAccount: true },
  "cancelled": { dismissible: true },
  "browser": { dismissible: true },
  "callback": { dismissible: true },
  "switch": { dismissible: true },
  "open-with": { dismissible: true },
  "keychain": { dismissible: true, holds: "stands" },
  "keychain-damaged": { dismissible: true },
};

/** Whether a code has an entry of its own. */
export function known(code: string): boolean {
  return Object.hasOwn(remedies, code);
}

/** What can be done about the problem with this code. One that is not known can be put away. */
export function remedyFor(code: string): Remedy {
  return (known(code) ? remedies[code] : undefined) ?? { dismissible: true };
}
