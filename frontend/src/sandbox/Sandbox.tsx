import { AlertDialog, Button, Checkbox, Code, Flex, Heading, Link, Popover, SegmentedControl, Skeleton, Switch, Text } from "@radix-ui/themes";
import { MixIcon } from "@radix-ui/react-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { use, useEffect, useId, useMemo, useState } from "react";
import type { Command } from "../commands/commands";
import { CommandsContext, useCommands } from "../commands/hooks";
import { app } from "../session/app";
import { useInfo, useSession, useSessionStore } from "../session/hooks";
import { Status } from "../session/snapshot";
import { ErrorText } from "../shell/ErrorText";
import { usePassOnFocus } from "../shell/passOn";
import { Choice, Setting, SettingsSection } from "../shell/Setting";
import { pages } from "../widgets/catalogue";
import { words as shell } from "../words";
import { changeSandbox, condition, type Access, type Change, type Condition } from "./condition";
import { words } from "./words";
import "./sandbox.css";

/** The way to the sandbox's panel, a button on its bar and a command of the palette, and the panel itself. */
export function Sandbox() {
  const [open, setOpen] = useState(false);
  useCommands(useMemo((): Command[] => [{ id: "sandbox", name: words.open, group: "actions", icon: MixIcon, also: words.access.heading, run: () => {
    setOpen(true);
  } }], []));
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger><Button type="button" variant="ghost" size="1">{words.open}</Button></Popover.Trigger>
      <Popover.Content align="end" className="sandbox" aria-label={words.heading} maxWidth="480px" width="480px">
        <Panel />
      </Popover.Content>
    </Popover.Root>
  );
}

const key = ["sandbox"];

function Panel() {
  const now = useQuery({ queryKey: key, queryFn: condition, staleTime: 0, gcTime: 0 });
  useFollowedSession();
  return (
    <Flex direction="column" className="sandbox-panel">
      <Heading as="h2" size="3">{words.heading}</Heading>
      <Text as="p" size="2" color="gray" mt="1">{words.sentence}</Text>
      {now.data ? <Controls now={now.data} /> : (
        <div role="status" aria-label={words.loading} aria-busy={now.isPending}>
          {now.isPending && <Skeleton height="320px" mt="4" />}
          <ErrorText error={now.error} />
        </div>
      )}
    </Flex>
  );
}

/** What the sandbox says depends on who is signed in. */
function useFollowedSession(): void {
  const client = useQueryClient();
  const { revision } = useSession();
  useEffect(() => {
    void client.invalidateQueries({ queryKey: key });
  }, [client, revision]);
}

