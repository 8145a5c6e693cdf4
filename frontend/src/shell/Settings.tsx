import { Button, Code, Flex, SegmentedControl, Switch, Text } from "@radix-ui/themes";
import { ArrowLeftIcon, ExternalLinkIcon } from "@radix-ui/react-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keysAttribute, keysLabel } from "../commands/keys";
import { usePreferences, useSavePreferences } from "../preferences/hooks";
import { zoomSteps, zoomText } from "../preferences/zoom";
import { app, type Info, type LogLevel, type Theme } from "../session/app";
import { useInfo } from "../session/hooks";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import type { Cover } from "./cover";
import { Notice } from "./Notice";
import { PageHeading } from "./PageHeading";
import { Choice, Setting, SettingsSection } from "./Setting";

/** What the settings in front of a view need to know. */
export interface SettingsProps extends Cover {
  readonly mac: boolean;
  readonly close: () => void;
}

/** The organizations of the person signed in; known is undefined until WorkOS has listed them. */
interface Organizations {
  readonly known: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly nameOf: (id: string) => string;
}

/** The settings, in front of what they were opened from. Without organizations nobody is signed in. */
export function Settings({ section, mac, close, organizations }: SettingsProps & { organizations?: Organizations }) {
  const info = useInfo();
  useEscape(close);
  return (
    <main className="page settings" data-whole={organizations === undefined}>
      <header className="page-header">
        <div>
          <PageHeading>{words.settings.heading}</PageHeading>
          <Text as="p" size="2" color="gray" mt="3">{words.settings.sentence}</Text>
        </div>
        <Button type="button" variant="soft" color="gray" aria-keyshortcuts={keysAttribute("back", mac)} onClick={close}><ArrowLeftIcon />{words.settings.back}</Button>
      </header>
      {info && info.settingsDamaged !== "" && <Notice tone="warning">{words.settings.damaged(info.settingsDamaged)}</Notice>}
      <div className="page-scroll">
        <div className="page-body">
          <Appearance mac={mac} />
          <Start organizations={organizations} />
          <Diagnostics fixed={info?.logLevelFixed ?? false} wanted={section === "diagnostics"} />
          {info && <About info={info} wanted={section === "about"} />}
        </div>
      </div>
    </main>
  );
}

/** Closes on Escape, unless it closes something in front. */
function useEscape(close: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        close();
      }
    };
    window.addEventListener("keydown", press);
    return () => {
      window.removeEventListener("keydown", press);
    };
  }, [close]);
}

function Appearance({ mac }: { mac: boolean }) {
  const { theme, zoom } = usePreferences();
  const saveTheme = useSavePreferences();
  const saveZoom = useSavePreferences();
  // One that was written into the file by hand is a choice as well.
  const steps = zoomSteps.includes(zoom) ? zoomSteps : [...zoomSteps, zoom].sort((a, b) => a - b);
  return (
    <SettingsSection name={words.settings.appearance}>
      <Setting name={words.settings.theme} hint={words.settings.themeHint} error={saveTheme.error}>
        {(naming) => (
          <SegmentedControl.Root {...naming} value={theme} onValueChange={(chosen: Theme) => {
            saveTheme.mutate({ theme: chosen });
          }}>
            {(["system", "light", "dark"] as const).map((one) => <SegmentedControl.Item key={one} value={one}>{words.settings.themes[one]}</SegmentedControl.Item>)}
          </SegmentedControl.Root>
        )}
      </Setting>
      <Setting name={words.settings.zoom} hint={words.settings.zoomHint(keysLabel("zoom-in", mac), keysLabel("zoom-out", mac))} error={saveZoom.error}>
        {(naming) => (
          <Choice naming={naming} value={String(zoom)} options={steps.map((step) => [String(step), zoomText(step)])} onChange={(chosen) => {
            saveZoom.mutate({ zoom: Number(chosen) });
          }} />
        )}
      </Setting>
    </SettingsSection>
  );
}

function Start({ organizations }: { organizations: Organizations | undefined }) {
  return (
    <SettingsSection name={words.settings.start}>
      <StartAtLogin />
      {organizations && <OpenWith {...organizations} />}
    </SettingsSection>
  );
}

const startsAtLogin = ["starts at login"];

