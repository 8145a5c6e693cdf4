import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useCommands } from "../commands/hooks";
import { useInfo } from "../session/hooks";
import type { Snapshot, User } from "../session/snapshot";
import { getReady } from "../widgets/ahead";
import { allows, type WidgetPage } from "../widgets/catalogue";
import { useConnecting } from "../widgets/connecting";
import { useOrganizations, usePerson } from "../widgets/data";
import type { Scope } from "../widgets/scope";
import { renewTokens } from "../widgets/token";
import { words } from "../words";
import { useAccountCommands, useHistoryCommands, useOrganizationCommands, usePageCommands } from "./accountCommands";
import { Announcer } from "./Announcer";
import { Covered } from "./Covered";
import { whenIdle } from "./idle";
import { organizationMemory, recall, remember } from "./memory";
import { useNarrow } from "./narrow";
import { Page } from "./Page";
import { Person, useLeave } from "./Person";
import { availablePages, useRoute } from "./route";
import type { SettingsProps } from "./Settings";
import { SettingsOnDemand } from "./SettingsOnDemand";
import { Navigation } from "./Sidebar";
import { SigningInOnDemand } from "./SigningInOnDemand";
import { NoOrganization, Switcher, useSwitch } from "./Switcher";
import { Title } from "./Title";

/** The window of somebody who is signed in: the sidebar, and one page, or the settings in front of it. */
export function SignedIn({ snapshot, user, scope, settings }: { snapshot: Snapshot; user: User; scope: Scope; settings: SettingsProps | undefined }) {
  const { organization, permissions, role, signIn, switchingTo } = snapshot;
  const organizations = useOrganizations(scope);
  const nameOf = useOrganizationNames(organizations, organization);
  const available = useMemo(() => availablePages(organization), [organization]);
  const { page, go, back, forward } = useRoute(available);
  const mac = useInfo()?.platform === "darwin";
  const collapsed = useNarrow();
  const person = usePerson(scope, user);
  const leave = useLeave();
  const change = useSwitch(signIn !== undefined);
  const organizationName = nameOf(organization);
  const switching = switchingTo !== "" && switchingTo !== organization;
  const moved = useMoved(organization);
  const closeSettings = settings?.close;
  const visit = useCallback((to: WidgetPage) => {
    closeSettings?.();
    go(to);
  }, [closeSettings, go]);
  const shown = settings || signIn ? undefined : page;

  useConnecting(scope);
  useReadyPages(scope, available, permissions);
  useRenewedTokens(scope, role, permissions);
  useCommands(usePageCommands(available, shown, permissions, visit));
  useCommands(useOrganizationCommands(organizations, organization, change.mutate));
  useCommands(useHistoryCommands(closeSettings ?? back, settings ? undefined : forward));
  useCommands(useAccountCommands({ snapshot, user, scope, leave }));

  return (
    <div className="frame" data-collapsed={collapsed}>
      <Title parts={settings ? [words.settings.heading] : [shown ? words.pages[shown.id].name : "", organizationName]} />
      <Announcer text={switching ? words.switching(nameOf(switchingTo)) : moved ? words.switched(organizationName) : ""} />
      <aside className="sidebar">
        {organization === "" ? <NoOrganization collapsed={collapsed} /> : <Switcher scope={scope} name={organizationName} change={change} />}
        <Navigation {...{ available, permissions, organizationName, collapsed, mac }} current={settings ? undefined : page} go={visit} />
        <Person user={person} mac={mac} leave={leave} />
      </aside>
      <div className="content">
        <Covered cover={
          settings ? <SettingsOnDemand key={settings.visit} {...settings} organizations={{ known: organizations, nameOf }} />
          : signIn ? <SigningInOnDemand signIn={signIn} current={person} organization={signIn.organization === "" ? "" : nameOf(signIn.organization)} />
          : undefined
        }>
          {page && <Page key={scope.key} {...{ page, scope, permissions, role, organizationName }} switchingTo={switching ? nameOf(switchingTo) : undefined} />}
        </Covered>
      </div>
    </div>
  );
}

/** Whether the organization is another than the one the window opened with, or has been since. */
function useMoved(organization: string): boolean {
  const [at, setAt] = useState({ organization, moved: false });
  if (at.organization !== organization) {
    setAt({ organization, moved: true });
  }
  return at.moved;
}

/** Gets the pages ready that this person may use, once there is nothing better to do. */
function useReadyPages(scope: Scope, available: readonly WidgetPage[], permissions: readonly string[]): void {
  const allowed = available.filter((page) => allows(page, permissions)).map(({ id }) => id).join(" ");
  useEffect(() => getReady(scope, available.filter(({ id }) => allowed.split(" ").includes(id)), whenIdle), [scope, available, allowed]);
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
function useOrganizationNames(known: ReturnType<typeof useOrganizations>, organization: string): (id: string) => string {
  const current = known?.find((o) => o.id === organization)?.name;
  useEffect(() => {
    if (current !== undefined) {
      remember(organizationMemory + organization, current);
    }
  }, [organization, current]);
  return (id) => known?.find((o) => o.id === id)?.name ?? recall(organizationMemory + id) ?? "";
}
