import { Button } from "@radix-ui/themes";
import { useMutation } from "@tanstack/react-query";
import type { Failed } from "../bridge/answers";
import { openFailures, type OpenFailure } from "../bridge/outside";
import { app, explain } from "../session/app";
import { useInfo } from "../session/hooks";
import { giveUp, type Connecting } from "../widgets/connecting";
import type { Scope } from "../widgets/scope";
import { renewTokens } from "../widgets/token";
import { dismissTrouble, troubleOf } from "../widgets/trouble";
import { words } from "../words";
import { CopyButton } from "./CopyButton";
import { Details } from "./Details";
import type { Looks } from "./looks";
import { organizationMemory, recall } from "./memory";
import { Notice } from "./Notice";
import { redact } from "./redact";

/** What is said above a widget, or at the foot of a dialog. */
export interface NoticesProps {
  readonly unopened: readonly OpenFailure[];
  readonly connections: readonly Connecting[];
  readonly troubles: readonly Failed[];
  readonly scope: Scope;
}

/** What did not open, what is being connected, and what went wrong: a notice each. */
export function Notices({ unopened, connections, troubles, scope }: NoticesProps) {
  return (
    <>
      {unopened.map((failure, n) => <UnopenedNotice key={n} failure={failure} />)}
      {connections.map((one) => <ConnectingNotice key={one.id} connection={one} />)}
      <TroubleNotices troubles={troubles} scope={scope} />
    </>
  );
}

function UnopenedNotice({ failure }: { failure: OpenFailure }) {
  return (
    <Notice tone="warning" onDismiss={() => {
      openFailures.remove((one) => one === failure);
    }} actions={
      <>
        {failure.retry && <Button type="button" variant="ghost" size="1" onClick={failure.retry}>{words.tryAgain}</Button>}
        {failure.link !== undefined && <CopyButton label={words.outside.copyLink} copy={failure.link} size="1" variant="ghost" />}
      </>
    }>{words.outside.failed} <span className="quiet">{reasonOf(failure.reason)}</span></Notice>
  );
}

/** One sentence is enough for a page whose every request met with the same. */
function TroubleNotices({ troubles, scope }: { troubles: readonly Failed[]; scope: Scope }) {
  const distinct = troubles.filter((one, n) => troubles.findIndex((other) => other.organization === one.organization && other.status === one.status && other.code === one.code) === n);
  return distinct.map((failed) => <TroubleNotice key={JSON.stringify([failed.organization, failed.widget, failed.method, failed.path])} failed={failed} scope={scope} />);
}

/** That a widget shows nothing, or an error of its own that no request explains. */
export function BrokenNotice({ looks, widget, retry }: { looks: Exclude<Looks, "fine">; widget: string; retry: () => void }) {
  const info = useInfo();
  const message = words.trouble[looks];
  const details = [message, `${widget}: ${looks}`, info ? `${info.product} ${info.version}, ${info.platform}` : "", navigator.userAgent].join("\n");
  return (
    <Notice tone="warning" actions={
      <>
        <Button type="button" variant="ghost" size="1" onClick={retry}>{words.tryAgain}</Button>
        <Details text={redact(details)} />
      </>
    }>{message}</Notice>
  );
}

/** The words of a bound method's string or of an Error; nothing in place of the sentence that says nothing. */
function reasonOf(reason: unknown): string {
  const said = explain(reason);
  return said === words.failed ? "" : said;
}

function ConnectingNotice({ connection: { id, name, step } }: { connection: Connecting }) {
  const text = words.connecting[step](name);
  const stop = () => {
    giveUp(id);
  };
  return step === "refused" || step === "expired"
    ? <Notice tone="warning" onDismiss={stop}>{text}</Notice>
    : <Notice tone="progress" actions={<Button type="button" variant="ghost" size="1" onClick={stop}>{words.connecting.stop}</Button>}>{text}</Notice>;
}

/** A request that failed, in words, with what helps and with details to copy. */
function TroubleNotice({ failed, scope }: { failed: Failed; scope: Scope }) {
  const info = useInfo();
  const { message, advice, remedy } = troubleOf(failed);
  const left = failed.organization !== scope.organization;
  const again = useMutation({
    mutationFn: async () => {
      if (remedy === "check") {
        await app.refreshSession();
      }
      if (failed.method !== "GET") {
        dismissTrouble(failed);
      }
      await (remedy === "retry" ? scope.client.invalidateQueries() : renewTokens(scope.client));
    },
  });
  const details = [
    message, `${failed.method} ${failed.path}`, failed.status === 0 ? "no answer" : `HTTP ${failed.status}`, failed.code, failed.widget,
    again.isError ? explain(again.error) : "", info ? `${info.product} ${info.version}, ${info.platform}` : "",
  ].filter(Boolean).join("\n");
  return (
    <Notice tone="warning" onDismiss={failed.method === "GET" ? undefined : () => {
      dismissTrouble(failed);
    }} actions={
      <>
        {remedy !== "" && !left && <Button type="button" variant="ghost" size="1" loading={again.isPending} onClick={() => {
          again.mutate();
        }}>{failed.status === 403 ? words.checkAgain : words.tryAgain}</Button>}
        <Details text={redact(details)} />
      </>
    }>
      {left ? words.trouble.left(recall(organizationMemory + failed.organization) ?? "", failed.status >= 400 && failed.status < 500) : <>{message} <span className="quiet">{advice}</span></>}
      {again.isError && <> {explain(again.error)}</>}
    </Notice>
  );
}
