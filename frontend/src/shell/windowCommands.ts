import { use, useMemo } from "react";
import type { Command } from "../commands/commands";
import { PreferencesContext, usePreferences } from "../preferences/hooks";
import type { PreferencesStore } from "../preferences/store";
import { zoomedIn, zoomedOut, zoomText } from "../preferences/zoom";
import type { Theme } from "../session/app";
import { useInfo } from "../session/hooks";
import { words } from "../words";
import { product } from "./brand";
import type { Cover } from "./cover";
import { done, failed, type Outcome } from "./outcome";

type Say = (outcome: Outcome) => void;

/** What can be done whoever is signed in: theme, zoom, the settings and the palette. */
export function useWindowCommands(openSettings: (section: Cover["section"]) => void, togglePalette: () => void, say: Say): readonly Command[] {
  const name = useInfo()?.product ?? product;
  const store = use(PreferencesContext);
  const { theme } = usePreferences();
  return useMemo(() => [
    ...themeCommands(store, theme, say),
    ...zoomCommands(store, say),
    { id: "settings", name: words.commands.settings, group: "actions", icon: "settings", run: () => {
      openSettings("settings");
    } },
    { id: "diagnostics", name: words.settings.report, group: "actions", icon: "log", also: words.settings.diagnostics, run: () => {
      openSettings("diagnostics");
    } },
    { id: "about", name: words.commands.about(name), group: "actions", icon: "about", run: () => {
      openSettings("about");
    } },
    { id: "palette", run: togglePalette },
  ], [store, theme, name, openSettings, togglePalette, say]);
}

function themeCommands(store: PreferencesStore, now: Theme, say: Say): Command[] {
  return (["light", "dark", "system"] as const).map((theme) => ({
    id: `theme:${theme}`, name: words.commands.themes[theme], group: "appearance", icon: theme, mark: theme === now ? "current" : undefined,
    run: () => {
      store.save({ theme }).catch((reason: unknown) => {
        say(failed(reason));
      });
    },
  }));
}

function zoomCommands(store: PreferencesStore, say: Say): Command[] {
  // A key that is held down is quicker than what it changes is shown: what holds now is asked for now.
  const zoomTo = (next: (zoom: number) => number) => () => {
    const zoom = next(store.get().zoom);
    say(done(words.commands.zoomed(zoomText(zoom))));
    store.save({ zoom }).catch((reason: unknown) => {
      say(failed(reason));
    });
  };
  return [
    { id: "zoom-in", name: words.commands.zoomIn, group: "appearance", icon: "larger", overDialogs: true, run: zoomTo(zoomedIn) },
    { id: "zoom-out", name: words.commands.zoomOut, group: "appearance", icon: "smaller", overDialogs: true, run: zoomTo(zoomedOut) },
    { id: "zoom-reset", name: words.commands.zoomReset, group: "appearance", icon: "actual-size", overDialogs: true, run: zoomTo(() => 1) },
  ];
}
