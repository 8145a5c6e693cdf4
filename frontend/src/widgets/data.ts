import { notifyManager } from "@tanstack/react-query";
import { useCallback, useState, useSyncExternalStore } from "react";
import type { User } from "../session/snapshot";
import type { Scope } from "./scope";

// The frame shows two things that only widgets ask WorkOS for: the organizations' names, and the person's
// name after they have changed it. They are read from the widgets' cache, whose keys begin with the path of
// the operation: no second request, and never another answer than the widget's.

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The organizations of the person signed in; undefined until the Organization Switcher knows them. */
export function useOrganizations(scope: Scope): readonly Named[] | undefined {
  return organizationsIn(useAnswer(scope, "/_widgets/UserManagement/organizations"));
}

/**
 * The person, by the name they gave themselves last: the snapshot has the one of their sign-in. It is kept
 * over a switch, which leaves the cache of the organization before it behind.
 */
export function usePerson(scope: Scope, user: User): User {
  const me = useAnswer(scope, "/_widgets/UserProfile/me");
  const [last, setLast] = useState(me);
  if (me !== undefined && me !== last) {
    setLast(me);
  }
  const known = me ?? last;
  if (!isObject(known) || known["id"] !== user.id || typeof known["email"] !== "string") {
    return user;
  }
  return { ...user, email: known["email"], firstName: text(known["firstName"]), lastName: text(known["lastName"]) };
}

/** The newest answer to an operation in the scope's cache. */
function useAnswer(scope: Scope, path: string): unknown {
  const subscribe = useCallback(
    // Batched, since the cache also tells of changes while something is being rendered.
    (changed: () => void) => scope.client.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [scope],
  );
  return useSyncExternalStore(subscribe, () => {
    const answered = scope.client.getQueryCache().findAll({ queryKey: [path] });
    return answered.reduce<{ at: number; data: unknown }>(
      (newest, { state }) => (state.data !== undefined && state.dataUpdatedAt >= newest.at ? { at: state.dataUpdatedAt, data: state.data } : newest),
      { at: 0, data: undefined },
    ).data;
  });
}

function organizationsIn(answer: unknown): readonly Named[] | undefined {
  if (!isObject(answer) || !Array.isArray(answer["data"])) {
    return undefined;
  }
  return answer["data"].filter((o: unknown): o is Named => isObject(o) && typeof o["id"] === "string" && typeof o["name"] === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
