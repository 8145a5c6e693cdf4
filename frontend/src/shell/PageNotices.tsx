import { Text } from "@radix-ui/themes";
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { openFailures } from "../bridge/outside";
import { connecting } from "../widgets/connecting";
import type { Lazily } from "../widgets/lazily";
import type { Scope } from "../widgets/scope";
import { troubleOf, useTroubles } from "../widgets/trouble";
import { words } from "../words";
import { DeferredExtra } from "./Deferred";
import { InDialog, useOpenDialog } from "./InDialog";
import type { NoticesProps } from "./Notices";
import { notices } from "./onDemand";

/**
 * What a page has to say beside its widget: what did not open, what is being connected, and what went wrong.
 * What comes of something done in a dialog is said in that dialog, as long as it is open.
 */
export function PageNotices({ widget, scope }: { widget: string; scope: Scope }) {
  const unopened = useSyncExternalStore(openFailures.subscribe, openFailures.get);
  const waiting = useSyncExternalStore(connecting.subscribe, connecting.get);
  const troubles = useTroubles(scope, widget);
  const dialog = useOpenDialog();
  const isOfDialog = useNewSince(dialog, [...unopened, ...troubles]);
  const ofDialog = { unopened: unopened.filter(isOfDialog), troubles: troubles.filter((one) => one.method !== "GET" && isOfDialog(one)) };
  const here = waiting.filter((one) => one.widget === widget || one.widget === "");
  return (
    <>
      <SomeNotices unopened={unopened.filter((one) => !ofDialog.unopened.includes(one))} connections={here} troubles={troubles.filter((one) => !ofDialog.troubles.includes(one))} scope={scope} />
      {dialog && <InDialog dialog={dialog}><SomeNotices {...ofDialog} connections={[]} scope={scope} /></InDialog>}
    </>
  );
}

/** Tells what was not there yet when this dialog came on top; while there is none, nothing is. */
function useNewSince(dialog: Element | null, there: readonly unknown[]): (one: unknown) => boolean {
  const [since, setSince] = useState({ dialog, there });
  if (since.dialog !== dialog) {
    setSince({ dialog, there });
  }
  return (one) => dialog !== null && !since.there.includes(one);
}

/** The notices, should there be any. */
function SomeNotices(props: NoticesProps) {
  const texts = [
    ...props.unopened.map(() => words.outside.failed),
    ...props.connections.map(({ step, name }) => words.connecting[step](name)),
    ...props.troubles.map((failed) => troubleOf(failed).message),
  ];
  return texts.length > 0 && <DeferredNotices code={notices} texts={texts}><notices.Component {...props} /></DeferredNotices>;
}

/** Notices whose code comes when the first is needed. Should it not come, the texts stand there as they are. */
export function DeferredNotices({ code, texts, children }: { code: Pick<Lazily<object>, "renew">; texts: readonly string[]; children: ReactNode }) {
  return (
    <DeferredExtra code={code} instead={[...new Set(texts)].map((text) => (
      <Text key={text} as="p" size="2" role="alert" className="slim-notice" data-tone="warning">{text}</Text>
    ))}>{children}</DeferredExtra>
  );
}
