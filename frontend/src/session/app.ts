import * as bound from "../../wailsjs/go/main/App";
import type { main, settings } from "../../wailsjs/go/models";
import { EventsOn, WindowSetTitle } from "../../wailsjs/runtime/runtime";
import type { Keeper } from "../preferences/store";
import type { Snapshot } from "./snapshot";
import type { Source } from "./store";
import { words } from "../words";

/** What the application says of itself. */
export type Info = Readonly<main.Info>;

/** What the person has set; the same in Go (internal/settings/preferences.go). */
export interface Preferences {
  readonly theme: Theme;
  /** A factor, 1 being the size as drawn. */
  readonly zoom: number;
  readonly logLevel: LogLevel;
}

/** How the window is to look; "system" is as the desktop does. */
export type Theme = "system" | "light" | "dark";

/** How much is logged; "" is as much as the application would by itself. */
export type LogLevel = "" | "debug" | "info" | "warn" | "error";

/** One line of the pre-flight. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly message: string;
  readonly mend: string;
}

/** The methods that Go binds to the page. They reject with the words for what went wrong; see explain. */
export const app = {
  signIn: () => bound.SignIn(),
  cancelSignIn: () => bound.CancelSignIn(),
  openSignInAgain: () => bound.OpenSignInAgain(),
  copySignInLink: () => bound.CopySignInLink(),
  pasteCallback: (address: string) => bound.PasteCallback(address),
  chooseOrganization: (organizationID: string) => bound.ChooseOrganization(organizationID),
  replaceSession: () => bound.ReplaceSession(),
  switchOrganization: (organizationID: string) => bound.SwitchOrganization(organizationID),
  refreshSession: () => bound.RefreshSession(),
  signOut: () => bound.SignOut(),
  useAnotherAccount: () => bound.UseAnotherAccount(),
  wake: () => bound.Wake(),
  dismissProblem: (code: string) => bound.DismissProblem(code),
  widgetToken: (widgetID: string) => bound.GetWidgetToken(widgetID),
  info: (): Promise<Info> => bound.GetInfo(),
  setAppearance: (appearance: "light" | "dark") => bound.SetAppearance(appearance),
  setFront: (front: boolean) => bound.SetFront(front),
  placeChanged: () => bound.PlaceChanged(),
  startsAtLogin: () => bound.StartsAtLogin(),
  setStartAtLogin: (on: boolean) => bound.SetStartAtLogin(on),
  /** The ID of the organization that the person signed in opens with; "" is the last one. */
  openWith: () => bound.GetOpenWith(),
  setOpenWith: (organizationID: string) => bound.SetOpenWith(organizationID),
  staySignedIn: () => bound.StaySignedIn(),
  copyDiagnostics: () => bound.CopyDiagnostics(),
  openLogFolder: () => bound.OpenLogFolder(),
  preflight: async () => listed<Check>(await bound.Preflight()),
};

/** A list of Go's: a nil slice arrives as null, whatever the generated types say. */
function listed<T>(list: readonly T[] | null): readonly T[] {
  return list ?? [];
}

const themes: readonly string[] = ["system", "light", "dark"] satisfies Theme[];
const logLevels: readonly string[] = ["", "debug", "info", "warn", "error"] satisfies LogLevel[];

/** Go's preferences in the page's narrower types; whatever a later build may add counts as not set. */
function preferencesOf({ theme, zoom, logLevel }: settings.Preferences): Preferences {
  return {
    theme: themes.includes(theme) ? theme as Theme : "system",
    zoom,
    logLevel: logLevels.includes(logLevel) ? logLevel as LogLevel : "",
  };
}

/** Calls back with what was chosen in the window's menus, until the returned function is called. */
export function onMenuCommand(heard: (id: string) => void): () => void {
  const stop = EventsOn("menu:command", heard);
  return () => {
    ifConnected(stop);
  };
}

/** Writes on the window's frame. */
export function setWindowTitle(title: string): void {
  ifConnected(() => {
    WindowSetTitle(title);
  });
}

/** In a browser that `wails dev` serves, Wails throws until its socket is open; in the window it never does. */
function ifConnected(call: () => void): void {
  try {
    call();
  } catch {
    // nobody is there yet to be told
  }
}

/** As an object of the page's, and not of the generated class, whose code no start needs. */
const setPreferences: (preferences: Preferences) => Promise<void> = bound.SetPreferences;

/** The preferences where Go keeps them. */
export const preferencesKeeper: Keeper = {
  load: async () => preferencesOf(await bound.GetPreferences()),
  save: setPreferences,
  listen: (heard) => EventsOn("preferences:changed", (preferences: settings.Preferences) => {
    heard(preferencesOf(preferences));
  }),
};

/** The session as Go publishes it. */
export const sessionSource: Source = {
  load: (): Promise<Snapshot> => bound.GetSession(),
  listen: (heard) => EventsOn("session:changed", heard),
};

/** Whether the page runs inside the application, or in a browser that `wails dev` serves. */
export function insideWails(): boolean {
  return "go" in window && "runtime" in window;
}

/** The words in whatever a bound method rejected with: a string, an Error, or a Problem. */
export function explain(reason: unknown): string {
  if (typeof reason === "string" && reason !== "") {
    return reason;
  }
  if (typeof reason === "object" && reason !== null && "message" in reason && typeof reason.message === "string" && reason.message !== "") {
    return reason.message;
  }
  return words.failed;
}
