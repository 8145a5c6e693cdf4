import { Button, DropdownMenu, Flex, Text, Tooltip } from "@radix-ui/themes";
import { ChevronDownIcon, InfoCircledIcon, PlusIcon, ReloadIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { Suspense, useEffect, type CSSProperties } from "react";
import { openOutside } from "../bridge/outside";
import { app } from "../session/app";
import { WindowReload } from "../../wailsjs/runtime/runtime";
import { lazily, NotLoadedError } from "../widgets/lazily";
import type { Scope } from "../widgets/scope";
import { useWidgetToken } from "../widgets/token";
import { Boundary } from "./Boundary";
import { WidgetRoot } from "../widgets/WidgetRoot";
import { words } from "../words";
import { organizationCreation } from "./brand";
import { ErrorPopover } from "./ErrorPopover";

const organizationSwitcher = lazily(() => import("@workos-inc/widgets/organization-switcher").then((m) => m.OrganizationSwitcher));

/** Fetches the switcher's code ahead of its use, and resolves once it is there or has failed. */
export const switcherArrival = organizationSwitcher.arrival;

/** The switcher as Go's catalogue has it: everybody may use it. */
export const switcher = { widget: "organization-switcher", permissions: [] } as const;

/** The Organization Switcher widget, and what to say when a switch fails. */
export function Switcher({ scope, name, change }: { scope: Scope; name: string; change: ReturnType<typeof useSwitch> }) {
  return (
    <ErrorPopover error={change.error} onDismiss={change.reset}>
      <div className="switcher" style={initialOf(name)}>
        <WidgetRoot key={scope.key} scope={scope}>
          <Boundary fallback={(error, retry) => <Crash name={name} error={error} retry={() => {
            organizationSwitcher.renew();
            retry();
          }} />}>
            <Suspense fallback={<Placeholder name={name} />}>
              <Widget scope={scope} name={name} change={change.mutate} />
            </Suspense>
          </Boundary>
        </WidgetRoot>
      </div>
    </ErrorPopover>
  );
}

/**
 * Switching, where the last wish wins: a mutation that was followed by another reports nothing. Nor does one
 * whose organization asked for a sign-in of its own: how that ended, the snapshot tells.
 */
export function useSwitch(steppingUp: boolean) {
  const change = useMutation({ mutationFn: app.switchOrganization });
  const { reset } = change;
  useEffect(() => {
    if (steppingUp) {
      reset();
    }
  }, [steppingUp, reset]);
  return change;
}

/** What shell.css writes on the switcher where only icons have room. */
function initialOf(name: string): CSSProperties & { "--initial": string } {
  return { "--initial": JSON.stringify(Array.from(name || words.yourOrganization)[0]) };
}

function Widget({ scope, name, change }: { scope: Scope; name: string; change: (organizationID: string) => void }) {
  const { authToken, query } = useWidgetToken(scope, switcher.widget);
  if (query.isError && !query.data) {
    return <Again name={name} retry={() => void query.refetch()} />;
  }
  if (!query.data) {
    return <Placeholder name={name} />;
  }
  return (
    <organizationSwitcher.Component
      authToken={authToken} truncateBehavior="middle" organizationLabel={words.organizations}
      switchToOrganization={({ organizationId }) => {
        change(organizationId);
        // Never settled: the widget would then ask again for everything in a tree that the switch throws away.
        return new Promise<void>(() => undefined);
      }}
    >
      <CreationItem />
    </organizationSwitcher.Component>
  );
}

/** The last entry of the switcher's menu, where the environment lets people create an organization. */
function CreationItem() {
  const address = organizationCreation();
  return address === undefined ? null : (
    <>
      <DropdownMenu.Separator />
      <DropdownMenu.Item onSelect={() => {
        openOutside(address);
      }}><PlusIcon />{words.createOrganization}</DropdownMenu.Item>
    </>
  );
}

/** The switcher's size and, when it is remembered, its text, before the widget is there. */
function Placeholder({ name }: { name: string }) {
  return (
    <Button type="button" variant="surface" color="gray" highContrast disabled>
      <Flex align="center" justify="between" gap="2" flexGrow="1" minWidth="0">
        <Text truncate>{name || words.yourOrganization}</Text>
        <ChevronDownIcon />
      </Flex>
    </Button>
  );
}

/** The switcher broke, or its code did not come: then the second button reloads the window. */
function Crash({ name, error, retry }: { name: string; error: unknown; retry: () => void }) {
  return error instanceof NotLoadedError && error.attempt > 1
    ? <Again name={name} retry={WindowReload} label={words.reload} />
    : <Again name={name} retry={retry} />;
}

function Again({ name, retry, label = words.tryAgain }: { name: string; retry: () => void; label?: string }) {
  return (
    <Tooltip content={label}>
      <Button type="button" variant="surface" color="gray" highContrast onClick={retry} aria-label={`${name || words.yourOrganization}. ${label}`}>
        <Flex align="center" justify="between" gap="2" flexGrow="1" minWidth="0">
          <Text truncate>{name || words.yourOrganization}</Text>
          <ReloadIcon />
        </Flex>
      </Button>
    </Tooltip>
  );
}

/** What stands in the switcher's place for somebody who has nothing to switch between. */
export function NoOrganization({ collapsed }: { collapsed: boolean }) {
  const { heading, sentence } = words.noOrganization;
  const creation = organizationCreation();
  if (collapsed) {
    return (
      <Tooltip content={`${heading}. ${sentence}`} side="right">
        <div className="no-organization" role="img" tabIndex={0} aria-label={`${heading}. ${sentence}`}><InfoCircledIcon /></div>
      </Tooltip>
    );
  }
  return (
    <div className="no-organization">
      <Text as="div" size="2" weight="medium">{heading}</Text>
      <Text as="div" size="1" color="gray">{sentence}</Text>
      {creation !== undefined && <Button type="button" variant="soft" size="1" mt="2" onClick={() => {
        openOutside(creation);
      }}><PlusIcon />{words.createOrganization}</Button>}
    </div>
  );
}
