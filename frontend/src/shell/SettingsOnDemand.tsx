import type { ComponentProps } from "react";
import { words } from "../words";
import { DeferredView } from "./Deferred";
import { settings } from "./onDemand";
import type { Settings } from "./Settings";

/** The settings, whose code no start waits for. */
export function SettingsOnDemand(props: ComponentProps<typeof Settings>) {
  return <DeferredView code={settings} heading={words.widget.failedHeading(words.settings.heading)}><settings.Component {...props} /></DeferredView>;
}
