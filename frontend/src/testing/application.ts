import { vi, type Mock } from "vitest";
import { SignInStep, Status, type Problem, type SignIn, type Snapshot } from "../session/snapshot";
import type { Check, Info, Preferences } from "../session/app";

type Bound = Mock<(...args: unknown[]) => Promise<unknown>>;
type Heard = (data: unknown) => void;

/**
 * Puts an application behind the page, as Wails would. Its session is first until publish changes it, with
 * the next revision, as Go does. Bound methods resolve with nothing until a test says otherwise.
 */
export function installApplication(first: Snapshot, more: { info?: Partial<Info>; checks?: readonly Check[]; preferences?: Partial<Preferences> } = {}) {
  let current = first;
  let preferences: Preferences = { theme: "system", zoom: 1, logLevel: "", ...more.preferences };
  const listeners = new Map<string, Set<Heard>>();
  const emit = (event: string, data: unknown) => {
    listeners.get(event)?.forEach((heard) => {
      heard(data);
    });
  };
  const method = (answer: () => unknown = () => undefined): Bound => vi.fn(() => Promise.resolve(answer()));
  const bound = {
    SignIn: method(), CancelSignIn: method(), OpenSignInAgain: method(), CopySignInLink: method(), PasteCallback: method(),
    ChooseOrganization: method(), SwitchOrganization: method(), RefreshSession: method(), OpenLink: method(), SignOut: method(), UseAnotherAccount: method(), ReplaceSession: method(), Wake: method(), DismissProblem: method(),
    GetSession: method(() => current),
    GetInfo: method(() => ({ ...info, ...more.info })),
    Preflight: method(() => more.checks ?? null),
    GetWidgetToken: method(() => token(current)),
    GetPreferences: method(() => preferences),
    SetPreferences: vi.fn((next: unknown) => {
      preferences = next as Preferences;
      emit("preferences:changed", preferences);
      return Promise.resolve<unknown>(undefined);
    }) as Bound,
    SetAppearance: method(), SetFront: method(), PlaceChanged: method(), Painted: method(), Pong: method(),
    StartsAtLogin: method(() => false), SetStartAtLogin: method(), GetOpenWith: method(() => ""), SetOpenWith: method(),
    StaySignedIn: method(), CopyDiagnostics: method(), OpenLogFolder: method(),
  };
  const runtime = {
    EventsOnMultiple: (event: string, heard: Heard) => {
      const those = listeners.get(event) ?? new Set();
      listeners.set(event, those.add(heard));
      return () => those.delete(heard);
    },
    WindowSetTitle: vi.fn(),
    ClipboardSetText: vi.fn((text: string) => Promise.resolve(text !== "")),
  };
  Object.assign(window, { go: { main: { App: bound } }, runtime });
  return {
    bound,
    runtime,
    /** Has Go emit an event. */
    emit,
    publish: (changes: Partial<Snapshot>) => {
      current = { ...current, ...changes, revision: current.revision + 1 };
      emit("session:changed", current);
    },
  };
}

// The same for a whole run: the stand-in is the same string as long as its claims are.
const inTwelveHours = Math.floor(Date.now() / 1000) + 43_200;

/** A stand-in token as internal/widget makes them: atob reads it, whatever letters are in the claims. */
export function token(of: Pick<Snapshot, "session" | "organization" | "permissions" | "role">, sid = of.session): string {
  const claims = { sid, session: of.session, org_id: of.organization || undefined, role: of.role, permissions: of.permissions, exp: inTwelveHours, name: "Zoë ~?>" };
  const ascii = JSON.stringify(claims).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `e30.${btoa(ascii)}.x`;
}

export const info: Info = {
  product: "WorkOS Widgets", version: "0.1.0", sandbox: false, development: false, platform: "linux", clientId: "client_123", apiHost: "api.workos.com",
  nativeZoom: true, safeMode: false, settingsDamaged: "", logLevelFixed: false, openToWebPages: false,
};

/** Zoë in Acme Corp, where she may do everything. */
export const zoe: Snapshot = {
  revision: 1, status: Status.SignedIn, session: "session_1",
  user: { id: "user_1", email: "zoe@acme.example", firstName: "Zoë", lastName: "Ångström", pictureUrl: "" },
  organization: "org_acme", role: "admin", permissions: [
    "widgets:users-table:manage", "widgets:api-keys:manage", "widgets:user-api-keys:manage-self", "widgets:pipes:manage", "widgets:sso:manage",
    "widgets:domain-verification:manage", "widgets:dsync:manage", "widgets:audit-log-streaming:manage",
  ], expiresAt: 0, endsAt: 0, switchingTo: "", problems: [],
};

/** Nobody. */
export const nobody: Snapshot = {
  revision: 1, status: Status.SignedOut, session: "", organization: "", role: "", permissions: [], expiresAt: 0, endsAt: 0, switchingTo: "", problems: [],
};

/** A sign-in that has just begun. */
export function signIn(changes: Partial<SignIn> = {}): SignIn {
  return { step: SignInStep.WaitingForBrowser, organization: "", startedAt: Date.now(), givesUpAt: Date.now() + 600_000, organizations: [], redirectUri: "http://127.0.0.1:4000/callback", ...changes };
}

export const offline: Problem = {
  code: "offline", message: "WorkOS can't be reached.", advice: "Your session is safe; we keep trying.", details: "dial tcp: no such host", since: 0,
};
