import { useEffect, useMemo, useRef, useState } from "react";
import { useInfo } from "../session/hooks";
import type { Snapshot, User } from "../session/snapshot";
import { allows, type WidgetPage } from "../widgets/catalogue";
import { useConnecting } from "../widgets/connecting";
import { useOrganizations, usePerson } from "../widgets/data";
import type { Scope } from "../widgets/scope";
import { renewTokens } from "../widgets/token";
import { words } from "../words";
import { Announcer } from "./Announcer";
import { narrow, useMedia } from "./media";
import { organizationMemory, recall, remember } from "./memory";
import { Page } from "./Page";
import { Person } from "./Person";
import { availablePages, useRoute } from "./route";
import { usePageShortcuts } from "./shortcuts";
import { Navigation } from "./Sidebar";
import { SigningIn } from "./SigningIn";
import { NoOrganization, Switcher } from "./Switcher";

/** The window of somebody who is signed in: the sidebar, and one page. */
export function SignedIn({ snapshot, user, scope }: { snapshot: Snapshot; user: User; scope: Scope }) {
  const { organization, permissions, role, signIn, switchingTo } = snapshot;
  const nameOf = useOrganizationNames(scope, organization);
  const available = useMemo(() => availablePages(organization), [organization]);
  const [page, go] = useRoute(available);
  const mac = useInfo()?.platform === "darwin";
  const collapsed = useMedia(narrow);
  const person = usePerson(scope, user);
  const organizationName = nameOf(organization);
  const switching = switchingTo !== "" && switchingTo !== organization;
  const moved = useMoved(organization);
  useConnecting(scope);
  const beneath = useUncovered(signIn !== undefined);
  usePageShortcuts(available, go, mac);
  usePreloading(available, permissions);
  useRenewedTokens(scope, role, permissions);

  return (
    <div className="frame" data-collapsed={collapsed}>
      <Announcer text={switching ? words.switching(nameOf(switchingTo)) : moved ? words.switched(organizationName) : ""} />
      <aside className="sidebar">
        {organization === "" ? <NoOrganization collapsed={collapsed} /> : <Switcher scope={scope} name={organizationName} steppingUp={signIn !== undefined} />}
        <Navigation {...{ available, permissions, organizationName, collapsed, mac, go }} current={page} />
        <Person user={person} />
      </aside>
      <div className="content">
        {page && (
          // Kept underneath a step-up: cancelling it loses nothing.
          <div className="content-page" ref={beneath} hidden={signIn !== undefined}>
            <Page key={`${scope.key} ${page.id}`} {...{ page, scope, permissions, role, organizationName }} switchingTo={switching ? nameOf(switchingTo) : undefined} />
          </div>
        )}
        {/* After the page, so that of two headings that appear at once the one that is seen has the focus. */}
        {signIn && <SigningIn signIn={signIn} current={person} organization={signIn.organization === "" ? "" : nameOf(signIn.organization)} />}
      </div>
    </div>
  );
}

/** Gives the focus to the heading of what the returned ref is on, once it is covered no more: what had it is gone. */
function useUncovered(covered: boolean) {
  const beneath = useRef<HTMLDivElement>(null);
  const was = useRef(covered);
  useEffect(() => {
    if (was.current && !covered) {
      beneath.current?.querySelector("h1")?.focus({ preventScroll: true });
    }
    was.current = covered;
  }, [covered]);
  return beneath;
}

/** Whether the organization is another than the one the window opened with, or has been since. */
function useMoved(organization: string): boolean {
  const [at, setAt] = useState({ organization, moved: false });
  if (at.organization !== organization) {
    setAt({ organization, moved: true });
  }
  return at.moved;
}

/** Fetches the widgets' code once there is nothing better to do, so that the first visit of a page is as quick as the second. */
function usePreloading(available: readonly WidgetPage[], permissions: readonly string[]): void {
  useEffect(() => {
    const preload = () => {
      available.filter((page) => allows(page, permissions)).forEach((page) => {
        page.code.preload();
      });
    };
    if ("requestIdleCallback" in window) {
      const handle = window.requestIdleCallback(preload, { timeout: 5000 });
      return () => {
        window.cancelIdleCallback(handle);
      };
    }
    const timer = setTimeout(preload, 1000); // WebKit has no idle callbacks
    return () => {
      clearTimeout(timer);
    };
  }, [available, permissions]);
}

/** A token tells what its role allows: when that changes within a scope, every widget gets a new one. */
function useRenewedTokens(scope: Scope, role: string, permissions: readonly string[]): void {
  const claims = JSON.stringify([role, permissions]);
  const last = useRef({ scope, claims });
  useEffect(() => {
    if (last.current.scope === scope && last.current.claims !== claims) {
      void renewTokens(scope.client);
    }
    last.current = { scope, claims };
  }, [scope, claims]);
}

/** The organizations' names, as the switcher knows them, or as they were last known; "" for one never seen. */
function useOrganizationNames(scope: Scope, organization: string): (id: string) => string {
  const known = useOrganizations(scope);
  const current = known?.find((o) => o.id === organization)?.name;
  useEffect(() => {
    if (current !== undefined) {
      remember(organizationMemory + organization, current);
    }
  }, [organization, current]);
  return (id) => known?.find((o) => o.id === id)?.name ?? recall(organizationMemory + id) ?? "";
}