/** Makes a change, which shows at once, and has the application find out about it where that takes a refresh of its session. */
function useChange() {
  const client = useQueryClient();
  const commands = use(CommandsContext);
  const store = useSessionStore();
  return useMutation({
    scope: { id: "sandbox" },
    mutationFn: async (change: Change) => {
      client.setQueryData(key, await changeSandbox(change));
      const { role, permissions, offline, do: deed } = change;
      if (store.get().status !== Status.SignedIn) {
        return;
      }
      if (offline !== undefined) {
        // It fails, which is the point: the bar above the page says it.
        void app.refreshSession().catch(() => undefined);
      } else if (role !== undefined || permissions !== undefined || deed === "normal" || deed === "reset") {
        await app.refreshSession();
      }
      if (deed === "reset") {
        commands.run("refresh");
      }
    },
    onMutate: ({ permissions, offline, latency }) => {
      client.setQueryData<Condition>(key, (was) => was && {
        ...was,
        ...(offline !== undefined && { offline }),
        ...(latency !== undefined && { latency }),
        ...(permissions && was.access && { access: { ...was.access, permissions } }),
      });
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

function Controls({ now }: { now: Condition }) {
  return (
    <>
      <SettingsSection name={words.access.heading}>
        {now.access ? <Permissions access={now.access} /> : <Text as="p" size="2" color="gray" my="3">{words.access.nobody}</Text>}
      </SettingsSection>
      <SettingsSection name={words.session.heading}>
        {now.session ? <SessionControls session={now.session} /> : <Text as="p" size="2" color="gray" my="3">{words.session.nobody}</Text>}
      </SettingsSection>
      <SettingsSection name={words.network.heading}><Network now={now} /></SettingsSection>
      <Foot normal={now.normal} />
    </>
  );
}

function Permissions({ access }: { access: Access }) {
  const id = useId();
  const change = useChange();
  const { role, roles, known, permissions } = access;
  return (
    <div ref={usePassOnFocus<HTMLDivElement>()}>
      <Setting name={words.access.role} hint={words.access.roleHint}>
        {(naming) => (
          <Choice naming={naming} value={role} options={roles.map(({ slug, name }) => [slug, name])} onChange={(chosen) => {
            change.mutate({ role: chosen });
          }} />
        )}
      </Setting>
      <div role="group" aria-labelledby={id} className="sandbox-permissions">
        <Text as="p" size="2" color="gray" id={id} mb="2">{words.access.sentence}</Text>
        {known.map((permission) => (
          <Text as="label" size="2" key={permission}>
            <Checkbox checked={permissions.includes(permission)} onCheckedChange={(on) => {
              change.mutate({ permissions: known.filter((one) => one === permission ? on === true : permissions.includes(one)) });
            }} />
            <span>{pageOf(permission)}</span> <Code variant="ghost" color="gray" size="1">{permission}</Code>
          </Text>
        ))}
        <ErrorText error={change.error} />
      </div>
    </div>
  );
}

/** The page that a permission opens. */
function pageOf(permission: string): string {
  const page = pages.find(({ permissions }) => (permissions).includes(permission));
  return page ? shell.pages[page.id].name : "";
}

function SessionControls({ session: { ended, tokensExpiredAt } }: { session: NonNullable<Condition["session"]> }) {
  const change = useChange();
  const expire = useChange();
  const refresh = useMutation({ mutationFn: app.refreshSession });
  return (
    <div ref={usePassOnFocus<HTMLDivElement>()}>
      <Setting name={words.session.atWorkOS} hint={ended ? words.session.ended : words.session.lives} error={change.error ?? refresh.error}>
        {(naming) => (ended
          ? <Button type="button" variant="soft" aria-describedby={naming["aria-describedby"]} loading={refresh.isPending} onClick={() => {
              refresh.mutate();
            }}>{words.session.refresh}</Button>
          : <Button type="button" variant="soft" color="gray" aria-describedby={naming["aria-describedby"]} loading={change.isPending} onClick={() => {
              change.mutate({ do: "end-session" });
            }}>{words.session.end}</Button>)}
      </Setting>
      <Setting name={words.session.tokens} hint={tokensExpiredAt > 0 ? words.session.refused(toTheSecond(tokensExpiredAt)) : words.session.accepted} error={expire.error}>
        {(naming) => (
          <Button type="button" variant="soft" color="gray" aria-describedby={naming["aria-describedby"]} loading={expire.isPending} onClick={() => {
            expire.mutate({ do: "expire-tokens" });
          }}>{words.session.expire}</Button>
        )}
      </Setting>
    </div>
  );
}

function toTheSecond(time: number): string {
  return new Date(time).toLocaleTimeString(navigator.language, { timeStyle: "medium" });
}

const latencies = [0, 200, 800, 3000];

function Network({ now: { offline, latency, rules } }: { now: Condition }) {
  const change = useChange();
  const host = useInfo()?.apiHost ?? "";
  // The sandbox's page about faults, and its environment, know others.
  const steps = latencies.includes(latency) ? latencies : [...latencies, latency].sort((a, b) => a - b);
  return (
    <>
      <Setting name={words.network.offline} hint={words.network.offlineHint} error={change.error}>
        {(naming) => (
          <Switch {...naming} checked={offline} onCheckedChange={(on) => {
            change.mutate({ offline: on });
          }} />
        )}
      </Setting>
      <Setting name={words.network.latency} hint={words.network.latencyHint}>
        {(naming) => (
          <SegmentedControl.Root {...naming} size="1" value={String(latency)} onValueChange={(chosen) => {
            change.mutate({ latency: Number(chosen) });
          }}>
            {steps.map((one) => <SegmentedControl.Item key={one} value={String(one)}>{duration(one)}</SegmentedControl.Item>)}
          </SegmentedControl.Root>
        )}
      </Setting>
      <Setting name={words.network.faults} hint={rules.length === 0 ? words.network.noFaults : rules.join(" ")}>
        {() => <Link size="2" href={`http://${host}/sandbox/faults`} target="_blank" rel="noreferrer">{words.network.openFaults}</Link>}
      </Setting>
    </>
  );
}

function duration(milliseconds: number): string {
  return milliseconds === 0 ? words.network.none : milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

/** What undoes everything, and what undoes even what people have done. */
function Foot({ normal }: { normal: boolean }) {
  const change = useChange();
  return (
    <footer className="sandbox-foot">
      <Text size="2" color="gray" role="status" className="grow">{normal ? words.normal : words.changed}</Text>
      <Reset reset={() => {
        change.mutate({ do: "reset" });
      }} />
      <Button type="button" loading={change.isPending} aria-disabled={normal} variant={normal ? "soft" : "solid"} color={normal ? "gray" : undefined} onClick={() => {
        if (!normal) {
          change.mutate({ do: "normal" });
        }
      }}>{words.backToNormal}</Button>
      <ErrorText error={change.error} />
    </footer>
  );
}

function Reset({ reset }: { reset: () => void }) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger><Button type="button" variant="soft" color="gray">{words.reset.open}</Button></AlertDialog.Trigger>
      <AlertDialog.Content maxWidth="440px">
        <AlertDialog.Title size="4">{words.reset.question}</AlertDialog.Title>
        <AlertDialog.Description size="2">{words.reset.sentence}</AlertDialog.Description>
        <Flex gap="3" mt="4" justify="end">
          <AlertDialog.Cancel><Button type="button" variant="soft" color="gray">{words.reset.keep}</Button></AlertDialog.Cancel>
          <AlertDialog.Action><Button type="button" color="red" onClick={reset}>{words.reset.confirm}</Button></AlertDialog.Action>
        </Flex>
      </AlertDialog.Content>
    </AlertDialog.Root>
  );
}
