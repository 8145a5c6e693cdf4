import * as bound from "../../wailsjs/go/main/App";
import type { main } from "../../wailsjs/go/models";
import { EventsOn } from "../../wailsjs/runtime/runtime";
import type { Snapshot } from "./snapshot";
import type { Source } from "./store";
import { words } from "../words";

/** What the application says of itself. */
export type Info = Readonly<main.Info>;

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
  preflight: async () => listed<Check>(await bound.Preflight()),
};

/** A list of Go's: a nil slice arrives as null, whatever the generated types say. */
function listed<T>(list: readonly T[] | null): readonly T[] {
  return list ?? [];
}

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