function StartAtLogin() {
  const client = useQueryClient();
  // Asked anew each time: it can be changed elsewhere, in the desktop's own settings.
  const now = useQuery({ queryKey: startsAtLogin, queryFn: app.startsAtLogin, staleTime: 0, gcTime: 0 });
  const save = useMutation({
    mutationFn: app.setStartAtLogin,
    onSettled: () => client.invalidateQueries({ queryKey: startsAtLogin }),
  });
  return (
    <Setting name={words.settings.startAtLogin} hint={words.settings.startAtLoginHint} error={save.error ?? now.error}>
      {(naming) => (
        <Switch {...naming} checked={save.isPending ? save.variables : (now.data ?? false)} disabled={now.data === undefined && !now.isError} onCheckedChange={(on) => {
          save.mutate(on);
        }} />
      )}
    </Setting>
  );
}

const openWith = ["open with"];
/** Stands for the last organization in the list, whose values may not be empty. */
const last = "last";

function OpenWith({ known, nameOf }: Organizations) {
  const client = useQueryClient();
  const now = useQuery({ queryKey: openWith, queryFn: app.openWith, staleTime: 0, gcTime: 0 });
  const save = useMutation({
    mutationFn: app.setOpenWith,
    onSettled: () => client.invalidateQueries({ queryKey: openWith }),
  });
  const chosen = (save.isPending ? save.variables : now.data) ?? "";
  const listed = (known ?? []).map(({ id, name }) => [id, name] as const);
  const former = chosen === "" || listed.some(([id]) => id === chosen) ? [] : [[chosen, nameOf(chosen) || (known ? words.settings.formerOrganization : "…")] as const];
  return (
    <Setting name={words.settings.openWith} hint={words.settings.openWithHint} error={save.error ?? now.error}>
      {(naming) => (
        <Choice naming={naming} value={chosen || last} options={[[last, words.settings.lastOrganization], ...listed, ...former]} disabled={now.data === undefined} onChange={(id) => {
          save.mutate(id === last ? "" : id);
        }} />
      )}
    </Setting>
  );
}

const levels = ["error", "warn", "info", "debug"] as const;

function Diagnostics({ fixed, wanted }: { fixed: boolean; wanted: boolean }) {
  const { logLevel } = usePreferences();
  const save = useSavePreferences();
  const copy = useMutation({ mutationFn: app.copyDiagnostics });
  const open = useMutation({ mutationFn: app.openLogFolder });
  return (
    <SettingsSection name={words.settings.diagnostics} wanted={wanted}>
      <Setting name={words.settings.logLevel} hint={fixed ? words.settings.logLevelFixed : words.settings.logLevelHint} error={save.error}>
        {(naming) => fixed ? <Text size="2" color="gray">{words.settings.logLevelSet}</Text> : (
          <Choice naming={naming} value={logLevel || usualLevel} options={levels.map((level) => [level, words.settings.logLevels[level]])} onChange={(level) => {
            save.mutate({ logLevel: level === usualLevel ? "" : level });
          }} />
        )}
      </Setting>
      <Setting name={words.settings.report} hint={words.settings.reportHint} error={copy.error ?? open.error}>
        {() => (
          <Flex gap="2" wrap="wrap" justify="end">
            <CopyButton label={words.settings.copyDiagnostics} done={words.settings.copiedDiagnostics} copy={() => copy.mutateAsync()} />
            <Button type="button" variant="soft" color="gray" loading={open.isPending} onClick={() => {
              open.mutate();
            }}><ExternalLinkIcon />{words.settings.openLogFolder}</Button>
          </Flex>
        )}
      </Setting>
    </SettingsSection>
  );
}

/** What is logged when nothing was chosen (internal/config/values.go). */
const usualLevel = "info" satisfies LogLevel;

function About({ info, wanted }: { info: Info; wanted: boolean }) {
  return (
    <SettingsSection name={words.settings.about} wanted={wanted}>
      <Setting name={info.product} hint={words.settings.licencesSentence}>
        {() => <Text size="2" color="gray" className="selectable">{`${words.settings.version} ${info.version}`}</Text>}
      </Setting>
      <Setting name={words.settings.environment}>
        {() => <Text size="2" color="gray" className="selectable">{info.sandbox ? words.settings.sandboxEnvironment : info.apiHost}</Text>}
      </Setting>
      <Setting name={words.settings.clientID}>
        {() => info.clientId === "" ? <Text size="2" color="gray">{words.settings.noClientID}</Text> : (
          <Flex gap="3" align="center" justify="end" wrap="wrap">
            <Code size="2" variant="ghost" color="gray" className="selectable">{info.clientId}</Code>
            <CopyButton label={words.copy} copy={info.clientId} size="1" />
          </Flex>
        )}
      </Setting>
      {info.safeMode && <Setting name={words.settings.safeMode} hint={words.settings.safeModeSentence}>{() => null}</Setting>}
    </SettingsSection>
  );
}
