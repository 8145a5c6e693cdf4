import { use, useMemo } from "react";
import { copyText } from "../bridge/clipboard";
import type { Command } from "../commands/commands";
import { app } from "../session/app";
import { useSessionStore } from "../session/hooks";
import { hasNewProblem, type Snapshot, type User } from "../session/snapshot";
import { allows, type WidgetPage } from "../widgets/catalogue";
import type { Scope } from "../widgets/scope";
import { words } from "../words";
import { done, failed, SayContext, type Outcome } from "./outcome";
import { useRefresh } from "./refresh";

/** What somebody who is signed in can go to: their pages, by their places in the navigation. */
export function usePageCommands(available: readonly WidgetPage[], current: WidgetPage | undefined, permissions: readonly string[], go: (to: WidgetPage) => void): readonly Command[] {
  return useMemo(() => available.map((page, n): Command => ({
    id: `page:${n + 1}`, name: words.pages[page.id].name, group: "pages", icon: page.icon,
    mark: page === current ? "current" : allows(page, permissions) ? undefined : "locked",
    run: () => {
      go(page);
    },
  })), [available, current, permissions, go]);
}

/** The organizations that WorkOS lists, to switch to. */
export function useOrganizationCommands(known: readonly { id: string; name: string }[] | undefined, current: string, change: (organizationID: string) => void): readonly Command[] {
  return useMemo(() => (known ?? []).map(({ id, name }): Command => ({
    id: `organization:${id}`, name, group: "organizations", mark: id === current ? "current" : undefined,
    run: () => {
      if (id !== current) {
        change(id);
      }
    },
  })), [known, current, change]);
}

/** Going back, and forward again, as far as there is a way. */
export function useHistoryCommands(back: (() => void) | undefined, forward: (() => void) | undefined): readonly Command[] {
  return useMemo(() => [...(back ? [{ id: "back", run: back }] : []), ...(forward ? [{ id: "forward", run: forward }] : [])], [back, forward]);
}

/** What somebody who is signed in can do with their account. */
export function useAccountCommands({ snapshot, user, scope, leave }: {
  snapshot: Snapshot;
  user: User;
  scope: Scope;
  leave: { readonly signOut: () => void; readonly another: () => void };
}): readonly Command[] {
  const say = use(SayContext);
  const store = useSessionStore();
  const refresh = useRefresh(scope);
  const { organization } = snapshot;
  const { signOut, another } = leave;
  return useMemo(() => [
    { id: "refresh", name: words.commands.refresh, group: "actions", icon: "refresh", overDialogs: true, run: refresh },
    { id: "check-again", name: words.commands.checkAgain, group: "actions", icon: "check", run: () => {
      const before = store.get();
      app.refreshSession().then(() => {
        // What else has come of it, a bar says.
        if (!hasNewProblem(before, store.get())) {
          say(done(words.commands.checked));
        }
      }, (reason: unknown) => {
        say(failed(reason));
      });
    } },
    copying("copy-user-id", words.commands.copyUserID, user.id, words.commands.copiedUserID, say),
    ...(organization === "" ? [] : [copying("copy-organization-id", words.commands.copyOrganizationID, organization, words.commands.copiedOrganizationID, say)]),
    { id: "use-another-account", name: words.useAnotherAccount, group: "actions", icon: "account", run: another },
    { id: "sign-out", name: words.signOut, group: "actions", icon: "leave", overDialogs: true, run: signOut },
  ], [store, refresh, user.id, organization, signOut, another, say]);
}

function copying(id: string, name: string, text: string, copied: string, say: (outcome: Outcome) => void): Command {
  return { id, name, group: "actions", icon: "copy", run: () => {
    void copyText(text).then((worked) => {
      say(worked ? done(copied) : { text: words.copyFailed, failed: true });
    });
  } };
}
