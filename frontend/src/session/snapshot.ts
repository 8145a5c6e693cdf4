import type { session } from "../../wailsjs/go/models";

/** Data as Wails hands it over: the generated classes without their methods, and the enums' values. */
type Data<T> = T extends string
  ? `${T}`
  : T extends (infer E)[]
  ? readonly Data<E>[]
  : T extends object
    ? { readonly [K in keyof T as K extends "convertValues" ? never : K]: Data<T[K]> }
    : T;

/** Everything the page may know of the session at one moment (internal/session/snapshot.go). */
export type Snapshot = Data<session.Snapshot>;
/** A sign-in under way. */
export type SignIn = Data<session.SignIn>;
/** The person signed in. */
export type User = Data<session.User>;
/** Something the person should know: what happened, what they can do, and details for whoever helps them. */
export type Problem = Data<session.Problem>;
/** An organization that may be chosen while signing in. */
export type Organization = Data<session.Organization>;

/** The values of a generated enum by their names. */
type Values<Enum extends Readonly<Record<string, string>>> = { readonly [Name in keyof Enum]: `${Enum[Name]}` };

// Written out, since the generated enums come with the generated classes, which no start needs. Another set of names or
// values than theirs does not compile.

export const Status = {
  Misconfigured: "misconfigured",
  Restoring: "restoring",
  SignedIn: "signed-in",
  SignedOut: "signed-out",
  SigningIn: "signing-in",
} as const satisfies Values<typeof session.Status>;

export const SignInStep = {
  ChoosingOrganization: "choosing-organization",
  ConfirmingUser: "confirming-user",
  Exchanging: "exchanging",
  WaitingForBrowser: "waiting-for-browser",
} as const satisfies Values<typeof session.SignInStep>;

/** What holds before Go has answered for the first time: older than anything it will say. */
export const unknown: Snapshot = {
  revision: -1,
  status: Status.Restoring,
  session: "",
  organization: "",
  role: "",
  permissions: [],
  expiresAt: 0,
  endsAt: 0,
  switchingTo: "",
  problems: [],
};

/** A person's name as they would be addressed; their e-mail address when they gave none. */
export function displayName(user: Pick<User, "firstName" | "lastName" | "email">): string {
  return [user.firstName, user.lastName].filter(Boolean).join(" ") || user.email;
}

/** Whether there is a problem now that was not there before, as the same one. */
export function hasNewProblem(before: Snapshot, now: Snapshot): boolean {
  return now.problems.some(({ code, since }) => !before.problems.some((old) => old.code === code && old.since === since));
}
