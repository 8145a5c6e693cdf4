import { Suspense, useEffect, type ComponentProps } from "react";
import { lazily, NotLoadedError } from "../widgets/lazily";
import { words } from "../words";
import { Boundary } from "./Boundary";
import { Failure } from "./Failure";
import { whenIdle } from "./idle";
import type { Settings } from "./Settings";

const settings = lazily(() => import("./Settings").then((m) => m.Settings));

/** The settings, whose code no start waits for. */
export function SettingsOnDemand(props: ComponentProps<typeof Settings>) {
  return (
    <Boundary fallback={(error, retry) => <NotThere error={error} retry={() => {
      settings.renew();
      retry();
    }} />}>
      <Suspense fallback={null}><settings.Component {...props} /></Suspense>
    </Boundary>
  );
}

/** Fetches the settings' code ahead, as soon as there is nothing better to do. */
export function usePreloadedSettings(): void {
  useEffect(() => whenIdle(settings.preload), []);
}

function NotThere({ error, retry }: { error: unknown; retry: () => void }) {
  const again = error instanceof NotLoadedError && error.attempt > 1;
  const message = !(error instanceof NotLoadedError) ? words.widget.crashed : again ? words.widget.notLoadedAgain : words.widget.notLoaded;
  return <main className="page"><div className="page-body"><Failure heading={words.widget.failedHeading(words.settings.heading)} message={message} error={error} retry={retry} reload={again} /></div></main>;
}
